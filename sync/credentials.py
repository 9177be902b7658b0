"""The credentials of a connection: stored sealed, shown by fingerprint, opened for one sign-in."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from django.db import transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac
from django.views.decorators.debug import sensitive_variables

from clients import contract
from clients.contract import Identity
from clients.contract.sftp import SftpFault, SftpSecret
from clients.sftp import check_secret
from sync import certificates, secrets
from sync.certificates import Pair
from sync.models import Connection, Credential

SftpKind = Literal["sftp_password", "sftp_key"]
Kind = contract.CredentialKind | SftpKind

APPLICATION: tuple[Kind, ...] = ("certificate", "client_secret")
SFTP: tuple[Kind, ...] = get_args(SftpKind)
KINDS: tuple[Kind, ...] = (*get_args(contract.CredentialKind), *SFTP)
LONGEST, LONGEST_KEY = 1000, 20_000


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
    if kind == "sftp_key":
        return store_sftp_key(connection, text, by, now)
    return store_secret(connection, kind, text, by, now)


@sensitive_variables()
def check_sftp_key(content: bytes) -> None:
    """BadSecret unless this is a private key that could be stored."""
    if len(content) > LONGEST_KEY:
        raise BadSecret("This is too long for a private key.")
    try:
        check_secret(SftpSecret("key", content.decode("utf-8-sig").rstrip("\r\n")))
    except UnicodeDecodeError:
        raise BadSecret("The file is not text in UTF-8.") from None
    except SftpFault as fault:
        raise BadSecret(fault.text) from None


@sensitive_variables()
def store_sftp_key(connection: Connection, text: str, by: object, now: datetime) -> Credential:
    """Store a private key (OpenSSH or PEM, without passphrase) for the SFTP target; it takes the place of a password.
    BadSecret."""
    check_sftp_key(text.encode())
    return _store(connection, "sftp_key", text, by, now)


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
        Credential.objects.filter(connection=locked, kind__in=_replaced_by(kind)).delete()
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


def _replaced_by(kind: Kind) -> tuple[Kind, ...]:
    return next((together for together in (APPLICATION, SFTP) if kind in together), (kind,))


def application(connection: Connection) -> Credential | None:
    """What the application signs in with, still sealed."""
    return Credential.objects.filter(connection=connection, kind__in=APPLICATION).first()


def password(connection: Connection) -> Credential | None:
    """The impersonation user's password, still sealed."""
    return Credential.objects.filter(connection=connection, kind="worker_password").first()


def sftp(connection: Connection) -> Credential | None:
    """What the SFTP target is signed in to with, still sealed."""
    return Credential.objects.filter(connection=connection, kind__in=SFTP).first()


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


@sensitive_variables()
def sftp_secret(connection: Connection) -> SftpSecret | None:
    """What the SFTP target is signed in to with, opened: for workers alone. WrongKey."""
    row = sftp(connection)
    if row is None:
        return None
    text = secrets.unseal(row.sealed, _about(connection, row.kind))
    return SftpSecret("key" if row.kind == "sftp_key" else "password", text)


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
    kind: contract.CredentialKind = row.kind  # type: ignore[assignment]  # one of its choices
    secret = secrets.unseal(row.sealed, _about(row.connection, kind))
    return contract.Credential(kind, secret, row.public_pem, row.revision)


def _about(connection: Connection, kind: str) -> str:
    return f"{connection.pk} {kind}"


@sensitive_variables()
def _fingerprint(connection: Connection, secret: str) -> str:
    """Tells two secrets of one connection apart. Keyed, so that nobody can try passwords on it."""
    return salted_hmac(f"credential {connection.pk}", secret, algorithm="sha256").hexdigest()[:16].upper()
