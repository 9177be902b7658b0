"""What this program put at the target last, from the connection's own folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from checks.result import Item, Remedy
from checks.subject import Subject
from sync.layout.chosen import chosen
from sync.layout.shape import Layout
from sync.snapshots import Store
from sync.snapshots.store import Damaged

PUBLISHED: Final = "Published"


@dataclass(frozen=True)
class Published:
    """The generation that lies at this target, or `number` 0 for none. `sha256`: hex, by file name; `layout`: how its
    files are written, of the plan where nothing was published; `damaged`: why our own notes cannot be read."""

    number: int = 0
    at: str = ""
    sha256: dict[str, str] = field(default_factory=dict)
    users: str = ""
    groups: str = ""
    layout: dict[str, Any] = field(default_factory=dict)
    bytes: int = 0
    damaged: str = ""

    @property
    def ours(self) -> bool:
        return self.number > 0

    @property
    def known(self) -> bool:
        """We know how the files at the target are written."""
        return self.ours or bool(self.layout.get("proven"))

    def item(self) -> Item:
        """As evidence; the layout, which is long, is left out."""
        kept = {key: value for key, value in vars(self).items() if key != "layout"}
        return Item(PUBLISHED, "json", {**kept, "known": self.known})


def published(subject: Subject, place: str) -> Published:
    """What was published to this place (as `Target.written` has it)."""
    wanted = chosen(subject.layout, subject.user_file, subject.groups_file)
    store = Store(Path(subject.folder))
    try:
        current = store.published() if subject.folder else None
        if current is None or current.place != place:
            return _planned(wanted)
        made = store.manifest(current.number)
    except (Damaged, FileNotFoundError) as problem:
        return Published(damaged=str(problem))
    layout = Layout.of(made.layout) if made.layout else wanted
    users, groups = (one.name if one else "" for one in (made.users, made.groups))
    return Published(
        made.number,
        current.at,
        {file.name: file.sha256 for file in made.files},
        users or layout.users.name,
        groups or layout.groups.name,
        layout.stored(),
        sum(file.bytes for file in made.files),
    )


def _planned(layout: Layout) -> Published:
    return Published(users=layout.users.name, groups=layout.groups.name, layout=layout.stored())


def restore(value: dict[str, Any]) -> tuple[Remedy, ...]:
    """Offers to bring back the published pair, for evidence that `item` made; nothing where there is none."""
    if not value["number"]:
        return ()
    text = f"Open Sync, Generations, and restore generation {value['number']} of {value['at'][:10]}: it is kept whole."
    return (Remedy("text", text, label="In this wizard"),)
