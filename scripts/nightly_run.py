"""A nightly run on a Linux host, as the timer and the cron line need it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from scripts.quoting import has_control


@dataclass(frozen=True)
class Host:
    """Where the program lies on the Linux host and who runs it. All paths absolute."""

    program: str = "/opt/retain-setup"
    data: str = "/var/lib/retain-setup"
    user: str = "retain-setup"
    python: str = "/usr/bin/python3"


@dataclass(frozen=True)
class NightlyRun:
    """`connection`: its name; `at`: time in `zone` (IANA); `first`: date from which warnings are reckoned; `target`:
    the folder of the pair on this machine, "" when it lies elsewhere.

    ValueError for control characters, a path that is not absolute, and a user's name that cannot be one.
    """

    connection: str
    at: time
    zone: str
    first: date
    target: str = ""
    host: Host = Host()

    def __post_init__(self) -> None:
        host = self.host
        paths = [host.program, host.data, host.python, *([self.target] if self.target else [])]
        if any(has_control(text) for text in (self.connection, self.zone, *paths)):
            raise ValueError("A control character or line end has no place in a unit file or crontab.")
        for path in paths:
            if not path.startswith("/") or path != path.strip() or path.endswith("\\"):
                raise ValueError(f"{path!r} is no absolute path of Linux.")
        if not self.connection or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", host.user):
            raise ValueError("The connection has no name, or the user's name cannot be one on Linux.")

    def words(self) -> list[str]:
        """The command, word by word, to be run in the program's folder."""
        # A name that begins with a hyphen must not be taken for an option.
        guard = ["--"] if self.connection.startswith("-") else []
        return [self.host.python, "run.py", "manage", "sync_now", *guard, self.connection]
