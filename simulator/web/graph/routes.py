"""The calls that Graph answers, with the permission that each takes; everything else is not there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

from simulator.clouds import Cloud
from simulator.web import faults
from simulator.web.graph import calls
from simulator.web.graph.asked import Asked, granted_by
from simulator.web.graph.reply import GraphError, bad, denied, failure
from simulator.web.message import Reply, Request, json_reply

VERSION = re.compile(r"/(v1\.0|beta)(/.*)")
BATCH = 20
STATUS = {
    "InvalidAuthenticationToken": 401, "ErrorIncorrectRoutingHint": 400, "ResourceNotFound": 404,
    "ErrorInvalidUser": 404, "Request_ResourceNotFound": 404, "MailboxNotEnabledForRESTAPI": 404,
}  # fmt: skip
Answer = Callable[[Asked], Reply]


def answer(request: Request, cloud: Cloud) -> Reply:
    """The reply of Graph in a cloud."""
    try:
        granted = granted_by(request, cloud)
    except GraphError as error:
        reply = failure(request, error)
        where = f'Bearer realm="", authorization_uri="https://{cloud.login}/common/oauth2/authorize"'
        return Reply(reply.status, reply.body, {**reply.headers, "WWW-Authenticate": where})
    assert request.domain is not None
    path = unquote(request.path).partition("/")[2]
    path = "/" + path.partition("/")[2]
    fault = faults.of(request.domain, "graph", path)
    if request.method == "POST" and path == "/$batch":
        reply = _batch(request, granted)
    else:
        reply = _one(request, granted, fault)
    return faults.spoil(fault, request, reply)


def _one(request: Request, granted: frozenset[str], fault: str = "") -> Reply:
    try:
        if fault and fault not in faults.TRANSPORT:
            raise _named(fault)
        return _routed(request, granted)
    except GraphError as error:
        return failure(request, error)


def _named(fault: str) -> GraphError:
    """An error of this code; "denied" for short."""
    if fault == "denied":
        return denied()
    return GraphError(STATUS.get(fault, 403), fault, f"{fault}: the request was not served.")


def _routed(request: Request, granted: frozenset[str]) -> Reply:
    found = VERSION.fullmatch(unquote(request.path))
    if found is None:
        raise GraphError(400, "BadRequest", f"Invalid version: {request.path}.")
    if request.method != "GET":
        raise GraphError(405, "Request_BadRequest", "Only reading is served here.")
    assert request.domain is not None
    for pattern, version, permissions, do in ROUTES:
        match = pattern.fullmatch(found[2])
        if match is None or found[1] not in version:
            continue
        if permissions and not granted & set(permissions):
            raise denied()
        return do(Asked(request, request.domain.tenant, granted, match))
    raise GraphError(400, "BadRequest", f"Resource not found for the segment '{found[2].strip('/')}'.")


def _batch(request: Request, granted: frozenset[str]) -> Reply:
    """Up to 20 calls in one; each has its own answer."""
    try:
        wanted = json.loads(request.body)["requests"]
        asked = [(str(one["id"]), str(one["method"]).upper(), str(one["url"])) for one in wanted]
    except (ValueError, KeyError, TypeError):
        return failure(request, bad("Invalid batch payload format."))
    if len(asked) > BATCH:
        return failure(request, bad(f"Number of batch request steps exceeds the maximum value of {BATCH}."))
    version = request.path.split("/")[1]
    answers = []
    for id, method, url in asked:
        inner = replace(request, method=method, target=f"/{version}/{url.lstrip('/')}", body=b"")
        reply = _one(inner, granted)
        answers.append(
            {"id": id, "status": reply.status, "headers": dict(reply.headers), "body": json.loads(reply.body)}
        )
    return json_reply({"responses": answers})


BOTH = ("v1.0", "beta")
ONE = r"(?:\(appId='(?P<app>[^']+)'\)|/(?P<id>[^/]+))"
USER = ("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")
ROLE = ("RoleManagement.Read.Directory", "Directory.Read.All", "User.Read.All")
DOMAIN = ("Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All")
ORGANIZATION = ("Organization.Read.All", "User.Read.All", "Directory.Read.All")
LICENCE = ("LicenseAssignment.Read.All", "Organization.Read.All", "Directory.Read.All")
APPLICATION = ("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All")
RBAC = ("RoleManagement.Read.Exchange", "RoleManagement.ReadWrite.Exchange")
ROLE_OF = "/users/([^/]+)/(?:transitiveMemberOf|memberOf)(?:/microsoft\\.graph\\.directoryRole)?"
ROUTES: tuple[tuple[re.Pattern[str], tuple[str, ...], tuple[str, ...], Answer], ...] = (
    (re.compile("/users"), BOTH, USER, calls.users),
    (re.compile("/users/([^/]+)"), BOTH, USER, calls.user),
    (re.compile("/users/([^/]+)/licenseDetails"), BOTH, USER, calls.licences),
    (re.compile(ROLE_OF), BOTH, USER, calls.roles),
    (re.compile("/users/([^/]+)/mailFolders/inbox", re.IGNORECASE), BOTH, (), calls.inbox),
    (re.compile("/users/([^/]+)/mailboxSettings", re.IGNORECASE), BOTH, (), calls.mailbox_settings),
    (re.compile("/directoryRoles"), BOTH, ROLE[:2], calls.directory_roles),
    (re.compile("/directoryRoles/([^/]+)/members"), BOTH, ROLE[:2], calls.role_members),
    (re.compile("/domains"), BOTH, DOMAIN, calls.domains),
    (re.compile("/domains/([^/]+)"), BOTH, DOMAIN, calls.domain),
    (re.compile("/domains/([^/]+)/serviceConfigurationRecords"), BOTH, DOMAIN, calls.records),
    (re.compile("/organization"), BOTH, ORGANIZATION, calls.organization),
    (re.compile("/subscribedSkus"), BOTH, LICENCE, calls.skus),
    (re.compile("/applications"), BOTH, APPLICATION, calls.applications),
    (re.compile("/applications" + ONE), BOTH, APPLICATION, calls.application),
    (re.compile("/servicePrincipals"), BOTH, APPLICATION, calls.principals),
    (re.compile("/servicePrincipals" + ONE), BOTH, APPLICATION, calls.principal),
    (re.compile("/servicePrincipals" + ONE + "/appRoleAssignments"), BOTH, APPLICATION, calls.grants),
    (re.compile("/roleManagement/exchange/roleDefinitions"), ("beta",), RBAC, calls.role_definitions),
    (re.compile("/roleManagement/exchange/roleAssignments"), ("beta",), RBAC, calls.role_assignments),
    (re.compile("/roleManagement/exchange/customAppScopes"), ("beta",), RBAC, calls.scopes),
)
