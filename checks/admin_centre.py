"""Microsoft's admin centers: what they are called, and where Microsoft itself says which DNS records a domain needs."""

from __future__ import annotations

from checks.result import Remedy, Result, could_not
from checks.subject import Subject

MICROSOFT_365 = "In the Microsoft 365 admin center"
ENTRA = "In the Microsoft Entra admin center"
EXCHANGE = "In the Exchange admin center"

DOMAINS_PAGE = "https://admin.microsoft.com/#/Domains"
# As Microsoft's own guides link them (learn.microsoft.com, Entra documentation); proved for the worldwide cloud alone.
_WORLDWIDE = {MICROSOFT_365: "https://admin.microsoft.com", ENTRA: "https://entra.microsoft.com"}


def address(center: str, cloud_key: str) -> str:
    """Where an admin center is opened in this cloud; empty where no address is proved."""
    return _WORLDWIDE.get(center, "") if cloud_key == "worldwide" else ""


def domains_page(subject: Subject) -> Remedy:
    """Way to the list of DNS records in the Microsoft 365 admin center: a link, or words where no address is
    proved."""
    if subject.cloud.key == "worldwide":
        text = f"Open {subject.domain} in the Microsoft 365 admin center and compare its DNS records"
        return Remedy("link", text, label=MICROSOFT_365, url=DOMAINS_PAGE)
    text = (
        f"Open the Microsoft 365 admin center of the {subject.cloud.label} cloud, choose Settings, Domains, "
        f"{subject.domain}, DNS records, and compare them with what was found."
    )
    return Remedy("text", text, label=MICROSOFT_365)


def unproven(subject: Subject, summary: str, *, tried: str) -> Result:
    """A value that differs from what we know of this cloud, where what we know is not confirmed by
    Microsoft."""
    page = domains_page(subject)
    where = f"{page.text}{': ' + page.url if page.url else ''}"
    return could_not(
        f"{summary} We cannot say whether that is right: for the {subject.cloud.label} cloud no confirmed "
        "value is known.",
        tried=tried,
        again=where,
    )
