"""The tenant as it should be: two accounts, an application with least rights, and mailboxes in and out of its scope."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from simulator.tenant.identity import NEEDED, OPTIONAL, guid, secret, tenant_id
from simulator.tenant.model import App, Assignment, Exchange, Scope, Secret, Tenant, User

SCOPE = "Retain mailboxes"
GROUP = "Retain mailboxes"
UNIT = "Retain unit"
READ_MAIL = "Application Mail.Read"
USE_EWS = "Application EWS.AccessAsApp"
CLASSIC = "ApplicationImpersonation"

ADMIN, WORKER, CANARY, OUTSIDE = "exchange.admin", "RetainWorker", "canary", "outside"
PEOPLE = (
    (ADMIN, "Exchange Administrator"), (WORKER, "RetainWorker"), (CANARY, "Retain canary"),
    (OUTSIDE, "Out of scope"), ("accounting", "Accounting"), ("sales", "Sales"), ("support", "Support"),
)  # fmt: skip


def upn(name: str, domain: str) -> str:
    return f"{name}@{domain}"


def group_name(domain: str) -> str:
    """The distinguished name of the group whose members the scope covers."""
    return f"CN={GROUP},OU={domain},DC=practice,DC=test"


def healthy(domain: str, cloud: str = "worldwide", exchange: str = "online") -> Tenant:
    """The tenant of this domain before anything is wrong with it. Times count from this morning (UTC)."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    users = _users(domain, today)
    inside = frozenset(u.id for u in users if not u.upn.startswith(OUTSIDE))
    app = _app(domain, today)
    return Tenant(
        tenant_id(domain), domain, cloud, exchange, today, users, app, _exchange(domain, app, exchange),
        groups={group_name(domain): inside}, units={guid(domain, UNIT): inside},
    )  # fmt: skip


def _users(domain: str, today: datetime) -> tuple[User, ...]:
    month_ago = today - timedelta(days=30)
    users = [User(guid(domain, n), upn(n, domain), name, n, changed=month_ago) for n, name in PEOPLE]
    users[0] = User(
        users[0].id, users[0].upn, users[0].name, ADMIN, roles=("Exchange Administrator",), changed=month_ago
    )
    guest = f"guest_example.org#EXT#@{domain}"
    more = (
        User(guid(domain, "guest"), guest, "Guest", "guest", guest=True, licence="none", mailbox="none"),
        User(guid(domain, "former"), upn("former", domain), "Former colleague", "former", enabled=False),
        User(
            guid(domain, "info"), upn("info", domain), "Info", "info",
            enabled=False, licence="none", shared=True,
        ),
        User(
            guid(domain, "onpremises"), upn("onpremises", domain), "Mailbox on our own server", "onpremises",
            licence="no-exchange", mailbox="on-premises", synced=True, changed=month_ago,
        ),
        User(
            guid(domain, "unlicensed"), upn("unlicensed", domain), "No licence", "unlicensed",
            licence="none", mailbox="none", changed=month_ago,
        ),
    )  # fmt: skip
    return (*users, *more)


def _app(domain: str, today: datetime) -> App:
    first = Secret(
        guid(domain, "secret"), secret(domain, "client secret"), today, today + timedelta(days=180)
    )
    granted = (*NEEDED, *OPTIONAL)
    return App(
        guid(domain, "application"), guid(domain, "registration"), guid(domain, "service principal"),
        secrets=(first,), wanted=granted, granted=granted,
    )  # fmt: skip


def _exchange(domain: str, app: App, kind: str) -> Exchange:
    """Roles for the application over the scope; on the customer's own server the classic role for the worker."""
    classic = Assignment(guid(domain, "classic"), f"{CLASSIC}-Retain", CLASSIC, guid(domain, WORKER))
    rbac = tuple(
        Assignment(guid(domain, role), f"{role}-Retain", role, app.object_id, scope=SCOPE)
        for role in (READ_MAIL, USE_EWS)
    )
    scope = Scope(guid(domain, "scope"), SCOPE, f"MemberOfGroup -eq '{group_name(domain)}'")
    assignments = (() if kind == "online" else (classic,)) + (() if kind == "server" else rbac)
    return Exchange((app.object_id,), assignments, (scope,), ews_enabled=True, allowed=(app.client_id,))


def worker_password(domain: str) -> str:
    """The password of the impersonation user at the customer's own server."""
    return secret(domain, "worker password")
