"""What the codes of a refused sign-in mean, and what to do about each.

Source: Microsoft Entra authentication and authorization error codes (2024-04-24). Microsoft says that codes may change,
so an unknown one is shown with its number and Microsoft's own page about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checks.admin_centre import ENTRA, MICROSOFT_365

HERE = "Here, on Access"


@dataclass(frozen=True)
class Meaning:
    """`means` ends the sentence "Sign-in was refused: ..."; `fix` is what to do, `where` at which place."""

    means: str
    fix: str
    where: str = ENTRA


def page_of(code: int) -> str:
    """Microsoft's own page about a code."""
    return f"https://login.microsoftonline.com/error?code={code}"


def known(codes: Iterable[int]) -> tuple[int, Meaning] | None:
    """The first code that has a meaning here; None when none has."""
    return next(((code, MEANINGS[code]) for code in codes if code in MEANINGS), None)


_RENEW = "Make a new client secret under Certificates & secrets, copy its Value at once, and enter that here."
_UPLOAD = (
    "Download the certificate on Access and upload it again to this app registration, "
    "under Certificates & secrets."
)
_CLOUD = "Choose the cloud in which your tenant lives on Start, and save."
_CONSENT = "Open the consent link on Access and agree as an administrator; then run this check again."
_ENABLE = "Open the enterprise application and switch “Enabled for users to sign-in” on."
_SECOND_FACTOR = (
    "Let an application with a certificate sign in, not a user with a stored "
    "password: nobody is there to answer."
)
_POLICY = (
    "Look the sign-in up under Sign-in logs, Service principal sign-ins; it names the policy. Leave this application "
    "out of it, or allow the network of this machine."
)
_WAIT = ("Wait some minutes, and run this check again.", HERE)
_DEVICE = "Start the sign-in with a code anew, and finish it within the time that is shown."

MEANINGS: dict[int, Meaning] = {
    7000215: Meaning(
        "the client secret is wrong. Often the secret's ID was pasted instead of its Value",
        "Enter the Value of the secret here, not its ID. Entra shows the Value only once; if it is gone, make a new "
        "secret there, under Certificates & secrets, and copy its Value at once.",
        HERE,
    ),
    7000222: Meaning("the client secret has expired", _RENEW),
    700027: Meaning(
        "the signature made with the certificate is not valid. The certificate is not uploaded to this application, "
        "belongs to another key, or the clock of this machine is wrong",
        _UPLOAD,
    ),
    50012: Meaning("the certificate, or what was signed with it, was rejected", _UPLOAD),
    7000218: Meaning(
        "no client secret and no certificate came along",
        "Enter a client secret, or make a certificate.",
        HERE,
    ),
    700025: Meaning(
        "the application is registered as a public client, which takes no secret",
        "Open the app registration, Authentication, and set “Allow public client flows” to No.",
    ),
    700016: Meaning(
        "this tenant has no application with this client ID",
        "Compare the application (client) ID and the tenant with those of the app registration; if both are right, "
        "open the consent link on Access.",
    ),
    7000112: Meaning("the application is disabled", _ENABLE),
    70001: Meaning("the application is disabled or not known in this tenant", _ENABLE),
    7000229: Meaning("the application has no enterprise application in this tenant yet", _CONSENT),
    90002: Meaning(
        "there is no such tenant",
        "Compare the tenant ID with the Directory (tenant) ID of the app registration, and the domain and the cloud on "
        "Start with those of your tenant.",
        HERE,
    ),
    90038: Meaning("the tenant lives in another cloud", _CLOUD, HERE),
    900432: Meaning("the application and the sign-in service are in different clouds", _CLOUD, HERE),
    900382: Meaning("sign-in was tried across two clouds", _CLOUD, HERE),
    500011: Meaning(
        "the service that access was asked for is not in this tenant",
        "Check that the tenant has Exchange Online. If it has, open the consent link on Access.",
        MICROSOFT_365,
    ),
    650052: Meaning(
        "the tenant has no subscription for the service that access was asked for, or it is not switched on",
        "Check that the tenant has Exchange Online, then open the consent link on Access.",
        MICROSOFT_365,
    ),
    650057: Meaning(
        "the application does not list this service among its permissions",
        "Open the app registration, API permissions, add the permissions that Access lists, and give consent.",
    ),
    65001: Meaning("nobody has consented to the permissions of the application", _CONSENT),
    90094: Meaning(
        "an administrator has to consent",
        "Send the consent link on Access to an administrator who may agree.",
        HERE,
    ),
    90095: Meaning(
        "consent was requested from an administrator and is still open",
        "Ask the administrator to answer the request under Enterprise applications, Admin consent requests.",
    ),
    65004: Meaning("consent was declined", _CONSENT),
    70011: Meaning("the scope that was asked for is not valid", *_WAIT),
    28002: Meaning("the resource in the scope that was asked for is not valid", *_WAIT),
    50034: Meaning(
        "the user is not in this directory",
        "Compare the user name and the tenant with what you entered.",
        HERE,
    ),
    51004: Meaning(
        "the user account is not in this directory",
        "Compare the user name and the tenant with what you entered.",
        HERE,
    ),
    50126: Meaning(
        "the user name or the password is wrong", "Enter the user name and password once more.", HERE
    ),
    50053: Meaning(
        "the account is locked after too many tries, or the address of this machine is blocked",
        "Wait some minutes; Sign-in logs show which of the two it is.",
    ),
    50055: Meaning(
        "the password has expired", "Set a new password, and enter it here and in Retain.", MICROSOFT_365
    ),
    50057: Meaning("the account is disabled", "Open the user and allow sign-in.", MICROSOFT_365),
    50072: Meaning("the user must set up a second factor", _SECOND_FACTOR, HERE),
    50074: Meaning("a second factor was asked for", _SECOND_FACTOR, HERE),
    50076: Meaning("a second factor is required", _SECOND_FACTOR, HERE),
    50079: Meaning("the user must register for a second factor", _SECOND_FACTOR, HERE),
    50105: Meaning(
        "the user or application is not assigned to the application",
        "Open the enterprise application, Users and groups, and assign it.",
    ),
    53000: Meaning("Conditional Access asks for a managed device", _POLICY),
    53001: Meaning("Conditional Access asks for a device that is joined to the domain", _POLICY),
    53003: Meaning("Conditional Access blocks it", _POLICY),
    530032: Meaning("a security policy of the tenant blocks it", _POLICY),
    530035: Meaning("the security defaults of the tenant block it", _POLICY),
    70016: Meaning(
        "the sign-in with a code is not finished yet", "Finish the sign-in on the page that is shown.", HERE
    ),
    70018: Meaning("the code is wrong", _DEVICE, HERE),
    70019: Meaning("the code has expired", _DEVICE, HERE),
    90120: Meaning("the code was used already", _DEVICE, HERE),
    50194: Meaning(
        "the application belongs to one tenant, and no tenant was named",
        "Enter the tenant ID on Access.",
        HERE,
    ),
    50196: Meaning("the same sign-in was repeated too often", *_WAIT),
    90055: Meaning("the tenant gets too many requests at the moment", *_WAIT),
}
