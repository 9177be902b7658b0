"""At the start of the program: publications that were cut off by a crash are put right before anything else."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from sync import lock, publishing
from sync.files import TargetFault
from sync.generations import store_of
from sync.models import Connection
from sync.paths import BadTarget, Local
from sync.publish import journal
from sync.roots import NoTarget, target_for
from sync.snapshots import Damaged

log = logging.getLogger(__name__)


def recover_all(_: str = "") -> str:
    """Finish or take back what was cut off, wherever the target is a folder of this machine (others wait for their
    next run); words for the shell, empty when there was nothing."""
    return "\n".join(said for connection in Connection.objects.all() for said in _recovered(connection))


def _recovered(connection: Connection) -> Iterator[str]:
    try:
        if journal.read(store_of(connection)) is None or not isinstance(target_for(connection), Local):
            return
        with lock.held(connection, patience=0):
            publishing.prepare(connection)
    except lock.Busy:
        return  # whoever works on it puts it right
    except (TargetFault, BadTarget, NoTarget, Damaged, OSError, ValueError) as problem:
        log.warning("The pair of %s could not be put right: %s", connection, problem)
        yield f"A publication of {connection} was cut off, and could not be put right yet: {problem}"
    else:
        yield f"A publication of {connection} was cut off; the pair is whole again."
