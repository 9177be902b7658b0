"""What sync.path says about a target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from checks.result import Remedy, Result, failed, warning

EXPECTED: Final = "a sound path, and a folder in which a file can be written, renamed and removed"
UNWRITTEN: Final = "Nothing can be published: Retain goes on with whatever lies there."
AGAIN: Final = "Run this check again: it writes a small file there, and removes it."
_WIZARD: Final = "In this wizard"
_OPERATOR: Final = "Where this program runs"
_DO: Final = {
    "gone": "Create the folder, or mount the share on which it lies. If the path is wrong, correct it under Target.",
    "denied": "Give the account under which this program runs the right to write there, and to create files.",
    "read-only": "Mount the share, or the disk, so that it can be written.",
    "full": "Make room there, or raise the quota of the account.",
    "not-plain": "Enter the folder itself: no file, and no link that leads in a circle.",
    "sign-in": "Check the user in the address, and enter the password or key again under Target.",
    "secret": "Enter the key again under Target: a private key without passphrase.",
}


def _failed(summary: str, found: str, *remedy: Remedy, expected: str = EXPECTED) -> Result:
    return failed(summary, meaning=UNWRITTEN, expected=expected, found=found, remedy=remedy, confirm=AGAIN)


def malformed(told: dict[str, Any]) -> Result:
    """`told`: the path as evidence, whose first finding is an error."""
    _, what, done = told["findings"][0]
    offered = (Remedy("text", told["path"], label="The corrected path, for the field Target"),)
    return _failed(
        f"“{told['text']}” is no target: {what}",
        told["text"],
        Remedy("text", done or "Enter another path.", label=_WIZARD),
        *(offered if told["path"] else ()),
        expected=told["path"] or "a path that is sound on the system that reads it",
    )


def by_hand() -> Result:
    return warning(
        "The pair is fetched by hand: nobody carries it to Retain by itself.",
        meaning="On a day on which nobody does, Retain goes on with old files, and this program cannot see it.",
        expected="a folder or an SFTP server to which the pair is written every night",
        found="download",
        remedy=(
            Remedy(
                "text",
                "Name a folder or an SFTP server as the target, or let somebody fetch it every day.",
                _WIZARD,
            ),
        ),
        confirm="With a target, this check tries it out.",
    )


def elsewhere(path: str) -> Result:
    ways = (
        "Let an SFTP server on the Retain machine take the files: enter its address.",
        "Mount the folder on this machine, below a directory that the operator allows (ALLOWED_TARGET_ROOTS), and "
        "enter the path that it has here.",
        "Let a Windows host run the scripts: Sync, Windows host.",
        "Fetch the files by hand: enter the word download.",
    )
    return _failed(
        f"{path} is well formed, but it lies on another machine, where this program cannot write.",
        path,
        *(Remedy("text", way, label="One of these") for way in ways),
        expected="a folder of this machine, an SFTP server, a Windows host that runs the scripts, or download",
    )


def outside(path: str, roots: Sequence[str]) -> Result:
    allowed = ", ".join(roots) or "none"
    return _failed(
        f"{path} lies outside the directories in which the operator of this program lets files be written.",
        f"allowed: {allowed}",
        Remedy(
            "text",
            f"Add the folder to ALLOWED_TARGET_ROOTS, and start the program again: {path}",
            label=_OPERATOR,
        ),
        Remedy("text", "Or enter a folder below one of the allowed directories.", label=_WIZARD),
        expected="a folder below one of ALLOWED_TARGET_ROOTS",
    )


def not_written(path: str, why: str, text: str) -> Result:
    """`why`: the kind of fault; `text`: what happened, as a sentence."""
    label = _WIZARD if why in ("sign-in", "secret", "not-plain") else "At the target"
    return _failed(text, path, Remedy("text", _DO[why], label=label))


def unconfirmed(path: str, key: dict[str, str]) -> Result:
    shown = f"{key['fingerprint']} ({key['kind']})"
    return _failed(
        f"The key of the server was not confirmed yet. It shows {shown}.",
        shown,
        Remedy(
            "text",
            "Ask whoever runs the server for its fingerprint, by another way than this one. On the server itself "
            "“ssh-keygen -l -f” with the public host key file shows it.",
            label="At the server",
        ),
        Remedy(
            "text", f"If it is the same, confirm the key under Target: {key['fingerprint']}", label=_WIZARD
        ),
        expected="a key that a person compared and confirmed",
    )


def other_key(path: str, text: str) -> Result:
    return _failed(
        text,
        path,
        Remedy(
            "text",
            "Ask whoever runs the server whether it was set up anew. Until that is known, nothing is sent there.",
            label="At the server",
        ),
        Remedy("text", "If it was, confirm the new key under Target.", label=_WIZARD),
        expected="the key that was confirmed",
    )


def no_room(path: str, free: int, needed: int) -> Result:
    return _failed(
        f"{path} has {free >> 20:,} MB of room left; {needed >> 20:,} MB are needed.",
        f"{free >> 20:,} MB free",
        Remedy("text", "Make room there: new files are written beside the old ones.", label="At the target"),
        expected=f"at least {needed >> 20:,} MB free",
    )


def apart(path: str, names: Sequence[str]) -> Result:
    return _failed(
        f"{' and '.join(names)} in {path} is mounted by itself, so that no new file can take its place.",
        " and ".join(names),
        Remedy("text", "Mount the folder instead of the single files.", label=_OPERATOR),
        expected="both files on the file system of their folder",
    )


def left_behind(path: str, names: Sequence[str]) -> Result:
    return _failed(
        f"A file could be written in {path}, but not be removed again.",
        ", ".join(names),
        Remedy(
            "text",
            f"Give the account the right to delete there, and remove {', '.join(names)}.",
            "At the target",
        ),
    )
