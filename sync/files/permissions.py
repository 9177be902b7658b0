"""A new file takes the permissions of the one whose place it will take: Retain must go on being able to read it."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

_LISTS: Final = "system.posix_acl_access"


def take_over(old: Path, new: int) -> None:
    """Give the open file `new` the mode of `old`, and its owner, group and access list as far as this account may.
    Nothing happens where there is no `old`, or where the system knows no such thing (Windows: the folder's rules)."""
    try:
        found = os.lstat(old)
    except OSError:
        return
    if not stat.S_ISREG(found.st_mode) or not hasattr(os, "fchmod"):
        return
    with suppress(OSError):
        os.fchown(new, -1, found.st_gid)
    with suppress(OSError):
        os.fchown(new, found.st_uid, -1)
    with suppress(OSError):
        os.fchmod(new, stat.S_IMODE(found.st_mode) & 0o777)
    with suppress(OSError, AttributeError):
        os.setxattr(new, _LISTS, os.getxattr(old, _LISTS))
