"""The second road: an impersonation user at the customer's own Exchange server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simulator.scenarios import servers
from simulator.scenarios.model import Scenario, Site

GROUP = "Own Exchange server, access"
HEALTHY = {one.name: one for one in servers.SCENARIOS}
NO_APPLICATION: Mapping[str, str] = dict.fromkeys(
    (
        "dns.expected-records", "graph.token", "graph.permissions", "app.credential", "role.scope", "ews.allowed",
        "graph.mailbox", "graph.out-of-scope", "sync.users", "sync.groups",
    ),
    "skipped",
)  # fmt: skip
REPORT: Mapping[str, str] = dict.fromkeys(
    (
        "admin.account", "admin.roles", "admin.stored-password", "worker.account", "worker.name", "worker.mailbox",
        "worker.password", "worker.not-admin",
    ),
    "blocked",
)  # fmt: skip


def own(
    name: str,
    title: str,
    summary: str,
    expects: Mapping[str, str],
    *state: str,
    answers: Mapping[str, str] | None = None,
    site: Site = "autodiscover",
) -> Scenario:
    base = HEALTHY["exchange-server-healthy"]
    return replace(
        base, name=name, title=title, summary=summary, group=GROUP, state=state, connected=True,
        expects={**base.expects, **NO_APPLICATION, **REPORT, **expects}, answers=answers or {},
        sites=dict.fromkeys(base.sites, site),
    )  # fmt: skip


SCENARIOS = (
    own(
        "server-access-healthy",
        "Everything is right, own Exchange server",
        "Nothing is wrong: the impersonation user reads the canary mailbox. The account report is not there yet.",
        {},
    ),
    own(
        "server-role-missing",
        "The impersonation role is missing",
        "The impersonation user was never given the role ApplicationImpersonation.",
        {"role.impersonation": "failed", "ews.impersonation": "blocked"},
        "Remove-ManagementRoleAssignment -Identity 'ApplicationImpersonation-Retain' -Confirm:$false",
    ),
    own(
        "server-wrong-password",
        "The password is wrong",
        "The password that was entered for the impersonation user is not the right one.",
        {"role.impersonation": "blocked", "ews.impersonation": "failed"},
        answers={"worker_password": "a-wrong-password"},
    ),
    own(
        "server-ntlm-only",
        "The server takes no Basic sign-in",
        "Nothing is wrong: the server lets nobody in by Basic, and the password is proved by NTLM.",
        {},
        site="ntlm-only",
    ),
    own(
        "server-ntlm-wrong-password",
        "The password is wrong, NTLM",
        "The server takes NTLM alone, and the password that was entered is not the right one.",
        {"role.impersonation": "blocked", "ews.impersonation": "failed"},
        answers={"worker_password": "a-wrong-password"},
        site="ntlm-only",
    ),
    own(
        "server-worker-admin",
        "The impersonation user is an administrator",
        "Exchange denies impersonation to administrators.",
        {"role.impersonation": "failed", "ews.impersonation": "blocked"},
        "role {worker} Organization Management",
    ),
    own(
        "server-canary-unknown",
        "The canary does not exist",
        "Nobody at the server has the address of the canary.",
        {"role.impersonation": "blocked", "ews.impersonation": "failed"},
        "delete {canary}",
    ),
    own(
        "server-ews-busy",
        "The server is busy",
        "The Exchange server asks to come back later.",
        {"role.impersonation": "error", "ews.impersonation": "error"},
        "ews answers ErrorServerBusy",
    ),
    own(
        "server-ews-down",
        "The server is out of order",
        "The Exchange server answers 503.",
        {"role.impersonation": "error", "ews.impersonation": "error"},
        "ews answers down",
    ),
    replace(
        HEALTHY["hybrid-healthy"],
        name="hybrid-access-healthy",
        title="Everything is right, hybrid",
        summary="Nothing is wrong: both roads are prepared.",
        group=GROUP,
        connected=True,
        expects={**HEALTHY["hybrid-healthy"].expects, **REPORT, "ews.allowed": "skipped"},
    ),
)
