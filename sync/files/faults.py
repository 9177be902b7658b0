"""From an error of the operating system to a fault of the target, in words for the page."""

from __future__ import annotations

import errno
from typing import Final

from sync.files.contract import TargetFault, Why

_WHY: Final[dict[int, Why]] = {
    errno.ENOENT: "gone",
    errno.ENOTDIR: "gone",
    errno.ENODEV: "gone",
    errno.ENXIO: "gone",
    errno.ESTALE: "gone",
    errno.EHOSTDOWN: "gone",
    errno.EHOSTUNREACH: "gone",
    errno.ENOTCONN: "gone",
    errno.ETIMEDOUT: "gone",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "read-only",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.EBUSY: "held",
    errno.ETXTBSY: "held",
    errno.ELOOP: "not-plain",
    errno.EISDIR: "not-plain",
}
_WORDS: Final[dict[Why, str]] = {
    "gone": "the folder is not there, or the network share is away",
    "denied": "the account of this program may not do that",
    "read-only": "the folder can only be read, not written",
    "full": "there is no room left, or a quota is used up",
    "held": "another program holds the file open",
    "not-plain": "a link or a folder is in the way",
}
# Of Windows: sharing violation, lock violation.
_HELD: Final = frozenset({32, 33})


def fault(what: str, error: OSError) -> TargetFault:
    """`what` could not be done: the beginning of the sentence, such as “exchangeuser.csv could not be written”."""
    why = why_of(error)
    said = _WORDS.get(why) or error.strerror or type(error).__name__
    return TargetFault(why, f"{what}: {said}.")


def why_of(error: OSError) -> Why:
    """The kind of fault behind an error."""
    if getattr(error, "winerror", None) in _HELD:
        return "held"
    return _WHY.get(error.errno or 0, "failed")


def replacing(what: str, error: OSError) -> TargetFault:
    """As `fault`, for putting one file in the place of another in a folder that was written into a moment ago: a file
    that somebody holds open on Windows, or on a share of it, gives "access denied"."""
    found = fault(what, error)
    if found.why != "denied":
        return found
    return TargetFault("held", f"{what}: another program holds the file open, or its permissions forbid it.")
