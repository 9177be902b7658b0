"""Which folder of this machine a connection really writes to, and whether the operator allows it.

OWASP ASVS 5.0.0, 5.3.2: a path from a form is used only below directories that the operator named. Links on the way are
followed first, so that no link leads out of them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sync.files import faults
from sync.files.contract import TargetFault
from sync.files.local import LocalFiles

_OUTSIDE: Final = (
    "lies outside the directories in which the operator allows files to be written (ALLOWED_TARGET_ROOTS)."
)


def local_files(path: str, roots: Sequence[Path]) -> LocalFiles:
    """The folder at `path`, which must exist and lie in one of `roots` (or be one) when all links are followed.
    TargetFault says what is wrong."""
    folder = Path(path)
    if not folder.is_absolute():
        raise TargetFault("bounds", f"{path} is not an absolute path of this machine.")
    try:
        real = folder.resolve()
    except (OSError, RuntimeError):
        raise TargetFault("not-plain", f"{path} could not be opened: its links lead in a circle.") from None
    if not any(_inside(real, root) for root in roots):
        raise TargetFault("bounds", f"{_led(folder, real, roots)} {_OUTSIDE}")
    try:
        found = os.stat(real)
    except OSError as error:
        raise faults.fault(f"{path} could not be opened", error) from error
    if not stat.S_ISDIR(found.st_mode):
        raise TargetFault("not-plain", f"{path} is not a folder.")
    return LocalFiles(real)


def _inside(real: Path, root: Path) -> bool:
    try:
        return real.is_relative_to(root.resolve(strict=True))
    except (OSError, RuntimeError):
        return False


def _led(folder: Path, real: Path, roots: Sequence[Path]) -> str:
    """Where a link leads is told only of links that lie in an allowed directory."""
    lexical = Path(os.path.normpath(folder))
    if real != lexical and any(lexical.is_relative_to(root) for root in roots):
        return f"{folder} leads to {real}, which"
    return str(folder)
