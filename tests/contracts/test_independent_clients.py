"""Other people's clients against the simulator, so that it is not only what our own client believes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import exchangelib
import msal
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from exchangelib.errors import ErrorImpersonateUserDenied, ErrorNonExistentMailbox
from exchangelib.protocol import BaseProtocol, CachingProtocol, FailFast
from exchangelib.version import EXCHANGE_O365
from requests.adapters import HTTPAdapter

from simulator.addresses import address
from simulator.tenant.identity import secret
from tests.simulator.tenants import Tenant


def root(tenant: Tenant) -> str:
    """The front end by its address, where all services answer."""
    return f"https://{address('front')}:{tenant.world.port(443)}"


def application(tenant: Tenant, credential: Any) -> msal.ConfidentialClientApplication:
    session = requests.Session()
    session.trust_env = False
    session.verify = tenant.world.handle["ca_bundle"]
    return msal.ConfidentialClientApplication(
        tenant.client_id, client_credential=credential, authority=f"{root(tenant)}/{tenant.id}",
        instance_discovery=False, http_client=session,
    )  # fmt: skip


def token(tenant: Tenant, credential: Any) -> dict[str, Any]:
    app = application(tenant, credential)
    try:
        return dict(app.acquire_token_for_client(scopes=[f"{root(tenant)}/.default"]))
    finally:
        app.http_client.close()


def test_msal_signs_in_with_a_secret(tenant: Tenant) -> None:
    told = token(tenant, secret(tenant.domain, "client secret"))
    assert told["token_type"] == "Bearer"
    page = requests.get(
        f"{root(tenant)}/v1.0/organization", headers={"Authorization": f"Bearer {told['access_token']}"},
        verify=tenant.world.handle["ca_bundle"], timeout=5,
    )  # fmt: skip
    assert page.json()["value"][0]["id"] == tenant.id


def test_msal_reads_a_refusal(tenant: Tenant) -> None:
    told = token(tenant, "wrong")
    assert (told["error"], told["error_codes"]) == ("invalid_client", [7000215])
    assert told["error_description"].startswith("AADSTS7000215")


@pytest.mark.parametrize("sha256", [True, False])
def test_msal_signs_in_with_a_certificate(tenant: Tenant, sha256: bool) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Retain")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), 7, now, now + timedelta(days=9))
    made = built.sign(key, hashes.SHA256())
    public = made.public_bytes(Encoding.PEM).decode()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    credential = {"private_key": private}
    if sha256:
        credential["public_certificate"] = public
    else:
        credential["thumbprint"] = made.fingerprint(hashes.SHA1()).hex()
    assert token(tenant, credential)["error_codes"] == [700027]
    tenant.world.simulator.certificate(tenant.domain, public)
    assert "access_token" in token(tenant, credential)


# Exchange Web Services ----------------------------------------------------------------------------


@pytest.fixture
def trusting(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """exchangelib trusts the simulator's authority."""

    class Trusting(HTTPAdapter):
        def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
            super().cert_verify(conn, url, tenant.world.handle["ca_bundle"], cert)

    monkeypatch.setattr(BaseProtocol, "HTTP_ADAPTER_CLS", Trusting)


@pytest.fixture
def account(tenant: Tenant, trusting: None) -> Iterator[Any]:
    """Opens accounts in exchangelib, and closes its connections afterwards."""
    opened: list[Any] = []

    def made(name: str) -> Any:
        held = exchangelib.OAuth2AuthorizationCodeCredentials(
            access_token={"access_token": token(tenant, secret(tenant.domain, "client secret"))["access_token"],
                          "token_type": "Bearer"},
        )  # fmt: skip
        configuration = exchangelib.Configuration(
            service_endpoint=f"{root(tenant)}/EWS/Exchange.asmx", auth_type=exchangelib.OAUTH2,
            credentials=held, version=exchangelib.Version(build=EXCHANGE_O365), retry_policy=FailFast(),
        )  # fmt: skip
        account = exchangelib.Account(
            tenant.upn(name), config=configuration, autodiscover=False,
            access_type=exchangelib.IMPERSONATION, default_timezone=exchangelib.UTC,
        )  # fmt: skip
        opened.append(account.protocol)
        return account

    yield made
    for protocol in opened:
        protocol.close()
    CachingProtocol.clear_cache()


def test_exchangelib_opens_the_canary(account: Any) -> None:
    inbox = account("canary").inbox
    assert (inbox.name, inbox.total_count, inbox.unread_count) == ("Inbox", 12, 1)


def test_exchangelib_reads_our_refusals(account: Any, tenant: Tenant) -> None:
    with pytest.raises(ErrorImpersonateUserDenied):
        _ = account("outside").inbox
    tenant.do(f"mailbox {tenant.upn('canary')} none")
    with pytest.raises(ErrorNonExistentMailbox):
        _ = account("canary").inbox
