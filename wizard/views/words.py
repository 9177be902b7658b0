"""State words, tones and icons. Tone: ok, bad, warn, info or off; what could not be checked is never bad."""

from __future__ import annotations

import re

from wizard.console import WORDS as STATE_WORDS

WORDS = {**STATE_WORDS, "never": "Not run yet"}
TONES = {
    "passed": "ok", "warning": "warn", "failed": "bad", "error": "off", "blocked": "off", "waiting": "info",
    "queued": "info", "running": "info", "skipped": "off", "never": "off",
}  # fmt: skip
ICONS = {
    "passed": "tick", "warning": "triangle", "failed": "cross", "error": "question", "blocked": "bar",
    "waiting": "clock", "queued": "dots", "running": "turning", "skipped": "dash", "never": "ring",
}  # fmt: skip
SKIPPED = {
    "not-this-road": "The chosen road does not use it.",
    "not-this-cloud": "This cloud does not have it.",
    "not-named": "The optional answer that it looks at is empty.",
    "no-windows-host": "No Windows host is part of this connection.",
    "not-in-practice": "The simulated tenant does not have it.",
}
FORMS = {
    "domain": "the domain", "exchange": "where the mailboxes are", "autodiscover_host": "your autodiscover server",
    "credential": "the application's credential (on Access)", "worker_password": "the impersonation user's password",
    "tenant_id": "the tenant ID", "client_id": "the application ID", "canary": "the canary mailbox",
    "out_of_scope": "the mailbox out of scope", "ews_url": "the EWS address of your server",
    "admin_upn": "the administrator", "worker_upn": "the impersonation user", "account-report": "the account report",
    "account_report": "the account report", "retain_version": "the Retain version",
    "retain_os": "the system of the Retain server", "target": "the folder of the two files",
    "user_file": "the name of the users file", "groups_file": "the name of the groups file",
    "timezone": "the time zone", "sync_at": "the start of the nightly run",
    "archive_job_at": "the start of the archive job", "known_user": "a person who must be in the file",
    "windows_host": "whether a Windows host runs scripts", "workstation": "the probe of the Windows host",
    "cloud": "the Microsoft cloud", "road": "the road", "archive_via": "how Retain reads mailboxes",
    "sync_on": "whether it runs every night", "keep_count": "how many pairs stay",
    "keep_days": "how many days they stay",
    "alert_email": "who is told by e-mail", "alert_webhook": "which address is told",
    "sftp_credential": "the password or key of the SFTP server",
    "removals_percent": "removals in percent", "removals_least": "removals in number",
}  # fmt: skip


ACCOUNTS = ("admin_upn", "worker_upn", "account-report", "account_report")
ACCESS = ("credential", "worker_password", "tenant_id", "client_id", "canary", "out_of_scope", "ews_url")
SYNC = (
    "target",
    "user_file",
    "groups_file",
    "timezone",
    "sync_at",
    "archive_job_at",
    "known_user",
    "sync_on",
    "sftp_credential",
)
PREREQUISITES = ("workstation",)


def page_of(key: str) -> str:
    """The step whose form asks for this answer."""
    forms = (("prerequisites", PREREQUISITES), ("accounts", ACCOUNTS), ("access", ACCESS), ("sync", SYNC))
    for step, keys in forms:
        if key in keys:
            return step
    return "start"


def took(ms: int | None) -> str:
    """A duration for people: "0.31 s", "12 s", "1 min 5 s"; empty when unknown."""
    if ms is None:
        return ""
    seconds = ms / 1000
    if seconds < 9.995:
        return f"{seconds:.2f} s"
    return f"{seconds:.0f} s" if seconds < 99.5 else f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


def slug(check_id: str) -> str:
    """A check's id as part of an element's id."""
    return re.sub(r"[^a-z0-9]+", "-", check_id.lower())
