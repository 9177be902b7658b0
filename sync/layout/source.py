"""A source of values: where the cells of a column come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from sync.directory import Group, Kind, User
from sync.layout.headings import plain

Of = TypeVar("Of")
OfUser = Callable[[User, Kind], str]
OfGroup = Callable[[Group], str]

TEXT: Final = "text:"  # a source that is the same text for everybody
PARTS: Final = "+"  # between the keys of a source that is made of several
PART_SIGN: Final = "\x1f"  # between their values


@dataclass(frozen=True)
class Source(Generic[Of]):
    """`label`: for people. `of`: asked for a record's value, "" where there is none. `headers`: names of columns that
    suggest it. `separator`: what joins a list of values. `attribute`: the record's own property, where the value is
    nothing else: then a whole batch can be read at once. `key`: names one record only. `words`: all that it can say
    besides nothing."""

    label: str
    of: Of
    headers: tuple[str, ...] = ()
    separator: str = ""
    attribute: str = ""
    key: bool = False
    words: frozenset[str] = frozenset()

    def suggested(self, name: str) -> bool:
        """Whether the name of a column suggests this source, whatever its case, blanks and punctuation."""
        return plain(name) in map(plain, self.headers)


def label(key: str, sources: Mapping[str, Source[Of]]) -> str:
    """For people; "" for no source."""
    return sources[key].label if key else ""


def known(key: str, sources: Mapping[str, Source[Of]]) -> bool:
    """Whether there is such a source, made ones included."""
    try:
        sources[key]
    except KeyError:
        return False
    return True
