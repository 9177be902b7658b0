"""SyncRun and Generation: one pass over the directory, and one pair of files that was published."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from engine.models import UNFINISHED, End, Leased
from sync import endings
from sync.models.connection import Connection

if TYPE_CHECKING:
    from people.models import Person

LONGEST: Final = 6 * 3600  # seconds for all attempts of one run


class Purpose(models.TextChoices):
    PREVIEW = "preview", "Preview"
    PUBLISH = "publish", "Publish"
    APPROVE = "approve", "Approved"
    NIGHT = "night", "Night"
    RESTORE = "restore", "Restored"


class SyncRuns(models.QuerySet["SyncRun"]):
    def visible_to(self, person: Person) -> SyncRuns:
        return self.filter(connection__in=Connection.objects.visible_to(person))


class Generations(models.QuerySet["Generation"]):
    def visible_to(self, person: Person) -> Generations:
        return self.filter(connection__in=Connection.objects.visible_to(person))


class SyncRun(Leased):
    """One run from the directory to the two files. Its rows live in `staging_path`, never here.

    `state`: "queued", "running", or at the end "published", "unchanged", "publishable" (a preview within the limits),
    "held" (a person must approve), "incomplete" (not the whole directory was read), "failed". Whatever is not
    "published" left the published pair as it was. `phase`, `done`, `total`: what `say` reported last, `phase_at`: since
    when. `received` in bytes, unpacked. `detail`: certificate, change, findings, coverage, error. `hash` names the
    staged pair (what an approval takes), `base` the generation it was compared with. `night`: the local date on which
    this night's run starts. `cause`: the check that owns the fault, when somebody refused.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="sync_runs")
    number = models.PositiveIntegerField(help_text="counts per connection, for people")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    full = models.BooleanField(
        null=True, help_text="reads the whole directory, not only what changed; empty: not decided yet"
    )
    night = models.DateField(null=True, blank=True)
    started_by = models.CharField(max_length=150)
    phase = models.CharField(max_length=20, blank=True)
    phase_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    received = models.PositiveBigIntegerField(default=0)
    summary = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    cause = models.CharField(max_length=60, blank=True)
    hash = models.CharField(max_length=64, blank=True)
    base = models.PositiveIntegerField(null=True, help_text="number of the generation it was compared with")
    generation = models.ForeignKey("Generation", null=True, on_delete=models.SET_NULL, related_name="+")
    continues = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="continued_by",
        help_text="the run whose staged pair this one publishes",
    )
    restores = models.ForeignKey("Generation", null=True, on_delete=models.SET_NULL, related_name="+")
    approved_by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)

    objects = SyncRuns.as_manager()

    class Meta:
        ordering = ["-queued_at"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "number"], name="sync_run_numbers_count_up"),
            models.UniqueConstraint(fields=["connection", "night"], name="one_run_a_night"),
            models.UniqueConstraint(
                fields=["connection"],
                condition=Q(state__in=UNFINISHED),
                name="one_unfinished_run_a_connection",
            ),
        ]

    def __str__(self) -> str:
        return f"sync {self.number} of {self.connection}: {self.state}"

    @property
    def finished(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def took(self) -> float | None:
        """Seconds from the first start to the end; None while unfinished or never started."""
        if self.started_at is None or self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()

    @property
    def staging_path(self) -> Path:
        """Where the rows of this run are; the file may be gone, since old ones are tidied away."""
        return Path(settings.DATA_DIR) / "runs" / f"{self.pk}.sqlite"

    @property
    def rows_path(self) -> Path:
        """Where the rows can be read that this run is about: one that continues an earlier run has none of its own."""
        return (self.continues or self).staging_path

    def send(self) -> None:
        from sync.tasks import run_sync

        run_sync.delay(str(self.pk))

    def ending(self, end: End, now: datetime) -> dict[str, Any]:
        return endings.fields_for(end)


class Generation(models.Model):
    """A pair of files that was published, or was found at the target and kept: its folder holds both files,
    manifest.json and index.sqlite. The folder is the truth; the row mirrors it (sync/generations.py). At most one of a
    connection is `published`, the one that Retain reads now. `hash` names the pair, the sha256 of each file is hex, and
    empty with 0 bytes for a file that was not there."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="generations")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    run = models.ForeignKey(SyncRun, null=True, on_delete=models.SET_NULL, related_name="+")
    users = models.PositiveIntegerField()
    groups = models.PositiveIntegerField()
    users_bytes = models.PositiveBigIntegerField()
    groups_bytes = models.PositiveBigIntegerField()
    users_sha256 = models.CharField(max_length=64)
    groups_sha256 = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    published = models.BooleanField(default=False)
    how = models.CharField(
        max_length=10,
        choices=[
            ("published", "Published"),
            ("approved", "Approved by a person"),
            ("restored", "Restored"),
            ("found", "Found at the target"),
        ],
    )

    objects = Generations.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "number"], name="generation_numbers_count_up"),
            models.UniqueConstraint(
                fields=["connection"], condition=Q(published=True), name="one_published_generation"
            ),
        ]

    def __str__(self) -> str:
        return f"generation {self.number} of {self.connection}"

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return self.connection.folder / "generations" / str(self.number)
