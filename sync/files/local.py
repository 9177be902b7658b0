"""A folder of this machine, or a share that is mounted on it."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sync.files import faults
from sync.files.contract import CHUNK, Stat, TargetFault
from sync.files.permissions import take_over

WINDOWS: Final = sys.platform == "win32"
# A share may not know how to flush a folder.
_CANNOT: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.ENOSYS})
_NOT_FLUSHED: Final = (
    "Windows gives no way to flush the names of a folder to the disk: after a power failure the older pair may be "
    "back. The next run notices that and publishes again."
)
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_OLD: Final = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


class LocalFiles:
    """Implements `sync.files.contract.Files` for a folder that exists. Errors of the operating system come out as
    TargetFault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def limits(self) -> tuple[str, ...]:
        return (_NOT_FLUSHED,) if WINDOWS else ()

    @property
    def identity(self) -> str:
        with _told(f"{self.folder} could not be looked at"):
            found = os.stat(self.folder)
        return f"{found.st_dev}:{found.st_ino}"

    def names(self) -> list[str]:
        with _told(f"{self.folder} could not be read"):
            return os.listdir(self.folder)

    def stat(self, name: str) -> Stat | None:
        try:
            found = os.lstat(self.folder / name)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise faults.fault(f"{name} could not be looked at", error) from error
        return Stat(found.st_size, stat.S_ISREG(found.st_mode), found.st_mtime)

    def read(self, name: str) -> Iterator[bytes]:
        with _told(f"{name} could not be read"):
            descriptor = os.open(self.folder / name, _OLD)
            with os.fdopen(descriptor, "rb", buffering=0) as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise TargetFault("not-plain", f"{name} is not a plain file.")
                while piece := file.read(CHUNK):
                    yield piece

    def write(self, name: str, pieces: Iterable[bytes], like: str = "") -> None:
        with _told(f"{name} could not be written"):
            descriptor = os.open(self.folder / name, _NEW, 0o644)
            with os.fdopen(descriptor, "wb") as file:
                if like:
                    take_over(self.folder / like, descriptor)
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(descriptor)
                _forget(descriptor)

    def replace(self, source: str, name: str) -> None:
        try:
            os.replace(self.folder / source, self.folder / name)
        except OSError as error:
            raise faults.replacing(f"{name} could not be replaced", error) from error

    def remove(self, name: str) -> None:
        with _told(f"{name} could not be removed"):
            (self.folder / name).unlink(missing_ok=True)

    def flush(self) -> None:
        with _told(f"{self.folder} could not be flushed to the disk"):
            flush_folder(self.folder)

    def free(self) -> int | None:
        with _told(f"{self.folder} could not be looked at"):
            return shutil.disk_usage(self.folder).free


def flush_file(path: Path) -> None:
    """See a file of our own flushed to the disk. OSError."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(path: Path) -> None:
    """See the names in a folder flushed to the disk, where the system gives a way. OSError."""
    if WINDOWS:
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
    finally:
        os.close(descriptor)


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise faults.fault(what, error) from error


def _forget(descriptor: int) -> None:
    """What was flushed is read back from the disk or the share, not from our own memory."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
