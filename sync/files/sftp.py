"""A folder of an SFTP server, as far as version 3 of the protocol and the server's extensions go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from clients.contract.sftp import Sftp, SftpFault, SftpWhy
from sync.files.contract import Stat, TargetFault, Why

_WHY: Final[dict[SftpWhy, Why]] = {
    "unreached": "network", "timeout": "network", "dropped": "network", "malformed": "network", "host-key": "network",
    "sign-in": "denied", "secret": "denied", "gone": "gone", "denied": "denied", "full": "full",
}  # fmt: skip
_NO_REPLACE: Final = (
    "This server cannot put a file in the place of another in one step (posix-rename). For a moment between two "
    "renames the name is missing; a file is never short. If the connection breaks there, the next run puts it right."
)
_NO_FLUSH: Final = (
    "This server does not flush files to its disk when asked (fsync). After a power failure there, a file may be short "
    "until the next run, which notices it."
)
NEW, OLD = ".new", ".old"


class SftpFiles:
    """Implements `sync.files.contract.Files` over a session. `folder`: absolute, with forward slashes."""

    def __init__(self, session: Sftp, folder: str) -> None:
        self._session, self._folder = session, folder.rstrip("/")

    @property
    def limits(self) -> tuple[str, ...]:
        no_replace = () if self._session.replaces else (_NO_REPLACE,)
        return no_replace if self._session.flushes else (*no_replace, _NO_FLUSH)

    @property
    def identity(self) -> str:
        return ""

    def names(self) -> list[str]:
        with as_target_faults():
            return self._session.names(self._folder or "/")

    def stat(self, name: str) -> Stat | None:
        with as_target_faults():
            found = self._session.stat(self._path(name))
            return Stat(found.size, found.plain) if found else None

    def read(self, name: str) -> Iterator[bytes]:
        with as_target_faults():
            yield from self._session.read(self._path(name))

    def write(self, name: str, pieces: Iterable[bytes], like: str = "") -> None:
        with as_target_faults():
            old = self._session.stat(self._path(like)) if like else None
            self._session.write(self._path(name), pieces, old.mode if old and old.plain else None)

    def replace(self, source: str, name: str) -> None:
        """Without posix-rename: the old file goes aside, the new one takes its name; if that fails, the old one comes
        back. A crash in between leaves both files whole, and `publish` puts them right."""
        with as_target_faults():
            if self._session.replaces or self._session.stat(self._path(name)) is None:
                self._session.rename(self._path(source), self._path(name))
                return
            aside = source.removesuffix(NEW) + OLD
            self._session.rename(self._path(name), self._path(aside))
            try:
                self._session.rename(self._path(source), self._path(name))
            except SftpFault:
                self._session.rename(self._path(aside), self._path(name))
                raise
            self._session.remove(self._path(aside))

    def remove(self, name: str) -> None:
        with as_target_faults():
            self._session.remove(self._path(name))

    def flush(self) -> None:
        """SFTP knows no way to flush a folder."""

    def free(self) -> int | None:
        with as_target_faults():
            return self._session.free(self._folder or "/")

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"


@contextmanager
def as_target_faults() -> Iterator[None]:
    """Faults of SFTP come out as faults of the target."""
    try:
        yield
    except SftpFault as fault:
        raise TargetFault(_WHY.get(fault.why, "failed"), fault.text) from fault
