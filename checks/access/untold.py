"""A mailbox that was tried, and no answer that says anything."""

from __future__ import annotations

from checks import graph_answers
from checks.access import mailbox_probe
from checks.ews import words
from checks.result import Evidence, Result


def by_mailbox(seen: Evidence, label: str, address: str) -> Result:
    """Could not check, with what was asked and how to try again."""
    if "ews" in seen[label]:
        return words.could_not_ask(mailbox_probe.over_ews(seen, label))
    return graph_answers.undecided(mailbox_probe.over_graph(seen, label), f"whether {address} opens")
