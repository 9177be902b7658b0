"""SyncPlan: what a connection's night does, and within which limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from sync.models.connection import Connection

if TYPE_CHECKING:
    from people.models import Person

MOST_KEPT, LONGEST_KEPT = 1000, 3650


class SyncPlans(models.QuerySet["SyncPlan"]):
    def visible_to(self, person: Person) -> SyncPlans:
        return self.filter(connection__in=Connection.objects.visible_to(person))


class SyncPlan(models.Model):
    """How a connection's two files come about. `layout`, `choice` and `limits` are JSON as `Layout.stored`,
    `Choice.stored` and `Limits` make it; empty means the generic layout, everybody, the usual limits. Who changed the
    limits, and why, stands in the audit trail. `sftp_host_key`: type and base64 of the pinned key. `schedule`: the
    times that hold, as sync/due.py writes them, and `schedule_since` when: a night before it is nobody's duty."""

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="plan")
    on = models.BooleanField(default=False, help_text="run every night")
    layout = models.JSONField(default=dict, blank=True)
    choice = models.JSONField(default=dict, blank=True)
    limits = models.JSONField(default=dict, blank=True)
    keep_count = models.PositiveIntegerField(
        default=30, validators=[MinValueValidator(1), MaxValueValidator(MOST_KEPT)]
    )
    keep_days = models.PositiveIntegerField(
        default=90, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_KEPT)]
    )
    alert_email = models.EmailField(blank=True)
    alert_webhook = models.URLField(blank=True, max_length=500)
    sftp_host_key = models.TextField(blank=True)
    schedule = models.CharField(max_length=100, blank=True, editable=False)
    schedule_since = models.DateTimeField(null=True, editable=False)

    objects = SyncPlans.as_manager()

    def __str__(self) -> str:
        return f"plan of {self.connection}"


def plan_of(connection: Connection) -> SyncPlan:
    """The plan of a connection; a new one, not yet saved, when it has none."""
    return SyncPlan.objects.filter(connection=connection).first() or SyncPlan(connection=connection)
