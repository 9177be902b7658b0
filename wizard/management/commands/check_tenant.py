"""`manage check_tenant`: run checks from the shell and save the report."""

from __future__ import annotations

import json
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from checks import registry
from checks.registry import Check
from clients.names import NotADomain, to_ascii
from engine import reaper, worker
from sync.models import Connection
from wizard import console, dispatch, report
from wizard.models import Run

LOOK_EVERY, REAP_EVERY = 0.1, 5.0


class Command(BaseCommand):
    help = (
        "Run the checks of a connection, or of a bare domain. Exit code 0: nothing failed; 1: a check failed; "
        "3: one could not be decided; 2: wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", nargs="?", metavar="NAME-or-DOMAIN")
        parser.add_argument("--step", action="append", default=[], choices=registry.STEP_ORDER)
        parser.add_argument("--check", action="append", default=[], metavar="ID")
        parser.add_argument(
            "--format", choices=["text", "json"], help="default: text on a terminal, else json"
        )
        parser.add_argument("--output", type=Path, metavar="FILE")
        parser.add_argument("--list", action="store_true", help="print the catalogue of checks")

    def handle(self, *args: Any, **options: Any) -> None:
        as_json = (options["format"] or ("text" if sys.stdout.isatty() else "json")) == "json"
        if options["list"]:
            self.list_checks(options["format"] == "json")
            return
        if not options["target"]:
            raise CommandError("Name a connection or a domain, or ask for --list.", returncode=2)
        host: AbstractContextManager[None] = worker.running("checks") if settings.EMBEDDED else nullcontext()
        with host:  # in the embedded set-up this process works on the rows itself
            run = self.start(options["target"], chosen(options["step"], options["check"]))
            self.follow(run, live=not as_json and sys.stdout.isatty())
        self.show(run, as_json, options["output"])
        sys.exit(report.exit_code(run))

    def list_checks(self, as_json: bool) -> None:
        found = [
            {"id": c.id, "step": c.step, "title": c.title, "needs": needs_of(c)}
            for c in registry.all_checks()
        ]
        if as_json:
            self.stdout.write(json.dumps(found, indent=2))
            return
        for one in found:
            self.stdout.write(
                f"{one['id']:<30} {one['step']:<14} {one['title']}  ({', '.join(one['needs']) or 'nothing'})"
            )

    def start(self, target: str, checks: list[Check]) -> Run:
        connection = find(target)
        if connection is not None:
            return dispatch.start(connection, checks, "shell", timezone.now())
        try:
            domain = to_ascii(target)
        except NotADomain as problem:
            raise CommandError(
                f"There is no connection “{target}”, and as a domain: {problem}", returncode=2
            ) from None
        open_to_all = [
            c for c in checks if c.step == "prerequisites" and not c.token and set(c.needs) <= {"domain"}
        ]
        if not open_to_all:
            raise CommandError(
                "These checks need a stored connection (manage connection create).", returncode=2
            )
        return dispatch.start_bare(domain, open_to_all, "shell", timezone.now())

    def follow(self, run: Run, live: bool) -> None:
        """Wait until every row is finished, whoever works on it."""
        reap_at = time.monotonic() + REAP_EVERY
        while not self.all_finished(run, live):
            if time.monotonic() >= reap_at:
                reaper.reap(timezone.now())
                reap_at += REAP_EVERY
            time.sleep(LOOK_EVERY)
        if live:
            self.stderr.write("\r" + " " * 78 + "\r", ending="")

    def all_finished(self, run: Run, live: bool) -> bool:
        rows = list(run.all_rows())
        done = sum(row.finished for row in rows)
        if live:
            doing = next((row.progress or row.title for row in rows if row.state == "running"), "")
            took = (timezone.now() - run.made_at).total_seconds()
            self.stderr.write(
                f"\r{f'{done} of {len(rows)} finished, {took:.0f} s  {doing}'[:78]:<78}", ending=""
            )
            self.stderr.flush()
        return done == len(rows)

    def show(self, run: Run, as_json: bool, output: Path | None) -> None:
        found = json.dumps(report.report_of(run), indent=2, ensure_ascii=False)
        if output is not None:
            self.write(output, found if as_json else "\n".join(self.words(run)))
        elif as_json:
            self.stdout.write(found)
        else:
            for words in self.words(run):
                self.stdout.write(words)

    def write(self, output: Path, text: str) -> None:
        try:
            output.write_text(text + "\n", "utf-8")
        except OSError as problem:
            raise CommandError(
                f"The report is saved, but not to {output}: {problem.strerror}", returncode=2
            ) from None

    def words(self, run: Run) -> list[str]:
        rows = report.in_page_order(run.all_rows())
        about = run.connection.name if run.connection else run.domain
        return [
            f"{about}: {console.totals(rows)}",
            "",
            *(console.line(row, self.style) for row in rows),
            *console.details(rows, self.style),
            "",
            f"Saved as run {run.number} ({run.pk}).",
        ]


def chosen(steps: list[str], ids: list[str]) -> list[Check]:
    """The checks of these steps and with these ids; all when neither is named."""
    known = {check.id: check for check in registry.all_checks()}
    for unknown in set(ids) - set(known):
        raise CommandError(f"There is no check “{unknown}”; --list shows them.", returncode=2)
    wanted = [c for c in known.values() if not (steps or ids) or c.step in steps or c.id in ids]
    if not wanted:
        raise CommandError("No check of this version belongs to that step.", returncode=2)
    return wanted


def find(target: str) -> Connection | None:
    """The connection with this name, else the only one with this domain."""
    named = Connection.objects.filter(name=target).first()
    if named is not None:
        return named
    of_domain = list(Connection.objects.filter(domain=target.lower().rstrip("."))[:2])
    if len(of_domain) > 1:
        raise CommandError(f"Several connections are about {target}; give the name of one.", returncode=2)
    return of_domain[0] if of_domain else None


def needs_of(check: Check) -> list[str]:
    """What a check needs before it can decide anything."""
    return [*check.needs, *(["sign-in"] if check.token else [])]
