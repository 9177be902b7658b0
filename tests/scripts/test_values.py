"""The keys of the data file are promises to the scripts: all of them, by name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from scripts.data_file import decode, encode
from scripts.values import Keep, Limits, Nightly, Permission, Permissions, Scope, Target, Values, Worker

MADE = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
LEAST = Values("Example", MADE, "0.1.0", "online", "worldwide", "example.org")


FULL = Values(
    connection="Example",
    made=MADE.astimezone(timezone(timedelta(hours=1))),
    program="0.1.0",
    exchange="online",
    cloud="worldwide",
    domain="example.org",
    tenant_id="11111111-2222-3333-4444-555555555555",
    organization="example.onmicrosoft.com",
    app_id="66666666-7777-8888-9999-000000000000",
    certificate_thumbprint="AB" * 20,
    server_uri="https://mail.example.org/PowerShell/",
    administrator="admin@example.org",
    worker=Worker(upn="retainworker@example.org"),
    target=Target(r"D:\Retain"),
    layout={"proven": False},
    choice={"disabled": True},
    limits=Limits(2.5, 3),
    keep=Keep(7),
    archive_via="ews",
    permissions=Permissions((Permission("a", "User.Read.All"),), (Permission("b", "Exchange.ManageAsApp"),)),
    roles=("Application Mail.Read",),
    scope=Scope(filter="MemberOfGroup -eq 'CN=Retain'"),
    certificate="retain-certificate.cer",
    hosts=("graph.microsoft.com",),
    task=Nightly(at="02:30", timezone="Europe/Berlin"),
)

PROMISED = {
    "connection": "Example",
    "made": "2026-11-20T10:00:00Z",
    "program": "0.1.0",
    "exchange": "online",
    "cloud": "worldwide",
    "domain": "example.org",
    "tenantId": "11111111-2222-3333-4444-555555555555",
    "organization": "example.onmicrosoft.com",
    "appId": "66666666-7777-8888-9999-000000000000",
    "certificateThumbprint": "AB" * 20,
    "serverUri": "https://mail.example.org/PowerShell/",
    "administrator": "admin@example.org",
    "credentialFile": "retain-credential.xml",
    "worker": {
        "upn": "retainworker@example.org",
        "alias": "RetainWorker",
        "displayName": "RetainWorker",
        "roleGroup": "Retain Application Impersonation",
    },
    "target": {
        "folder": r"D:\Retain",
        "usersFile": "exchangeuser.csv",
        "groupsFile": "exchangegroups.csv",
    },
    "layout": {"proven": False},
    "choice": {"disabled": True},
    "limits": {"percent": 2.5, "least": 3},
    "keep": {"count": 7},
    "archiveVia": "ews",
    "permissions": {
        "graph": [{"id": "a", "value": "User.Read.All"}],
        "exchange": [{"id": "b", "value": "Exchange.ManageAsApp"}],
    },
    "roles": ["Application Mail.Read"],
    "scope": {"name": "Retain mailboxes", "filter": "MemberOfGroup -eq 'CN=Retain'"},
    "certificate": "retain-certificate.cer",
    "hosts": ["graph.microsoft.com"],
    "task": {"name": "Retain address book", "at": "02:30", "timezone": "Europe/Berlin", "account": ""},
}


def test_every_key_of_a_full_file_is_as_promised() -> None:
    assert decode(encode(FULL.stored())) == PROMISED


def test_what_is_not_known_yet_is_there_and_empty() -> None:
    stored = LEAST.stored()
    assert (stored["tenantId"], stored["serverUri"], stored["roles"], stored["layout"]) == ("", "", [], {})
    assert decode(encode(stored)) == stored
