"""Signing in: with what, as whom, and what the token proved. A token itself never leaves the client."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

from clients.contract.refusals import Refusal

Resource = Literal["graph", "exchange"]
CredentialKind = Literal["client_secret", "certificate", "worker_password"]


@dataclass(frozen=True)
class Credential:
    """What an application (`client_secret`, `certificate`) or the impersonation user (`worker_password`) signs in with.

    `secret`: the secret, the PEM of the private key, or the password; it shows in no repr. `certificate`: PEM of the
    public part. `revision` counts replacements, so that a refusal is remembered for one credential only.
    """

    kind: CredentialKind
    secret: str = field(repr=False)
    certificate: str = ""
    revision: int = 1


@dataclass(frozen=True)
class Identity:
    """Who signs in where. `key` names the connection (tokens and refusals are remembered by it); never a secret.

    `tenant` is the tenant's id or, where that is still unknown, its domain. `username` is the impersonation user's.
    """

    key: str
    tenant: str
    client_id: str = ""
    username: str = ""
    credential: Credential | None = None
    password: Credential | None = None


@dataclass(frozen=True)
class SignIn:
    """What a token said. Times ISO 8601 UTC. `roles` are the application permissions granted for this resource."""

    resource: Resource
    tenant_id: str
    client_id: str
    object_id: str
    roles: tuple[str, ...]
    audience: str
    issued: str
    expires: str

    def evidence(self) -> dict[str, Any]:
        return {**asdict(self), "roles": list(self.roles)}

    @classmethod
    def of(cls, value: dict[str, Any]) -> SignIn:
        """A sign-in from its evidence."""
        return cls(**{**value, "roles": tuple(value["roles"])})


class SignIns(Protocol):
    def token(self, resource: Resource) -> SignIn:
        """Sign in for this resource, or use what this run already has.

        SignInRefused: the service said no. OutsideError: it could not be asked. NoCredential: nothing to sign in with.
        """
        ...


class SignInRefused(Refusal):
    """The sign-in service refused. `codes` are AADSTS numbers, most specific first; never holds a secret or token."""

    owner = "graph.token"

    def __init__(
        self, text: str, codes: tuple[int, ...] = (), error: str = "", trace: dict[str, str] | None = None
    ) -> None:
        super().__init__(text)
        self.text, self.codes, self.error, self.trace = text, codes, error, trace or {}

    def evidence(self) -> dict[str, Any]:
        """error, codes, text (cut), and the trace, correlation and time of the answer."""
        return {"error": self.error, "codes": list(self.codes), "text": self.text[:1000], **self.trace}


class NoCredential(Exception):
    """Nothing to sign in with yet: blocked by `form:<key>`."""

    def __init__(self, key: str = "credential") -> None:
        super().__init__(key)
        self.cause = f"form:{key}"
