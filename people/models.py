"""People, the one-time link of the first administrator, and the audit trail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", "Administrator"
    SUPPORT = "support", "Support"


class Person(AbstractUser):
    """Somebody who signs in. Support runs checks and reads reports; only an administrator changes settings."""

    role = models.CharField(max_length=20, choices=Role.choices, default=Role.SUPPORT)

    @property
    def administers(self) -> bool:
        return self.role == Role.ADMINISTRATOR


class FirstLink(models.Model):
    """The link that makes the first administrator. Only the hash of its token is kept; it is good once."""

    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"made {self.made_at:%Y-%m-%d %H:%M}"


class AuditEvent(models.Model):
    """Who did what to what, when. Rows are added, never changed or deleted; `details` holds no secret."""

    at = models.DateTimeField(db_index=True)
    who = models.CharField(max_length=150)
    what = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who} {self.what} {self.about}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("the audit trail is only added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("the audit trail is only added to")
