"""From two files of a generation to the two files at the target: written beside, read back, put in place."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from sync.files.contract import Files, TargetFault
from sync.files.reading import measure, pieces_of
from sync.publish.journal import Journal, Step
from sync.publish.place import Place

AGAIN: Final = 0.1
MARGIN: Final = 1 << 20


def check_room(files: Files, steps: tuple[Step, ...]) -> None:
    """TargetFault unless both new files fit beside the old ones."""
    free, needed = files.free(), sum(step.bytes for step in steps) + MARGIN
    if free is not None and free < needed:
        raise TargetFault(
            "full",
            f"The target has {free // 1024:,} kB of room left; {needed // 1024:,} kB are needed, because the new files "
            "are written beside the old ones.",
        )


def write_beside(files: Files, journal: Journal, folder: Path) -> None:
    """Write both new files under names of their own, and read them back."""
    for step in journal.steps:
        write_fresh(files, journal, step, folder / step.name, step.sha256)


def write_fresh(files: Files, journal: Journal, step: Step, source: Path, sha256: str) -> None:
    """Write one file of ours beside its place, with the permissions of what lies there, and read it back."""
    fresh = journal.fresh(step)
    files.remove(fresh)
    like = step.name if files.stat(step.name) is not None else journal.aside(step)
    files.write(fresh, pieces_of(source), like)
    if measure(files, fresh).sha256 != sha256:
        raise TargetFault(
            "damaged",
            f"{step.name} did not read back from the target as it was written. Nothing was replaced.",
        )


def put_in_place(place: Place, files: Files, journal: Journal) -> None:
    """Let both new files take their places, users first, and see it flushed."""
    for step in journal.steps:
        replace(place, files, journal.fresh(step), step.name)
    settle(files, journal)


def settle(files: Files, journal: Journal) -> None:
    """Flush the names, and see that both files are there."""
    files.flush()
    for step in journal.steps:
        found = files.stat(step.name)
        if found is None or found.size != step.bytes:
            raise TargetFault("damaged", f"{step.name} is not what was put in its place a moment ago.")


def replace(place: Place, files: Files, source: str, name: str) -> None:
    """Replace a file; while somebody holds it open, again and again for as long as the place is patient."""
    until = time.monotonic() + place.patience
    while True:
        try:
            files.replace(source, name)
        except TargetFault as fault:
            if fault.why != "held" or time.monotonic() >= until:
                raise
            time.sleep(AGAIN)
        else:
            return


def clean(files: Files, journal: Journal) -> None:
    """Remove what a publication may have left beside the targets."""
    for step in journal.steps:
        files.remove(journal.fresh(step))
        files.remove(journal.aside(step))
