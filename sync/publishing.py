"""Puts a staged pair in place, brings an older one back, and puts right what a crash left."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.utils import timezone

from clients.contract import Deadline
from sync import pair, publish, snapshots, summaries
from sync.approval import CannotPublish
from sync.files import TargetFault
from sync.generations import mirror, store_of
from sync.models import Connection, Generation, Purpose, SyncPlan
from sync.orders import Order
from sync.pair import Pair
from sync.places import open_place
from sync.progress import Reporter
from sync.publish import Origin, Published
from sync.staged import Staged

log = logging.getLogger(__name__)

SECONDS: Final = 900.0  # for all that one run does at the target

Fields = dict[str, Any]


def prepare(connection: Connection) -> None:
    """Before anything is read: see that the target can be reached, and put right what a crash left there. NoTarget,
    BadTarget, NoSecret, TargetFault, SftpFault, Damaged, OSError."""
    with open_place(connection, Deadline(SECONDS)) as place:
        publish.recover(store_of(connection), place)
    mirror(connection)


def put_in_place(order: Order, staged: Staged, say: Reporter) -> Fields:
    """Write both files and publish them; how the run ends. LostLease before anything at the target is touched;
    CannotPublish when the pair is not the one that somebody saw."""
    store, row = store_of(order.connection), order.row
    with TemporaryDirectory(prefix=".pair-", dir=store.folder) as folder:
        say("writing")
        made = pair.write(staged.path, order.layout, Path(folder))
        if staged.hash and staged.hash != made.hash:
            raise CannotPublish("The staged rows give another pair than the one that was shown.")
        how: snapshots.How = "approved" if row.purpose == Purpose.APPROVE else "published"
        origin = Origin(how, timezone.now(), str(row.pk), staged.path, order.layout.stored())
        say("publishing")
        with open_place(order.connection, Deadline(SECONDS)) as place:
            done = publish.publish(store, made, place, origin)
    return _ending(order, made, done)


def _ending(order: Order, made: Pair, done: Published) -> Fields:
    counts = order.row.detail["changes"]
    order.row.detail |= {"files": files_of(made), "notes": list(done.notes)}
    fields: Fields = {"hash": made.hash, "generation": _generation(order.connection, done)}
    if not done.changed:
        return {**fields, "state": "unchanged", "summary": summaries.unchanged(counts)}
    again = order.base is not None and order.base.hash == made.hash
    summary = summaries.written_again(counts) if again else summaries.published(counts)
    return {**fields, "state": "published", "summary": summary}


def files_of(made: Pair) -> dict[str, dict[str, Any]]:
    """Both files as JSON: name, rows, bytes, sha256."""
    return {
        what: {"name": file.name, "rows": file.rows, "bytes": file.bytes, "sha256": file.sha256}
        for what, file in zip(("users", "groups"), made.files, strict=True)
    }


def _generation(connection: Connection, done: Published) -> Generation | None:
    mirror(connection)
    return Generation.objects.filter(connection=connection, number=done.number).first()


def restore(order: Order, say: Reporter) -> Fields:
    """Publish an older generation again; how the run ends. CannotPublish, NotRestorable, TargetFault, SftpFault."""
    row, wanted = order.row, order.row.restores
    if wanted is None:
        raise CannotPublish("The generation that was to be restored is gone.")
    say("publishing")
    with open_place(order.connection, Deadline(SECONDS)) as place:
        done = publish.restore(store_of(order.connection), wanted.number, place, timezone.now(), str(row.pk))
    generation = _generation(order.connection, done)
    row.detail |= {"notes": list(done.notes)}
    fields: Fields = {
        "generation": generation,
        "hash": wanted.hash,
        "base": order.base.number if order.base else None,
    }
    if not done.changed:
        summary = f"Nothing to restore: the files of generation {wanted.number} lie at the target already."
        return {**fields, "state": "unchanged", "summary": summary}
    return {**fields, "state": "published", "summary": f"Generation {wanted.number} was restored."}


def problems_at_target(connection: Connection) -> tuple[str, ...]:
    """What is wrong with the published files at the target, in sentences; none when they are whole. Errors as
    `prepare`."""
    with open_place(connection, Deadline(SECONDS)) as place:
        return publish.intact(store_of(connection), place)


def tidy_up(connection: Connection, plan: SyncPlan) -> None:
    """After a run: make the kept generations small, and remove those that are too many or too old. What goes wrong
    here waits for the next night."""
    store = store_of(connection)
    try:
        snapshots.slim(store)
        snapshots.prune(store, plan.keep_count, plan.keep_days, timezone.now())
    except (OSError, sqlite3.Error, TargetFault):
        log.exception("The generations of %s could not be tidied up", connection)
    mirror(connection)
