"""`manage admin_link`: a new one-time link while there is no administrator."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from people import first_link


class Command(BaseCommand):
    help = "Print a new link that makes the first administrator. The older link stops working."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base-url", default="http://127.0.0.1:8000", help="where the wizard is reached")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            token = first_link.make(timezone.now())
        except first_link.AdministratorExists as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(options["base_url"].rstrip("/") + reverse("people:first", args=[token]))
