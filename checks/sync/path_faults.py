"""What a trial at the target proved."""

from __future__ import annotations

from typing import Any, Final

from checks.result import Result, blocked, passed
from checks.subject import Subject
from checks.sync import path_words, place
from checks.sync.trial import Tried

# What must be free besides a pair as large as the last one: files grow.
MARGIN: Final = 16 << 20
CREDENTIAL: Final = "form:sftp_credential"


def judged(subject: Subject, told: dict[str, Any], tried: Tried) -> Result:
    """The verdict about a folder that was tried, of this machine or of a server; `told`: the path as evidence."""
    path = told["path"]
    if "fault" in tried:
        return _fault(subject, path, tried["fault"])
    if "key" in tried:
        if not subject.host_key:
            return path_words.unconfirmed(path, tried["key"])
        if subject.host_key != tried["key"]["written"]:
            return path_words.other_key(path, f"The server shows another key: {tried['key']['fingerprint']}.")
        return blocked(
            CREDENTIAL, "The key of the server is the confirmed one; what to sign in with is missing."
        )
    needed = tried["published"] + MARGIN
    if tried["free"] is not None and tried["free"] < needed:
        return path_words.no_room(path, tried["free"], needed)
    if tried["apart"]:
        return path_words.apart(path, tried["apart"])
    if tried["left"]:
        return path_words.left_behind(path, tried["left"])
    return passed(_sound(path, tried), expected=path_words.EXPECTED, found=path)


def _fault(subject: Subject, path: str, fault: dict[str, str]) -> Result:
    why, text = fault["why"], fault["text"]
    if why == "host-key":
        return path_words.other_key(path, text)
    if why == "bounds":
        return path_words.outside(path, subject.target_roots)
    if why in place.WRONG:
        return path_words.not_written(path, why, text)
    return place.unknown(text, path)


def _sound(path: str, tried: Tried) -> str:
    free = "" if tried["free"] is None else f", {tried['free'] >> 20:,} MB are free"
    limits = " ".join(tried["limits"])
    return f"{path} can be written{free}. {limits}".strip()
