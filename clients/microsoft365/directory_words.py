"""What a reading that broke off says to people."""

from __future__ import annotations

from typing import Final

_WORDS: Final[dict[str, str]] = {
    "network": "Microsoft Graph could not be reached",
    "throttled": "Microsoft Graph asks to slow down, longer than was waited",
    "service": "Microsoft Graph was in trouble of its own",
    "malformed": "An answer of Microsoft Graph was not whole",
    "expired": "Microsoft Graph no longer knows where the last reading ended",
    "refused": "Microsoft Graph refused a request",
}


def words_for(why: str, asked: str, attempts: int, said: str) -> str:
    """One or two sentences: what went wrong, what was asked, how often, and what came last."""
    often = f", {attempts} times" if attempts > 1 else ""
    return f"{_WORDS[why]} ({asked}{often}). {said}".rstrip()
