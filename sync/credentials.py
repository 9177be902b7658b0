"""The credentials of a connection: stored sealed, shown by fingerprint, opened for one sign-in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac
from django.views.decorators.debug import sensitive_variables

from clients import contract
from clients.contract import CredentialKind as Kind
from clients.contract import Identity
from sync import certificates, secrets
from sync.certificates import Pair
from sync.models import Connection, Credential

APPLICATION: tuple[Kind, ...] = ("certificate", "client_secret")
LONGEST = 1000


class BadSecret(ValueError):
    """A secret that cannot be stored; the text says why."""


@sensitive_variables()
def store_certificate(connection: Connection, pair: Pair, by: object, now: datetime) -> Credential:
    """Store a key with its certificate; it takes the place of the application's credential."""
    return _store(connection, "certificate", pair.private_pem, by, now, pair=pair)


@sensitive_variables()
def store_secret(
    connection: Connection, kind: Kind, secret: str, by: object, now: datetime, ends: datetime | None = None
) -> Credential:
    """Store a client secret or password; a client secret takes the place of the application's credential."""
    if not secret or len(secret) > LONGEST or not secret.isprintable():
        raise BadSecret("It must be one line of printable characters.")
    return _store(connection, kind, secret, by, now, ends=ends)


@sensitive_variables()
def store_file(connection: Connection, kind: Kind, content: bytes, by: object, now: datetime) -> Credential:
    """Store what a file holds: PEM or PFX without password for a certificate, else one line of UTF-8. BadSecret,
    certificates.BadUpload."""
    if kind == "certificate":
        return store_certificate(connection, certificates.read(content, "", now), by, now)
    try:
        text = content.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise BadSecret("The file is not text in UTF-8.") from None
    return store_secret(connection, kind, text, by, now)


@sensitive_variables()
def _store(
    connection: Connection,
    kind: Kind,
    secret: str,
    by: object,
    now: datetime,
    *,
    pair: Pair | None = None,
    ends: datetime | None = None,
) -> Credential:
    with transaction.atomic():
        locked = Connection.objects.select_for_update().get(pk=connection.pk)
        newest = locked.credentials.aggregate(last=Max("revision"))["last"] or 0
        locked.credentials_stored = max(locked.credentials_stored, newest) + 1
        locked.save(update_fields=["credentials_stored"])
        Credential.objects.filter(
            connection=locked, kind__in=APPLICATION if kind in APPLICATION else [kind]
        ).delete()
        return Credential.objects.create(
            connection=locked,
            kind=kind,
            sealed=secrets.seal(secret, _about(connection, kind)),
            fingerprint=pair.sha256 if pair else _fingerprint(connection, secret),
            public_pem=pair.public_pem if pair else "",
            thumbprint=pair.sha1 if pair else "",
            thumbprint_sha256=pair.sha256 if pair else "",
            not_before=pair.not_before if pair else None,
            not_after=pair.not_after if pair else ends,
            revision=locked.credentials_stored,
            made_at=now,
            made_by=str(by)[:150],
        )


def application(connection: Connection) -> Credential | None:
    """What the application signs in with, still sealed."""
    return Credential.objects.filter(connection=connection, kind__in=APPLICATION).first()


def password(connection: Connection) -> Credential | None:
    """The impersonation user's password, still sealed."""
    return Credential.objects.filter(connection=connection, kind="worker_password").first()


@sensitive_variables()
def identity_of(connection: Connection, username: str = "") -> Identity:
    """Who signs in for this connection, with its secrets opened: for workers alone. WrongKey."""
    return Identity(
        key=str(connection.pk),
        tenant=connection.tenant_id or connection.domain,
        client_id=connection.client_id,
        username=username,
        credential=_opened(application(connection)),
        password=_opened(password(connection)),
    )


def reseal_all() -> int:
    """Seal every secret anew with the first key, all or none; how many. WrongKey."""
    with transaction.atomic():
        rows = list(Credential.objects.select_for_update())
        for row in rows:
            row.sealed = secrets.reseal(row.sealed)
        Credential.objects.bulk_update(rows, ["sealed"], batch_size=100)
    return len(rows)


@sensitive_variables()
def _opened(row: Credential | None) -> contract.Credential | None:
    if row is None:
        return None
    kind: Kind = row.kind  # type: ignore[assignment]  # one of its choices
    secret = secrets.unseal(row.sealed, _about(row.connection, kind))
    return contract.Credential(kind, secret, row.public_pem, row.revision)


def _about(connection: Connection, kind: str) -> str:
    return f"{connection.pk} {kind}"


@sensitive_variables()
def _fingerprint(connection: Connection, secret: str) -> str:
    """Tells two secrets of one connection apart. Keyed, so that nobody can try passwords on it."""
    return salted_hmac(f"credential {connection.pk}", secret, algorithm="sha256").hexdigest()[:16].upper()
