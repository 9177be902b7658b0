"""The path linter: what was typed, what is wrong with it, how it should read, and how to write it where."""

from __future__ import annotations

from dataclasses import dataclass

from sync.paths import defaults, length, linux, sftp, windows
from sync.paths.findings import Finding, Hopeless, Step, System, errors, once_each, through
from sync.paths.foreign import own_words_only
from sync.paths.targets import DOWNLOAD, BadTarget, Download, Kind, Local, Sftp, Target
from sync.paths.wrapping import unwrapped, without_file_url
from sync.paths.writing import Way, alone, ways

LONGEST_TYPED = 5000
_ROUNDS = 10
_TOO_LONG = Finding("error", "typed-length", "This is far too long for a path.", "Enter the folder alone.")


@dataclass(frozen=True)
class Linted:
    """All that a page shows about an answer.

    `text`: as typed, but for a password in an address, which is taken out. `path`: the corrected form, to copy; with an
    error it is only an offer, and empty when none can be made. `target` and `ways` are there when there is no error.
    """

    text: str
    system: System
    kind: Kind
    path: str
    findings: tuple[Finding, ...] = ()
    ways: tuple[Way, ...] = ()
    target: Target | None = None

    @property
    def ok(self) -> bool:
        return not errors(self.findings)

    @property
    def changed(self) -> bool:
        """The corrected form is another one than what was typed."""
        return self.path != self.text


def lint(text: str, system: System, file: int = length.LONGEST_FILE) -> Linted:
    """What to say about the answer `target`. `file`: length of the longer of the two file names. Never raises."""
    if len(text) > LONGEST_TYPED:
        return Linted(sftp.without_password(text)[:LONGEST_TYPED], system, "folder", "", (_TOO_LONG,))
    bare, _ = unwrapped(text)
    if bare.lower() == DOWNLOAD:
        return Linted(text, system, "download", DOWNLOAD, target=Download())
    if sftp.is_address(bare):
        return _address(bare, text, system)
    return _folder(text, system, file)


def target_of(text: str, system: System, file: int = length.LONGEST_FILE) -> Target:
    """The target that the answer names, corrected where that is safe. BadTarget with all that was found otherwise."""
    linted = lint(text, system, file)
    if linted.target is None:
        raise BadTarget(linted.findings)
    return linted.target


def system_of(text: str) -> System:
    """The system that a path looks like it is for, where nobody said."""
    bare = text.strip(" \t\"'")
    return "windows" if "\\" in bare or bare[1:2] == ":" or bare.lower().startswith("[drive]") else "linux"


def _folder(text: str, system: System, file: int) -> Linted:
    shown = sftp.without_password(text)
    path, found = _settled(text, system, file)
    if not errors(found):
        return Linted(shown, system, "folder", path, found, ways(path, system), Local(path, system))
    offer, more = _settled(path, system, file)
    return Linted(shown, system, "folder", "" if errors(more) else offer, found)


def _settled(text: str, system: System, file: int) -> Step:
    """The rules again and again until they change nothing more, so that a corrected path is corrected for good."""
    found: tuple[Finding, ...] = ()
    for _ in range(_ROUNDS):
        path, more = _once(text, system)
        found += more
        if path == text or errors(found):
            break
        text = path
    if not errors(found):
        found += defaults.compared(path, system) + length.judged(path, system, file)
    return path, once_each(found)


def _once(text: str, system: System) -> Step:
    def without_url(bare: str) -> Step:
        return without_file_url(bare, system)

    def own_words(bare: str) -> Step:
        return own_words_only(bare, system)

    settle = windows.settled if system == "windows" else linux.settled
    try:
        return through(text, (unwrapped, without_url, own_words, settle))
    except Hopeless as end:
        return "", (end.finding,)


def _address(bare: str, text: str, system: System) -> Linted:
    shown = sftp.without_password(text)
    try:
        target, found = sftp.read(bare)
        target, more = _read_again(target)
    except Hopeless as end:
        return Linted(shown, system, "sftp", "", (end.finding,))
    found, written = once_each((*unwrapped(text)[1], *found, *more)), target.written()
    if errors(found):
        return Linted(shown, system, "sftp", written, found)
    return Linted(shown, system, "sftp", written, found, (alone(written),), target)


def _read_again(target: Sftp) -> tuple[Sftp, tuple[Finding, ...]]:
    """What was decoded may hold what the rules look for; the second reading is of plain text."""
    again, found = sftp.read(target.written())
    return again, tuple(finding for finding in found if finding.code != "sftp-encoded")
