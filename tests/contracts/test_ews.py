"""EWS calls and simulated answers against Microsoft's schemas."""

from __future__ import annotations

from functools import cache

import pytest
from lxml import etree

from clients.contract import EwsReply
from clients.microsoft365 import ews_message
from simulator.web import soap
from tests.contracts import official
from tests.simulator.tenants import Tenant, get_folder

pytestmark = official.needed

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"


@cache
def schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(official.CONTRACTS / "ews" / name))


def inside(body: bytes, part: str) -> list[etree._Element]:
    """The elements of the SOAP header or body."""
    found = etree.fromstring(body, etree.XMLParser(resolve_entities=False)).find(SOAP + part)
    return [] if found is None else list(found)


def assert_valid(body: bytes) -> None:
    for element in inside(body, "Body"):
        schema("messages.xsd").assertValid(element)
    for element in inside(body, "Header"):
        schema("types.xsd").assertValid(element)


@pytest.mark.parametrize("shape", ["IdOnly", "Default"])
def test_a_folder_fits_the_schema(tenant: Tenant, shape: str) -> None:
    page = tenant.ews(get_folder(tenant.upn("canary"), shape=shape))
    assert b"FolderId" in page.body
    assert_valid(page.body)


@pytest.mark.parametrize("code", soap.IN_MESSAGE)
def test_an_error_in_a_message_fits_the_schema(tenant: Tenant, code: str) -> None:
    tenant.do(f"ews answers {code}")
    page = tenant.ews(get_folder(tenant.upn("canary")))
    assert code.encode() in page.body
    assert_valid(page.body)


def test_an_alias_and_a_missing_folder_fit_the_schema(tenant: Tenant) -> None:
    alias = tenant.ews(get_folder(tenant.upn("canary.archive")))
    missing = tenant.ews(get_folder(tenant.upn("canary"), folder="drafts"))
    for page in (alias, missing):
        assert b'ResponseClass="Error"' in page.body
        assert_valid(page.body)


@pytest.mark.parametrize("code", sorted(set(soap.WORDS)))
def test_every_code_is_one_that_the_schema_knows(code: str) -> None:
    names = etree.parse(official.CONTRACTS / "ews" / "messages.xsd").xpath(
        "//*[local-name()='simpleType'][@name='ResponseCodeType']//@value"
    )
    assert code in names


@pytest.mark.parametrize("impersonate", [True, False])
def test_our_own_call_fits_the_schema(impersonate: bool) -> None:
    assert_valid(ews_message.get_folder("canary@example.org", impersonate))


def test_a_broken_answer_would_be_noticed(tenant: Tenant) -> None:
    page = tenant.ews(get_folder(tenant.upn("canary")))
    with pytest.raises(etree.DocumentInvalid):
        assert_valid(page.body.replace(b"NoError", b"AllIsWell"))


def test_our_client_reads_every_simulated_answer(tenant: Tenant) -> None:
    for setting, code in (("wait", "NoError"), *((f"ews answers {code}", code) for code in soap.WORDS)):
        undo = tenant.do(setting)
        page = tenant.ews(get_folder(tenant.upn("canary")))
        said = ews_message.read(page.body.decode())
        assert said is not None
        assert said.code == code
        tenant.world.simulator.undo(tenant.domain, undo)
    assert EwsReply("u", "m").ok is False
