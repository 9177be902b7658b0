"""Setup (answers that only the wizard needs), Run, CheckRun, and the evidence that a verdict rests on."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from engine.models import UNFINISHED, End, Leased
from sync.models import Connection
from wizard import endings

if TYPE_CHECKING:
    from people.models import Person


class Setup(models.Model):
    """Answers about one connection that tonight's run does not need."""

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="setup")
    retain_version = models.CharField(max_length=20, blank=True)
    retain_os = models.CharField(
        max_length=10, blank=True, choices=[("linux", "Linux"), ("windows", "Windows")]
    )
    from_groupwise = models.BooleanField(default=False)
    autodiscover_host = models.CharField(max_length=253, blank=True)
    admin_upn = models.CharField(max_length=320, blank=True)
    worker_upn = models.CharField(max_length=320, blank=True)
    canary = models.CharField(max_length=320, blank=True)
    out_of_scope = models.CharField(max_length=320, blank=True)
    known_user = models.CharField(max_length=320, blank=True)
    account_report = models.JSONField(default=dict, blank=True)
    account_report_at = models.DateTimeField(null=True, blank=True)
    windows_host = models.BooleanField(default=False, help_text="a Windows host runs scripts of the bundle")
    workstation = models.JSONField(default=dict, blank=True, help_text="its uploaded probe")
    workstation_at = models.DateTimeField(null=True, blank=True)
    scenario = models.CharField(
        max_length=60, blank=True, help_text="practice: the scenario it was made from"
    )

    def __str__(self) -> str:
        return f"set-up of {self.connection}"


class FirstSeen(models.Model):
    """When a connection first showed a fact: Microsoft tells of no time of a change, and changes take hours.

    `key` comes from a check's evidence; "changed:<check id>" is set by the button *I changed it just now*.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="first_seen")
    key = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "key"], name="a_fact_is_first_seen_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} at {self.at:%Y-%m-%d %H:%M}"


class Runs(models.QuerySet["Run"]):
    def visible_to(self, person: Person) -> Runs:
        seen = Connection.objects.visible_to(person)
        return self.filter(Q(connection__isnull=True) | Q(connection__in=seen))


class Run(models.Model):
    """One press of a button, or one command: the saved report. Without a connection it is about a bare domain."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    connection = models.ForeignKey(Connection, null=True, on_delete=models.CASCADE, related_name="runs")
    domain = models.CharField(max_length=253)
    cloud = models.CharField(max_length=10)
    number = models.PositiveIntegerField(default=1, help_text="counts per connection, for people")
    step = models.CharField(max_length=20, blank=True, help_text="empty: several steps")
    started_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    joined: models.ManyToManyField[CheckRun, Any] = models.ManyToManyField(
        "CheckRun", related_name="joined_by", help_text="rows of an earlier run that were under way already"
    )

    objects = Runs.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [models.UniqueConstraint(fields=["connection", "number"], name="run_numbers_count_up")]

    def __str__(self) -> str:
        return f"run {self.number} of {self.connection or self.domain}"

    def all_rows(self) -> models.QuerySet[CheckRun]:
        """Its own rows and those it joined."""
        return CheckRun.objects.filter(Q(run=self) | Q(joined_by=self)).distinct()


class CheckRun(Leased):
    """One check, once. A finished row is never changed; running again makes a new row that points back to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rows")
    connection = models.ForeignKey(Connection, null=True, on_delete=models.CASCADE, related_name="+")
    check_id = models.CharField(max_length=60)
    step = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    advice = models.BooleanField(default=False)
    progress = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    meaning = models.TextField(blank=True)
    confirm = models.TextField(blank=True)
    expected = models.TextField(null=True)  # noqa: DJ001 (absent and empty differ in a report)
    found = models.TextField(null=True)  # noqa: DJ001
    remedy = models.JSONField(default=list)
    cause = models.CharField(max_length=60, null=True)  # noqa: DJ001
    retry_at = models.DateTimeField(null=True)
    skip_reason = models.CharField(max_length=30, null=True)  # noqa: DJ001
    rules = models.CharField(max_length=20, blank=True)
    vantage = models.JSONField(default=dict)
    inputs = models.JSONField(default=dict, help_text="fingerprint of each answer that the check read")
    evidence_count = models.PositiveIntegerField(default=0)
    evidence_hash = models.CharField(max_length=64, blank=True)
    previous = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["queued_at"]
        indexes = [models.Index(fields=["connection", "check_id", "-queued_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="passed") | Q(evidence_count__gt=0), name="nothing_passes_without_evidence"
            ),
            models.UniqueConstraint(
                fields=["connection", "check_id"],
                condition=Q(state__in=UNFINISHED),
                name="one_unfinished_row_a_check",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_id}: {self.state}"

    @property
    def finished(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def duration_ms(self) -> int | None:
        """Milliseconds from the first start to the end; None while unfinished or never started."""
        if self.started_at is None or self.finished_at is None:
            return None
        return round((self.finished_at - self.started_at).total_seconds() * 1000)

    def send(self) -> None:
        from wizard.tasks import run_check

        run_check.delay(str(self.pk))

    def ending(self, end: End, now: datetime) -> dict[str, Any]:
        return endings.fields_for(end)


class EvidenceItem(models.Model):
    """One piece of what a check saw, in order."""

    row = models.ForeignKey(CheckRun, on_delete=models.CASCADE, related_name="evidence")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    value = models.JSONField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["row", "place"], name="evidence_keeps_its_order")]

    def __str__(self) -> str:
        return f"{self.label} of {self.row_id}"
