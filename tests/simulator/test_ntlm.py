"""NTLM: the sums against the printed examples, and a whole conversation with a library that is not the simulator's."""

from __future__ import annotations

import base64
import http.client
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import spnego
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenarios import BY_NAME
from simulator.web import ntlm
from simulator.web.md4 import md4
from tests.simulator.asking import World
from tests.simulator.tenants import Tenant, get_folder, tenant_of

PATH = "/EWS/Exchange.asmx"
SCENARIO = "server-ntlm-only"
# [MS-NLMP] 4.2.4: user, domain and password, the server's challenge and the client's blob.
NONCE = bytes.fromhex("0123456789abcdef")
BLOB = bytes.fromhex(
    "01010000000000000000000000000000aaaaaaaaaaaaaaaa0000000002000c0044006f006d00610069006e00"
    "01000c005300650072007600650072000000000000000000"
)
PROOF = bytes.fromhex("68cd0ab851e51c96aabc927bebef6a1c")


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        ("", "31d6cfe0d16ae931b73c59d7e0c089c0"),
        ("abc", "a448017aaf21d8525fc10ae87aa6729d"),
        ("message digest", "d9130a8164549fe818874806e1c7014b"),
        ("1234567890" * 8, "e33b4ddc9c38f2199c3e7b164fcc0536"),
    ],
)
def test_md4_is_that_of_the_standard(text: str, digest: str) -> None:
    assert md4(text.encode()).hex() == digest


@given(st.integers(0, 130))
def test_every_length_of_a_text_is_padded_to_whole_blocks(length: int) -> None:
    assert len(md4(b"x" * length)) == 16
    assert md4(b"x" * length) != md4(b"x" * (length + 1))


def test_the_proof_is_that_of_the_published_example() -> None:
    assert ntlm.owner_key("User", "Domain", "Password").hex() == "0c868a403bfd7a93a3001ef22ef02e3f"
    answer = ntlm.Answer("User", "Domain", PROOF, BLOB)
    assert ntlm.proves(answer, NONCE, "Password")
    assert not ntlm.proves(answer, NONCE, "password")
    assert not ntlm.proves(answer, bytes(8), "Password")


@given(st.binary(max_size=120))
def test_any_bytes_are_read_without_harm(body: bytes) -> None:
    assert ntlm.read(ntlm.SIGNATURE + body) is None or ntlm.kind(ntlm.SIGNATURE + body) == ntlm.AUTHENTICATE
    assert ntlm.kind(body) in (0, 1, 2, 3) or body.startswith(ntlm.SIGNATURE)


def test_an_answer_that_is_cut_or_of_version_one_is_none() -> None:
    client = spnego.client("user", "secret", protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm)
    client.step()
    whole = client.step(ntlm.challenge(NONCE, "mail.example.org"))
    assert whole is not None
    told = ntlm.read(whole)
    assert told is not None
    assert (told.user, ntlm.proves(told, NONCE, "secret")) == ("user", True)
    assert [ntlm.read(whole[:size]) for size in (0, 11, 30, len(whole) - 1)] == [None] * 4
    short = bytearray(whole)
    short[ntlm.PROOF_AT : ntlm.PROOF_AT + 2] = (24).to_bytes(2, "little")
    assert ntlm.read(bytes(short)) is None


# Conversations ------------------------------------------------------------------------------------------------


class Line:
    """One kept connection to the customer's server."""

    def __init__(self, world: World, domain: str) -> None:
        host = f"mail.{domain}"
        self.body = get_folder(f"canary@{domain}")
        self.conn = http.client.HTTPConnection(host, timeout=5)
        self.conn.sock = world.secure(host, domain)

    def post(self, authorization: str = "") -> http.client.HTTPResponse:
        headers = {"Authorization": authorization} if authorization else {}
        self.conn.request("POST", PATH, self.body, headers)
        reply = self.conn.getresponse()
        reply.read()
        return reply


@contextmanager
def line(world: World, tenant: Tenant) -> Iterator[Line]:
    opened = Line(world, tenant.domain)
    try:
        yield opened
    finally:
        opened.conn.close()


class Client:
    """Somebody who signs in with this password."""

    def __init__(self, tenant: Tenant, user: str = "RetainWorker", password: str | None = None) -> None:
        given = BY_NAME[SCENARIO].credential(tenant.domain)["worker_password"]
        self.context = spnego.client(
            user,
            given if password is None else password,
            protocol="ntlm",
            options=spnego.NegotiateOptions.use_ntlm,
        )

    def step(self, offered: str | None = None) -> str:
        token = base64.b64decode((offered or "").removeprefix("NTLM ")) if offered else None
        return "NTLM " + base64.b64encode(self.context.step(token) or b"").decode()

    def talk(self, on: Line) -> int:
        """The status at the end of the conversation."""
        return on.post(self.step(on.post(self.step()).headers["WWW-Authenticate"])).status


@pytest.fixture
def tenant(world: World) -> Tenant:
    return tenant_of(world, SCENARIO)


@pytest.mark.parametrize("user", ["RetainWorker", "retainworker@{d}", "EXAMPLE\\RetainWorker"])
def test_the_right_password_comes_in_under_any_of_the_names(world: World, tenant: Tenant, user: str) -> None:
    with line(world, tenant) as kept:
        first = kept.post()
        assert (first.status, first.headers["WWW-Authenticate"]) == (401, "NTLM")
        assert Client(tenant, user.format(d=tenant.domain)).talk(kept) == 200


@pytest.mark.parametrize(
    ("user", "password"), [("RetainWorker", "wrong"), ("canary", None), ("nobody", None)]
)
def test_anybody_else_is_told_the_schemes_again(
    world: World, tenant: Tenant, user: str, password: str | None
) -> None:
    with line(world, tenant) as kept:
        assert Client(tenant, user, password).talk(kept) == 401
        assert kept.post().headers["WWW-Authenticate"] == "NTLM"


def test_a_connection_that_signed_in_stays_signed_in_and_another_is_not(world: World, tenant: Tenant) -> None:
    with line(world, tenant) as kept, line(world, tenant) as other:
        assert Client(tenant).talk(kept) == 200
        assert (kept.post().status, other.post().status) == (200, 401)
        tenant.do(f"password {tenant.upn('RetainWorker')} must change")
        assert kept.post().status == 401


def test_a_challenge_is_good_once_and_on_its_own_connection(world: World, tenant: Tenant) -> None:
    client = Client(tenant)
    with line(world, tenant) as kept, line(world, tenant) as other:
        answer = client.step(kept.post(client.step()).headers["WWW-Authenticate"])
        assert other.post(answer).status == 401
        Client(tenant).talk(other)
        assert kept.post(answer).status == 200
        assert kept.post(answer).status == 401


def test_where_only_ntlm_is_offered_basic_is_not_taken(world: World, tenant: Tenant) -> None:
    given = BY_NAME[SCENARIO].credential(tenant.domain)["worker_password"]
    basic = "Basic " + base64.b64encode(f"RetainWorker:{given}".encode()).decode()
    with line(world, tenant) as kept:
        assert kept.post(basic).status == 401
        assert [kept.post(f"NTLM {text}").status for text in ("!", "bm9uc2Vuc2U=")] == [401, 401]


def test_where_basic_is_offered_beside_it_ntlm_works_too(world: World) -> None:
    tenant = tenant_of(world, "server-access-healthy")
    with line(world, tenant) as kept:
        assert "Basic" in kept.post().headers["WWW-Authenticate"]
        assert Client(tenant).talk(kept) == 200
