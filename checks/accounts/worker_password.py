"""worker.password: will the impersonation user's password hold?"""

from __future__ import annotations

from datetime import datetime

from checks import graph_answers, graph_paths, sides
from checks.accounts import account, report, users
from checks.accounts.password_validity import DOMAIN, NEVER, ORGANIZATION, end_of, sum_of, validity
from checks.accounts.password_words import dated, must_change, never
from checks.accounts.report import Account
from checks.accounts.who import WORKER
from checks.admin_centre import MICROSOFT_365
from checks.hours import moment
from checks.registry import check
from checks.result import Evidence, Item, Result, could_not, evidence
from checks.subject import Subject
from clients.contract import Clients

_CONFIRM = "Run this check again: it says that the password holds."


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks Entra when the password was last changed and how long passwords of its domain hold; on a server of your
    own the account report says it."""
    seen = account.gather(subject, WORKER, clients)
    if not sides.in_cloud(subject):
        return seen
    domain = subject.worker_upn.rpartition("@")[2] or subject.domain
    policy = clients.graph.get(
        f"/domains/{graph_paths.segment(domain)}",
        {"$select": "id,isRoot,passwordValidityPeriodInDays"},
        needs="Domain.Read.All",
    )
    tenant = clients.graph.get(
        "/organization", {"$select": "id,createdDateTime"}, needs="Organization.Read.All"
    )
    seen += evidence(graph_answers.item(DOMAIN, policy), graph_answers.item(ORGANIZATION, tenant))
    return seen + evidence(Item("Arithmetic", "text", sum_of(seen)))


@check(
    "worker.password",
    step="accounts",
    title="Password of the impersonation user",
    order=80,
    look=look,
    source="Microsoft Graph: user (passwordPolicies), domain (passwordValidityPeriodInDays); vendor article 7019065",
    token=True,
    needs=("worker_upn",),
    optional=("worker_upn",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """When this password expires, archiving stops, and the worker log says Invalid Password. Set it to never expire,
    or renew it in time."""
    return sides.judged(
        subject,
        lambda: users.judged(subject, evidence, WORKER, lambda user: _online(subject, evidence, user, now)),
        lambda: report.judged(subject, evidence, WORKER, lambda found: _server(found, now), WORKER.owner),
    )


def _online(subject: Subject, seen: Evidence, user: users.User, now: datetime) -> Result:
    profile = user.get("passwordProfile")
    if isinstance(profile, dict) and profile.get("forceChangePasswordNextSignIn") is True:
        return must_change(subject.worker_upn, MICROSOFT_365, _CONFIRM)
    if "DisablePasswordExpiration" in str(user.get("passwordPolicies") or ""):
        return never(subject.worker_upn)
    if users.synchronised(user):
        return _kept_elsewhere(subject)
    days = validity(seen)
    if days is None:
        parts = (graph_answers.found(seen, DOMAIN), graph_answers.found(seen, ORGANIZATION))
        reply = next((part for part in parts if not part.ok), parts[1])
        return graph_answers.undecided(reply, "how long passwords of this domain hold")
    if days == NEVER:
        return never(subject.worker_upn)
    last = str(user.get("lastPasswordChangeDateTime") or "")
    end = end_of(last, days)
    if end is None:
        return could_not(
            f"Entra does not say when the password of {subject.worker_upn} was last changed.",
            tried=f"Asked for the user {subject.worker_upn}; passwords of its domain hold {days} days.",
            again="Set the password to never expire, or set a new one, and run this check again.",
        )
    return dated(subject.worker_upn, end, now, MICROSOFT_365, _CONFIRM)


def _kept_elsewhere(subject: Subject) -> Result:
    return could_not(
        f"The password of {subject.worker_upn} follows the policy of your own directory, which Entra does not show.",
        tried=f"Asked for the user {subject.worker_upn}: it is synchronised from your own directory.",
        again="Look in your own directory when it expires, set it to never expire, and accept this finding.",
    )


def _server(found: Account, now: datetime) -> Result:
    upn, confirm = (
        found["user_principal_name"],
        "Make and upload a new account report: this line turns green.",
    )
    where = "In your directory"
    if found["password_must_change"]:
        return must_change(upn, where, confirm, f" {found.source}")
    end = moment(found["password_expires"])
    if found["password_never_expires"] or end is None:
        return never(upn)
    return dated(upn, end, now, where, confirm)
