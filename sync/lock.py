"""One process at a time writes a connection's files: a lock that the operating system drops when the process dies."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from engine import filelock
from sync.models import Connection

PATIENCE = 30.0
LOOK_EVERY = 0.2


class Busy(Exception):
    """Another process still works on this connection's files."""


@contextmanager
def held(connection: Connection, patience: float = PATIENCE) -> Iterator[None]:
    """Alone with the files of a connection while the block runs. A process that lost its row may need a moment to end:
    we wait for `patience` seconds. Busy."""
    connection.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    until = time.monotonic() + patience
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(filelock.held(connection.folder / "lock"))
                break
            except filelock.Taken:
                if time.monotonic() >= until:
                    raise Busy("Another process still works on the files of this connection.") from None
                time.sleep(LOOK_EVERY)
        yield
