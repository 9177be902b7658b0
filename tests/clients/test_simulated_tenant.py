"""The clients against the simulated tenants: sign-in, Graph and EWS end to end, over TLS and DNS of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from clients.contract import Clients, Credential, Deadline, Identity, SignInRefused
from clients.factory import open_clients
from clients.microsoft365.clouds import CLOUDS
from clients.simulator_control import Handle, read_handle
from simulator.server import Simulator
from simulator.tenant.healthy import worker_password
from simulator.tenant.identity import guid, secret, tenant_id
from tests.clients.test_certificate import pem_of, public_pem


@dataclass(frozen=True)
class Practice:
    """A running simulator and how it is reached."""

    simulator: Simulator
    handle: Handle

    @contextmanager
    def clients(
        self,
        domain: str,
        credential: Credential | None = None,
        tenant: str = "",
        password: str = "",
        username: str = "",
    ) -> Iterator[Clients]:
        """Clients signed in to the tenant of a practice domain, with its own secret unless another is given."""
        identity = Identity(
            domain,
            tenant or tenant_id(domain),
            guid(domain, "application"),
            username=username or f"RetainWorker@{domain}",
            credential=credential or Credential("client_secret", secret(domain, "client secret")),
            password=Credential("worker_password", password or worker_password(domain)),
        )
        with open_clients(
            self.handle.network(domain),
            cloud=CLOUDS["worldwide"],
            identity=identity,
            started=datetime.now(UTC),
            deadline=Deadline(10),
            progress=lambda text: None,
        ) as clients:
            yield clients


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    folder: Path = tmp_path_factory.mktemp("simulator")
    with Simulator() as running:
        authority = folder / "authority.pem"
        authority.write_text(running.ca_pem)
        file = folder / "handle.json"
        file.write_text(json.dumps(running.handle() | {"ca_bundle": str(authority)}))
        handle = read_handle(file)
        assert handle is not None
        yield Practice(running, handle)


@pytest.fixture
def domain(practice: Practice) -> str:
    """A healthy tenant of its own for each test."""
    return practice.simulator.create("healthy")


def test_a_healthy_tenant_signs_in_for_both_resources(practice: Practice, domain: str) -> None:
    with practice.clients(domain) as clients:
        found = clients.sign_in.token("graph")
        assert "User.Read.All" in found.roles
        assert clients.sign_in.token("exchange").tenant_id == found.tenant_id


def test_the_domain_finds_its_tenant(practice: Practice, domain: str) -> None:
    with practice.clients(domain, tenant=domain) as clients:
        assert clients.sign_in.token("graph").tenant_id == tenant_id(domain)


def test_a_wrong_secret_and_an_unknown_tenant_are_told_apart(practice: Practice, domain: str) -> None:
    wrong = Credential("client_secret", "wrong")
    for credential, tenant, code in ((wrong, "", 7000215), (None, guid(domain, "nobody's"), 90002)):
        with practice.clients(domain, credential, tenant) as clients, pytest.raises(SignInRefused) as raised:
            clients.sign_in.token("graph")
        assert raised.value.codes[0] == code


def test_a_registered_certificate_signs_in_and_another_does_not(practice: Practice, domain: str) -> None:
    good, other = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    pem = public_pem(good)
    practice.simulator.certificate(domain, pem)
    with practice.clients(domain, Credential("certificate", pem_of(good), pem)) as clients:
        assert clients.sign_in.token("graph").roles
    foreign = Credential("certificate", pem_of(other), public_pem(other), revision=2)
    with practice.clients(domain, foreign) as clients, pytest.raises(SignInRefused) as raised:
        clients.sign_in.token("graph")
    assert raised.value.codes[0] == 700027


def test_graph_answers_and_pages(practice: Practice, domain: str) -> None:
    with practice.clients(domain) as clients:
        inbox = clients.graph.get(f"/users/canary@{domain}/mailFolders/inbox", {"$select": "id,displayName"})
        assert (inbox.status, inbox.code, inbox.fault) == (200, "", "")
        missing = clients.graph.get(f"/users/nobody@{domain}", {"$select": "id"}, needs="User.Read.All")
        assert missing.status == 404
        roles = clients.graph.pages("/roleManagement/exchange/roleDefinitions", beta=True)
        assert roles.ok
        assert any(row["displayName"] == "Application Mail.Read" for row in roles.value["value"])


def test_ews_reads_the_canarys_inbox(practice: Practice, domain: str) -> None:
    with practice.clients(domain) as clients:
        reply = clients.ews.get_folder(f"canary@{domain}")
        assert (reply.ok, reply.code, reply.scheme) == (True, "NoError", "oauth")
        nobody = clients.ews.get_folder(f"nobody@{domain}")
        assert nobody.code == "ErrorNonExistentMailbox"


@pytest.mark.parametrize("user", ["RetainWorker@{d}", "EXAMPLE\\RetainWorker"])
def test_a_server_that_takes_ntlm_alone_is_asked_by_it_over_one_connection(
    practice: Practice, user: str
) -> None:
    domain = practice.simulator.create("server-ntlm-only")
    url = f"https://mail.{domain}/EWS/Exchange.asmx"
    with practice.clients(domain, username=user.format(d=domain)) as clients:
        reply = clients.ews.get_folder(f"canary@{domain}", url=url)
        assert (reply.ok, reply.code, reply.scheme) == (True, "NoError", "ntlm")
    with practice.clients(domain, username=user.format(d=domain), password="wrong") as clients:
        for _ in range(2):
            reply = clients.ews.get_folder(f"canary@{domain}", url=url)
            assert (reply.ok, reply.status, reply.scheme, reply.fault) == (False, 401, "ntlm", "")
    asked = [
        one.headers.get("authorization", "").partition(" ")[0] for one in practice.simulator.requests(domain)
    ]
    assert [scheme for scheme in asked if scheme] == ["NTLM"] * 4  # the refused password was proved once


def test_the_customers_own_server_is_asked_with_the_password(practice: Practice) -> None:
    domain = practice.simulator.create("exchange-server-healthy")
    url = f"https://mail.{domain}/EWS/Exchange.asmx"
    with practice.clients(domain) as clients:
        reply = clients.ews.get_folder(f"canary@{domain}", url=url)
        assert (reply.ok, reply.code, reply.scheme) == (True, "NoError", "basic")
    with practice.clients(domain, password="wrong") as clients:
        reply = clients.ews.get_folder(f"canary@{domain}", url=url)
        assert (reply.ok, reply.status, reply.scheme) == (False, 401, "basic")
