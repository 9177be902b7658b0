"""One secure connection from this machine to a Microsoft host: does the certificate verify, does the clock
agree?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from checks.result import Evidence, Item, Remedy, Result, could_not, evidence, failed, passed
from checks.unreachable import host_of, unreachable
from clients.contract import Certificate, Clients, Exchange

CLOCK = "Clock of this machine"
MOST_SKEW = timedelta(minutes=5)
_BROKEN_TRUST = ("tls-name", "tls-issuer", "tls-expired")


def label(url: str) -> str:
    return f"Handshake with {url}"


def shake(url: str, clients: Clients) -> Evidence:
    """Evidence of one request to `url`, with the hour of this machine beside it. The body does not matter."""
    exchange = clients.web.get(url)
    hour = datetime.now(UTC).isoformat(timespec="seconds")
    return evidence(Item(label(url), "http", exchange.evidence(body_cut=0)), Item(CLOCK, "text", hour))


def judge_handshake(url: str, purpose: str, evidence: Evidence) -> Result:
    """The verdict on one host. `purpose` ends the sentence "Retain needs this host to ..."."""
    exchange = Exchange.of(evidence[label(url)])
    if exchange.fault in _BROKEN_TRUST:
        return _not_trusted(exchange, purpose)
    if exchange.fault:
        return unreachable(exchange)
    skew = skew_of(url, evidence)
    if skew is None:
        return could_not(
            f"{host_of(exchange)} is reached and trusted, but did not say what time it is.",
            tried=f"GET {url}: {exchange.status}, without a Date header.",
            again="Compare the clock of this machine with a radio or network clock, and run this check "
            "again.",
        )
    if abs(skew) > MOST_SKEW:
        return _wrong_clock(exchange, skew)
    seconds = round(abs(skew).total_seconds())
    issuer = f", certificate by {exchange.certificate.issuer}" if exchange.certificate else ""
    return passed(f"{host_of(exchange)} is reached and trusted{issuer}; clocks differ by {seconds} s.")


def skew_of(url: str, evidence: Evidence) -> timedelta | None:
    """How far the clock of this machine is ahead of the host's; None when the host told no time."""
    try:
        theirs = parsedate_to_datetime(Exchange.of(evidence[label(url)]).headers["date"])
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=UTC)
    return datetime.fromisoformat(evidence[CLOCK]) - theirs


def _not_trusted(exchange: Exchange, purpose: str) -> Result:
    host, seen = host_of(exchange), exchange.certificate
    shown = f"for {_names(seen)}, issued by {seen.issuer}" if seen else "unknown"
    return failed(
        f"{host} shows a certificate that does not verify here: {_reason(exchange)}.",
        meaning="Somebody between this machine and Microsoft answers in its place, most often a firewall "
        "that "
        f"inspects TLS. Retain needs this host to {purpose}; without trust it cannot.",
        remedy=_trust_remedies(exchange),
        confirm="Run this check again: it names Microsoft's certificate, or the one of your own authority.",
        expected=f"a certificate for {host} from an authority that this machine trusts",
        found=f"a certificate {shown}",
    )


def _names(seen: Certificate) -> str:
    return ", ".join(seen.names[:5]) or seen.subject


def _reason(exchange: Exchange) -> str:
    seen = exchange.certificate
    if exchange.fault == "tls-name":
        return f"it is for {_names(seen)}" if seen else "it is for another name"
    if exchange.fault == "tls-expired":
        return f"it is valid from {seen.not_before} to {seen.not_after}" if seen else "it is not valid today"
    return f"it was issued by {seen.issuer}" if seen else "its issuer is not known here"


def _trust_remedies(exchange: Exchange) -> tuple[Remedy, ...]:
    host = host_of(exchange)
    exempt = Remedy("text", f"Exempt {host} from TLS inspection.", label="At your firewall")
    if exchange.fault == "tls-issuer":
        bundle = (
            "Or trust your inspection authority: save its certificate as a PEM file, name the file in "
            "OUTBOUND_CA_BUNDLE, and restart."
        )
        return (exempt, Remedy("text", bundle, label="On this machine"))
    if exchange.fault == "tls-expired":
        return (
            Remedy(
                "text",
                "Compare the date and time of this machine with a network clock.",
                label="On this machine",
            ),
            exempt,
        )
    return (
        exempt,
        Remedy("text", f"Check that the DNS resolver of this machine gives Microsoft's address for {host}."),
    )


def _wrong_clock(exchange: Exchange, skew: timedelta) -> Result:
    minutes = round(abs(skew).total_seconds() / 60)
    side = "ahead of" if skew > timedelta(0) else "behind"
    return failed(
        f"The clock of this machine is {minutes} minutes {side} the one of {host_of(exchange)}.",
        meaning="Microsoft refuses sign-ins that are signed with a wrong time, so Retain and this program "
        "cannot sign in.",
        remedy=(
            Remedy(
                "text",
                "Switch time synchronisation (NTP) on, and check the time zone.",
                label="On this machine",
            ),
        ),
        confirm="Run this check again: the clocks differ by seconds.",
        expected="at most 5 minutes apart",
        found=f"{minutes} minutes apart",
    )
