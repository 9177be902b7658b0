"""`manage verify`: is the published pair intact, at its target and among the generations?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management import BaseCommand, CommandParser

from sync import lock, outcomes, publishing, snapshots
from sync.generations import mirror, store_of
from sync.models import Connection
from sync.snapshots import Damaged
from sync.working import named


class Command(BaseCommand):
    help = "Read the published pair back and compare it with what was published. Exit code 0: intact; 1: not; 2: usage."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help="the connection")

    def handle(self, *args: Any, **options: Any) -> None:
        connection = named(options["name"])
        problems = found(connection)
        for problem in problems:
            self.stdout.write(f"{connection.name}: {problem}")
        if not problems:
            self.stdout.write(f"{connection.name}: the published pair is intact.")
        sys.exit(1 if problems else 0)


def found(connection: Connection) -> list[str]:
    """Sentences about what is wrong; none when the published pair is intact."""
    try:
        with lock.held(connection):
            published = mirror(connection)
            if published is None:
                return ["Nothing was published yet."]
            kept = snapshots.verify(store_of(connection), published.number)
            return [*(f"Generation {published.number}: {one}" for one in kept), *_at_target(connection)]
    except (lock.Busy, Damaged) as problem:
        return [str(problem)]


def _at_target(connection: Connection) -> list[str]:
    try:
        return [f"At the target: {one}" for one in publishing.problems_at_target(connection)]
    except Exception as problem:
        if not outcomes.of_target(problem):
            raise
        return [f"The target could not be looked at. {problem}"]
