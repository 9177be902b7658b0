"""Connection: one Retain and one tenant, with all that tonight's run reads."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
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
    credentials_stored = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="how many were ever stored: the next one's revision comes from it",
    )

    objects = Connections.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> Path:
        """Where its generations, its sample pair and the values it keeps lie."""
        return Path(settings.DATA_DIR) / "connections" / str(self.pk)


class CredentialKind(models.TextChoices):
    CLIENT_SECRET = "client_secret", "Client secret"
    CERTIFICATE = "certificate", "Certificate"
    WORKER_PASSWORD = "worker_password", "Password of the impersonation user"
    SFTP_PASSWORD = "sftp_password", "Password of the SFTP target"
    SFTP_KEY = "sftp_key", "Private key of the SFTP target"


class Credential(models.Model):
    """A sealed secret of a connection. Its value is never shown; `fingerprint` tells two values apart.

    `public_pem` and the thumbprints (upper-case hex; SHA-1 and SHA-256) belong to certificates. `revision` grows with
    every secret that the connection ever stored. See sync/credentials.py for storing and opening.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="credentials")
    kind = models.CharField(max_length=20, choices=CredentialKind.choices)
    sealed = models.TextField()
    fingerprint = models.CharField(max_length=64)
    public_pem = models.TextField(blank=True)
    thumbprint = models.CharField(max_length=40, blank=True)
    thumbprint_sha256 = models.CharField(max_length=64, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    not_after = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "kind"], name="one_credential_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.revision}"


class RefusedSignIn(models.Model):
    """A sign-in that was refused, so that no worker tries the same credential again at once. Holds no secret."""

    identity = models.CharField(max_length=80)
    revision = models.PositiveIntegerField()
    purpose = models.CharField(max_length=500)
    text = models.TextField()
    codes = models.JSONField(default=list)
    error = models.CharField(max_length=200, blank=True)
    trace = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identity", "revision", "purpose"], name="one_refusal_a_question")
        ]

    def __str__(self) -> str:
        return f"{self.identity} {self.revision}: {self.error}"
