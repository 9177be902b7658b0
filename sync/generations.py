"""Generations in the database: a mirror of the connection's folder, which is the truth."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from sync.models import Connection, Generation, SyncRun
from sync.snapshots import Manifest, Store, listed


def store_of(connection: Connection) -> Store:
    """The folder of this connection's generations."""
    return Store(connection.folder)


def mirror(connection: Connection) -> Generation | None:
    """Make the rows say what the folder says; the generation that is published, if there is one. Damaged when the
    folder cannot tell."""
    store = store_of(connection)
    kept, current = listed(store), store.published()
    number = current.number if current else None
    with transaction.atomic():
        rows = Generation.objects.select_for_update().filter(connection=connection)
        rows.exclude(number__in=[one.number for one in kept]).delete()
        rows.filter(published=True).exclude(number=number or 0).update(published=False)
        known = set(rows.values_list("number", flat=True))
        Generation.objects.bulk_create(
            Generation(connection=connection, **_fields(one)) for one in kept if one.number not in known
        )
        rows.filter(number=number or 0, published=False).update(published=True)
    return Generation.objects.filter(connection=connection, published=True).first()


def _fields(manifest: Manifest) -> dict[str, Any]:
    users, groups = manifest.users, manifest.groups
    return {
        "number": manifest.number,
        "made_at": datetime.fromisoformat(manifest.made),
        "run": _run(manifest.run),
        "users": users.rows if users else 0,
        "groups": groups.rows if groups else 0,
        "users_bytes": users.bytes if users else 0,
        "groups_bytes": groups.bytes if groups else 0,
        "users_sha256": users.sha256 if users else "",
        "groups_sha256": groups.sha256 if groups else "",
        "hash": manifest.hash,
        "how": manifest.how,
    }


def _run(written: str) -> SyncRun | None:
    try:
        return SyncRun.objects.filter(pk=uuid.UUID(written)).first()
    except ValueError:
        return None
