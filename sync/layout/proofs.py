"""What speaks for a column's source: counts, examples, and the sentence that the page shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from sync.layout.likeness import Likeness, likeness

EXAMPLES = 5
BY_NAME: Final = "By its name alone."
APART: Final[dict[Likeness, str]] = {
    "case": "upper and lower case",
    "order": "the order of the addresses",
    "letters": "letters that the file has lost to question marks",
}
# How a source was chosen: by values (a name may have helped), by its name alone, because the column is empty in every
# row, by a person, or not at all.
By = Literal["values", "name", "empty", "person", ""]


@dataclass(frozen=True)
class Example:
    """A row where file and directory differ."""

    line: int
    in_file: str
    in_directory: str


@dataclass
class Comparison:
    """A column held against one source, row by row. `telling`: rows that agree and do not say what most rows of the
    column say: that most are empty, or False, on both sides proves nothing."""

    source: str
    counts: Counter[Likeness] = field(default_factory=Counter)
    telling: int = 0
    examples: list[Example] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many were compared."""
        return self.counts.total()

    @property
    def agree(self) -> int:
        """How many say the same."""
        return self.rows - self.counts["unlike"]

    @property
    def share(self) -> float:
        """Of the rows that agree; 0 where none was compared."""
        return self.agree / self.rows if self.rows else 0.0

    @property
    def worth(self) -> float:
        """The share of the telling rows among those that tell something; 1 where none does."""
        heard = self.telling + self.counts["unlike"]
        return self.telling / heard if heard else 1.0

    def add(self, line: int, in_file: str, in_directory: str, separator: str) -> bool:
        """One more row that is not equal; whether it is alike."""
        found = likeness(in_file, in_directory, separator)
        self.counts[found] += 1
        if found == "unlike" and len(self.examples) < EXAMPLES:
            self.examples.append(Example(line, in_file, in_directory))
        return found != "unlike"


def compare(
    source: str, lines: Sequence[int], in_file: Sequence[str], in_directory: Sequence[str], separator: str
) -> Comparison:
    """A column against a source: the lines on which rows begin, and both values of each row."""
    found = Comparison(source)
    pairs = zip(lines, in_file, in_directory, strict=True)
    unequal = [pair for pair in pairs if pair[1] != pair[2]]
    found.counts["equal"] = len(lines) - len(unequal)
    counted = Counter(in_file)
    usual = counted.most_common(1)[0][0] if counted else ""
    unlike = [pair for pair in unequal if not found.add(*pair, separator)]
    unusual = sum(pair[1] != usual for pair in unlike)
    found.telling = len(lines) - counted[usual] - unusual
    return found


@dataclass(frozen=True)
class Other:
    """Another source that a person may choose instead."""

    source: str
    label: str
    agree: int
    rows: int


@dataclass(frozen=True)
class ColumnProof:
    """For one column of the sample: the source that was chosen ("" for none), its name for people, why it is believed
    (`text`, for the page), in how many rows it agrees and differs, how many rows nobody in the directory belongs to,
    examples of rows that differ, what else it might be, and in how many rows the file lost letters."""

    name: str
    source: str
    label: str
    by: By
    text: str
    agree: int = 0
    differ: int = 0
    unknown: int = 0
    examples: tuple[Example, ...] = ()
    others: tuple[Other, ...] = ()
    lost: int = 0


def sentence(found: Comparison, what: str = "rows") -> str:
    """For the page: “Equal in 117 of 118 rows. Line 57 has “a”, the directory “b”.”"""
    counts = [
        f"{found.counts[kind]} of them but for {said}" for kind, said in APART.items() if found.counts[kind]
    ]
    apart = f" ({', '.join(counts)})" if counts else ""
    text = f"Equal in {found.agree} of {found.rows} {what}{apart}."
    if found.examples:
        first = found.examples[0]
        text += f" Line {first.line} has “{_cut(first.in_file)}”, the directory “{_cut(first.in_directory)}”."
    return text


def _cut(value: str) -> str:
    return value if len(value) <= 80 else f"{value[:79]}…"
