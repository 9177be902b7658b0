"""A run as pages show it: its state in words, tone and icon, its progress, how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from sync import pace
from sync.models import SyncRun
from wizard.views import words

WORDS = {
    "queued": "Waiting for a worker", "running": "Under way", "published": "Published",
    "unchanged": "Nothing to change",
    "publishable": "Ready to publish", "held": "Held", "incomplete": "Incomplete", "failed": "Failed",
}  # fmt: skip
TONES = {
    "queued": "info", "running": "info", "published": "ok", "unchanged": "ok", "publishable": "ok", "held": "warn",
    "incomplete": "bad", "failed": "bad",
}  # fmt: skip
ICONS = {
    "queued": "dots", "running": "turning", "published": "tick", "unchanged": "tick", "publishable": "tick",
    "held": "triangle", "incomplete": "cross", "failed": "cross",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A run with what a page says about it."""

    run: SyncRun
    now: datetime

    @property
    def words(self) -> str:
        return WORDS.get(self.run.state, self.run.state)

    @property
    def tone(self) -> str:
        return TONES.get(self.run.state, "off")

    @property
    def icon(self) -> str:
        return ICONS.get(self.run.state, "ring")

    @property
    def took(self) -> str:
        return words.took(None if self.run.took is None else round(self.run.took * 1000))

    @property
    def doing(self) -> str:
        """What it is doing, with counts, rate and time left."""
        run = self.run
        if run.state == "running" and not run.phase:
            return "Starting"
        return pace.spoken(
            run.phase, run.done, run.total, pace.pace(run.done, run.total, run.phase_at, self.now)
        )

    @property
    def elapsed(self) -> str:
        since = self.run.started_at or self.run.queued_at
        return words.took(round((self.now - since).total_seconds() * 1000))

    @property
    def kind(self) -> str:
        """How it read the directory."""
        if self.run.full is None:
            return ""
        return "whole directory" if self.run.full else "only what changed"


def shown(run: SyncRun) -> Shown:
    return Shown(run, timezone.now())
