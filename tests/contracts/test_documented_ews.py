"""The EWS envelopes printed in the documentation: every answer read by our own client, every call by the simulator."""

from __future__ import annotations

import pytest
from lxml import etree

from clients.contract import EwsReply
from simulator.web import soap
from tests.clients.tenants import microsoft
from tests.clients.web_servers import Authority, http
from tests.contracts.official import CONTRACTS, needed

pytestmark = needed
EXAMPLES = CONTRACTS / "ews" / "examples"
MAILBOX = "canary@example.org"
SCHEMA = "http://schemas.xmlsoap.org/soap/envelope/"
MISPRINT = SCHEMA.replace("http:", "https:")
# Response class, code, text, and whether a folder came.
OURS = {
    "getfolder-operation-1": ("Success", "NoError", "", True),
    "getfolder-operation-2": ("Error", "ErrorInvalidIdMalformed", "Id is malformed.", False),
    "how-to-work-with-folders-by-using-ews-in-exchange-5": ("Success", "NoError", "", True),
}
OTHERS = {
    "expanddl-operation-2": "ExpandDL",
    "expanddl-operation-3": "ExpandDL",
    "findfolder-operation-1": "FindFolder",
    "findfolder-operation-2": "FindFolder",
    "finditem-operation-1": "FindItem",
    "finditem-operation-2": "FindItem",
    "how-to-work-with-folders-by-using-ews-in-exchange-8": "FindFolder",
    "resolvenames-operation-1": "ResolveNames",
    "resolvenames-operation-2": "ResolveNames",
}


def printed(name: str) -> str:
    """The example as Exchange would send it: some pages print SOAP's namespace, which is a name, with https."""
    return (EXAMPLES / f"{name}.xml").read_text("utf-8").replace(MISPRINT, SCHEMA)


def operation(name: str) -> str:
    """What the body holds: GetFolder, GetFolderResponse, ...; empty where the example is no envelope."""
    body = etree.fromstring(printed(name).encode()).find(f"{{{SCHEMA}}}Body")
    return "" if body is None else etree.QName(body[0]).localname


def every() -> list[str]:
    return sorted(path.stem for path in EXAMPLES.glob("*.xml"))


def received(authority: Authority, text: str, status: str = "200 OK") -> EwsReply:
    """What our client makes of this answer of Exchange Online, over TLS."""
    answer = http(status, text.encode(), Content_Type="text/xml; charset=utf-8")
    with microsoft(authority, outlook=lambda _: answer) as place, place.clients() as clients:
        return clients.ews.get_folder(MAILBOX)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def test_every_documented_answer_is_named_here() -> None:
    answers = {name for name in every() if operation(name).endswith("Response")}
    assert answers == {*OURS, *OTHERS}
    assert {name: operation(name) for name in OTHERS} == {n: f"{op}Response" for n, op in OTHERS.items()}


@pytest.mark.parametrize("name", OURS)
def test_an_answer_to_our_call_is_read_as_it_is_printed(authority: Authority, name: str) -> None:
    reply = received(authority, printed(name))
    assert (reply.response_class, reply.code, reply.text, reply.folder) == OURS[name]
    assert (reply.status, reply.fault, reply.ok) == (200, "", OURS[name][3])


@pytest.mark.parametrize("name", OTHERS)
def test_an_answer_to_another_call_is_no_proof_even_if_it_says_no_error(
    authority: Authority, name: str
) -> None:
    reply = received(authority, printed(name))
    assert (reply.status, reply.fault, reply.ok) == (200, "malformed", False)
    assert (reply.code, reply.folder) == ("", False)
    assert reply.detail == "The answer is not a SOAP answer to GetFolder."


def test_a_misprinted_namespace_is_not_soap(authority: Authority) -> None:
    name = "how-to-work-with-folders-by-using-ews-in-exchange-5"
    reply = received(authority, printed(name).replace(SCHEMA, MISPRINT))
    assert (reply.fault, reply.ok) == ("malformed", False)


@pytest.mark.parametrize("name", every())
def test_each_of_them_as_a_fault_of_the_server_stays_one(authority: Authority, name: str) -> None:
    reply = received(authority, printed(name), "500 Internal Server Error")
    assert (reply.status, reply.ok) == (500, False)
    assert reply.code == (OURS[name][1] if name in OURS else "")


@pytest.mark.parametrize("name", every())
def test_the_simulator_takes_the_documented_calls_of_getfolder_alone(name: str) -> None:
    call = soap.read(printed(name).encode())
    assert (call is not None) is (operation(name) == "GetFolder")
    assert call is None or (call.whom, call.folder) == ("", "inbox")
