"""Connection: one Retain and one tenant, with all that tonight's run reads."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from people.models import Person


class Kind(models.TextChoices):
    ONLINE = "online", "Exchange Online"
    SERVER = "server", "Exchange Server or hosted Exchange"
    HYBRID = "hybrid", "Hybrid: both"


class CloudKey(models.TextChoices):
    WORLDWIDE = "worldwide", "Worldwide (also GCC)"
    GCC_HIGH = "gcc-high", "GCC High"
    DOD = "dod", "DoD"
    CHINA = "china", "China (21Vianet)"
    CUSTOM = "custom", "Custom (set by the operator)"


class Road(models.TextChoices):
    APPLICATION = "application", "Application"
    IMPERSONATION = "impersonation", "Impersonation user"


class ArchiveVia(models.TextChoices):
    GRAPH = "graph", "Microsoft Graph"
    EWS = "ews", "Exchange Web Services"


class Connections(models.QuerySet["Connection"]):
    def visible_to(self, person: Person) -> Connections:
        """Practice belongs to who made it; all else is open to everyone who may sign in."""
        return self.filter(models.Q(practice=False) | models.Q(made_by=person))


class Connection(models.Model):
    """One Retain joined to one tenant. `domain` in IDNA ASCII form. A practice connection is one from its creation:
    it reaches exactly the simulator, and others never do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80, unique=True)
    domain = models.CharField(max_length=253)
    exchange = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ONLINE)
    cloud = models.CharField(max_length=10, choices=CloudKey.choices, default=CloudKey.WORLDWIDE)
    road = models.CharField(max_length=15, choices=Road.choices, default=Road.APPLICATION)
    archive_via = models.CharField(max_length=5, choices=ArchiveVia.choices, default=ArchiveVia.GRAPH)
    tenant_id = models.CharField(max_length=36, blank=True)
    client_id = models.CharField(max_length=36, blank=True)
    ews_url = models.URLField(blank=True)
    target = models.CharField(max_length=500, blank=True)
    user_file = models.CharField(max_length=100, blank=True)
    groups_file = models.CharField(max_length=100, blank=True)
    timezone = models.CharField(max_length=60, default="UTC")
    sync_at = models.TimeField(null=True, blank=True)
    archive_job_at = models.TimeField(null=True, blank=True)
    practice = models.BooleanField(default=False, editable=False)
    made_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    objects = Connections.as_manager()

    def __str__(self) -> str:
        return self.name
