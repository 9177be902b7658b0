"""One check as one row of a page, live or saved, with everything prepared for its template."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import prefetch_related_objects

from checks import registry
from wizard.models import CheckRun
from wizard.progress import Line
from wizard.views import words
from wizard.views.differences import Segment, compare
from wizard.views.pieces import Piece, pieces

OPEN = ("failed", "warning")
ONLY_LOOKING = ("Connect-", "Get-", "Test-")
BY_PEOPLE = ("accounts", "access")  # steps whose faults are mended by people in Microsoft's admin centers
RANK = ("failed", "warning", "error", "waiting", "running", "queued", "blocked", "never", "passed", "skipped")


@dataclass(frozen=True)
class Block:
    """One remedy block. `number` is its place, by which practice does it: `doable` there, or `applied` already."""

    number: int
    kind: str
    text: str
    label: str
    url: str
    remove: bool
    replaces: tuple[str, ...]
    applied: bool = False
    doable: bool = False

    @property
    def changes(self) -> bool:
        """Does it change something? A line that only signs in or shows something does not."""
        return self.kind == "record" or (self.kind == "command" and not self.text.startswith(ONLY_LOOKING))

    @property
    def title(self) -> str:
        """The fourth part's heading: what to do, and where."""
        what = "Delete this record" if self.remove else "Do this"
        if self.label.startswith(("At ", "In ", "On ", "Here")):
            return f"{what} {self.label[0].lower()}{self.label[1:]}"
        return f"{what}: {self.label}" if self.label else what


@dataclass(frozen=True)
class Row:
    """A row in words. `folded` are the rows that this one blocks; `hidden` ones are folded under another."""

    check_id: str
    title: str
    state: str
    word: str
    summary: str
    advice: bool = False
    known: bool = True
    took: str = ""
    row: CheckRun | None = None
    blocks: tuple[Block, ...] = ()
    expected: Sequence[Segment] = ()
    found: Sequence[Segment] = ()
    evidence: Sequence[Piece] = ()
    outdated: bool = False
    folded: tuple[Row, ...] = ()
    hidden: bool = False
    change: str = ""
    revision: str = ""

    @property
    def slug(self) -> str:
        return words.slug(self.check_id)

    @property
    def tone(self) -> str:
        return words.TONES[self.state]

    @property
    def icon(self) -> str:
        return words.ICONS[self.state]

    @property
    def open(self) -> bool:
        """Shows its parts at once; what could not be checked says what was tried, too."""
        return self.state in (*OPEN, "error") or bool(self.row and self.row.meaning)

    @property
    def changeable(self) -> bool:
        """Wrong as it looks, by a verdict that asks how long ago it was changed: Microsoft may need more time."""
        return self.state == "failed" and bool(self.row and "first_seen" in self.row.inputs)

    @property
    def mark(self) -> str:
        """Changes whenever a reader would see a change."""
        parts = [self.revision, str(self.outdated), str(self.hidden), *(one.mark for one in self.folded)]
        parts += [str(block.applied) for block in self.blocks]
        return hashlib.blake2s("|".join(parts).encode(), digest_size=4).hexdigest()


def of_lines(lines: Sequence[Line], applied: Iterable[str] = ()) -> list[Row]:
    """The rows of a step as they stand now, blocked ones folded under the row that blocks them."""
    prefetch_related_objects([line.row for line in lines if line.row], "evidence")
    done, known = frozenset(applied), titles()
    return fold([_of_line(line, done, known) for line in lines])


def of_runs(runs: Sequence[CheckRun], changes: Mapping[str, str] | None = None) -> list[Row]:
    """Saved rows, as they ended. `changes` says by check id what changed since the row before."""
    prefetch_related_objects(list(runs), "evidence")
    known = titles()
    return [replace(of_run(run, known), change=(changes or {}).get(run.check_id, "")) for run in runs]


def titles() -> dict[str, str]:
    """Id -> title of every check of this version."""
    return {check.id: check.title for check in registry.all_checks()}


def _of_line(line: Line, applied: frozenset[str], known: Mapping[str, str]) -> Row:
    if line.row is None:
        check = line.check
        return Row(check.id, check.title, "never", words.WORDS["never"], "", check.advice, revision="never")
    row = of_run(line.row, known)
    blocks = tuple(replace(block, applied=block.text in applied) for block in row.blocks)
    return replace(row, outdated=line.outdated, blocks=_offered(line, blocks), revision=line.revision)


def _offered(line: Line, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """What practice can carry out: each block that changes something; where that is nothing, or did not help, the first
    words, as people would."""
    doable = [block.number for block in blocks if block.changes]
    again = line.row is not None and line.row.previous_id is not None
    tried = all(block.applied for block in blocks if block.changes) and (again or not doable)
    if tried and line.check.step in BY_PEOPLE:
        doable += [block.number for block in blocks if block.kind == "text"][:1]
    return tuple(replace(block, doable=block.number in doable) for block in blocks)


def of_run(run: CheckRun, known: Mapping[str, str]) -> Row:
    """One stored row. `known` are the titles of the checks of this version."""
    expected, found = compare(run.expected or "", run.found or "")
    return Row(
        check_id=run.check_id,
        title=run.title,
        state=run.state if run.state in words.WORDS else "error",
        word=_word(run, known),
        summary=_summary(run),
        advice=run.advice,
        known=run.check_id in known,
        took=words.took(run.duration_ms),
        row=run,
        blocks=tuple(_block(number, block) for number, block in enumerate(run.remedy)),
        expected=expected,
        found=found,
        evidence=pieces(run.evidence.all()),
    )


def _word(run: CheckRun, known: Mapping[str, str]) -> str:
    if run.state == "blocked":
        return f"Blocked by {cause_in_words(run.cause or '', known)}"
    if run.state == "waiting" and run.retry_at:
        return f"Waiting until {run.retry_at:%H:%M} UTC"
    return words.WORDS.get(run.state, words.WORDS["error"])


def cause_in_words(cause: str, known: Mapping[str, str]) -> str:
    """The title of the check that blocks, or the answer that is missing."""
    kind, _, key = cause.partition(":")
    if kind == "form":
        return f"an empty answer: {words.FORMS.get(key, key.replace('_', ' ').replace('-', ' '))}"
    return known.get(cause, cause)


def _summary(run: CheckRun) -> str:
    if run.state == "running":
        return run.progress or "Started."
    if run.state == "queued":
        return "In the queue."
    if run.state == "skipped":
        return words.SKIPPED.get(run.skip_reason or "", run.summary)
    return run.summary


def _block(number: int, block: Mapping[str, Any]) -> Block:
    return Block(
        number=number,
        kind=block["kind"],
        text=block["text"],
        label=block.get("label", ""),
        url=block["url"] if block.get("url", "").startswith("https://") else "",
        remove=block.get("action") == "remove",
        replaces=tuple(block.get("replaces", ())),
    )


def fold(rows: Sequence[Row]) -> list[Row]:
    """Blocked rows under the row at the root of their chain, when that row is on the same page."""
    by_id = {row.check_id: row for row in rows}
    roots = {row.check_id: _root(row, by_id) for row in rows}
    return [
        replace(
            row,
            hidden=roots[row.check_id] is not None,
            folded=tuple(replace(r, hidden=True) for r in rows if roots[r.check_id] == row.check_id),
        )
        for row in rows
    ]


def _root(row: Row, by_id: Mapping[str, Row]) -> str | None:
    seen = {row.check_id}
    at = row
    while at.state == "blocked" and (cause := (at.row and at.row.cause) or "") in by_id and cause not in seen:
        at = by_id[cause]
        seen.add(cause)
    return at.check_id if at is not row and at.state != "blocked" else None


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """What needs a person first, the rest in the order of the catalogue."""
    return sorted(rows, key=lambda row: RANK.index(row.state))
