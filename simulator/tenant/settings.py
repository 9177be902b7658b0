"""What people do in portals, one line each; scenarios describe their faults in the same words.

grant PERMISSION | revoke PERMISSION         an application permission of Graph or Exchange, with consent
consent | withdraw consent | decline consent for the needed and optional ones; decline: the next answer is no
renew secret | expire secret | secret ends in N days | remove secrets
certificate ends in N days | remove certificates
enable app | disable app | remove app | restore app | app elsewhere | app public
enable UPN | disable UPN | delete UPN | guest UPN | member UPN | name UPN NAME | alias UPN ALIAS
licence UPN enterprise|kiosk|no-exchange|none
mailbox UPN cloud|none|on-premises|soft-deleted
role UPN ROLE | unrole UPN ROLE
password UPN never expires|expires|must change|reset | password UPN changed N days ago
password validity N days|for ever            of the domain
refuse sign-in CODE | allow sign-in          an AADSTS number for every sign-in of the application
expect KIND VALUE                            a DNS record that Microsoft expects from now on
access policy on|off                         an application access policy that leaves everybody out
pending rbac|ews | wait                      changes are shown but not in force; wait: the time passes
admin api on|off                             the Exchange Admin API answers
sign-in|graph [PATH]|ews|admin answers FAULT      simulator.web.faults names them; "well" ends it
graph PATH page N answers FAULT [once|N times]    simulator.web.graph.page_faults names them; "well" ends it
graph PATH page N does SETTING               what happens in the tenant while somebody reads that far
directory.NUMBER = N | += N | -= N           how many users, groups, links, contacts there are, and what became of them
delta links expire                           simulator.tenant.directory.numbers names and explains the numbers
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from simulator.changes import Refused
from simulator.tenant import accounts, application
from simulator.tenant.model import Tenant

Found = re.Match[str]
Do = Callable[[Tenant, Found], Tenant]


def run(tenant: Tenant, text: str) -> Tenant:
    """The tenant after these settings, one a line. Refused: nothing was done."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise Refused("There is no setting in the text.")
    for line in lines:
        tenant = _line(tenant, line)
    return tenant


def _line(tenant: Tenant, line: str) -> Tenant:
    for pattern, do in VOCABULARY:
        found = pattern.fullmatch(line)
        if found is not None:
            return do(tenant, found)
    raise Refused(f"This setting is not known here: {line}")


def validity(tenant: Tenant, found: Found) -> Tenant:
    return replace(tenant, validity_days=int(found[1]) if found[1] else 2_147_483_647)


def refuse(tenant: Tenant, found: Found) -> Tenant:
    return replace(tenant, refuse=int(found[1]) if found.lastindex else 0)


def expect(tenant: Tenant, found: Found) -> Tenant:
    return replace(tenant, records={**tenant.records, found[1]: found[2]})


def access_policy(tenant: Tenant, found: Found) -> Tenant:
    return replace(tenant, exchange=replace(tenant.exchange, access_policy=found[1] == "on"))


def pending(tenant: Tenant, found: Found) -> Tenant:
    now = tenant.exchange.pending | {found[1]} if found.lastindex else frozenset()
    return replace(tenant, exchange=replace(tenant.exchange, pending=now))


def admin_api(tenant: Tenant, found: Found) -> Tenant:
    return replace(tenant, admin_api=found[1] == "on")


def answers(tenant: Tenant, found: Found) -> Tenant:
    service, path, fault = found[1], found[2] or "", found[3]
    faults = {key: kept for key, kept in tenant.faults.items() if key != (service + path)}
    return replace(tenant, faults=faults if fault == "well" else {**faults, service + path: fault})


def page_answers(tenant: Tenant, found: Found) -> Tenant:
    key, times = f"graph {found[1]} page {int(found[2])}", (found[4] or "").replace("once", "1 times")
    faults = {old: kept for old, kept in tenant.faults.items() if old != key}
    fault = f"{found[3]} {times.removesuffix(' times')}".strip()
    return replace(tenant, faults=faults if found[3] == "well" else {**faults, key: fault})


def page_does(tenant: Tenant, found: Found) -> Tenant:
    _line(tenant, found[3])
    key = f"graph {found[1]} page {int(found[2])} does"
    return replace(tenant, faults={**tenant.faults, key: f"does {found[3]}"})


def number(tenant: Tenant, found: Found) -> Tenant:
    name, how, by = found[1], found[2], int(found[3])
    now = tenant.directory.number(name)
    value = {"=": by, "+=": now + by, "-=": now - by}[how]
    return replace(tenant, directory=tenant.directory.with_number(name, value, tenant.clock))


def expire_links(tenant: Tenant, found: Found) -> Tenant:
    return replace(
        tenant, directory=tenant.directory.with_number("forgotten", tenant.directory.forgotten + 1)
    )


def changed(tenant: Tenant, found: Found) -> Tenant:
    when = tenant.today - timedelta(days=int(found[2]))
    return tenant.with_user(found[1], lambda user: replace(user, changed=when))


VOCABULARY: tuple[tuple[re.Pattern[str], Do], ...] = (
    *application.VOCABULARY,
    (re.compile(r"password validity (?:(\d{1,9}) days|for ever)"), validity),
    (re.compile(r"password (\S+) changed (\d{1,5}) days ago"), changed),
    (re.compile(r"refuse sign-in (\d{1,9})"), refuse),
    (re.compile(r"allow sign-in"), refuse),
    (re.compile(r"expect (mx|spf|autodiscover|optional) (.+)"), expect),
    (re.compile(r"access policy (on|off)"), access_policy),
    (re.compile(r"pending (rbac|ews)"), pending),
    (re.compile(r"wait"), pending),
    (re.compile(r"admin api (on|off)"), admin_api),
    (
        re.compile(r"graph (/\S*) page (\d{1,6}) answers ([A-Za-z0-9_-]+)(?: (once|\d{1,3} times))?"),
        page_answers,
    ),
    (re.compile(r"graph (/\S*) page (\d{1,6}) does (.+)"), page_does),
    (re.compile(r"directory\.([a-z]+) (=|\+=|-=) (-?\d{1,9})"), number),
    (re.compile(r"delta links expire"), expire_links),
    (re.compile(r"(sign-in|graph|ews|admin)( /\S*)? answers ([A-Za-z0-9-]+)"), answers),
    *accounts.VOCABULARY,
)
