"""A line to copy, with what it is for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """`label`: what it is for; `text`: the line; `note`: who runs it, and what to expect."""

    label: str
    text: str
    note: str
