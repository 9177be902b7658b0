"""Refused sign-ins in the database, for all workers: implements `clients.microsoft365.refusals.Refusals`."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from clients.contract import SignInRefused
from clients.microsoft365.refusals import REMEMBERED, Asked
from sync.models import RefusedSignIn


class StoredRefusals:
    """A refusal counts for one revision of one credential, and for five minutes."""

    def recall(self, asked: Asked) -> SignInRefused | None:
        """The refusal of at most five minutes ago, if there was one and no sign-in since."""
        since = timezone.now() - REMEMBERED
        row = RefusedSignIn.objects.filter(**_key(asked), at__gt=since).first()
        return SignInRefused(row.text, tuple(row.codes), row.error, row.trace) if row else None

    def remember(self, asked: Asked, refusal: SignInRefused) -> None:
        now = timezone.now()
        RefusedSignIn.objects.filter(at__lte=now - REMEMBERED).delete()
        said = {"text": refusal.text, "codes": list(refusal.codes), "error": refusal.error[:200]}
        changes = {**said, "trace": refusal.trace, "at": now}
        RefusedSignIn.objects.update_or_create(**_key(asked), defaults=changes)

    def forget(self, asked: Asked) -> None:
        """A sign-in went well."""
        RefusedSignIn.objects.filter(**_key(asked)).delete()


def _key(asked: Asked) -> dict[str, Any]:
    return {"identity": asked.identity, "revision": asked.revision, "purpose": asked.purpose[:500]}
