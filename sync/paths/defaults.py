"""The folders that the set-up article names, and how near a path comes to them.

Source: knowledge base article 7019065 (last changed 2017). Whether newer releases use others is not known.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from sync.paths.findings import Finding, System, note, shown

LINUX = "/opt/beginfinite/retain/RetainServer/WEB-INF/cfg"
BELOW_DRIVE = r"Program Files\Beginfinite\Retain\RetainServer\WEB-INF\cfg"
WINDOWS = f"C:\\{BELOW_DRIVE}"

_ALIKE = 0.9


def default(system: System) -> str:
    """The default folder, on Windows with drive C:."""
    return LINUX if system == "linux" else WINDOWS


def compared(path: str, system: System) -> tuple[Finding, ...]:
    """What a path says that is the default, stops short of it, goes on below it, or is nearly it."""
    ours, theirs = _names(path, system), _names(default(system), system)
    low, default_low = [n.lower() for n in ours], [n.lower() for n in theirs]
    if low == default_low:
        return _same(ours, theirs, system)
    if len(low) < len(theirs) and len(low) > 1 and low == default_low[: len(low)]:
        missing = ("/" if system == "linux" else "\\").join(theirs[len(low) :])
        return (
            note(
                "short-of-default",
                "The folder that the article names goes on from here.",
                f"If Retain is to read the files there, put {shown(missing)} behind it. It was kept as it is.",
            ),
        )
    if low[: len(theirs)] == default_low:
        return (
            _kept(
                "below-default",
                "This lies inside the folder that the article names, not in it itself.",
                system,
            ),
        )
    if SequenceMatcher(None, "/".join(low), "/".join(default_low)).ratio() >= _ALIKE:
        return (
            _kept("near-default", "This is nearly the folder that the article names, but not quite.", system),
        )
    return ()


def _same(ours: list[str], theirs: list[str], system: System) -> tuple[Finding, ...]:
    if system == "linux" and ours != theirs:
        return (
            _kept(
                "near-default", "Capitals count on Linux, and they differ from the article's folder.", system
            ),
        )
    return (note("default", "This is the folder that the set-up article names."),)


def _kept(code: str, what: str, system: System) -> Finding:
    return note(code, what, f"The article has {_shown_default(system)}. It was kept as it is.")


def _shown_default(system: System) -> str:
    return LINUX if system == "linux" else f"[drive]:\\{BELOW_DRIVE}"


def _names(path: str, system: System) -> list[str]:
    """The folders of a path, without the drive."""
    return path.split("/")[1:] if system == "linux" else path.split("\\")[1:]
