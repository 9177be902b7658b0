"""A call of Graph, and the token that it came with."""

from __future__ import annotations

import re
from dataclasses import dataclass

import jwt

from simulator.clouds import Cloud
from simulator.tenant.identity import GRAPH
from simulator.tenant.model import Tenant
from simulator.web import tokens
from simulator.web.graph.reply import GraphError
from simulator.web.message import Request


@dataclass(frozen=True)
class Asked:
    """One call by an application whose token was verified."""

    request: Request
    tenant: Tenant
    granted: frozenset[str]
    found: re.Match[str]

    @property
    def named(self) -> str:
        """What the path names first."""
        return self.found[1].replace("''", "'")


def granted_by(request: Request, cloud: Cloud) -> frozenset[str]:
    """The permissions of the token. GraphError 401 for none, a forged, an old one, or one for somebody else."""
    if not request.bearer:
        raise _invalid("Access token is empty.")
    try:
        claims = tokens.verify(request.bearer, tokens.audience_of(GRAPH, cloud))
    except jwt.ExpiredSignatureError:
        raise _invalid("Lifetime validation failed, the token is expired.") from None
    except jwt.InvalidAudienceError:
        raise _invalid("Access token validation failure. Invalid audience.") from None
    except jwt.PyJWTError:
        raise _invalid("CompactToken parsing failed.") from None
    if request.domain is None or request.domain.tenant.id != claims["tid"]:
        raise _invalid("The identity of the calling application could not be established.")
    return frozenset(claims.get("roles", ()))


def _invalid(text: str) -> GraphError:
    return GraphError(401, "InvalidAuthenticationToken", text)
