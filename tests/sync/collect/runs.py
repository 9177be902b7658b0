"""Collections of one test, each into a staging file of its own."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from clients.contract import DirectoryReader
from sync.collect import Certificate, Plan, Say, collect


def quiet(phase: str, done: int, total: int) -> None:
    """Nobody listens."""


class Runs:
    """`last`: the newest staging file. What was opened is closed with the stack."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack, self._made = folder, stack, 0
        self.last = folder / "none.sqlite"

    def collect(
        self, reader: DirectoryReader, plan: Plan, say: Say = quiet
    ) -> tuple[Certificate, sqlite3.Connection]:
        """The certificate and the rows."""
        self._made += 1
        self.last = self._folder / f"{self._made}.sqlite"
        certificate = collect(reader, self.last, plan, say)
        return certificate, self._stack.enter_context(closing(sqlite3.connect(self.last)))
