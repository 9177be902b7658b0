"""The application: its sign-in, its permissions, its credential and what Microsoft Graph lets it read."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.scenarios.model import Scenario, zone

GROUP = "Access"
TOKEN_CHECKS = (
    "dns.expected-records", "admin.account", "admin.roles", "worker.account", "worker.name", "worker.mailbox",
    "worker.password", "worker.not-admin", "graph.permissions", "app.credential", "role.impersonation",
    "role.scope", "graph.mailbox", "graph.out-of-scope", "sync.users", "sync.groups",
)  # fmt: skip
GRAPH_ROAD: Mapping[str, str] = {"ews.allowed": "skipped", "ews.impersonation": "skipped"}
NO_TOKEN: Mapping[str, str] = {**dict.fromkeys(TOKEN_CHECKS, "blocked"), "graph.token": "failed"}
NO_ANSWER: Mapping[str, str] = {**dict.fromkeys(TOKEN_CHECKS, "error"), "graph.token": "error"}


def access(
    name: str,
    title: str,
    summary: str,
    expects: Mapping[str, str],
    *state: str,
    answers: Mapping[str, str] | None = None,
) -> Scenario:
    """A healthy domain whose tenant differs by these lines, or whose connection by these answers."""
    return Scenario(
        name, title, summary, GROUP, zone(), {**GRAPH_ROAD, **expects}, state=state, connected=True,
        answers=answers or {},
    )  # fmt: skip


def refused(code: int, title: str, summary: str) -> Scenario:
    """Every sign-in of the application gets this AADSTS number."""
    return access(f"signin-{code}", title, summary, NO_TOKEN, f"refuse sign-in {code}")


SIGN_IN = (
    access(
        "access-healthy",
        "Everything is right, up to the mailbox",
        "Nothing is wrong: accounts, application, permissions and the canary mailbox are as they should be.",
        {},
    ),
    access(
        "signin-wrong-secret",
        "The client secret is wrong",
        "The id of the secret was entered in place of its value.",
        NO_TOKEN,
        answers={"client_secret": "30f36a38-b892-5d29-9133-fb9cda205a59"},
    ),
    access(
        "signin-expired-secret",
        "The client secret has ended",
        "The client secret is the right one, but its time is over.",
        NO_TOKEN,
        "expire secret",
    ),
    access(
        "signin-wrong-client",
        "The application is not known",
        "The client id that was entered belongs to no application of this tenant.",
        NO_TOKEN,
        answers={"client_id": "00000000-0000-4000-8000-000000000001"},
    ),
    access(
        "signin-app-elsewhere",
        "The application lives in another tenant",
        "The registration is not in this tenant, and nobody has consented to it here.",
        NO_TOKEN,
        "app elsewhere",
    ),
    access(
        "signin-wrong-tenant",
        "The tenant id is wrong",
        "The tenant id that was entered belongs to no tenant of this cloud.",
        NO_TOKEN,
        answers={"tenant_id": "00000000-0000-4000-8000-000000000002"},
    ),
    access(
        "signin-no-principal",
        "Consent was never given",
        "The application is registered, but has no enterprise application in the tenant.",
        NO_TOKEN,
        "remove app",
    ),
    access(
        "signin-disabled",
        "The application is switched off",
        "The enterprise application exists, but sign-in is disabled for it.",
        NO_TOKEN,
        "disable app",
    ),
    access(
        "signin-public",
        "The application is a public client",
        "The registration says that the application keeps no secrets.",
        NO_TOKEN,
        "app public",
    ),
    access(
        "signin-no-secret",
        "The secret was deleted",
        "The registration holds neither a secret nor a certificate.",
        NO_TOKEN,
        "remove secrets",
    ),
    refused(53003, "Conditional Access blocks the application", "A Conditional Access policy stops the sign-in."),
    refused(50105, "The application is not assigned", "The enterprise application demands an assignment."),
    refused(65001, "Consent is missing", "Nobody has consented to what the application asks for."),
    refused(50196, "Too many sign-ins", "The sign-in service took the many sign-ins for a loop."),
    refused(90055, "The tenant is throttled", "The sign-in service takes no more requests from this tenant."),
    refused(500011, "The service is not in the tenant", "The tenant has no such service to sign in to."),
    refused(650052, "The organisation has no subscription", "The tenant has not subscribed to the service."),
    refused(999123, "A number that nobody knows", "The sign-in service refuses with a number that is in no list."),
    access("signin-down", "No tokens today", "The token end point answers 503.", NO_ANSWER,
           "sign-in answers down"),
    access("signin-html", "A web page in place of a token", "Something on the way answers with a web page.",
           NO_ANSWER, "sign-in answers html"),
    access("signin-truncated", "Half a token", "The connection ends in the middle of the token.",
           NO_ANSWER, "sign-in answers truncated"),
    access("signin-redirect", "The token end point sends away", "The token end point redirects to a stranger.",
           NO_ANSWER, "sign-in answers redirect"),
    access("signin-throttled", "Sign-in is throttled", "The token end point answers 429 again and again.",
           NO_ANSWER, "sign-in answers throttled"),
)  # fmt: skip
PERMISSIONS = (
    access(
        "permissions-none",
        "No permission is granted",
        "The application signs in, but nobody has consented to its permissions.",
        {
            **dict.fromkeys(
                (c for c in TOKEN_CHECKS if c not in ("graph.mailbox", "graph.out-of-scope")), "blocked"
            ),
            "graph.permissions": "failed",
            "app.credential": "error",
        },
        "withdraw consent",
    ),
    access(
        "permissions-no-user-read",
        "Users may not be read",
        "The permission User.Read.All is missing.",
        {
            "graph.permissions": "failed",
            "admin.account": "blocked",
            "admin.roles": "blocked",
            "worker.account": "blocked",
            "worker.name": "blocked",
            "worker.mailbox": "blocked",
            "worker.password": "blocked",
            "worker.not-admin": "blocked",
            "sync.users": "blocked",
        },
        "revoke User.Read.All",
    ),
    access(
        "permissions-no-domain-read",
        "Domains may not be read",
        "The permission Domain.Read.All is missing.",
        {"graph.permissions": "failed", "dns.expected-records": "blocked", "worker.password": "blocked"},
        "revoke Domain.Read.All",
    ),
    access(
        "permissions-no-rbac-read",
        "Exchange roles may not be read",
        "The permission RoleManagement.Read.Exchange is missing.",
        {"graph.permissions": "failed", "role.impersonation": "blocked", "role.scope": "blocked"},
        "revoke RoleManagement.Read.Exchange",
    ),
    access(
        "permissions-no-optional",
        "Only the needed permissions",
        "Nothing is wrong, but without the optional permissions the end of the secret cannot be told.",
        {"app.credential": "error"},
        "revoke Application.Read.All",
        "revoke MailboxSettings.Read",
        "revoke Reports.Read.All",
        "revoke LicenseAssignment.Read.All",
    ),
    access(
        "permissions-excess",
        "More permissions than needed",
        "The application may also change users and the whole directory.",
        {"graph.permissions": "warning"},
        "grant User.ReadWrite.All",
        "grant Directory.ReadWrite.All",
    ),
)
CREDENTIAL = (
    access(
        "credential-soon",
        "The secret ends soon",
        "The client secret ends in 12 days.",
        {"app.credential": "warning"},
        "secret ends in 12 days",
    ),
    access(
        "credential-unreadable",
        "The registration cannot be read",
        "The registration is not readable, so that nobody can tell when the secret ends.",
        {"app.credential": "error"},
        "revoke Application.Read.All",
    ),
    access(
        "credential-down",
        "The registration cannot be asked",
        "Microsoft Graph is out of order when it is asked for the registration.",
        {"app.credential": "error"},
        "graph /applications answers down",
    ),
)
RECORDS = (
    access(
        "expected-records-mx",
        "Microsoft expects another MX record",
        "The tenant was moved to the new form of MX names, and DNS still has the old one.",
        {"dns.expected-records": "failed"},
        "expect mx {dashes}.o-v1.mx.microsoft",
    ),
    access(
        "expected-records-optional",
        "An optional record is missing",
        "Microsoft lists one more record for mail, which is optional.",
        {"dns.expected-records": "warning"},
        "expect optional outlook.office365.com",
    ),
    access(
        "expected-records-down",
        "The expected records cannot be asked",
        "Microsoft Graph is out of order when it is asked for the records.",
        {"dns.expected-records": "error"},
        "graph /domains/{d}/serviceConfigurationRecords answers down",
    ),
)
SCENARIOS = SIGN_IN + PERMISSIONS + CREDENTIAL + RECORDS
