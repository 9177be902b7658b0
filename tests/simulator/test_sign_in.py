from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from simulator.scenarios import BY_NAME
from simulator.web.aadsts import WORDS
from tests.simulator.asking import Page, World
from tests.simulator.tenants import GRAPH, LOGIN, OUTLOOK, Tenant, tenant_of

BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def number(page: Page) -> int:
    """The AADSTS number of a refusal, once its form is checked."""
    told = page.json()
    assert page.status in (400, 401)
    assert set(told) == {
        "error", "error_description", "error_codes", "timestamp", "trace_id", "correlation_id", "error_uri",
    }  # fmt: skip
    (code,) = told["error_codes"]
    assert told["error_description"].startswith(f"AADSTS{code}: ")
    for part in ("Trace ID: ", "Correlation ID: ", "Timestamp: "):
        assert part in told["error_description"]
    return int(code)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(key: rsa.RSAPrivateKey, days: int = 30) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Retain")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(now - timedelta(days=60)).not_valid_after(now + timedelta(days=days))
    return built.sign(key, hashes.SHA256())


def uploaded(tenant: Tenant, made: x509.Certificate) -> str:
    pem = made.public_bytes(Encoding.PEM).decode()
    return str(
        tenant.world.control("POST", f"/domains/{tenant.domain}/certificate", {"pem": pem}).json()["undo"]
    )


def asserted(
    tenant: Tenant, key: rsa.RSAPrivateKey, made: x509.Certificate, *, header: str = "x5t#S256", **claims: Any
) -> Page:
    """Sign in with an assertion; claims replace the right ones."""
    algorithm = hashes.SHA1() if header == "x5t" else hashes.SHA256()
    print_ = base64.urlsafe_b64encode(made.fingerprint(algorithm)).rstrip(b"=").decode()
    now = int(time.time())
    right = {
        "aud": f"https://{LOGIN}/{tenant.id}/oauth2/v2.0/token", "iss": tenant.client_id,
        "sub": tenant.client_id, "jti": str(uuid.uuid4()), "nbf": now, "exp": now + 600,
    }  # fmt: skip
    text = jwt.encode({**right, **claims}, key, "PS256", {header: print_})
    return tenant.sign_in(client_secret=None, client_assertion=text, client_assertion_type=BEARER)


def test_a_secret_gives_a_token_that_the_published_keys_verify(tenant: Tenant) -> None:
    told = tenant.world.https(LOGIN, f"/{tenant.domain}/v2.0/.well-known/openid-configuration").json()
    assert tenant.id in told["issuer"]
    keys = tenant.world.https(LOGIN, urlsplit(told["jwks_uri"]).path).json()
    key = jwt.PyJWKSet.from_dict(keys).keys[0]
    for resource in (GRAPH, OUTLOOK):
        claims = jwt.decode(tenant.token(resource), key, ["RS256"], audience=f"https://{resource}")
        assert (claims["tid"], claims["appid"], claims["oid"]) == (
            tenant.id,
            tenant.client_id,
            tenant.object_id,
        )
        assert claims["exp"] > claims["iat"]
        assert ("User.Read.All" in claims.get("roles", [])) == (resource == GRAPH)


def test_the_tenant_may_be_named_by_its_id(tenant: Tenant) -> None:
    told = tenant.world.https(LOGIN, f"/{tenant.id}/v2.0/.well-known/openid-configuration")
    assert tenant.id in told.json()["token_endpoint"]


def test_the_client_may_name_itself_in_the_header(tenant: Tenant) -> None:
    body = urlencode({"grant_type": "client_credentials", "scope": f"https://{GRAPH}/.default"})
    given = BY_NAME["access-healthy"].credential(tenant.domain)["client_secret"]
    path = f"/{tenant.id}/oauth2/v2.0/token"
    for pair, status in ((f"{tenant.client_id}:{given}".encode(), 200), (b"\xff", 400)):
        headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
        page = tenant.world.https(LOGIN, path, method="POST", body=body, headers=headers)
        assert page.status == status


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"client_secret": "wrong"}, 7000215),
        ({"client_secret": None}, 7000218),
        ({"client_id": None}, 900144),
        ({"client_id": str(uuid.uuid4())}, 700016),
        ({"grant_type": "password"}, 70003),
        ({"scope": "User.Read"}, 70011),
        ({"scope": "https://other.example.net/.default"}, 500011),
        ({"client_secret": None, "client_assertion": "a.b.c", "client_assertion_type": "x"}, 50027),
        ({"client_secret": None, "client_assertion": "a.b.c", "client_assertion_type": BEARER}, 50027),
    ],
)
def test_a_wrong_form_is_refused(tenant: Tenant, form: Mapping[str, str], code: int) -> None:
    assert number(tenant.sign_in(**form)) == code


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("expire secret", 7000222),
        ("remove secrets", 7000215),
        ("disable app", 7000112),
        ("remove app", 7000229),
        ("app elsewhere", 700016),
        ("app public", 700025),
        *((f"refuse sign-in {code}", code) for code in (*WORDS, 999123)),
    ],
)
def test_what_is_wrong_in_the_tenant_is_refused_and_undone(tenant: Tenant, setting: str, code: int) -> None:
    undo = tenant.do(setting)
    assert number(tenant.sign_in()) == code
    tenant.world.simulator.undo(tenant.domain, undo)
    assert tenant.sign_in().status == 200


def test_an_unknown_tenant_is_refused(tenant: Tenant) -> None:
    path = f"/{uuid.uuid4()}/oauth2/v2.0/token"
    assert number(tenant.world.https(LOGIN, path, method="POST", body="client_id=x")) == 90002
    path = f"/{uuid.uuid4()}/v2.0/.well-known/openid-configuration"
    assert number(tenant.world.https(LOGIN, path)) == 90002


def test_a_tenant_of_another_cloud_is_not_here(world: World) -> None:
    elsewhere = tenant_of(world, "tenant-other-cloud")
    assert number(elsewhere.sign_in()) == 90002


@pytest.mark.parametrize("header", ["x5t", "x5t#S256"])
def test_a_registered_certificate_signs_in(tenant: Tenant, key: rsa.RSAPrivateKey, header: str) -> None:
    made = certificate(key)
    undo = uploaded(tenant, made)
    assert asserted(tenant, key, made, header=header).status == 200
    tenant.world.simulator.undo(tenant.domain, undo)
    assert number(asserted(tenant, key, made, header=header)) == 700027


def test_each_fault_of_an_assertion_has_its_number(tenant: Tenant, key: rsa.RSAPrivateKey) -> None:
    made, now = certificate(key), int(time.time())
    uploaded(tenant, made)
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert number(asserted(tenant, other, made)) == 700027
    assert number(asserted(tenant, key, made, exp=now - 900)) == 700024
    assert number(asserted(tenant, key, made, nbf=now + 900)) == 700024
    assert number(asserted(tenant, key, made, aud="https://example.net/")) == 700023
    assert number(asserted(tenant, key, made, sub="someone-else")) == 50012
    assert number(asserted(tenant, key, made, exp="never")) == 50027
    tenant.do("certificate ends in -1 days")
    assert number(asserted(tenant, key, made)) == 700027
    tenant.do("remove certificates")
    assert number(asserted(tenant, key, made)) == 700027


def test_what_is_no_certificate_is_not_uploaded(tenant: Tenant) -> None:
    page = tenant.world.control("POST", f"/domains/{tenant.domain}/certificate", {"pem": "none"})
    assert (page.status, "PEM" in page.json()["error"]) == (400, True)


@pytest.mark.parametrize(
    ("fault", "status", "holds"),
    [
        ("down", 503, b"unavailable"),
        ("error", 500, b"InternalServerError"),
        ("html", 200, b"<html>"),
        ("redirect", 302, b""),
        ("throttled", 429, b"TooManyRequests"),
        ("throttled-bare", 429, b"TooManyRequests"),
    ],
)
def test_the_token_end_point_can_misbehave(tenant: Tenant, fault: str, status: int, holds: bytes) -> None:
    tenant.do(f"sign-in answers {fault}")
    page = tenant.sign_in()
    assert page.status == status
    assert holds in page.body
    assert ("Retry-After" in page.headers) == (fault == "throttled")
    tenant.do("sign-in answers well")
    assert tenant.sign_in().status == 200


def test_instances_are_discovered(world: World) -> None:
    asked = urlencode({"authorization_endpoint": f"https://{LOGIN}/contoso.com/oauth2/v2.0/authorize"})
    told = world.https(LOGIN, f"/common/discovery/instance?api-version=1.1&{asked}").json()
    assert told["tenant_discovery_endpoint"].startswith(f"https://{LOGIN}/contoso.com/v2.0/")
    assert LOGIN in told["metadata"][0]["aliases"]


def consent(tenant: Tenant, **changes: str) -> Page:
    asked = {"client_id": tenant.client_id, "redirect_uri": "https://wizard.example.org/back?x=1",
             "state": "abc", "scope": f"https://{GRAPH}/.default", **changes}  # fmt: skip
    return tenant.world.https(LOGIN, f"/{tenant.id}/v2.0/adminconsent?{urlencode(asked)}")


def returned(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.headers["Location"]).query)


def test_consent_is_given_and_shows_in_the_next_token(tenant: Tenant) -> None:
    tenant.do("withdraw consent")
    assert "roles" not in jwt.decode(tenant.token(), options={"verify_signature": False})
    back = returned(consent(tenant))
    assert (back["admin_consent"], back["tenant"], back["state"]) == (["True"], [tenant.id], ["abc"])
    assert back["x"] == ["1"]
    assert "User.Read.All" in jwt.decode(tenant.token(), options={"verify_signature": False})["roles"]


def test_declined_consent_comes_back_as_an_error_beside_consent(tenant: Tenant) -> None:
    tenant.do("decline consent")
    back = returned(consent(tenant))
    assert (back["error"], back["admin_consent"]) == (["access_denied"], ["True"])
    assert back["error_description"][0].startswith("AADSTS65004")


@pytest.mark.parametrize("changes", [{"redirect_uri": ""}, {"client_id": "other"}])
def test_a_consent_page_that_cannot_return_says_so(tenant: Tenant, changes: Mapping[str, str]) -> None:
    assert consent(tenant, **changes).status == 400


def test_consent_to_an_unknown_tenant_stays_where_it_is(world: World) -> None:
    page = world.https(LOGIN, f"/{uuid.uuid4()}/v2.0/adminconsent?redirect_uri=https://wizard.example.org/")
    assert (page.status, b"AADSTS90002" in page.body) == (400, True)


def test_the_practice_answer_holds_what_signs_in(world: World) -> None:
    made = world.control("POST", "/domains", {"scenario": "access-healthy"}).json()
    tenant = Tenant(world, made["domain"])
    assert made["settings"]["tenant_id"] == tenant.id
    assert made["settings"]["client_id"] == tenant.client_id
    assert tenant.sign_in(client_secret=made["credential"]["client_secret"]).status == 200
    assert json.dumps(made["settings"]).count(made["credential"]["client_secret"]) == 0
