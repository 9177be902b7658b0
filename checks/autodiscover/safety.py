"""autodiscover.safety: would a password have gone to somebody who must not have it?"""

from __future__ import annotations

from datetime import datetime

from checks.autodiscover.attempts import derived, gather, of_evidence, undecided, winner
from checks.autodiscover.connection import owner_of
from checks.autodiscover.dangers import BROKEN_TRUST, Danger, dangers
from checks.dns import autodiscover_srv
from checks.registry import check
from checks.result import Evidence, Remedy, Result, blocked, could_not, failed, passed, warning
from checks.subject import Subject
from checks.unreachable import host_of, why
from clients.contract import Attempt, Clients, Exchange


def look(subject: Subject, clients: Clients) -> Evidence:
    """Walks the same ways as Autodiscover connection, sends no credentials, and notes which hosts ask for a
    password, how they are reached and whether their certificates are good."""
    return gather(subject, clients)


@check(
    "autodiscover.safety",
    step="prerequisites",
    title="Autodiscover safety",
    order=130,
    look=look,
    source="MS-OXDISCO section 5.1 (security of redirects); RFC 9325 (TLS)",
    deadline=60.0,
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Mail programs hand a password to whatever host autodiscover leads them to. A forgotten web host or a
    plain HTTP answer on the way can collect passwords of your users."""
    attempts = of_evidence(evidence)
    found = dangers(subject, evidence, now)
    if found:
        return _owned(subject, found[0], evidence, now) or _danger(subject, found)
    doubtful = _untrusted_site(attempts)
    if doubtful:
        return _certificate(doubtful)
    won = winner(subject, attempts)
    if won:
        return passed(f"On the way to {won.endpoint} no other host would have received a password.")
    reached = [hop for attempt in derived(attempts) for hop in attempt.hops if hop.status]
    unclear = undecided(subject, attempts)
    if unclear or not reached:
        return owner_of(subject, evidence, now) or _nothing_reached(unclear or derived(attempts))
    return passed(f"No host asked for a password. Asked: {_hosts(attempts)}.")


def _hosts(attempts: tuple[Attempt, ...]) -> str:
    hops = (hop for attempt in derived(attempts) for hop in attempt.hops if hop.status)
    return ", ".join(dict.fromkeys(hop.url.split("/")[2] for hop in hops))


def _owned(subject: Subject, danger: Danger, evidence: Evidence, now: datetime) -> Result | None:
    """Blocked, where the danger comes from a DNS record that is at fault itself."""
    if danger.method == "srv" and autodiscover_srv.judge(subject, evidence, now).status == "failed":
        return blocked("dns.autodiscover-srv", f"The service record leads to {danger.host}.")
    owner = owner_of(subject, evidence, now) if danger.method in ("host", "redirect") else None
    return owner if owner and owner.status == "blocked" else None


def _danger(subject: Subject, found: tuple[Danger, ...]) -> Result:
    first = found[0]
    return failed(
        first.words,
        meaning=f"Retain, Outlook and telephones of your users can hand passwords to {first.host}.",
        remedy=(
            _mending(subject, first),
            Remedy("text", "Let users whose programs have asked there change their passwords."),
        ),
        confirm="Run this check again: no host but the right one asks for a password.",
        expected="only hosts of this connection, over HTTPS with a good certificate",
        found="\n".join(danger.words for danger in found),
    )


def _untrusted_site(attempts: tuple[Attempt, ...]) -> Exchange | None:
    """The answer of the domain's own web site, where its certificate does not prove its name.

    Whether it would ask for a password cannot be seen without trusting it, so this is a warning.
    """
    hops = (hop for attempt in attempts if attempt.method == "root" for hop in attempt.hops)
    return next((hop for hop in hops if hop.fault in BROKEN_TRUST), None)


def _certificate(hop: Exchange) -> Result:
    return warning(
        f"{host_of(hop)} is asked first, and {why(hop)}.",
        meaning="Outlook shows users a certificate question there. Who agrees may hand a password to that "
        "host.",
        remedy=(
            Remedy(
                "text",
                f"Give {host_of(hop)} a certificate for its own name, or close its port 443 to the internet.",
                label="At your web host",
            ),
        ),
        confirm="Run this check again: no host with a doubtful certificate stands on the way.",
        expected=f"a certificate for {host_of(hop)}, or no answer on port 443",
        found=f"{host_of(hop)}: {why(hop)}",
    )


def _mending(subject: Subject, danger: Danger) -> Remedy:
    if danger.method == "root":
        words = (
            f"Let the web site answer 404 at https://{subject.domain}/autodiscover/autodiscover.xml. "
            "Hosting panels "
            "switch autodiscover on by themselves: look for it in the settings of the web host."
        )
        return Remedy("text", words, label="At your web host")
    if danger.method == "srv":
        words = f"Remove the service record that leads to {danger.host}."
        return Remedy("text", words, label="At your DNS host")
    words = (
        f"Find out who answers as {danger.host}: compare the list of attempts with another network. A "
        "proxy, a "
        "firewall or a wrong record on the way changes the answer."
    )
    return Remedy("text", words)


def _nothing_reached(attempts: tuple[Attempt, ...]) -> Result:
    return could_not(
        "No answer came from the hosts that autodiscover starts from, so nobody could be judged.",
        tried="\n".join(f"{attempt.intent}: {attempt.detail}" for attempt in attempts),
        again="Check that this machine may reach hosts on the internet on ports 80 and 443, and run this "
        "check again.",
    )
