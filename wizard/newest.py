"""The newest row of each check of a connection."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from sync.models import Connection
from wizard.models import CheckRun


def newest_rows(connection: Connection) -> dict[str, CheckRun]:
    """Check id -> its newest row, finished or not."""
    latest = CheckRun.objects.filter(connection=connection, check_id=OuterRef("check_id")).order_by(
        "-queued_at", "-pk"
    )
    rows = CheckRun.objects.filter(connection=connection, pk=Subquery(latest.values("pk")[:1]))
    return {row.check_id: row for row in rows.select_related("run", "previous")}
