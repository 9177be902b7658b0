"""What each authoritative server said, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.dns.spf_record import is_spf
from checks.dns.unanswered import said
from clients.contract import Answer, NameServer

TOPICS = ("MX", "SPF", "autodiscover alias", "autodiscover service record")


@dataclass(frozen=True)
class Server:
    """One address of one name server, with its answers in the order of TOPICS; none when it has no
    address."""

    host: str
    address: str
    answers: tuple[Answer, ...]

    @property
    def answers_here(self) -> bool:
        """Does it answer for this zone? A single unknown answer among good ones is no reason to say no."""
        return any(not answer.unknown for answer in self.answers)

    @property
    def words(self) -> str:
        """What is the matter with a server that does not answer for the zone."""
        if not self.address:
            return f"{self.host} has no address in DNS"
        first = self.answers[0]
        if first.note == "lame":
            return f"{self.host} ({self.address}) answers, but is not in charge of this zone (lame)"
        if first.note.startswith("guard:"):
            reason = first.note.removeprefix("guard:").strip(" .")
            return f"{self.host} ({self.address}) was not asked: {reason}"
        return f"{self.host}: {said(first)}"

    def say(self, topic: int) -> str:
        """Its records for one topic in one order; "nothing" where it proves that there are none; empty: no
        answer."""
        if topic >= len(self.answers) or self.answers[topic].unknown:
            return ""
        records = self.answers[topic].records
        if TOPICS[topic] == "SPF":
            records = tuple(record for record in records if is_spf(record))
        return ", ".join(sorted(records)) or "nothing"


def written(server: NameServer, answers: Sequence[Answer]) -> dict[str, Any]:
    """One server as JSON."""
    return {
        "host": server.host,
        "address": server.address,
        "answers": [answer.evidence() for answer in answers],
    }


def of_evidence(values: Iterable[Mapping[str, Any]]) -> tuple[Server, ...]:
    """Servers from their JSON."""
    return tuple(Server(v["host"], v["address"], tuple(Answer.of(a) for a in v["answers"])) for v in values)


def differences(servers: Iterable[Server]) -> dict[str, dict[str, list[str]]]:
    """Topic -> what is said -> hosts that say it, for the topics on which not all say the same."""
    found: dict[str, dict[str, list[str]]] = {}
    known = tuple(servers)
    for at, topic in enumerate(TOPICS):
        said_by: dict[str, list[str]] = {}
        for server in known:
            if (value := server.say(at)) and server.host not in said_by.get(value, ()):
                said_by.setdefault(value, []).append(server.host)
        if len(said_by) > 1:
            found[topic] = said_by
    return found


def table(servers: Sequence[Server]) -> dict[str, Any]:
    """One row a server. The last column names what differs from the most common answer; `marked` holds the
    [row, column] of each such cell."""
    usual = [_most_common([server.say(at) for server in servers]) for at in range(len(TOPICS))]
    rows, marked = [], []
    for number, server in enumerate(servers):
        odd = [at for at in range(len(TOPICS)) if server.say(at) not in ("", usual[at])]
        marked += [[number, at + 1] for at in odd]
        cells = [server.say(at) or "no answer" for at in range(len(TOPICS))]
        last = ", ".join(TOPICS[at] for at in odd) or ("" if server.answers_here else server.words)
        rows.append([f"{server.host} {server.address}".strip(), *cells, last])
    return {"columns": ["Name server", *TOPICS, "Differs in"], "rows": rows, "marked": marked}


def _most_common(values: Sequence[str]) -> str:
    known = [value for value in values if value]
    return max(known, key=known.count, default="")
