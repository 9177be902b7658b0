"""dns.mx: where mail for the domain goes."""

from __future__ import annotations

from datetime import datetime

from checks.admin_centre import domains_page, unproven
from checks.dns.lifetime import turns_green
from checks.dns.lines import line, lines, shown
from checks.dns.questions import ask, ask_addresses, found, has_address, items
from checks.dns.unanswered import unanswered
from checks.own_server import own_host
from checks.registry import check
from checks.result import Evidence, Remedy, Result, evidence, failed, passed, warning
from checks.subject import Subject
from clients.contract import Answer, Clients

_AT_DNS_HOST = "At your DNS host"
_MOST_HOSTS = 20


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks DNS for the mail servers (MX records) of the domain and for the addresses of each of them."""
    (mx,) = ask(subject, clients, (subject.domain, "MX"))
    return evidence(items([mx]), items(ask_addresses(clients, hosts(mx))))


def hosts(mx: Answer) -> tuple[str, ...]:
    """Mail servers of an MX answer, best preference first, at most 20; a null MX (RFC 7505) names none."""
    pairs = sorted((int(preference), host.rstrip(".")) for preference, _, host in split(mx))
    return tuple(host for _, host in pairs if host)[:_MOST_HOSTS]


def split(mx: Answer) -> tuple[tuple[str, str, str], ...]:
    return tuple(record.partition(" ") for record in mx.records)


@check(
    "dns.mx",
    step="prerequisites",
    title="Mail exchanger",
    order=50,
    look=look,
    source="Microsoft 365: external DNS records; MC1048624 (mx.microsoft); RFC 7505 (null MX)",
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """The MX record shows where mail of the domain arrives. Retain archives what lies in the mailboxes, and
    sends its own notices through the server named here, so it should be the one that you expect."""
    mx = found(evidence, subject.domain, "MX")
    if mx.unknown:
        return unanswered(mx)
    targets = hosts(mx)
    if not targets:
        return _nowhere(subject, mx, now)
    dead = tuple(host for host in targets if has_address(evidence, host) is False)
    if len(dead) == len(targets):
        return _dead(subject, mx, dead, now)
    alive = tuple(host for host in targets if has_address(evidence, host))
    if not alive:
        return unanswered(*(found(evidence, host, kind) for host in targets for kind in ("A", "AAAA")))
    return _judge_targets(subject, mx, dead, now)


def _judge_targets(subject: Subject, mx: Answer, dead: tuple[str, ...], now: datetime) -> Result:
    targets = hosts(mx)
    foreign = (
        () if subject.exchange == "server" else tuple(h for h in targets if not _expected_here(subject, h))
    )
    if not foreign and not dead:
        return passed(f"{_listed(mx)}.", found=shown(mx))
    if len(foreign) == len(targets):
        return _gateway(subject, mx, foreign, now)
    return _mixed(subject, mx, tuple(dict.fromkeys(foreign + dead)), now)


def _expected_here(subject: Subject, host: str) -> bool:
    if subject.exchange == "hybrid" and host == own_host(subject):
        return True
    return any(host == suffix or host.endswith("." + suffix) for suffix in subject.cloud.mx_suffixes)


def _listed(mx: Answer) -> str:
    return ", ".join(
        f"{host}, priority {preference}" for preference, _, host in sorted(split(mx), key=_by_preference)
    )


def _by_preference(part: tuple[str, str, str]) -> int:
    return int(part[0])


def usual_line(subject: Subject) -> str:
    """The MX line of domains that were added before July 2026; empty where the value cannot be derived."""
    if subject.cloud.key != "worldwide":
        return ""
    host = f"{subject.domain.replace('.', '-')}.mail.protection.outlook.com"
    return line(subject.domain, "MX", f"0 {host}")


def _to_microsoft(subject: Subject, mx: Answer) -> tuple[Remedy, ...]:
    usual = usual_line(subject)
    if subject.exchange == "server":
        return (
            Remedy(
                "text",
                f"Publish an MX record for {subject.domain} that names your mail server or mail gateway.",
                label=_AT_DNS_HOST,
            ),
        )
    if not usual:
        return (domains_page(subject),)
    words = (
        "Take the MX value from the admin center. Domains added since July 2026 have a value under "
        "mx.microsoft that "
        "nobody can work out; for domains added earlier it is the line below."
    )
    return (
        domains_page(subject),
        Remedy("text", words),
        Remedy("record", usual, label=_AT_DNS_HOST, replaces=lines(mx)),
    )


def _nowhere(subject: Subject, mx: Answer, now: datetime) -> Result:
    what = (
        f"{subject.domain} declares that it takes no mail (null MX)."
        if mx.records
        else f"{subject.domain} has no MX record."
    )
    if "mx_suffixes" in subject.cloud.unproven and subject.exchange != "server":
        return unproven(subject, what, tried=f"Asked for the MX records of {subject.domain}.")
    return failed(
        what,
        meaning="Mail from outside is not delivered to this domain, so it never reaches the mailboxes that "
        "Retain archives.",
        remedy=_to_microsoft(subject, mx),
        confirm=turns_green(now, mx),
        expected=_expectation(subject),
        found=shown(mx),
    )


def _expectation(subject: Subject) -> str:
    if subject.exchange == "server":
        return f"{subject.domain}. IN MX 10 <your mail server>."
    return "\n".join(f"{subject.domain}. IN MX 0 <name>.{suffix}." for suffix in subject.cloud.mx_suffixes)


def _dead(subject: Subject, mx: Answer, dead: tuple[str, ...], now: datetime) -> Result:
    return failed(
        f"The MX record of {subject.domain} names {', '.join(dead)}, and DNS has no address for it.",
        meaning="Mail from outside cannot be delivered, so it never reaches the mailboxes that Retain "
        "archives.",
        remedy=_to_microsoft(subject, mx),
        confirm=turns_green(now, mx),
        expected=_expectation(subject),
        found=shown(mx),
    )


def _gateway(subject: Subject, mx: Answer, foreign: tuple[str, ...], now: datetime) -> Result:
    if "mx_suffixes" in subject.cloud.unproven:
        return unproven(
            subject,
            f"Mail for {subject.domain} goes to {', '.join(foreign)}.",
            tried=f"Asked for the MX records of {subject.domain} and compared them with "
            f"{subject.cloud.mx_suffixes[0]}.",
        )
    return warning(
        f"Mail for {subject.domain} goes to {', '.join(foreign)}, not straight to Microsoft.",
        meaning="Archiving is not disturbed: Retain reads mailboxes, whichever way mail reached them. What "
        "the gateway "
        "holds back or changes is archived as it arrives.",
        remedy=(
            Remedy(
                "text",
                f"If {foreign[0]} is your mail gateway, leave the record: a warning holds nothing up.",
            ),
            Remedy(
                "text",
                "If it is left over from an earlier provider, replace it by the value in the admin center.",
            ),
            domains_page(subject),
        ),
        confirm=turns_green(now, mx),
        expected=_expectation(subject),
        found=shown(mx),
    )


def _mixed(subject: Subject, mx: Answer, odd: tuple[str, ...], now: datetime) -> Result:
    old = "\n".join(entry for entry in lines(mx) if entry.split()[-1].rstrip(".") in odd)
    return warning(
        f"Beside the right mail server, the MX records of {subject.domain} name {', '.join(odd)}.",
        meaning="Some mail takes another way or is lost. What does not reach the mailboxes is not archived "
        "by Retain.",
        remedy=(
            Remedy(
                "text",
                f"If {odd[0]} is meant to receive mail, leave it: a warning holds nothing up; else remove it.",
            ),
            Remedy("record", old, label=_AT_DNS_HOST, action="remove"),
        ),
        confirm=turns_green(now, mx),
        expected=_expectation(subject),
        found=shown(mx),
    )
