"""Adds to the audit trail."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from people.models import AuditEvent


def note(who: object, what: str, about: object = "", **details: Any) -> None:
    """`who` (a Person, or words such as "shell") did `what` to `about`. `details` is JSON and never a secret."""
    AuditEvent.objects.create(
        at=timezone.now(), who=str(who)[:150], what=what, about=str(about)[:200], details=details
    )
