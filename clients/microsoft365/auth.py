"""Signing in as the application: who asks, when an older answer serves, and whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clients.contract import (
    Cloud,
    Credential,
    Deadline,
    Identity,
    NoCredential,
    Resource,
    SignIn,
    SignInRefused,
)
from clients.microsoft365.refusals import Asked, Refusals, given_since, stamped
from clients.microsoft365.token_request import sign_in
from clients.microsoft365.vault import Held, Vault
from clients.outbound import Outbound
from clients.signed_web import SignedWeb


@dataclass(frozen=True)
class Memory:
    """What outlives one check run: tokens (this process only) and refusals (wherever they are kept)."""

    vault: Vault
    refusals: Refusals


@dataclass(frozen=True)
class Run:
    """For whom signing in is done. `started`: None at night, when any valid token of this process serves.
    `owner`: the check that owns a refused sign-in: it uses nothing from before `started` (it must have one) and
    asks again where others take the remembered refusal."""

    identity: Identity | None
    started: datetime | None = None
    owner: bool = False


class MsalSignIns:
    """Implements `clients.contract.SignIns` for one check run."""

    def __init__(
        self, outbound: Outbound, deadline: Deadline, cloud: Cloud, run: Run, memory: Memory
    ) -> None:
        self._web = SignedWeb.to(outbound, [cloud.login])
        self._deadline, self._cloud, self._run, self._memory = deadline, cloud, run, memory

    def token(self, resource: Resource) -> SignIn:
        """Sign in for this resource, or use what this run already has. SignInRefused, OutsideError, NoCredential."""
        return self.held(resource).sign_in

    def held(self, resource: Resource, rejected: str = "") -> Held:
        """The token itself, for the clients beside this one; never `rejected`, which a service took for invalid."""
        identity, credential = self._who()
        asked = _asked(identity, credential, self._cloud, resource)
        if rejected:
            self._memory.vault.drop(asked, rejected)
        return self._ready(asked) or self._signed_in(identity, credential, resource, asked)

    def _who(self) -> tuple[Identity, Credential]:
        identity = self._run.identity
        if identity is None or identity.credential is None or identity.credential.kind == "worker_password":
            raise NoCredential
        if not identity.client_id:
            raise NoCredential("client_id")
        return identity, identity.credential

    def _ready(self, asked: Asked) -> Held | None:
        return self._memory.vault.get(asked, self._run.started)

    def _signed_in(
        self, identity: Identity, credential: Credential, resource: Resource, asked: Asked
    ) -> Held:
        with self._memory.vault.turn((asked.identity, asked.revision), self._deadline):
            held = self._ready(asked)
            if held is not None:
                return held
            self._refuse_again(asked)
            try:
                held = sign_in(self._web, self._cloud, identity, credential, resource)
            except SignInRefused as refusal:
                self._memory.refusals.remember(asked, stamped(refusal))
                raise
            self._memory.refusals.forget(asked)
            self._memory.vault.put(asked, held)
            return held

    def _refuse_again(self, asked: Asked) -> None:
        """The owner takes over only a refusal of its own run; everybody else one of the last minutes."""
        refusal = self._memory.refusals.recall(asked)
        if refusal is not None and (not self._run.owner or given_since(refusal, self._run.started)):
            raise refusal


def _asked(identity: Identity, credential: Credential, cloud: Cloud, resource: Resource) -> Asked:
    parts = (cloud.key, cloud.login, identity.tenant, identity.client_id, credential.kind, resource)
    return Asked(identity.key, credential.revision, " ".join(parts))
