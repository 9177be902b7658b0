"""Under which names the two files are written."""

from __future__ import annotations

import re

from sync.layout.generic import GROUPS_FILE, USER_FILE, USER_FILES

COPY = re.compile(r"( - Copy| ?\(\d+\)| - Kopie)(?=\.csv$)", re.IGNORECASE)


def user_file(uploaded: str) -> tuple[str, str]:
    """The name of the users file and a note: the uploaded one, if it is one of the two spellings that occur in the
    vendor's texts (retain.md 1.2), without what a browser adds to copies."""
    name = _bare(uploaded)
    if name.lower() in USER_FILES:
        return name, ""
    both = " and ".join(f"“{one}”" for one in USER_FILES)
    return (
        USER_FILE,
        f"The vendor's texts spell the users file {both}; “{name}” is neither. It will be “{USER_FILE}”.",
    )


def groups_file(uploaded: str) -> tuple[str, str]:
    """The name of the groups file and a note."""
    name = _bare(uploaded)
    if name.lower() == GROUPS_FILE:
        return name, ""
    return (
        GROUPS_FILE,
        f"The groups file was uploaded as “{name}”. It will be “{GROUPS_FILE}”, as in the vendor's texts.",
    )


def _bare(uploaded: str) -> str:
    return COPY.sub("", re.split(r"[\\/]", uploaded)[-1])
