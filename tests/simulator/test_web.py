from __future__ import annotations

import http.client
import socket
import ssl
import time
import uuid
from email.utils import parsedate_to_datetime

import pytest

from simulator.addresses import address
from simulator.server import Simulator
from tests.simulator.asking import World

LOGIN, GRAPH, OUTLOOK = "login.microsoftonline.com", "graph.microsoft.com", "outlook.office365.com"
XML = "/autodiscover/autodiscover.xml"


def openid(domain: str) -> str:
    return f"/{domain}/v2.0/.well-known/openid-configuration"


def json_form(domain: str, protocol: str = "EWS") -> str:
    return f"/autodiscover/autodiscover.json/v1.0/postmaster@{domain}?Protocol={protocol}"


def test_a_tenant_is_discovered_and_stays_the_same(world: World) -> None:
    told = world.https(LOGIN, openid("healthy.practice.test")).json()
    tenant = told["issuer"].split("/")[3]
    assert told["issuer"] == f"https://{LOGIN}/{uuid.UUID(tenant)}/v2.0"
    assert told["token_endpoint"].startswith(f"https://{LOGIN}/{tenant}/")
    assert (told["tenant_region_scope"], told["cloud_instance_name"]) == ("EU", "microsoftonline.com")
    assert world.https(LOGIN, openid("healthy.practice.test")).json() == told


@pytest.mark.parametrize(
    ("scenario", "host", "code", "named"),
    [
        ("no-tenant", LOGIN, 90002, "no-tenant.practice.test"),
        ("no-such-domain", LOGIN, 90002, "not found"),
        ("tenant-other-cloud", LOGIN, 90038, "microsoftonline.us"),
        ("healthy-gcc-high", LOGIN, 90038, "microsoftonline.us"),
        ("healthy", "login.microsoftonline.us", 90002, "not found"),
    ],
)
def test_a_tenant_that_is_not_here_is_refused_by_number(
    world: World, scenario: str, host: str, code: int, named: str
) -> None:
    page = world.https(host, openid(f"{scenario}.practice.test"))
    told = page.json()
    assert (page.status, told["error_codes"]) == (400, [code])
    assert told["error_description"].startswith(f"AADSTS{code}: ")
    assert named in told["error_description"]


@pytest.mark.parametrize(
    ("scenario", "host", "region"),
    [
        ("tenant-other-cloud", "login.microsoftonline.us", "DODCON"),
        ("healthy-gcc-high", "login.microsoftonline.us", "DODCON"),
        ("healthy-dod", "login.microsoftonline.us", "DOD"),
        ("msoid-china", "login.partner.microsoftonline.cn", None),
    ],
)
def test_each_cloud_knows_its_own_tenants(world: World, scenario: str, host: str, region: str | None) -> None:
    told = world.https(host, openid(f"{scenario}.practice.test")).json()
    assert told["issuer"].startswith(f"https://{host}/")
    assert told.get("tenant_region_sub_scope") == region


def test_a_service_that_is_down_says_when_to_come_back(world: World) -> None:
    page = world.https(LOGIN, openid("tenant-down.practice.test"))
    assert (page.status, page.headers["Retry-After"]) == (503, "30")


def test_a_web_page_may_stand_in_for_an_answer(world: World) -> None:
    page = world.https(LOGIN, openid("tenant-html.practice.test"))
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_half_an_answer_ends_in_the_middle(world: World) -> None:
    with pytest.raises(http.client.IncompleteRead):
        world.https(LOGIN, openid("tenant-truncated.practice.test"))


@pytest.mark.parametrize(
    ("host", "path"), [(LOGIN, openid("huge-body.practice.test")), ("huge-body.practice.test", "/")]
)
def test_an_endless_answer_goes_on_until_the_asker_hangs_up(world: World, host: str, path: str) -> None:
    with world.secure(host) as conn:
        conn.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        read = 0
        while read < 3_000_000:
            read += len(conn.recv(65536))
    assert read >= 3_000_000


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [
        ("healthy", "Managed"),
        ("realm-federated", "Federated"),
        ("realm-unknown", "Unknown"),
        ("no-tenant", "Unknown"),
    ],
)
def test_the_realm_is_told(world: World, scenario: str, kind: str) -> None:
    user = f"user@{scenario}.practice.test"
    told = world.https(LOGIN, f"/getuserrealm.srf?login={user}&json=1").json()
    assert told["NameSpaceType"] == kind
    assert ("AuthURL" in told) == (kind == "Federated")
    assert world.https(LOGIN, f"/common/userrealm/{user}?api-version=2.0").json() == told


@pytest.mark.parametrize(("scenario", "status"), [("realm-error", 503), ("tenant-html", 200)])
def test_the_realm_may_fail(world: World, scenario: str, status: int) -> None:
    page = world.https(LOGIN, f"/getuserrealm.srf?login=user@{scenario}.practice.test&json=1")
    assert (page.status, page.headers.get_content_subtype()) == (status, "plain" if status == 503 else "html")


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        (LOGIN, "/", 302),
        (LOGIN, "/elsewhere", 404),
        (GRAPH, "/v1.0/", 401),
        (OUTLOOK, "/", 302),
        (OUTLOOK, "/EWS/Exchange.asmx", 401),
        (OUTLOOK, "/elsewhere", 404),
        ("autodiscover-s.outlook.com", XML, 401),
        ("autodiscover-s.outlook.com", "/autodiscover/autodiscover.svc", 401),
    ],
)
def test_the_front_doors_are_as_microsofts(world: World, host: str, path: str, status: int) -> None:
    page = world.https(host, path)
    assert page.status == status
    assert ("WWW-Authenticate" in page.headers) == (status == 401)


def test_plain_http_at_a_front_door_leads_to_https(world: World) -> None:
    assert world.http(OUTLOOK, "/owa/?a=1").headers["Location"] == f"https://{OUTLOOK}/owa/?a=1"


@pytest.mark.parametrize(
    ("scenario", "protocol", "url"),
    [
        ("healthy", "EWS", f"https://{OUTLOOK}/EWS/Exchange.asmx"),
        ("healthy", "AutodiscoverV1", f"https://{OUTLOOK}/autodiscover/autodiscover.xml"),
        ("hybrid-healthy", "EWS", "https://mail.hybrid-healthy.practice.test/EWS/Exchange.asmx"),
        ("v2-wrong-host", "EWS", "https://webmail.hosting.example.net/EWS/Exchange.asmx"),
    ],
)
def test_the_json_form_names_a_server(world: World, scenario: str, protocol: str, url: str) -> None:
    told = world.https(OUTLOOK, json_form(f"{scenario}.practice.test", protocol)).json()
    assert told == {"Protocol": protocol, "Url": url}


def test_the_json_form_may_be_asked_with_parameters(world: World) -> None:
    path = "/autodiscover/autodiscover.json?Email=a@healthy.practice.test&Protocol=REST"
    assert world.https(OUTLOOK, path).json()["Url"] == f"https://{OUTLOOK}/api"


@pytest.mark.parametrize(
    ("scenario", "target"),
    [
        ("v2-redirect", "https://webmail.hosting.example.net/"),
        ("v2-unknown-user", f"https://{OUTLOOK}/"),
        ("no-tenant", f"https://{OUTLOOK}/"),
        ("healthy-gcc-high", "https://outlook.office365.us/"),
    ],
)
def test_the_json_form_may_send_on(world: World, scenario: str, target: str) -> None:
    page = world.https(OUTLOOK, json_form(f"{scenario}.practice.test"))
    assert page.status == 302
    assert page.headers["Location"].startswith(target)


def test_a_cloud_that_is_reached_by_its_address_names_itself(world: World) -> None:
    here = f"{address('front')}:{world.port(443)}"
    for domain in ("healthy.practice.test", "healthy-gcc-high.practice.test"):
        page = world.https(OUTLOOK, json_form(domain), headers={"Host": here})
        assert (page.status, page.json()["Url"]) == (200, f"https://{here}/EWS/Exchange.asmx")


def test_the_json_form_may_be_broken(world: World) -> None:
    with pytest.raises(ValueError, match="delimiter"):
        world.https(OUTLOOK, json_form("v2-malformed.practice.test")).json()
    assert world.https(OUTLOOK, json_form("v2-down.practice.test")).status == 503


@pytest.mark.parametrize(
    ("query", "code"), [("", "MandatoryParameterMissing"), ("?Protocol=X", "InvalidProtocol")]
)
def test_the_json_form_refuses_what_it_does_not_understand(world: World, query: str, code: str) -> None:
    page = world.https(OUTLOOK, f"/autodiscover/autodiscover.json/v1.0/a@healthy.practice.test{query}")
    assert (page.status, page.json()["ErrorCode"]) == (400, code)


@pytest.mark.parametrize(
    ("scenario", "endpoint"),
    [
        ("healthy", "autodiscover-s.outlook.com"),
        ("healthy-gcc-high", "autodiscover-s.office365.us"),
        ("healthy-dod", "autodiscover-s-dod.office365.us"),
        ("msoid-china", "autodiscover.partner.outlook.cn"),
    ],
)
def test_port_80_of_the_alias_leads_to_the_clouds_end_point(
    world: World, scenario: str, endpoint: str
) -> None:
    page = world.http(f"autodiscover.{scenario}.practice.test", XML)
    assert (page.status, page.headers["Location"]) == (302, f"https://{endpoint}{XML}")
    assert world.https(endpoint, XML).status == 401


def test_port_443_of_the_alias_is_closed(world: World) -> None:
    with pytest.raises(ConnectionRefusedError):
        world.https("autodiscover.healthy.practice.test", XML)


def test_a_front_end_hangs_up_on_a_customers_name(world: World) -> None:
    with pytest.raises((ssl.SSLEOFError, ConnectionResetError)):
        world.secure("autodiscover.healthy-dod.practice.test")


def test_the_redirector_may_have_nothing(world: World) -> None:
    assert world.http("autodiscover.autodiscover-only-fixed.practice.test", XML).status == 404


@pytest.mark.parametrize(
    ("host", "status", "location"),
    [
        ("healthy.practice.test", 404, None),
        ("root-web-site-catch-all.practice.test", 200, None),
        ("redirect-loop.practice.test", 302, f"https://redirect-loop.practice.test{XML}"),
        ("autodiscover-foreign-host.practice.test", 302, f"https://autodiscover.hosting.example.net{XML}"),
        ("autodiscover-password-http.practice.test", 302, f"http://webmail.hosting.example.net{XML}"),
        ("mail.hybrid-healthy.practice.test", 401, None),
        ("autodiscover.exchange-server-healthy.practice.test", 401, None),
        ("autodiscover.exchange-server-broken.practice.test", 404, None),
    ],
)
def test_customers_hosts_answer_as_their_scenario_says(
    world: World, host: str, status: int, location: str | None
) -> None:
    page = world.https(host, XML)
    assert (page.status, page.headers["Location"]) == (status, location)


def test_an_exchange_server_has_a_front_page_and_leads_to_https(world: World) -> None:
    host = "mail.hybrid-healthy.practice.test"
    assert world.https(host, "/owa/").status == 200
    assert world.http(host, "/owa/").headers["Location"] == f"https://{host}/owa/"


def test_a_stranger_takes_passwords_anywhere(world: World) -> None:
    assert world.http("webmail.hosting.example.net", XML).headers["WWW-Authenticate"].startswith("Basic")
    assert world.https("autodiscover.hosting.example.net", XML).status == 401
    assert world.https("www.example.net", "/").status == 200


def test_a_host_may_hang_up_or_talk_nonsense(world: World) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        world.https("web-site-reset.practice.test", "/")
    with pytest.raises(http.client.BadStatusLine):
        world.https("web-site-nonsense.practice.test", "/")


@pytest.mark.parametrize(
    ("host", "scenario", "why"),
    [
        (LOGIN, "network-tls-inspection", "self-signed certificate in certificate chain"),
        (GRAPH, "network-tls-wrong-name", "Hostname mismatch"),
        (OUTLOOK, "network-certificate-expired", "certificate has expired"),
        ("autodiscover-bad-certificate.practice.test", "", "Hostname mismatch"),
        ("autodiscover-expired-certificate.practice.test", "", "certificate has expired"),
    ],
)
def test_a_bad_certificate_is_bad_in_the_wanted_way(world: World, host: str, scenario: str, why: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match=why):
        world.secure(host, f"{scenario}.practice.test" if scenario else "")


def test_a_client_without_a_name_gets_some_certificate(world: World) -> None:
    blind = ssl.create_default_context()
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.10", world.port(443)), 5) as conn,
        blind.wrap_socket(conn) as secure,
    ):
        assert secure.version() == "TLSv1.3"


def test_certificates_of_the_good_kind_stand_strict_verification(world: World) -> None:
    strict = ssl.create_default_context(cafile=world.handle["ca_bundle"])
    strict.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
    with world.secure("graph.microsoft.com", trust=strict) as conn:
        assert ("DNS", "graph.microsoft.com") in conn.getpeercert()["subjectAltName"]  # type: ignore[index]


def test_a_skewed_clock_is_eleven_minutes_slow(world: World) -> None:
    page = world.https(LOGIN, "/", "network-clock-skew.practice.test")
    behind = time.time() - parsedate_to_datetime(page.headers["Date"]).timestamp()
    assert 650 < behind < 670


def test_one_connection_carries_several_requests(world: World) -> None:
    conn = http.client.HTTPConnection(GRAPH, timeout=5)
    conn.sock = world.secure(GRAPH)
    for method in ("GET", "HEAD", "POST"):
        conn.request(method, "/v1.0/", b"{}" if method == "POST" else None)
        got = conn.getresponse()
        assert (got.status, bool(got.read())) == (401, method != "HEAD")
    conn.close()


def test_what_was_sent_is_on_record(simulator: Simulator, world: World) -> None:
    domain = simulator.create("healthy")
    world.https(LOGIN, openid(domain), headers={"X-Trace": "1"})
    world.https(OUTLOOK, "/EWS/Exchange.asmx", method="POST", body=f"<t>a@{domain}</t>")
    world.dns(f"autodiscover.{domain}", "CNAME")
    seen = simulator.requests(domain)
    assert [(s.protocol, s.host, s.text) for s in seen] == [
        ("https", LOGIN, f"GET {openid(domain)}"),
        ("https", OUTLOOK, "POST /EWS/Exchange.asmx"),
        ("dns", "", f"autodiscover.{domain} CNAME"),
    ]
    assert seen[0].headers["x-trace"] == "1"
    assert seen[1].body == f"<t>a@{domain}</t>"
    assert len(simulator.requests()) > len(seen)
