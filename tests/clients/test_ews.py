"""EWS by the application's token and by a password, over real TLS; the password goes nowhere else."""

from __future__ import annotations

import base64
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clients.contract import (
    Clients,
    ConnectTo,
    Credential,
    Deadline,
    EwsReply,
    Identity,
    Network,
    NoCredential,
    SignInRefused,
)
from clients.factory import open_clients
from clients.microsoft365.password_sign_in import binding_to
from clients.microsoft365.refusals import RefusalsInMemory
from tests.clients.mail_servers import FOLDER, USER, Gate, bindings_of, mail_server, user_file
from tests.clients.tenants import (
    CANARY,
    CLOUD,
    MAIL,
    OUTLOOK,
    Respond,
    header,
    identity,
    microsoft,
    refused,
    target,
)
from tests.clients.test_ews_message import GOOD, failure, fault, values
from tests.clients.web_servers import Authority, http, web_server

CANARY_BOX = "canary@example.org"
URL = f"https://{MAIL}/EWS/Exchange.asmx"
WORKER = identity(credential=None, username=USER, password=Credential("worker_password", CANARY))


def soap(body: str, status: str = "200 OK", **headers: str) -> bytes:
    return http(status, body.encode(), Content_Type="text/xml; charset=utf-8", **headers)


def online(authority: Authority, outlook: Respond) -> EwsReply:
    with microsoft(authority, outlook=outlook) as place, place.clients() as clients:
        return clients.ews.get_folder(CANARY_BOX)


def worker(**more: object) -> Identity:
    known = identity()
    return replace(WORKER, key=known.key, **more)  # type: ignore[arg-type]


@contextmanager
def at(
    network: Network,
    who: Identity | None = None,
    started: datetime | None = None,
    memory: RefusalsInMemory | None = None,
) -> Iterator[Clients]:
    with open_clients(
        network,
        cloud=CLOUD,
        identity=who or worker(),
        started=started,
        deadline=Deadline(10),
        progress=lambda text: None,
        refusals=memory,
    ) as clients:
        yield clients


def asked_of(network: Network, who: Identity | None = None) -> EwsReply:
    with at(network, who) as clients:
        return clients.ews.get_folder(CANARY_BOX, url=URL)


def test_a_folder_read_with_the_token_is_proof(authority: Authority) -> None:
    good = soap(GOOD, request_id="the-request")
    with microsoft(authority, outlook=lambda r: good) as place, place.clients() as clients:
        reply = clients.ews.get_folder(CANARY_BOX)
        clients.ews.get_folder("bücher@example.org", impersonate=False)
    first, second = place.asked(OUTLOOK)
    assert reply.ok
    assert (reply.scheme, reply.code, reply.request_id) == ("oauth", "NoError", "the-request")
    assert EwsReply.of(reply.evidence()) == reply
    assert target(first) == "/EWS/Exchange.asmx"
    assert header(first, "authorization").startswith("Bearer eyJ")
    assert header(first, "x-anchormailbox") == CANARY_BOX
    assert header(first, "content-type") == "text/xml; charset=utf-8"
    assert header(first, "client-request-id") != header(second, "client-request-id")
    assert header(second, "x-anchormailbox") == ""
    assert (b"Impersonation" in first, b"Impersonation" in second) == (True, False)


def test_a_policy_that_blocks_is_quoted(authority: Authority) -> None:
    reason = "EWS is disabled for this user or tenant"
    reply = online(authority, lambda r: http("403 Forbidden", X_EWS_Policy_Reason=reason))
    assert (reply.status, reply.policy_reason, reply.fault, reply.ok) == (403, reason, "", False)


def test_a_token_without_rights_brings_the_diagnostics(authority: Authority) -> None:
    said = '2000008;reason="The token contains no permissions."'
    reply = online(authority, lambda r: http("401 Unauthorized", x_ms_diagnostics=said))
    assert (reply.status, reply.diagnostics, reply.scheme) == (401, said, "oauth")


def test_errors_come_with_code_wait_and_the_right_address(authority: Authority) -> None:
    busy = fault("ErrorServerBusy", "Busy.", values(BackOffMilliseconds="1500"))
    reply = online(authority, lambda r: soap(busy, "500 Internal Server Error"))
    assert (reply.status, reply.code, reply.back_off_ms) == (500, "ErrorServerBusy", 1500)
    alias = failure("ErrorNonPrimarySmtpAddress", "Use right@example.org.")
    reply = online(authority, lambda r: soap(alias))
    assert (reply.response_class, reply.primary) == ("Error", "right@example.org")


@pytest.mark.parametrize(
    ("response", "fault_named", "status"),
    [
        (http(body=b"<html>Welcome"), "malformed", 200),
        (http("302 Found", Location=f"https://{MAIL}/"), "malformed", 302),
        (http("500 Internal Server Error", b"<html>"), "", 500),
        (http("503 Unavailable"), "", 503),
        (http(body=b"x" * 1_000_001), "too-large", 200),
        (b"", "reset", None),
    ],
)
def test_what_is_no_soap_proves_nothing(
    authority: Authority, response: bytes, fault_named: str, status: int | None
) -> None:
    reply = online(authority, lambda r: response)
    assert (reply.fault, reply.status, reply.ok) == (fault_named, status, False)


def test_a_refused_sign_in_and_an_impossible_address_end_the_call(authority: Authority) -> None:
    with microsoft(authority, refused(7000215)) as place, place.clients() as clients:
        with pytest.raises(SignInRefused):
            clients.ews.get_folder(CANARY_BOX)
        with pytest.raises(ValueError, match="control"):
            clients.ews.get_folder("a\r\nb@example.org")


def test_basic_is_used_when_the_server_offers_it(authority: Authority) -> None:
    gate = Gate(offers=("Negotiate", "NTLM", 'Basic realm="mail"'))
    with mail_server(authority, gate) as (server, network):
        reply = asked_of(network)
    assert (reply.ok, reply.scheme, reply.status) == (True, "basic", 200)
    first, second = server.requests
    assert header(first, "authorization") == ""
    assert (
        header(second, "authorization") == "Basic " + base64.b64encode(f"{USER}:{CANARY}".encode()).decode()
    )
    assert server.connections == 1


@pytest.mark.parametrize(
    ("offers", "scheme"), [(("Negotiate", "NTLM"), "ntlm"), (("Negotiate",), "negotiate")]
)
def test_ntlm_keeps_one_connection_and_sends_no_password(
    authority: Authority, tmp_path: Path, offers: tuple[str, ...], scheme: str
) -> None:
    with user_file(tmp_path), mail_server(authority, Gate(offers)) as (server, network):
        reply = asked_of(network)
    assert (reply.ok, reply.scheme) == (True, scheme)
    assert server.connections == 1
    sent = b"".join(server.requests)
    assert CANARY.encode() not in sent
    assert base64.b64encode(CANARY.encode()) not in sent


def test_ntlm_is_bound_to_the_servers_certificate(authority: Authority, tmp_path: Path) -> None:
    tls = authority.context(MAIL)
    newest = max(authority.pem.parent.glob("*-*.pem"), key=lambda path: path.stat().st_mtime_ns)
    gate = Gate(bindings=bindings_of(newest.read_bytes()))
    with user_file(tmp_path), mail_server(authority, gate, tls) as (_, network):
        assert asked_of(network).ok
    other = Gate(bindings=bindings_of(authority.pem.read_bytes()))
    with user_file(tmp_path), mail_server(authority, other) as (_, network):
        assert asked_of(network).status == 401


@pytest.mark.parametrize("offers", [("Basic realm=x",), ("NTLM",), ("Negotiate",)])
def test_a_wrong_password_is_tried_once_a_run(
    authority: Authority, tmp_path: Path, offers: tuple[str, ...]
) -> None:
    memory, who = RefusalsInMemory(), worker()
    with user_file(tmp_path, "other"), mail_server(authority, Gate(offers, "other")) as (server, network):
        for started in (None, None, datetime.now(UTC) - timedelta(minutes=1)):
            with at(network, who, started, memory) as clients:
                reply = clients.ews.get_folder(CANARY_BOX, url=URL)
            assert (reply.status, reply.scheme) == (401, offers[0].partition(" ")[0].lower())
        assert (server.connections, "locked" in reply.detail) == (1, True)
        with at(network, who, datetime.now(UTC), memory) as clients:
            clients.ews.get_folder(CANARY_BOX, url=URL)
        assert server.connections == 2
        new = replace(who, password=Credential("worker_password", "other", revision=2))
        with at(network, new, None, memory) as clients:
            assert clients.ews.get_folder(CANARY_BOX, url=URL).ok


def test_a_server_with_no_known_offer_gets_no_password(authority: Authority) -> None:
    with mail_server(authority, Gate(("Bearer",))) as (server, network):
        reply = asked_of(network)
    assert (reply.status, reply.scheme, len(server.requests)) == (401, "", 1)
    assert "no way" in reply.detail


@pytest.mark.parametrize(
    "challenge", ["NTLM", "NTLM !", "NTLM bm90IGEgY2hhbGxlbmdl", "NTLM TlRMTVNTUAACAAAA"]
)
def test_a_broken_handshake_says_nothing_of_the_password(authority: Authority, challenge: str) -> None:
    answer = http("401 Unauthorized", WWW_Authenticate=challenge)
    with web_server(lambda r: answer, authority.context(MAIL)) as server:
        rule = ConnectTo(MAIL, 443, server.address, server.port)
        reply = asked_of(Network(connect_to=(rule,), ca_bundle=str(authority.pem)))
    assert (reply.status, reply.scheme, reply.fault) == (401, "ntlm", "malformed")
    assert "did not go on" in reply.detail
    assert len(server.requests) == 2


def test_a_connection_that_is_not_kept_says_nothing_of_the_password(
    authority: Authority, tmp_path: Path
) -> None:
    with user_file(tmp_path), mail_server(authority, Gate(hangs_up=True)) as (server, network):
        reply = asked_of(network)
    assert (reply.status, reply.fault, server.connections) == (401, "malformed", 2)
    assert "closed in the middle" in reply.detail


def test_a_server_that_challenges_again_gets_no_second_proof(authority: Authority, tmp_path: Path) -> None:
    with user_file(tmp_path), mail_server(authority, Gate(repeats=True)) as (server, network):
        reply = asked_of(network)
    assert (reply.status, reply.fault, len(server.requests)) == (401, "", 3)


def test_bytes_that_are_no_certificate_bind_nothing() -> None:
    assert binding_to(None) is None
    assert binding_to(b"nothing") is None


def test_no_password_goes_over_plain_http(authority: Authority) -> None:
    with web_server(lambda r: FOLDER) as server:
        network = Network(connect_to=(ConnectTo(MAIL, 80, server.address, server.port),))
        with at(network) as clients:
            reply = clients.ews.get_folder(CANARY_BOX, url=URL.replace("https", "http"))
    assert (reply.fault, server.requests) == ("guard", [])


def test_no_password_goes_to_a_server_whose_certificate_is_not_good(
    authority: Authority, stranger: Authority
) -> None:
    for tls, fault_named in (
        (stranger.context(MAIL), "tls-issuer"),
        (authority.context("other.example.net"), "tls-name"),
        (authority.context(MAIL, starts=-9, ends=-1), "tls-expired"),
    ):
        gate = Gate(("Basic realm=x",))
        with mail_server(authority, gate, tls) as (server, network):
            reply = asked_of(network)
        assert (reply.fault, reply.status, server.requests) == (fault_named, None, [])


def test_no_password_follows_a_redirect(authority: Authority) -> None:
    for status in ("302 Found", "307 Temporary Redirect"):
        moved = http(status, Location=f"https://{OUTLOOK}/EWS/Exchange.asmx")
        with web_server(lambda r: moved, authority.context(MAIL, OUTLOOK)) as server:  # noqa: B023
            rules = tuple(ConnectTo(host, 443, server.address, server.port) for host in (MAIL, OUTLOOK))
            reply = asked_of(Network(connect_to=rules, ca_bundle=str(authority.pem)))
        assert (reply.fault, len(server.requests)) == ("malformed", 1)


def test_the_guard_judges_the_customers_server() -> None:
    with at(Network()) as clients:
        reply = clients.ews.get_folder(CANARY_BOX, url="https://127.0.0.1/EWS/Exchange.asmx")
    assert (reply.fault, reply.status) == ("guard", None)


def test_without_a_user_or_password_the_form_is_named() -> None:
    for who in (worker(password=None), worker(username="")):
        with at(Network(), who) as clients, pytest.raises(NoCredential) as raised:
            clients.ews.get_folder(CANARY_BOX, url=URL)
        assert raised.value.cause == "form:worker_password"


def test_the_password_shows_nowhere(
    authority: Authority, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hidden = (CANARY, base64.b64encode(f"{USER}:{CANARY}".encode()).decode())
    for gate in (Gate(("Basic realm=x",), "other"), Gate(("NTLM",)), Gate(("Basic realm=x",))):
        with user_file(tmp_path), mail_server(authority, gate) as (_, network), at(network) as clients:
            try:
                seen = repr(clients.ews.get_folder(CANARY_BOX, url=URL))
            except Exception as error:
                seen = "".join(traceback.format_exception(error))
            seen += repr(vars(clients)) + repr(worker()) + caplog.text
        assert not any(secret in seen for secret in hidden)
