"""Refusals of the sign-in service: number, OAuth error and the words, in the form of real answers.

Source: Microsoft's list of AADSTS error codes; a number that is not here gets a generic text.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from simulator.clouds import Cloud
from simulator.web.message import Reply, json_reply

WORDS: Mapping[int, tuple[str, str]] = {
    7000215: ("invalid_client", "Invalid client secret provided. Ensure the secret being sent in the request is "
              "the client secret value, not the client secret ID, for a secret added to app '{app}'."),
    7000222: ("invalid_client", "The provided client secret keys for app '{app}' are expired."),
    700027: ("invalid_client", "The certificate with identifier used to sign the client assertion is not "
             "registered on application."),
    700024: ("invalid_client", "Client assertion is not within its valid time range."),
    700023: ("invalid_client", "Client assertion audience claim does not match Realm issuer."),
    50027: ("invalid_client", "JWT token is invalid or malformed."),
    50012: ("invalid_client", "Authentication failed."),
    7000218: ("invalid_client", "The request body must contain the following parameter: 'client_assertion' or "
              "'client_secret'."),
    700025: ("invalid_client", "Client is public so neither 'client_assertion' nor 'client_secret' should be "
             "presented."),
    700016: ("unauthorized_client", "Application with identifier '{app}' was not found in the directory "
             "'{tenant}'. This can happen if the application has not been installed by the administrator of the "
             "tenant or consented to by any user in the tenant."),
    7000112: ("unauthorized_client", "Application '{app}' is disabled."),
    7000229: ("unauthorized_client", "The client application {app} is missing service principal in the tenant "
              "{tenant}."),
    90002: ("invalid_request", "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID "
            "and are signing into the correct cloud."),
    90038: ("invalid_request", "Tenant '{tenant}' request is being redirected to the National Cloud '{elsewhere}'."),
    500011: ("invalid_resource", "The resource principal named {scope} was not found in the tenant named "
             "{tenant}."),
    70011: ("invalid_scope", "The provided request must include a 'scope' input parameter. The provided value "
            "for the input parameter 'scope' is not valid. The scope {scope} is not valid."),
    70003: ("unsupported_grant_type", "The app requested an unsupported grant type."),
    900144: ("invalid_request", "The request body must contain the following parameter: 'client_id'."),
    65001: ("invalid_grant", "The user or administrator has not consented to use the application with ID "
            "'{app}'."),
    65004: ("access_denied", "User declined to consent to access the app."),
    50105: ("interaction_required", "Your administrator has configured the application {app} to block users "
            "unless they are specifically granted access."),
    53003: ("access_denied", "Access has been blocked by Conditional Access policies. The access policy does "
            "not allow token issuance."),
    50196: ("invalid_grant", "The server terminated an operation because it encountered a loop while processing "
            "a request."),
    90055: ("temporarily_unavailable", "The server terminated an operation because it encountered too many "
            "requests from the tenant."),
}  # fmt: skip
EMPTY = {"app": "", "tenant": "", "scope": "", "elsewhere": ""}
UNAUTHORIZED = ("invalid_client",)


class Refused(Exception):
    """The sign-in is refused with this number; `reason` is added to its words."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code, self.reason = code, reason


def refusal(code: int, cloud: Cloud, *, reason: str = "", error: str = "", **named: str) -> Reply:
    """The answer of the service. `named` fills app, tenant, scope and elsewhere into the words."""
    body = told(code, cloud, reason=reason, **named)
    kind = error or str(body["error"])
    return json_reply({**body, "error": kind}, 401 if kind in UNAUTHORIZED else 400)


def told(code: int, cloud: Cloud, *, reason: str = "", **named: str) -> dict[str, Any]:
    """The error as JSON, the way real answers have it."""
    error, words = WORDS.get(code, ("invalid_request", "The request could not be served."))
    text = words.format_map({**EMPTY, **named}) + (f" {reason}" if reason else "")
    trace, correlation = str(uuid.uuid4()), named.get("correlation") or str(uuid.uuid4())
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    return {
        "error": error,
        "error_description": f"AADSTS{code}: {text} Trace ID: {trace} Correlation ID: {correlation} "
        f"Timestamp: {now}",
        "error_codes": [code],
        "timestamp": now,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": f"https://{cloud.login}/error?code={code}",
    }
