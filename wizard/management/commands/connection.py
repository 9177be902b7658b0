"""`manage connection create|show|set`: scripted set-up."""

from __future__ import annotations

import json
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from people import audit
from sync.models import Connection
from wizard import answers


class Command(BaseCommand):
    help = "Make, show or change a connection. Exit code 2: the words or values cannot be taken."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="make a connection")
        create.add_argument("name")
        create.add_argument("--domain", required=True)
        create.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="values")
        show = actions.add_parser("show", help="print every answer")
        show.add_argument("name")
        show.add_argument("--format", choices=["text", "json"], default="text")
        change = actions.add_parser("set", help="change answers")
        change.add_argument("name")
        change.add_argument("values", nargs="+", metavar="KEY=VALUE")

    def handle(self, *args: Any, action: str, name: str, **options: Any) -> None:
        try:
            getattr(self, f"do_{action}")(name, **options)
        except answers.BadAnswer as problem:
            raise CommandError(str(problem), returncode=2) from None

    def do_create(self, name: str, domain: str, values: list[str], **_: Any) -> None:
        connection = Connection(name=name)
        try:
            answers.assign(connection, {"domain": domain, **_pairs(values)})
        except IntegrityError:
            raise CommandError(f"There is a connection “{name}” already.", returncode=2) from None
        audit.note("shell", "create connection", name)
        self.stdout.write(f"Made {name} for {connection.domain}.")

    def do_set(self, name: str, values: list[str], **_: Any) -> None:
        changes = _pairs(values)
        answers.assign(_find(name), changes)
        audit.note("shell", "change connection", name, keys=sorted(changes))
        self.stdout.write(f"Changed {', '.join(changes)} of {name}.")

    def do_show(self, name: str, format: str, **_: Any) -> None:
        found = answers.stored(_find(name))
        if format == "json":
            self.stdout.write(json.dumps(found, indent=2))
            return
        for key, value in found.items():
            self.stdout.write(f"{key}={value}")


def _find(name: str) -> Connection:
    found = Connection.objects.filter(name=name).first()
    if found is None:
        raise CommandError(f"There is no connection “{name}”.", returncode=2)
    return found


def _pairs(values: list[str]) -> dict[str, str]:
    for value in values:
        if "=" not in value:
            raise CommandError(f"“{value}” is not of the form key=value.", returncode=2)
    return {key.strip(): rest for key, _, rest in (value.partition("=") for value in values)}
