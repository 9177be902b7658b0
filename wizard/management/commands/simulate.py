"""`manage simulate`: the simulated tenants on loopback, for practice, for the shell and for demonstrations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from simulator.scenarios import BY_NAME, SCENARIOS
from simulator.serving import listing, serve


class Command(BaseCommand):
    help = "Serve simulated Microsoft 365 tenants on loopback and print the settings that lead there."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        names = sorted(BY_NAME)
        parser.add_argument("--list", action="store_true", help="print the scenarios and end")
        parser.add_argument(
            "--scenario", action="append", default=[], choices=names, metavar="NAME",
            help="serve only this scenario (may be given several times); see --list",
        )  # fmt: skip
        parser.add_argument("--handle", type=Path, help="write where to find it into this file")
        parser.add_argument("--state", type=Path, help="keep domains and applied changes in this file")
        parser.add_argument("--parent", type=int, default=0, metavar="PID", help="end when this process ends")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            for line in listing(SCENARIOS):
                self.stdout.write(line)
            return
        try:
            self._serve(options)
        except OSError as error:
            raise CommandError(f"The simulator cannot start: {error.strerror or error}.") from error

    def _serve(self, options: dict[str, Any]) -> None:
        serve(
            self._say,
            only=options["scenario"],
            handle_file=options["handle"],
            state_file=options["state"],
            parent=options["parent"],
        )

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
