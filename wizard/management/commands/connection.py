"""`manage connection create|show|set`: scripted set-up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction
from django.utils import timezone

from engine import reaper
from people import audit
from sync import credentials
from sync.certificates import LARGEST_UPLOAD, BadUpload
from sync.models import Connection
from wizard import answers, releases
from wizard.identifiers import is_guid

Files = list[tuple[credentials.Kind, bytes]]
KINDS = ", ".join(credentials.KINDS)


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
        change.add_argument("values", nargs="*", metavar="KEY=VALUE")
        for one in (create, change):
            one.add_argument(
                "--secret-file", action="append", default=[], metavar="KIND=PATH", dest="files",
                help=f"store a secret out of a file; kinds: {KINDS} (PEM, or PFX without password)",
            )  # fmt: skip

    def handle(self, *args: Any, action: str, name: str, **options: Any) -> None:
        try:
            getattr(self, f"do_{action}")(name, **options)
        except (answers.BadAnswer, BadUpload, credentials.BadSecret) as problem:
            raise CommandError(str(problem), returncode=2) from None

    def do_create(self, name: str, domain: str, values: list[str], files: list[str], **_: Any) -> None:
        secrets = _read(files)
        connection = Connection(name=name)
        try:
            with transaction.atomic():
                answers.assign(connection, {"domain": domain, **_pairs(values)})
                self.store(connection, secrets)
        except IntegrityError:
            raise CommandError(f"There is a connection “{name}” already.", returncode=2) from None
        audit.note("shell", "create connection", name)
        self.trail(name, secrets)
        self.stdout.write(f"Made {name} for {connection.domain}.")

    def do_set(self, name: str, values: list[str], files: list[str], **_: Any) -> None:
        changes, secrets, connection = _pairs(values), _read(files), _find(name)
        if not changes and not secrets:
            raise CommandError("Nothing to set: give key=value or --secret-file.", returncode=2)
        with transaction.atomic():
            answers.assign(connection, changes)
            self.store(connection, secrets)
        if changes:
            audit.note("shell", "change connection", name, keys=sorted(changes))
        self.trail(name, secrets)
        self.stdout.write(f"Changed {', '.join([*changes, *(kind for kind, _ in secrets)])} of {name}.")
        self.release(
            connection, [*changes, *(key for kind, _ in secrets for key in releases.answers_of(kind))]
        )

    def store(self, connection: Connection, secrets: Files) -> None:
        for kind, content in secrets:
            credentials.store_file(connection, kind, content, "shell", timezone.now())
            if kind == "client_secret" and is_guid(content.decode(errors="replace")):
                self.stderr.write("This client secret looks like the secret's ID. Entra needs its Value.")

    def release(self, connection: Connection, keys: list[str]) -> None:
        """What waited for these answers is queued, as after saving a form."""
        run = releases.after(connection, keys, "the shell", timezone.now())
        if run is None:
            return
        if settings.EMBEDDED:
            reaper.send_all_again()  # our messages in memory end with us; the program that runs sends its own
        titles = run.all_rows().order_by("title").values_list("title", flat=True)
        self.stdout.write(f"Queued, since it waited for this: {', '.join(titles)}.")

    def trail(self, name: str, secrets: Files) -> None:
        for kind, _ in secrets:
            audit.note("shell", "store credential", name, kind=kind)

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


def _read(files: list[str]) -> Files:
    """The content of each KIND=PATH; nothing of a path that is wrong is repeated, it might be the secret itself."""
    found: Files = []
    for file in files:
        name, _, path = file.partition("=")
        kind = next((known for known in credentials.KINDS if known == name), None)
        if kind is None or not path:
            raise CommandError(f"--secret-file takes KIND=PATH with one of {KINDS}.", returncode=2)
        try:
            with Path(path).open("rb") as opened:
                found.append((kind, opened.read(LARGEST_UPLOAD + 1)))
        except OSError as problem:
            raise CommandError(
                f"The file for {kind} cannot be read: {problem.strerror}.", returncode=2
            ) from None
    return found
