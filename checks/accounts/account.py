"""Does the account exist, as a member, enabled? The same questions for both accounts."""

from __future__ import annotations

from checks import graph_answers, sides
from checks.accounts import report, users
from checks.accounts.report import Account
from checks.accounts.who import ADMIN, Who
from checks.admin_centre import MICROSOFT_365
from checks.result import Evidence, Remedy, Result, evidence, failed, passed
from checks.subject import Subject
from clients.contract import Clients

_CONFIRM = "Run this check again: it names the account as a member that may sign in."
_SERVER_CONFIRM = "Make and upload a new account report: this line turns green."
_EXPECTED = "an enabled member of the tenant"


def gather(subject: Subject, who: Who, clients: Clients) -> Evidence:
    """Evidence on the sides that this connection has."""
    seen = evidence()
    if sides.in_cloud(subject):
        seen += users.look_up(subject, who, clients)
    return seen + report.gather(subject) if sides.on_server(subject) else seen


def judge(subject: Subject, seen: Evidence, who: Who) -> Result:
    """The verdict on the account itself."""
    return sides.judged(
        subject,
        lambda: _online(subject, seen, who),
        lambda: report.judged(subject, seen, who, lambda account: _server(account, who)),
    )


def _meaning(who: Who) -> str:
    if who is ADMIN:
        return "Nobody can run the steps of this set-up that take an administrator."
    return "Retain cannot open mailboxes with an account that is not there or may not sign in."


def _wrong(who: Who, summary: str, found: str, *remedy: Remedy, confirm: str = _CONFIRM) -> Result:
    return failed(
        summary, meaning=_meaning(who), confirm=confirm, remedy=remedy, expected=_EXPECTED, found=found
    )


def _online(subject: Subject, seen: Evidence, who: Who) -> Result:
    upn, reply = who.upn(subject), graph_answers.found(seen, users.USER[who.key])
    if reply.status == 404:
        return _missing(subject, who)
    user = graph_answers.fields(reply)
    if not reply.ok or not user.get("id") or not isinstance(user.get("accountEnabled"), bool):
        return graph_answers.undecided(reply, f"who {upn} is")
    if users.is_guest(user):
        return _guest(upn, who)
    if user["accountEnabled"] is not True:
        return _disabled(upn, who, "Entra")
    return passed(f"{upn} is an enabled member.", expected=_EXPECTED, found="enabled member")


def _missing(subject: Subject, who: Who) -> Result:
    upn = who.upn(subject)
    return _wrong(
        who,
        f"Entra has no user {upn}.",
        "no such user",
        Remedy("text", f"Compare the spelling of {upn} with the user name in the list of active users."),
        Remedy("text", f"If it was never made: Users, Active users, Add a user, {upn}.", label=MICROSOFT_365),
    )


def _guest(upn: str, who: Who) -> Result:
    return _wrong(
        who,
        f"{upn} is a guest from another organization.",
        "guest",
        Remedy(
            "text", "Add a user of your own tenant for this, and enter its name here.", label=MICROSOFT_365
        ),
    )


def _disabled(upn: str, who: Who, where: str, confirm: str = _CONFIRM) -> Result:
    label = MICROSOFT_365 if where == "Entra" else "In your directory"
    words = f"Open {upn} and allow sign-in." if where == "Entra" else f"Enable the account {upn}."
    return _wrong(
        who,
        f"{upn} may not sign in: the account is disabled.",
        "disabled member",
        Remedy("text", words, label=label),
        confirm=confirm,
    )


def _server(account: Account, who: Who) -> Result:
    upn = account["user_principal_name"]
    if not account["exists"]:
        return _wrong(
            who,
            f"Your directory has no user {upn} {account.source}.",
            "no such user",
            Remedy("text", f"Compare the spelling of {upn}, or make the user.", label="In your directory"),
            confirm=_SERVER_CONFIRM,
        )
    if not account["enabled"]:
        return _disabled(upn, who, "your directory", _SERVER_CONFIRM)
    return passed(f"{upn} exists and is enabled {account.source}.", expected=_EXPECTED, found="enabled")
