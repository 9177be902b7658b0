"""Rows that a worker claims, and the sign of life of each part of the engine."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db import models

QUEUED, RUNNING = "queued", "running"
UNFINISHED = (QUEUED, RUNNING)

End = Literal["lost", "late", "no-worker"]


class Leased(models.Model):
    """A piece of work whose row is the only truth: the broker carries its id and nothing else.

    A worker owns a row while `owner_token` is its token and `lease_until` lies ahead; every write repeats the token,
    so that a worker which lost its lease cannot write any more. `finish_by` is set at the first claim and shared by
    all attempts. `state` is "queued", "running" or a final word of the subclass.
    """

    state = models.CharField(max_length=20, default=QUEUED, db_index=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    owner_token = models.CharField(max_length=32, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    deadline = models.FloatField(default=20.0, help_text="seconds for all attempts together")
    finish_by = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0, help_text="counts every change a reader can see")

    class Meta:
        abstract = True

    def send(self) -> None:
        """Hand the row's id to the broker. May raise when the broker is away: the reaper sends it again."""
        raise NotImplementedError

    def ending(self, end: End, now: datetime) -> dict[str, Any]:
        """The fields to save when the reaper ends this row: lost three workers, ran late, or found no worker."""
        raise NotImplementedError

    @classmethod
    def after_end(cls, row_id: Any) -> None:
        """Called after the reaper ended a row."""


class Heartbeat(models.Model):
    """When a part of the engine was last seen: role "worker" or "schedule", on a machine's process."""

    role = models.CharField(max_length=20)
    process = models.CharField(max_length=100)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "process"], name="one_heartbeat_a_process")]

    def __str__(self) -> str:
        return f"{self.role} {self.process}"
