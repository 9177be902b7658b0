"""Words that the checks of the step share."""

from __future__ import annotations

from datetime import datetime, timedelta

from checks.result import Remedy

PREVIEW = "Open Sync, Preview, and press Preview."
UNTOUCHED = "Retain goes on with the pair that was published last."


def age(since: datetime, now: datetime) -> str:
    """How long ago, as people say it."""
    hours = (now - since) / timedelta(hours=1)
    if hours < 1:
        return f"{max(round(hours * 60), 0)} minutes ago"
    return f"{hours:.0f} hours ago" if hours < 48 else f"{hours / 24:.0f} days ago"


def to_preview(text: str = PREVIEW) -> Remedy:
    """Leads to the page of previews."""
    return Remedy("text", text, label="In this wizard")
