"""`manage rotate_keys`: seal every stored secret anew with the first key of FIELD_KEYS."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from engine import filelock
from people import audit
from sync import credentials
from sync.secrets import WrongKey


class Command(BaseCommand):
    help = (
        "Seal every stored secret anew with the first of FIELD_KEYS=new,old. Afterwards the old key can go. It needs "
        "the data alone: stop the program and its workers first. Exit code 0: done; 1: nothing was changed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with filelock.held(settings.DATA_DIR / "up.lock"):
                count = credentials.reseal_all()
        except filelock.Taken:
            raise CommandError(
                "The program is running on this data. Stop it first; nothing was changed."
            ) from None
        except WrongKey as problem:
            raise CommandError(f"{problem} Nothing was changed.") from None
        audit.note("shell", "rotate keys", secrets=count)
        self.stdout.write(f"{count} stored secret{'' if count == 1 else 's'} sealed with the first key.")
