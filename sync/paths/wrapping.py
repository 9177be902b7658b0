"""What surrounds a path when it is pasted: spaces, quotes, signs that nobody sees, a file:// in front."""

from __future__ import annotations

import re
from urllib.parse import unquote

from sync.paths.findings import Finding, Hopeless, Step, System, note, through

# Marks of writing direction, zero-width signs and byte order marks: Windows dialogs put some of them before a path.
_INVISIBLE = dict.fromkeys(
    map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)
_ODD_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " ")
_PAIRS = ('""', "''", "“”", "‘’", "„“", "„”", "‚‘", "‚’", "«»", "»«", "``")
_FILE_URL = re.compile(r"file:(?P<slashes>/*)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)


def unwrapped(text: str) -> Step:
    """The bare path: invisible signs, outer spaces and quotes gone."""
    return through(text, (_visible, _trimmed, _unquoted, _trimmed))


def _visible(text: str) -> Step:
    seen = text.translate(_INVISIBLE)
    plain = seen.translate(_ODD_SPACES)
    found: tuple[Finding, ...] = ()
    if seen != text:
        found += (
            note(
                "invisible",
                "There were signs in it that nobody sees, as copying from a window or a web page leaves them.",
                "They were taken out.",
            ),
        )
    if plain != seen:
        found += (
            note(
                "odd-space",
                "It held a space that is no ordinary space, as web pages use them.",
                "Ordinary spaces took their place.",
            ),
        )
    return plain, found


def _trimmed(text: str) -> Step:
    bare = text.strip()
    if bare == text:
        return text, ()
    return bare, (note("outer-space", "There were spaces or line ends around it.", "They were taken away."),)


def _unquoted(text: str) -> Step:
    bare = text
    while len(bare) > 1 and bare[0] + bare[-1] in _PAIRS:
        bare = bare[1:-1].strip()
    if bare == text:
        bare = bare.strip('"')
    if bare == text:
        return text, ()
    return bare, (
        note(
            "quotes",
            "There were quotes around it. They belong to a command or a script, not to the path.",
            "They were taken away; the forms below have quotes where they are needed.",
        ),
    )


def without_file_url(text: str, system: System) -> Step:
    """The path in a file:// address. Hopeless when the address is no whole one."""
    match = _FILE_URL.fullmatch(text)
    if match is None:
        return text, ()
    if "/" not in match["slashes"]:
        raise Hopeless(
            "file-url", "It begins with “file:” but is no whole address.", "Enter the folder alone."
        )
    rest = unquote(match["rest"])
    bare = rest if re.match(r"[A-Za-z][:|]", rest) else _rooted(rest, len(match["slashes"]), system)
    return bare.replace("|", ":", 1), (
        note("file-url", "It was written as a web address (file://).", "The path in it was taken."),
    )


def _rooted(rest: str, slashes: int, system: System) -> str:
    """file://server/share names a server, file:///folder does not."""
    return f"//{rest}" if slashes == 2 and system == "windows" else f"/{rest}"
