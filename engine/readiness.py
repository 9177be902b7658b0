"""Is this installation able to work? Each answer comes with words for a person."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from engine.models import Heartbeat

ALIVE = timedelta(seconds=60)
ROOM = 200_000_000


@dataclass(frozen=True)
class Part:
    """One part of the engine: is it well, and what was seen."""

    name: str
    well: bool
    says: str


def worker_alive(now: datetime) -> bool:
    """Has any worker been seen in the last minute?"""
    return _alive("worker", now)


def _alive(role: str, now: datetime) -> bool:
    return Heartbeat.objects.filter(role=role, seen_at__gt=now - ALIVE).exists()


def _seen(role: str, now: datetime) -> Part:
    last = Heartbeat.objects.filter(role=role).order_by("-seen_at").first()
    says = f"last seen {last.seen_at:%Y-%m-%d %H:%M:%S} UTC" if last else "never seen"
    return Part(role, _alive(role, now), says)


def _migrations(now: datetime) -> Part:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Part("migrations", not plan, f"{len(plan)} to apply" if plan else "all applied")


def _database(now: datetime) -> Part:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Part("database", True, connection.vendor)


def _broker(now: datetime) -> Part:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=3)
    return Part("broker", True, "in this process" if settings.EMBEDDED else "reached")


def _disk(now: datetime) -> Part:
    free = shutil.disk_usage(settings.DATA_DIR).free
    return Part("disk", free > ROOM, f"{free // 1_000_000} MB free for the data directory")


def parts(now: datetime) -> Iterator[Part]:
    """Every part in turn; a part that cannot be asked is not well, and says why in one line without secrets."""
    looks: tuple[tuple[str, Callable[[datetime], Part]], ...] = (
        ("database", _database),
        ("migrations", _migrations),
        ("broker", _broker),
        ("worker", lambda at: _seen("worker", at)),
        ("schedule", lambda at: _seen("schedule", at)),
        ("disk", _disk),
    )
    for name, look in looks:
        try:
            yield look(now)
        except (DatabaseError, OSError) as problem:
            yield Part(name, False, f"cannot be reached ({type(problem).__name__})")
        except Exception as problem:
            yield Part(name, False, f"cannot be asked ({type(problem).__name__})")
