"""dns.autodiscover-srv: the last of the ways to find autodiscover, and the misprint of it in product
manuals."""

from __future__ import annotations

from datetime import datetime

from checks.dns import autodiscover_cname
from checks.dns.autodiscover_cname import srv_of
from checks.dns.lifetime import turns_green
from checks.dns.lines import line, lines
from checks.dns.questions import ask_addresses, found, has_address, items, label
from checks.dns.unanswered import unanswered
from checks.own_server import own_host
from checks.registry import check
from checks.result import Evidence, Remedy, Result, blocked, evidence, failed, passed, warning
from checks.subject import Subject
from clients.contract import Answer, Clients

_AT_DNS_HOST = "At your DNS host"
_MOST_HOSTS = 10


def misprint_of(subject: Subject) -> str:
    """The name that Retain's manuals print by mistake."""
    return f"_autodiscoverscreen._tcp.{subject.domain}"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks DNS for the SRV record of autodiscover, for the one that product manuals misprint, and for the
    host that the record names: its addresses, and whether it is only an alias."""
    seen = autodiscover_cname.look(subject, clients)
    best = sorted(part for part in split(found(seen, srv_of(subject), "SRV")) if part[3])
    hosts = [target for *_, target in best[:_MOST_HOSTS]]
    more = clients.dns.ask_all([(misprint_of(subject), "SRV"), *((host, "CNAME") for host in hosts)])
    return evidence(items(more), items(ask_addresses(clients, hosts))) + seen


def split(srv: Answer) -> tuple[tuple[int, int, int, str], ...]:
    """Priority, weight, port and target of each record; the target is empty where the service is denied."""
    parts = (record.split(" ") for record in srv.records)
    return tuple((int(a), int(b), int(c), (rest[0] if rest else "").rstrip(".")) for a, b, c, *rest in parts)


@check(
    "dns.autodiscover-srv",
    step="prerequisites",
    title="Autodiscover service record",
    order=100,
    look=look,
    source="RFC 2782; MS-OXDISCO section 3.1; Microsoft 365: external DNS records (no such record there)",
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """With Exchange Online the alias autodiscover serves, and a service record only sends clients astray.
    With an Exchange server of your own it is a good way in, when its name, port and host are right."""
    misprint = found(evidence, misprint_of(subject), "SRV")
    if misprint.records:
        return _misprinted(subject, misprint, now)
    srv = found(evidence, srv_of(subject), "SRV")
    if srv.unknown:
        return unanswered(srv)
    if misprint.unknown:
        return unanswered(misprint)
    if not any(target for *_, target in split(srv)):
        return _absent(subject, srv, evidence, now)
    return _online(subject, srv, now) if subject.online else _own(subject, srv, evidence, now)


def _misprinted(subject: Subject, misprint: Answer, now: datetime) -> Result:
    return failed(
        f"The record {misprint.name} exists. Its name is a misprint in product manuals: no program asks for "
        "it.",
        meaning="Retain and Outlook look for _autodiscover, so this record has no effect"
        + ("; with Exchange Online none is needed." if subject.online else "."),
        remedy=(
            Remedy("record", "\n".join(lines(misprint)), label=_AT_DNS_HOST, action="remove"),
            *(() if subject.online else _publish(subject, ())),
        ),
        confirm=turns_green(now, misprint),
        expected=f"nothing at {misprint.name}.",
        found="\n".join(lines(misprint)),
    )


def _publish(subject: Subject, old: tuple[str, ...]) -> tuple[Remedy, ...]:
    if host := own_host(subject):
        wanted = line(srv_of(subject), "SRV", f"0 0 443 {host}")
        return (Remedy("record", wanted, label=_AT_DNS_HOST, replaces=old),)
    words = f"Publish {srv_of(subject)} as SRV 0 0 443 and the host name of your Exchange server."
    return (Remedy("text", words, label=_AT_DNS_HOST),)


def _absent(subject: Subject, srv: Answer, evidence: Evidence, now: datetime) -> Result:
    if subject.online:
        return passed(f"{srv.name} does not exist, as it should be: the alias autodiscover serves.")
    owner = autodiscover_cname.judge(subject, evidence, now)
    if owner.status == "failed":
        return blocked(
            "dns.autodiscover-cname", "Neither the name autodiscover nor the service record leads anywhere."
        )
    if owner.status == "error":
        return owner
    return passed(
        f"{srv.name} does not exist, and is not needed: {autodiscover_cname.host_of(subject)} serves."
    )


def _online(subject: Subject, srv: Answer, now: datetime) -> Result:
    wrong = [
        (port, target)
        for _, _, port, target in split(srv)
        if target and not _microsoft(subject, port, target)
    ]
    remedy = (Remedy("record", "\n".join(lines(srv)), label=_AT_DNS_HOST, action="remove"),)
    expected, shown = f"nothing at {srv.name}.", "\n".join(lines(srv))
    if wrong:
        port, target = wrong[0]
        return failed(
            f"{srv.name} sends clients to {target}, port {port}, which is not Exchange Online.",
            meaning="When the other ways are slow, Retain and Outlook end at a server without these "
            "mailboxes.",
            remedy=remedy,
            confirm=turns_green(now, srv),
            expected=expected,
            found=shown,
        )
    host = next(target for *_, target in split(srv) if target)
    return warning(
        f"{srv.name} leads to {host}, port 443. Microsoft does not ask for this record.",
        meaning=f"On {subject.cloud.autodiscover} port 443 is closed, so clients that follow this record "
        "wait, then "
        "fail. The alias autodiscover serves.",
        remedy=remedy,
        confirm=turns_green(now, srv),
        expected=expected,
        found=shown,
    )


def _microsoft(subject: Subject, port: int, target: str) -> bool:
    return port == 443 and subject.cloud.owns(target)


def _own(subject: Subject, srv: Answer, evidence: Evidence, now: datetime) -> Result:
    """The best record of an own server: the one with the lowest priority, as clients choose it."""
    _, _, port, target = min(part for part in split(srv) if part[3])
    if trouble := _trouble(subject, srv, evidence, port, target):
        return failed(
            trouble,
            meaning="Retain and Outlook cannot use this record to find your Exchange server.",
            remedy=_publish(subject, lines(srv)),
            confirm=turns_green(now, srv),
            expected=f"{srv.name}. IN SRV 0 0 443 {own_host(subject) or '<your Exchange server>'}.",
            found="\n".join(lines(srv)),
        )
    if has_address(evidence, target) is None:
        return unanswered(found(evidence, target, "A"), found(evidence, target, "AAAA"))
    return passed(f"{srv.name} leads to {target}, port 443.", found="\n".join(lines(srv)))


def _trouble(subject: Subject, srv: Answer, evidence: Evidence, port: int, target: str) -> str:
    """What is wrong with a record of an own server, as a sentence; empty when nothing is."""
    if port != 443:
        return f"{srv.name} names port {port}; autodiscover is asked on port 443."
    leads, microsoft = f"{srv.name} leads to {target}", subject.cloud.owns(target)
    if subject.exchange == "server" and microsoft:
        return f"{leads}, which belongs to Microsoft, not to your Exchange server."
    alias = evidence.get(label(target, "CNAME"))
    if alias and Answer.of(alias).records:
        return f"{leads}, which is itself an alias; a service record must name a real host."
    own = own_host(subject)
    if own and target != own and not microsoft:
        return f"{leads}, not to {own}."
    return f"{leads}, and DNS has no address for it." if has_address(evidence, target) is False else ""
