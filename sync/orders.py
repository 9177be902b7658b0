"""Everything that one run goes by, read once at its start, so that a form saved meanwhile changes nothing half way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sync.choice import Choice
from sync.choosing import inputs_of
from sync.difference import NoBase
from sync.generations import store_of
from sync.guard import Limits
from sync.layout.chosen import chosen
from sync.layout.kept import NOTHING, Kept, KeptValues
from sync.layout.shape import Layout
from sync.models import Connection, Generation, SyncPlan, SyncRun, plan_of
from sync.snapshots import index_of


@dataclass(frozen=True)
class Order:
    """A run and what it goes by. `base`: the generation that is published when the run starts; `inputs`: the
    fingerprint of all that shapes its rows."""

    row: SyncRun
    plan: SyncPlan
    layout: Layout
    choice: Choice
    limits: Limits
    base: Generation | None
    inputs: str

    @property
    def connection(self) -> Connection:
        return self.row.connection

    @property
    def base_index(self) -> Path | None:
        """The rows of the published pair; None when nothing was published yet. NoBase when they are gone."""
        if self.base is None:
            return None
        found = index_of(store_of(self.connection), self.base.number)
        if found is None:
            raise NoBase(f"The rows of generation {self.base.number}, which is published, are gone.")
        return found


def order_of(row: SyncRun) -> Order:
    """What this run goes by, as it stands now."""
    plan = plan_of(row.connection)
    layout, choice = layout_of(row.connection, plan), Choice.of(plan.choice)
    base = Generation.objects.filter(connection=row.connection, published=True).first()
    inputs = inputs_of(row.connection, layout, choice)
    return Order(row, plan, layout, choice, Limits(**plan.limits), base, inputs)


def layout_of(connection: Connection, plan: SyncPlan) -> Layout:
    """The learned layout or the generic one, under the file names that the connection has."""
    return chosen(plan.layout, connection.user_file, connection.groups_file)


@contextmanager
def kept_values(connection: Connection) -> Iterator[Kept]:
    """Values of the sample that no directory has; nothing where no sample was learned."""
    path = connection.folder / "kept.sqlite"
    if not path.exists():
        yield NOTHING
        return
    kept = KeptValues(path)
    try:
        yield kept
    finally:
        kept.close()


__all__ = ["Order", "kept_values", "layout_of", "order_of"]
