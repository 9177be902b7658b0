"""`manage snapshots`: the pairs that were published, and bringing one of them back."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sync import dispatch, working
from sync.generations import mirror
from sync.models import Connection, Generation
from sync.run_report import lines
from sync.working import named

BUSY = "Another run is under way: run {number}. Nothing was done."


class Command(BaseCommand):
    help = (
        "List the generations of a connection, newest first, or publish one of them again. Exit code 0: done; 1: it "
        "could not be restored; 2: wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help="the connection")
        parser.add_argument("--restore", metavar="ID", help="publish the generation with this number again")
        parser.add_argument("--reason", metavar="TEXT", default="", help="why, for the audit trail")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        connection = named(options["name"])
        mirror(connection)
        if options["restore"] is not None:
            self.restore(connection, options["restore"], options["reason"].strip())
        elif options["format"] == "json":
            self.stdout.write(json.dumps([as_json(one) for one in kept(connection)], indent=2))
        else:
            for one in kept(connection):
                self.stdout.write(as_line(one))

    def restore(self, connection: Connection, written: str, reason: str) -> None:
        wanted = find(connection, written)
        working.clear(connection)
        busy = dispatch.under_way(connection)
        if busy is not None:
            raise CommandError(BUSY.format(number=busy.number))
        with working.here():
            run, joined = dispatch.restore(connection, wanted, "shell", reason, timezone.now())
            run = run if joined else working.follow(run)
        if joined:
            raise CommandError(BUSY.format(number=run.number))
        for line in lines(run):
            self.stdout.write(line)
        sys.exit(0 if run.state in ("published", "unchanged") else 1)


def kept(connection: Connection) -> list[Generation]:
    return list(Generation.objects.filter(connection=connection).select_related("run"))


def find(connection: Connection, written: str) -> Generation:
    """The generation with this number."""
    number = int(written) if written.isascii() and written.isdigit() else 0
    found = Generation.objects.filter(connection=connection, number=number).first()
    if found is None:
        raise CommandError(f"There is no generation {written} of {connection.name}.", returncode=2)
    return found


def as_line(one: Generation) -> str:
    mark = "*" if one.published else " "
    made = f"{one.made_at:%Y-%m-%d %H:%M} UTC"
    held = f"{one.users:>9,} users {one.groups:>7,} groups"
    return f"{mark} {one.number:>5}  {made}  {one.how:<9}  {held}  {one.hash[:12]}"


def as_json(one: Generation) -> dict[str, Any]:
    return {
        "number": one.number,
        "made": one.made_at.isoformat().replace("+00:00", "Z"),
        "how": one.how,
        "published": one.published,
        "hash": one.hash,
        "run": str(one.run_id) if one.run_id else None,
        "users": {"rows": one.users, "bytes": one.users_bytes, "sha256": one.users_sha256},
        "groups": {"rows": one.groups, "bytes": one.groups_bytes, "sha256": one.groups_sha256},
    }
