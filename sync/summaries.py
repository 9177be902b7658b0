"""The sentence that a run ends with."""

from __future__ import annotations

from collections.abc import Mapping

from sync.guard import Finding

Counts = Mapping[str, Mapping[str, int]]

_SAID = {
    "add": "added",
    "change": "changed",
    "exchange": "now with another mailbox or object",
    "remove": "removed",
}
_LOSING = "Groups would lose more members than may go without a person's approval."
_NOUNS = {"users": "user", "groups": "group"}


def sizes_in_words(counts: Counts) -> str:
    """“1,204 users and 87 groups”: how many both files hold afterwards."""
    return " and ".join(_counted(table, counts[table]["after"]) for table in _NOUNS)


def changes_in_words(counts: Counts) -> str:
    """“3 users added, 1 changed; 1 group removed”, or “no row changed”. Counts as in the fact "difference"."""
    parts = [", ".join(_told(table, counts[table])) for table in _NOUNS]
    return "; ".join(part for part in parts if part) or "no row changed"


def _told(table: str, counts: Mapping[str, int]) -> list[str]:
    told = [(change, counts[change]) for change in _SAID if counts.get(change)]
    return [
        f"{_counted(table, n) if first == 0 else f'{n:,}'} {_SAID[change]}"
        for first, (change, n) in enumerate(told)
    ]


def _counted(table: str, n: int) -> str:
    return f"{n:,} {_NOUNS[table]}{'' if n == 1 else 's'}"


def published(counts: Counts) -> str:
    if not counts["base"]:
        return f"Published for the first time: {sizes_in_words(counts)}."
    return f"Published {sizes_in_words(counts)}: {changes_in_words(counts)}."


def written_again(counts: Counts) -> str:
    return (
        f"Nothing changed in the directory, but the files at the target were missing or altered: "
        f"{sizes_in_words(counts)} were written again."
    )


def unchanged(counts: Counts) -> str:
    return f"Nothing to change: the published pair holds {sizes_in_words(counts)}."


def publishable(counts: Counts) -> str:
    told = changes_in_words(counts) if counts["base"] else "the first pair"
    return f"Can be published, with {sizes_in_words(counts)}: {told}."


def held(findings: tuple[Finding, ...]) -> str:
    """Names nobody: this sentence is also sent by e-mail."""
    first, more = findings[0], len(findings) - 1
    said = _LOSING if first.rule == "members" else first.text
    rest = f" (And {more} more reason{'' if more == 1 else 's'}.)" if more else ""
    return f"Held, nothing was published. {said}{rest}"
