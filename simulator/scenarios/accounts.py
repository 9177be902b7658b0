"""The administrator and the impersonation user: every way in which their accounts can be wrong."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.scenarios.access import GRAPH_ROAD
from simulator.scenarios.model import Scenario, zone

GROUP = "Accounts"


def account(
    name: str,
    title: str,
    summary: str,
    expects: Mapping[str, str],
    *state: str,
    answers: Mapping[str, str] | None = None,
) -> Scenario:
    """A healthy domain whose tenant differs by these lines, or whose connection by these answers."""
    return Scenario(
        name, title, summary, GROUP, zone(), {**GRAPH_ROAD, **expects}, state=state,
        connected=True, answers=answers or {},
    )  # fmt: skip


ADMIN = (
    account(
        "accounts-same",
        "One account for both purposes",
        "The administrator was also named as the impersonation user.",
        {"accounts.distinct": "failed", "worker.not-admin": "blocked", "worker.name": "blocked"},
        answers={"worker_upn": "{admin}"},
    ),
    account(
        "admin-unknown",
        "The administrator's account does not exist",
        "Nobody in the tenant has the logon name that was entered for the administrator.",
        {"admin.account": "failed", "admin.roles": "blocked"},
        answers={"admin_upn": "nobody@{d}"},
    ),
    account(
        "admin-disabled",
        "The administrator's account is switched off",
        "The administrator may not sign in: the account is blocked.",
        {"admin.account": "failed"},
        "disable {admin}",
    ),
    account(
        "admin-guest",
        "The administrator is a guest",
        "The account of the administrator is a guest from another organisation.",
        {"admin.account": "failed", "admin.roles": "blocked"},
        "guest {admin}",
    ),
    account(
        "admin-no-role",
        "The administrator has no administrator role",
        "The account exists, but holds no role that may change anything in Exchange.",
        {"admin.roles": "failed"},
        "unrole {admin} Exchange Administrator",
    ),
    account(
        "admin-too-small-role",
        "The administrator's role is not enough",
        "The account may read everything, but change nothing in Exchange.",
        {"admin.roles": "failed"},
        "unrole {admin} Exchange Administrator",
        "role {admin} Global Reader",
    ),
    account(
        "admin-global",
        "The administrator may do everything",
        "The account is a Global Administrator, where Exchange Administrator is enough.",
        {"admin.roles": "warning"},
        "unrole {admin} Exchange Administrator",
        "role {admin} Global Administrator",
    ),
    account(
        "admin-roles-hidden",
        "Roles cannot be read",
        "Microsoft Graph is out of order when it is asked for the roles of an account.",
        {"admin.roles": "error", "worker.not-admin": "error"},
        "graph /users/{admin}/transitiveMemberOf answers down",
        "graph /users/{worker}/transitiveMemberOf answers down",
    ),
)
WORKER = (
    account(
        "worker-not-named",
        "No impersonation user is named",
        "Nothing is wrong: the application reads the mailboxes, and no impersonation user was entered.",
        {
            "accounts.distinct": "skipped",
            "worker.account": "skipped",
            "worker.name": "skipped",
            "worker.mailbox": "skipped",
            "worker.password": "skipped",
            "worker.not-admin": "skipped",
        },
        answers={"worker_upn": ""},
    ),
    account(
        "worker-unknown",
        "The impersonation user does not exist",
        "Nobody in the tenant has the logon name that was entered for the impersonation user.",
        {
            "worker.account": "failed",
            "worker.name": "blocked",
            "worker.mailbox": "blocked",
            "worker.password": "blocked",
            "worker.not-admin": "blocked",
        },
        "delete {worker}",
    ),
    account(
        "worker-disabled",
        "The impersonation user is switched off",
        "The impersonation user may not sign in: the account is blocked.",
        {"worker.account": "failed"},
        "disable {worker}",
    ),
    account(
        "worker-guest",
        "The impersonation user is a guest",
        "The impersonation user is a guest account.",
        {
            "worker.account": "failed",
            "worker.name": "blocked",
            "worker.mailbox": "blocked",
            "worker.password": "blocked",
            "worker.not-admin": "blocked",
        },
        "guest {worker}",
    ),
    account(
        "worker-display-name",
        "The impersonation user's names differ",
        "Display name and logon name of the impersonation user are not the same.",
        {"worker.name": "warning"},
        "name {worker} Retain Archive Service",
    ),
    account(
        "worker-alias",
        "The impersonation user's alias differs",
        "The mailbox alias of the impersonation user is not its logon name.",
        {"worker.name": "warning"},
        "alias {worker} archive",
    ),
    account(
        "worker-no-mailbox",
        "The impersonation user has no mailbox",
        "The impersonation user has neither a licence nor a mailbox.",
        {"worker.mailbox": "failed"},
        "licence {worker} none",
        "mailbox {worker} none",
    ),
    account(
        "worker-licence-without-exchange",
        "A licence without Exchange",
        "The impersonation user has a licence, but none that brings a mailbox.",
        {"worker.mailbox": "failed"},
        "licence {worker} no-exchange",
        "mailbox {worker} none",
    ),
    account(
        "worker-on-premises",
        "The impersonation user's mailbox is elsewhere",
        "The mailbox of the impersonation user lies on an Exchange server of the customer's.",
        {"worker.mailbox": "failed"},
        "mailbox {worker} on-premises",
    ),
    account(
        "worker-soft-deleted",
        "The impersonation user's mailbox was deleted",
        "The mailbox of the impersonation user is only kept for some days more.",
        {"worker.mailbox": "failed"},
        "mailbox {worker} soft-deleted",
    ),
    account(
        "worker-kiosk",
        "A licence without Exchange Web Services",
        "The impersonation user has a Kiosk licence, with which Exchange Web Services are closed.",
        {"worker.mailbox": "warning"},
        "licence {worker} kiosk",
    ),
    account(
        "worker-mailbox-down",
        "The mailbox cannot be asked",
        "Microsoft Graph is out of order when it is asked for the impersonation user's inbox.",
        {"worker.mailbox": "error"},
        "graph /users/{worker}/mail answers down",
    ),
    account(
        "worker-password-soon",
        "The password ends soon",
        "The domain lets passwords end after 90 days, and this one was set 75 days ago.",
        {"worker.password": "warning"},
        "password {worker} expires",
        "password validity 90 days",
        "password {worker} changed 75 days ago",
    ),
    account(
        "worker-password-expired",
        "The password has ended",
        "The domain lets passwords end after 90 days, and this one was set 100 days ago.",
        {"worker.password": "failed"},
        "password {worker} expires",
        "password validity 90 days",
        "password {worker} changed 100 days ago",
    ),
    account(
        "worker-password-90-days",
        "The password ends, but not soon",
        "Nothing is wrong: the domain lets passwords end after 90 days, and this one was set 30 days ago.",
        {},
        "password {worker} expires",
        "password validity 90 days",
    ),
    account(
        "worker-must-change",
        "The password must be changed",
        "The impersonation user must choose a new password at the next sign-in.",
        {"worker.password": "failed"},
        "password {worker} must change",
    ),
    account(
        "worker-admin",
        "The impersonation user is an administrator",
        "The impersonation user holds an administrator role, and Exchange denies impersonation to those.",
        {"worker.not-admin": "failed"},
        "role {worker} User Administrator",
    ),
    account(
        "accounts-down",
        "Users cannot be read",
        "Microsoft Graph is out of order when it is asked for users.",
        {
            "admin.account": "error",
            "admin.roles": "error",
            "worker.account": "error",
            "worker.name": "error",
            "worker.mailbox": "error",
            "worker.password": "error",
            "worker.not-admin": "error",
            "role.scope": "error",
            "graph.mailbox": "error",
            "graph.out-of-scope": "error",
            "sync.users": "error",
        },
        "graph /users answers down",
    ),
)
SCENARIOS = ADMIN + WORKER
