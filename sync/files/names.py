"""May these two names stand in that folder?"""

from __future__ import annotations

from sync.files.contract import Files, TargetFault

LONGEST = 200


def check_names(users: str, groups: str) -> None:
    """TargetFault unless both are plain file names that no system takes for one and the same."""
    for name in (users, groups):
        if not name or name in (".", "..") or len(name) > LONGEST or not _plain(name):
            raise TargetFault("clash", f"“{name}” cannot be the name of a file.")
    if users.casefold() == groups.casefold():
        raise TargetFault(
            "clash", f"Both files would be called {users}; on Windows {groups} is the same name."
        )


def check_spelling(files: Files, *names: str) -> None:
    """TargetFault where a file differs from ours in capitals alone and is another one: nobody could tell which of the
    two Retain reads. Where the folder takes both spellings for one name, or both are there, nothing is said."""
    lying = files.names()
    for name in names:
        other = next((one for one in lying if one != name and one.casefold() == name.casefold()), None)
        if other and name not in lying and files.stat(name) is None:
            raise TargetFault(
                "clash",
                f"{other} lies in the folder, and this connection writes {name}. Use one spelling: rename that file, "
                "or set its name on the step Sync.",
            )


def _plain(name: str) -> bool:
    return name.isprintable() and not set(name) & set('/\\:*?"<>|') and name == name.rstrip(". ")
