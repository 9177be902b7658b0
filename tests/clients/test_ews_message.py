"""The EWS request and its answers, hostile ones too."""

from __future__ import annotations

import os
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from clients.microsoft365.ews_message import Said, get_folder, read

CONTRACTS = Path(os.environ.get("CONTRACTS_DIR", "../shared/contracts"))
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"


def envelope(body: str) -> str:
    names = f'xmlns:s="{SOAP}" xmlns:t="{TYPES}" xmlns:m="{MESSAGES}" xmlns:e="{ERRORS}"'
    return f"<s:Envelope {names}><s:Body>{body}</s:Body></s:Envelope>"


def answered(kind: str, inner: str) -> str:
    return envelope(
        "<m:GetFolderResponse><m:ResponseMessages>"
        f'<m:GetFolderResponseMessage ResponseClass="{kind}">{inner}</m:GetFolderResponseMessage>'
        "</m:ResponseMessages></m:GetFolderResponse>"
    )


GOOD = answered(
    "Success",
    "<m:ResponseCode>NoError</m:ResponseCode>"
    '<m:Folders><t:Folder><t:FolderId Id="AQ" ChangeKey="1"/></t:Folder></m:Folders>',
)


def fault(code: str, text: str = "What it says.", detail: str = "") -> str:
    return envelope(
        f"<s:Fault><faultcode>t:{code}</faultcode><faultstring>{text}</faultstring><detail>"
        f"<e:ResponseCode>{code}</e:ResponseCode><e:Message>{text}</e:Message>{detail}</detail></s:Fault>"
    )


def failure(code: str, text: str = "What it says.", more: str = "") -> str:
    return answered(
        "Error", f"<m:MessageText>{text}</m:MessageText><m:ResponseCode>{code}</m:ResponseCode>{more}"
    )


def values(**named: str) -> str:
    inner = "".join(f'<t:Value Name="{name}">{value}</t:Value>' for name, value in named.items())
    return f"<t:MessageXml>{inner}</t:MessageXml>"


def test_a_folder_is_success() -> None:
    assert read(GOOD) == Said("Success", "NoError", folder=True)


def test_success_without_a_folder_has_none() -> None:
    said = read(answered("Success", "<m:ResponseCode>NoError</m:ResponseCode><m:Folders/>"))
    assert said == Said("Success", "NoError")


def test_an_error_message_gives_code_and_text() -> None:
    said = read(failure("ErrorNonExistentMailbox", "No mailbox."))
    assert said == Said("Error", "ErrorNonExistentMailbox", "No mailbox.")


def test_a_soap_fault_gives_code_and_text() -> None:
    assert read(fault("ErrorImpersonateUserDenied")) == Said(
        "Error", "ErrorImpersonateUserDenied", "What it says."
    )
    plain = envelope("<s:Fault><faultcode>s:Client</faultcode><faultstring>Bad.</faultstring></s:Fault>")
    assert read(plain) == Said("Error", "Client", "Bad.")


@pytest.mark.parametrize("build", [fault, failure])
def test_a_busy_server_says_how_long_to_wait(build: object) -> None:
    said = read(build("ErrorServerBusy", "Busy.", values(BackOffMilliseconds="297749")))  # type: ignore[operator]
    assert said == Said("Error", "ErrorServerBusy", "Busy.", back_off_ms=297749)
    odd = read(build("ErrorServerBusy", "Busy.", values(BackOffMilliseconds="soon")))  # type: ignore[operator]
    assert odd is not None
    assert odd.back_off_ms == 0


@pytest.mark.parametrize(
    "body",
    [
        fault("ErrorNonPrimarySmtpAddress", "Use the other.", values(Primary="right@example.org")),
        failure("ErrorNonPrimarySmtpAddress", "alias@example.org is not right, use right@example.org."),
    ],
)
def test_an_alias_gets_the_right_address(body: str) -> None:
    said = read(body, "Alias@example.org")
    assert said is not None
    assert said.primary == "right@example.org"


def test_an_address_in_another_error_is_not_the_right_one() -> None:
    said = read(fault("ErrorNonExistentMailbox", "No mailbox x@example.org."))
    assert said is not None
    assert said.primary == ""


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html><body>Hello</body></html>",
        GOOD.replace("2006/messages", "2006/other"),
        GOOD.replace("soap/envelope", "other"),
        GOOD[:-5],
        f"<s:Envelope xmlns:s='{SOAP}'/>",
        '<!DOCTYPE x [<!ENTITY a "b">]>' + GOOD,
        '<?xml version="1.0" encoding="utf-7"?>' + GOOD,
        GOOD + " " * 1_000_001,
    ],
)
def test_what_is_no_answer_to_getfolder_is_nothing(body: str) -> None:
    assert read(body) is None


@given(st.text())
def test_any_text_is_read_without_harm(text: str) -> None:
    read(text)
    read(envelope(text))


@given(st.text(alphabet=st.characters(exclude_categories=["C"], exclude_characters="￾￿"), max_size=30))
def test_any_words_of_a_server_come_back_printable(text: str) -> None:
    said = read(failure("ErrorOther", escape(text)))
    assert said is not None
    assert said.text.isprintable()


@given(st.text(max_size=40))
def test_a_mailbox_stays_text_in_the_request(mailbox: str) -> None:
    try:
        request = get_folder(mailbox, True)
    except ValueError:
        assert not mailbox.isprintable()
        return
    try:
        root = etree.fromstring(request)
    except etree.XMLSyntaxError:
        pytest.fail(f"{mailbox!r} breaks the request")
    assert "".join(e.text or "" for e in root.iter(f"{{{TYPES}}}SmtpAddress")) == mailbox


def test_without_impersonation_nobody_is_named() -> None:
    assert b"Impersonation" not in get_folder("canary@example.org", False)


@pytest.mark.skipif(not CONTRACTS.is_dir(), reason="the contracts are not beside the project")
def test_the_request_is_valid_by_the_schema() -> None:
    schema = etree.XMLSchema(etree.parse(CONTRACTS / "ews" / "messages.xsd"))
    root = etree.fromstring(get_folder("canary@example.org", True))
    schema.assertValid(next(root.iter(f"{{{MESSAGES}}}GetFolder")))
    types = etree.XMLSchema(etree.parse(CONTRACTS / "ews" / "types.xsd"))
    for name in ("ExchangeImpersonation", "RequestServerVersion"):
        types.assertValid(next(root.iter(f"{{{TYPES}}}{name}")))
