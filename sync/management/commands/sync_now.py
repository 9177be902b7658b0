"""`manage sync_now`: bring the two files up to date now, or see what that would change."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sync import approval, attached, dispatch, run_report, working
from sync.approval import CannotPublish
from sync.dispatch import Started
from sync.models import Connection, Purpose, SyncRun


class Command(BaseCommand):
    help = (
        "Read the directory, compare, and publish both files if the guard has nothing against it. Exit code 0: "
        "published, nothing to change, or (with --preview) can be published; 4: held by the guard; 5: the directory "
        "could not be read as a whole, nothing was published; 6: another run is under way; 1: failed; 2: wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", metavar="NAME", help="the connection")
        parser.add_argument("--preview", action="store_true", help="only show what would change")
        parser.add_argument("--approve", metavar="HASH", help="publish the held pair with this hash")
        parser.add_argument("--reason", metavar="TEXT", default="", help="why it is approved")
        parser.add_argument("--full", action="store_true", help="read everything, not only what changed")
        parser.add_argument(
            "--format", choices=["text", "json"], help="default: text on a terminal, else json"
        )
        parser.add_argument("--run", metavar="ID", help="for workers: do this run, in this process")

    def execute(self, *args: Any, **options: Any) -> str | None:
        if options["run"]:
            options["skip_checks"] = True  # the worker that started us has passed them
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["run"]:
            sys.exit(attached.run(options["run"]))
        connection = usable(options)
        as_json = (options["format"] or ("text" if sys.stdout.isatty() else "json")) == "json"
        run, joined = self.work(connection, options, as_json)
        if joined:
            self.say_busy(run, as_json)
        self.show(run, as_json)
        sys.exit(run_report.exit_code(run))

    def work(self, connection: Connection, options: dict[str, Any], as_json: bool) -> Started:
        """Start the run and see it through, unless another one is under way. Ctrl-C stops it for good."""
        terminal = self.stderr if not as_json and sys.stderr.isatty() else None
        working.clear(connection)
        run = dispatch.under_way(connection)
        if run is not None:
            return Started(run, joined=True)
        try:
            with working.here():
                run, joined = start(connection, options)
                return Started(run if joined else working.follow(run, terminal), joined)
        except KeyboardInterrupt:
            if run is not None:
                working.give_up(run)
            raise CommandError("Stopped.", returncode=130) from None

    def say_busy(self, run: SyncRun, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"format": "sync-run/1", "id": str(run.pk), "state": run.state}))
        self.stderr.write(
            f"Another run is under way: run {run.number}, started by {run.started_by}. Nothing was done."
        )
        sys.exit(run_report.OVERLAPS)

    def show(self, run: SyncRun, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(run_report.as_json(run), indent=2, ensure_ascii=False))
            return
        for line in run_report.lines(run):
            self.stdout.write(line)


def usable(options: dict[str, Any]) -> Connection:
    """The connection that is named, if the words go together."""
    if not options["name"]:
        raise CommandError("Name a connection.", returncode=2)
    if options["approve"] and options["preview"]:
        raise CommandError("--approve publishes; it cannot be combined with --preview.", returncode=2)
    if bool(options["approve"]) != bool(options["reason"].strip()):
        raise CommandError("--approve and --reason go together.", returncode=2)
    return working.named(options["name"])


def start(connection: Connection, options: dict[str, Any]) -> Started:
    """Queue what the words ask for, or find what is under way."""
    if options["approve"]:
        try:
            return approval.approve(
                connection, options["approve"], "shell", options["reason"], timezone.now()
            )
        except CannotPublish as problem:
            raise CommandError(str(problem)) from None
    purpose = Purpose.PREVIEW if options["preview"] else Purpose.PUBLISH
    return dispatch.start(connection, purpose, "shell", timezone.now(), full=options["full"] or None)
