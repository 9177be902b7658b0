"""Alarm and Notice: what is wrong with a connection's nights, and who was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from sync.models.connection import Connection
from sync.models.run import SyncRun

if TYPE_CHECKING:
    from people.models import Person


class AlarmKind(models.TextChoices):
    NOT_STARTED = "not-started", "A night was not started"
    TOO_LONG = "too-long", "A run takes much longer than usual"
    TOO_FAST = "too-fast", "A run was over much sooner than usual"
    TOO_SMALL = "too-small", "The pair is much smaller than usual"
    STALE = "stale", "The pair is older than 26 hours"
    HELD = "held", "A pair waits for an approval"
    INCOMPLETE = "incomplete", "The directory could not be read as a whole"
    FAILED = "failed", "A run failed"


class Channel(models.TextChoices):
    EMAIL = "email", "E-mail"
    WEBHOOK = "webhook", "Webhook"


class Alarms(models.QuerySet["Alarm"]):
    def visible_to(self, person: Person) -> Alarms:
        return self.filter(connection__in=Connection.objects.visible_to(person))

    def open(self) -> Alarms:
        """Those that are not over."""
        return self.filter(over__isnull=True)


class Alarm(models.Model):
    """Something is wrong since `since`, and `over` when it was seen to be right again. `told`: when everybody who wants
    to know of its beginning was told; None while nobody was, or nobody wants to."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=15, choices=AlarmKind.choices)
    since = models.DateTimeField()
    over = models.DateTimeField(null=True)
    told = models.DateTimeField(null=True)
    text = models.TextField()
    run = models.ForeignKey(SyncRun, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = Alarms.as_manager()

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind"], condition=Q(over__isnull=True), name="one_open_alarm_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.connection}: {self.kind}"


class Notice(models.Model):
    """One message about one change of an alarm over one channel; tried again at later ticks, and given up in the end.
    `problem`: why the last try failed."""

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="notices")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    event = models.CharField(max_length=10, choices=[("begins", "Begins"), ("over", "Over")])
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    given_up = models.BooleanField(default=False)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alarm", "channel", "event"], name="everybody_is_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.alarm} {self.event} by {self.channel}"
