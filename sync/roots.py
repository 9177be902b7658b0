"""Under which directories of this machine a connection may write, and where its pair goes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from sync.models import Connection
from sync.paths import System, Target, target_of


class NoTarget(ValueError):
    """The connection does not say where its files go."""


def parse_roots(written: Sequence[str]) -> tuple[Path, ...]:
    """ALLOWED_TARGET_ROOTS. ValueError names what is no absolute path of a directory that exists."""
    roots = tuple(Path(one.strip()) for one in written if one.strip())
    for root in roots:
        if not root.is_absolute():
            raise ValueError(f"{root} is not an absolute path.")
        if not root.is_dir():
            raise ValueError(f"there is no directory {root}.")
    return roots


def practice_folder(connection: Connection) -> Path:
    """Where the pair of a practice connection goes unless it says otherwise; made when it is not there yet."""
    folder = Path(settings.DATA_DIR) / "practice" / str(connection.pk) / "target"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def roots_of(connection: Connection) -> tuple[Path, ...]:
    """The directories below which this connection may write: the operator's, for practice a folder of its own and no
    other."""
    if connection.practice:
        return (practice_folder(connection),)
    return parse_roots(settings.ALLOWED_TARGET_ROOTS)


def machine() -> System:
    """The system of this machine, whose rules its folders follow."""
    return "windows" if sys.platform == "win32" else "linux"


def target_for(connection: Connection) -> Target:
    """Where the pair of this connection goes. NoTarget; BadTarget says what is wrong with its answer."""
    written = connection.target or (str(practice_folder(connection)) if connection.practice else "")
    if not written:
        raise NoTarget("No target is set yet.")
    return target_of(written, machine())
