"""Verdicts on a sign-in that was refused: by its code, by the clock, or in its own words."""

from __future__ import annotations

from checks.access.sign_in_errors import known, page_of
from checks.result import Remedy, Result, failed

_MEANING = "Without signing in, Retain and this program read no user, no group and no mailbox."
_CONFIRM = "Run this check again: it names the tenant and the permissions."
_MOST_SKEW = 300
_OTHERS = {
    "other_tenant": "Enter the tenant ID of the tenant in which the application is registered.",
    "other_application": "Enter the application (client) ID once more, as the app registration shows it.",
    "other_audience": "Compare the cloud on Start with the one of your tenant.",
}


def judge(refused: dict[str, object]) -> Result:
    """The verdict on the evidence of a SignInRefused."""
    listed = refused.get("codes")
    codes = tuple(code for code in listed if isinstance(code, int)) if isinstance(listed, list) else ()
    text, error = str(refused.get("text") or ""), str(refused.get("error") or "")
    if error in _OTHERS:
        return _failed(
            text, (Remedy("text", _OTHERS[error], label="Here, on Access"),), "another sign-in than asked for"
        )
    if (skew := _skew(refused)) and not _is_about_the_secret(codes):
        return _clock(skew, codes)
    meaning = known(codes)
    if meaning is None:
        return _unknown(codes, text, error)
    code, told = meaning
    return _failed(
        f"Sign-in was refused: {told.means} (AADSTS{code}).",
        (Remedy("text", told.fix, label=told.where), _link(code)),
        _said(code, text),
    )


def _said(code: int, text: str) -> str:
    """Microsoft's own sentence with its code, once, and without the numbers of the trace: those are evidence."""
    sentence = text.partition(" Trace ID:")[0]
    return (sentence if sentence.startswith(f"AADSTS{code}:") else f"AADSTS{code}: {sentence}")[:300]


def _failed(summary: str, remedy: tuple[Remedy, ...], found: str) -> Result:
    return failed(
        summary,
        meaning=_MEANING,
        confirm=_CONFIRM,
        remedy=remedy,
        expected="a token for this application",
        found=found,
    )


def _link(code: int) -> Remedy:
    return Remedy("link", f"Microsoft's page about AADSTS{code}", url=page_of(code))


def _skew(refused: dict[str, object]) -> int:
    """Seconds between the clocks when they are too far apart; else 0."""
    try:
        seconds = int(str(refused.get("clock_skew_seconds") or 0))
    except ValueError:
        return 0
    return seconds if abs(seconds) > _MOST_SKEW else 0


def _is_about_the_secret(codes: tuple[int, ...]) -> bool:
    """Only what is signed with a time can fail by the clock."""
    return bool(codes) and not set(codes) & {700027, 50012, 700024}


def _clock(skew: int, codes: tuple[int, ...]) -> Result:
    side = "behind" if skew > 0 else "ahead of"
    minutes = round(abs(skew) / 60)
    number = f" (AADSTS{codes[0]})" if codes else ""
    return _failed(
        f"Sign-in was refused, and the clock of this machine is {minutes} minutes {side} Microsoft's{number}.",
        (
            Remedy(
                "text",
                "Switch time synchronisation (NTP) on, and check the time zone.",
                label="On this machine",
            ),
        ),
        f"clocks {minutes} minutes apart",
    )


def _unknown(codes: tuple[int, ...], text: str, error: str) -> Result:
    if not codes:
        return _failed(
            f"Sign-in was refused: {text[:300].rstrip('. ')}.",
            (Remedy("text", "Compare tenant, client ID and credential with the app registration."),),
            error or "a refusal without a code",
        )
    return _failed(
        f"Sign-in was refused with AADSTS{codes[0]}, a code that is not explained here.",
        (
            _link(codes[0]),
            Remedy(
                "text",
                "Microsoft's page says what this code means. Then compare tenant, client ID and credential.",
            ),
        ),
        _said(codes[0], text),
    )
