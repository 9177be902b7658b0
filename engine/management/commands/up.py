"""`manage up`: migrate, then web, workers and schedule in this one process."""

from __future__ import annotations

import signal
import sys
import webbrowser
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import waitress
from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.core.wsgi import get_wsgi_application

from engine import embedded, filelock, startup


class Command(BaseCommand):
    help = "Start everything: the web pages, the workers and the schedule. One instance per data directory."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
        )
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-browser", action="store_true", help="do not open a browser")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with filelock.held(settings.DATA_DIR / "up.lock"):
                self.serve(options["host"], options["port"], not options["no_browser"])
        except filelock.Taken:
            raise CommandError(
                f"Another instance runs on {settings.DATA_DIR}. Stop it first, or set DATA_DIR to another directory."
            ) from None

    def serve(self, host: str, port: int, browser: bool) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        try:
            server = waitress.create_server(
                get_wsgi_application(), host=host, port=port, threads=8, ident=None
            )
        except OSError as problem:
            raise CommandError(f"Cannot listen on {host}:{port}: {problem.strerror}. Try --port.") from None
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with self.engine():
            self.greet(f"http://{host}:{port}", browser)
            server.run()
        startup.end()
        self.stdout.write("Stopped.")

    def engine(self) -> AbstractContextManager[None]:
        if settings.EMBEDDED:
            return embedded.everything()
        self.stdout.write(
            "BROKER_URL is set: this serves the web pages only; start worker and beat beside it."
        )
        return nullcontext()

    def greet(self, base_url: str, browser: bool) -> None:
        self.stdout.write(f"Ready on {base_url}/ (data in {settings.DATA_DIR}). Ctrl-C stops it.")
        for words in startup.greetings(base_url):
            self.stdout.write(words)
        self.stdout.flush()
        if browser and sys.stdout.isatty():
            webbrowser.open(base_url)
