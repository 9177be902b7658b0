"""The calls that Graph answers, with the permission that each takes; everything else is not there."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from simulator.clouds import Cloud
from simulator.web import faults
from simulator.web.graph import batch, calls, delta, kept, lists
from simulator.web.graph.asked import Asked, granted_by
from simulator.web.graph.reply import GraphError, denied, failure
from simulator.web.message import Reply, Request

VERSION = re.compile(r"/(v1\.0|beta)(/.*)")
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
    reply = kept.served(request, granted, lambda: _rendered(request, granted, path, fault))
    return faults.spoil(fault, request, reply)


def _rendered(request: Request, granted: frozenset[str], path: str, fault: str) -> Reply:
    if request.method == "POST" and path == "/$batch":
        return batch.answer(request, lambda inner, own: _one(inner, granted, own))
    return _one(request, granted, fault)


def _one(request: Request, granted: frozenset[str], fault: str = "") -> Reply:
    try:
        if fault and fault not in faults.TRANSPORT:
            raise faults.named(fault)
        return _routed(request, granted)
    except GraphError as error:
        return failure(request, error)


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


BOTH = ("v1.0", "beta")
ONE = r"(?:\(appId='(?P<app>[^']+)'\)|/(?P<id>[^/]+))"
USER = ("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")
ROLE = ("RoleManagement.Read.Directory", "Directory.Read.All", "User.Read.All")
DOMAIN = ("Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All")
ORGANIZATION = ("Organization.Read.All", "User.Read.All", "Directory.Read.All")
LICENCE = ("LicenseAssignment.Read.All", "Organization.Read.All", "Directory.Read.All")
APPLICATION = ("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All")
RBAC = ("RoleManagement.Read.Exchange", "RoleManagement.ReadWrite.Exchange")
MEMBER = ("GroupMember.ReadBasic.All", "GroupMember.Read.All", "Group.Read.All", "Directory.Read.All")
GROUP = ("Group.ReadBasic.All", *MEMBER[1:])
CONTACT = ("OrgContact.Read.All", "Directory.Read.All", "Directory.ReadWrite.All")
TYPE = r"(?:/microsoft\.graph\.(?P<type>user|group|orgContact))?"
ROLE_OF = "/users/([^/]+)/(?:transitiveMemberOf|memberOf)(?:/microsoft\\.graph\\.directoryRole)?"
ROUTES: tuple[tuple[re.Pattern[str], tuple[str, ...], tuple[str, ...], Answer], ...] = (
    (re.compile("/users"), BOTH, USER, lists.users),
    (re.compile(r"/(users)/\$count"), BOTH, USER, lists.counted),
    (re.compile(r"/(users)/delta(?:\(\))?"), BOTH, USER, delta.users),
    (re.compile("/groups"), BOTH, GROUP, lists.groups),
    (re.compile(r"/(groups)/\$count"), BOTH, GROUP, lists.counted),
    (re.compile(r"/(groups)/delta(?:\(\))?"), BOTH, GROUP, delta.groups),
    (re.compile("/groups/([^/]+)"), BOTH, GROUP, lists.group),
    (re.compile(f"/groups/([^/]+)/members{TYPE}"), BOTH, MEMBER, lists.members),
    (re.compile(f"/groups/([^/]+)/transitiveMembers{TYPE}"), BOTH, MEMBER, lists.all_members),
    (re.compile("/contacts"), BOTH, CONTACT, lists.contacts),
    (re.compile(r"/(contacts)/\$count"), BOTH, CONTACT, lists.counted),
    (re.compile(r"/(contacts)/delta(?:\(\))?"), BOTH, CONTACT, delta.contacts),
    (re.compile("/directoryObjects/([^/]+)"), BOTH, ("Directory.Read.All", *USER[:1]), lists.thing),
    (re.compile("/users/([^/]+)"), BOTH, USER, calls.user),
    (re.compile("/users/([^/]+)/licenseDetails"), BOTH, USER, calls.licences),
    (re.compile(ROLE_OF), BOTH, USER, calls.roles),
    (re.compile("/users/([^/]+)/mailFolders/inbox", re.IGNORECASE), BOTH, (), calls.inbox),
    (re.compile("/users/([^/]+)/mailboxSettings", re.IGNORECASE), BOTH, (), calls.mailbox_settings),
    (re.compile("/users/([^/]+)/mailboxSettings/userPurpose", re.IGNORECASE), BOTH, (), calls.purpose),
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
