"""graph.permissions: has the application what it needs, and nothing more?"""

from __future__ import annotations

from datetime import datetime

from checks.access import permissions
from checks.access.graph_token import LABELS, roles
from checks.admin_centre import ENTRA
from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, evidence, failed, passed, warning
from checks.subject import Subject
from clients.contract import Clients

_EXPECTED = "\n".join(permissions.NEEDED)


def look(subject: Subject, clients: Clients) -> Evidence:
    """Signs in and reads from the token which permissions were granted; a token shows what is in force, not what was
    asked for."""
    return evidence(Item(LABELS["graph"], "json", clients.sign_in.token("graph").evidence()))


@check(
    "graph.permissions",
    step="access",
    title="Permissions",
    order=20,
    look=look,
    source="Microsoft Graph permissions reference (least privilege), 2026-08-07",
    deadline=30,
    token=True,
    roads=("application",),
    exchanges=("online", "hybrid"),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """The application should read the directory and no more. The right to read mailboxes is given in Exchange, where
    it can be limited to some of them."""
    granted = roles(evidence, "graph")
    lacking, too_many = permissions.missing(granted), permissions.excess(granted)
    # In the order of what is expected, so that side by side only what differs is marked; optional ones are neither.
    had = (*(name for name in permissions.NEEDED if name in granted), *too_many)
    found = "\n".join(had) or "none of them"
    if lacking:
        return _lacking(lacking, found)
    if too_many:
        return _too_many(too_many, found)
    return passed(
        f"All {len(permissions.NEEDED)} needed permissions are granted.", expected=_EXPECTED, found=found
    )


def _lacking(lacking: tuple[str, ...], found: str) -> Result:
    purposes = "; ".join(f"{name} {permissions.NEEDED[name]}" for name in lacking)
    one = len(lacking) == 1
    whose, until = ("What it is for", "it is") if one else ("What each is for", "they are")
    return failed(
        f"{'1 needed permission is' if len(lacking) == 1 else f'{len(lacking)} needed permissions are'} missing: "
        f"{', '.join(lacking)}.",
        meaning=f"{whose}: {purposes}. Until {until} granted, that stands still.",
        confirm="Run this check again after consent: it signs in anew and counts the permissions.",
        remedy=(
            Remedy(
                "text",
                "Open the app registration, API permissions, Add a permission, Microsoft Graph, "
                "Application permissions, "
                f"and add {', '.join(lacking)}.",
                label=ENTRA,
            ),
            Remedy(
                "text", "Then choose Grant admin consent, or open the consent link on Access.", label=ENTRA
            ),
        ),
        expected=_EXPECTED,
        found=found,
    )


def _too_many(too_many: tuple[str, ...], found: str) -> Result:
    return warning(
        f"{'1 permission is' if len(too_many) == 1 else f'{len(too_many)} permissions are'} more than needed: "
        f"{', '.join(too_many)}.",
        meaning="Everything works. Whoever gets hold of the credential may do with these what Retain never does.",
        confirm="Run this check again after removing them: it signs in anew and counts the permissions.",
        remedy=tuple(
            Remedy("text", f"Remove {name}. That stops {permissions.breaks(name)}.", label=ENTRA)
            for name in too_many
        ),
        expected=_EXPECTED,
        found=found,
    )
