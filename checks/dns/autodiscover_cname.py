"""dns.autodiscover-cname: does autodiscover.<domain> lead to where the mailboxes are?"""

from __future__ import annotations

from datetime import datetime

from checks.admin_centre import unproven
from checks.dns.lifetime import turns_green
from checks.dns.lines import line, lines
from checks.dns.questions import ask, found, items, label
from checks.dns.unanswered import unanswered
from checks.own_server import own_host
from checks.registry import check
from checks.result import Evidence, Remedy, Result, could_not, evidence, failed, passed
from checks.subject import Subject
from clients.contract import Answer, Clients


def host_of(subject: Subject) -> str:
    """The name that clients look up first, in Outlook's order."""
    return f"autodiscover.{subject.domain}"


def srv_of(subject: Subject) -> str:
    return f"_autodiscover._tcp.{subject.domain}"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Follows the aliases (CNAME records) of autodiscover.<domain> to their end, and asks for its addresses
    and for the SRV record that can stand in for it."""
    host = host_of(subject)
    asked = ask(subject, clients, (host, "A"), (host, "AAAA"), (srv_of(subject), "SRV"))
    return evidence(items(clients.dns.follow(host)), items(asked))


def chain(evidence: Evidence, name: str) -> tuple[Answer, ...]:
    """The hops from `name` on; a loop ends with the hop whose target was seen before."""
    hops: list[Answer] = []
    seen: set[str] = set()
    while name not in seen and (value := evidence.get(label(name, "CNAME"))) is not None:
        seen.add(name)
        hops.append(Answer.of(value))
        if not hops[-1].records:
            break
        name = hops[-1].records[0]
    return tuple(hops)


@check(
    "dns.autodiscover-cname",
    step="prerequisites",
    title="Autodiscover record",
    order=90,
    look=look,
    source="Microsoft 365: external DNS records (autodiscover CNAME); MS-OXDISCO section 3.1",
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Retain looks mailboxes up through autodiscover.<domain>. When this name leads nowhere or elsewhere,
    archive jobs find no mailbox server, or wait a long time for each user."""
    hops = chain(evidence, host_of(subject))
    targets = tuple(hop.records[0] for hop in hops if hop.records)
    if _arrives(subject, targets):
        return passed(f"{' → '.join((host_of(subject), *targets))}.", found=_found(hops, evidence, subject))
    if hops[-1].unknown:
        return unanswered(hops[-1])
    if not targets:
        return _without_alias(subject, evidence, hops[0], now)
    if hops[-1].records:
        return _endless(subject, hops, now)
    if subject.exchange != "online" and not own_host(subject) and hops[-1].outcome == "nodata":
        return _own_server_unnamed(subject, targets, evidence)
    return _elsewhere(subject, hops, targets, now)


def _arrives(subject: Subject, targets: tuple[str, ...]) -> bool:
    microsoft = subject.exchange != "server" and subject.cloud.autodiscover in targets
    own = subject.exchange != "online" and bool(own_host(subject)) and own_host(subject) in targets
    return microsoft or own


def _found(hops: tuple[Answer, ...], evidence: Evidence, subject: Subject) -> str:
    aliases = [entry for hop in hops for entry in lines(hop)]
    return "\n".join(aliases or _address_lines(evidence, subject)) or f"nothing at {host_of(subject)}."


def _address_lines(evidence: Evidence, subject: Subject) -> tuple[str, ...]:
    answers = (found(evidence, host_of(subject), kind) for kind in ("A", "AAAA"))
    return tuple(entry for answer in answers for entry in lines(answer))


def _wanted(subject: Subject) -> str:
    """Host at which the chain should end; empty when only the customer knows."""
    return subject.cloud.autodiscover if subject.online else own_host(subject)


def _wanted_line(subject: Subject) -> str:
    return line(host_of(subject), "CNAME", _wanted(subject)) if _wanted(subject) else ""


def _remedy(subject: Subject, old: tuple[str, ...]) -> tuple[Remedy, ...]:
    if wanted := _wanted_line(subject):
        return (Remedy("record", wanted, label="At your DNS host", replaces=old),)
    words = (
        f"Publish {host_of(subject)} as an alias (CNAME) of the Exchange server that serves autodiscover, "
        "or as its "
        "address, and enter that server on Start so that this check can compare."
    )
    return (Remedy("text", words, label="At your DNS host"),)


_MEANING = (
    "Retain looks mailboxes up through this name. Without it archive jobs stop at their first user, or wait "
    "minutes for "
    "each."
)


def _wrong(subject: Subject, summary: str, old: tuple[str, ...], found: str, confirm: str) -> Result:
    if subject.exchange != "server" and "autodiscover" in subject.cloud.unproven:
        return unproven(subject, summary, tried=f"Followed the aliases of {host_of(subject)}. Found: {found}")
    return failed(
        summary,
        meaning=_MEANING,
        remedy=_remedy(subject, old),
        confirm=confirm,
        expected=_wanted_line(subject) or f"{host_of(subject)}. leads to your Exchange server",
        found=found,
    )


def _without_alias(subject: Subject, evidence: Evidence, first: Answer, now: datetime) -> Result:
    name = host_of(subject)
    answers = (found(evidence, name, "A"), found(evidence, name, "AAAA"))
    addresses = [record for answer in answers for record in answer.records]
    if not addresses and any(answer.unknown for answer in answers):
        return unanswered(*answers)
    if addresses and subject.exchange != "online":
        return passed(
            f"{name} → {', '.join(addresses)}, your own server.",
            found="\n".join(_address_lines(evidence, subject)),
        )
    if addresses:
        old = _address_lines(evidence, subject)
        summary = (
            f"{name} has an address of its own ({', '.join(addresses)}) in place of the alias to Microsoft."
        )
        return _wrong(subject, summary, old, "\n".join(old), turns_green(now, *answers))
    srv = found(evidence, srv_of(subject), "SRV")
    if subject.exchange != "online" and (srv.records or srv.unknown):
        return _served_by_srv(name, srv)
    return _wrong(subject, f"{name} does not exist.", (), f"nothing at {name}.", turns_green(now, first))


def _served_by_srv(name: str, srv: Answer) -> Result:
    if srv.unknown:
        return unanswered(srv)
    return passed(
        f"{name} does not exist; the SRV record {srv.name} serves in its place.", found="\n".join(lines(srv))
    )


def _endless(subject: Subject, hops: tuple[Answer, ...], now: datetime) -> Result:
    names = [hop.name for hop in hops]
    last = hops[-1].records[0]
    what = (
        f"The alias {host_of(subject)} runs in a circle: {' → '.join((*names, last))}."
        if last in names
        else f"The alias {host_of(subject)} goes through more than {len(hops) - 1} other aliases: "
        f"{' → '.join((*names, last))}."
    )
    shown = "\n".join(entry for hop in hops for entry in lines(hop))
    return _wrong(subject, what, lines(hops[0]), shown, turns_green(now, hops[0]))


def _own_server_unnamed(subject: Subject, targets: tuple[str, ...], evidence: Evidence) -> Result:
    """The customer's own server was not named, so any host that exists may be it."""
    answers = (found(evidence, host_of(subject), "A"), found(evidence, host_of(subject), "AAAA"))
    if any(answer.records for answer in answers):
        return passed(f"{' → '.join((host_of(subject), *targets))}.")
    return could_not(
        f"{host_of(subject)} leads to {targets[-1]}, and no address was found for it.",
        tried=f"Asked for A and AAAA of {host_of(subject)}.",
        again="Enter the host name of your Exchange server on Start, so that this check can compare, and "
        "run it again.",
    )


def _elsewhere(subject: Subject, hops: tuple[Answer, ...], targets: tuple[str, ...], now: datetime) -> Result:
    where = "Microsoft" if subject.online else own_host(subject) or "your Exchange server"
    gone = ", which does not exist" if hops[-1].outcome == "nxdomain" else ""
    shown = "\n".join(entry for hop in hops for entry in lines(hop))
    summary = f"{host_of(subject)} leads to {targets[-1]}{gone}, not to {where}."
    return _wrong(subject, summary, lines(hops[0]), shown, turns_green(now, hops[0]))
