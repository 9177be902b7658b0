"""SOAP as Exchange speaks it: reading GetFolder, and writing its answers and faults.

Source: Microsoft's EWS schemas (messages.xsd, types.xsd) and "ResponseCode". What a fault says in `detail` has no
schema.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

import defusedxml.ElementTree as xml
from defusedxml import DefusedXmlException

from simulator.tenant.identity import guid
from simulator.tenant.model import User
from simulator.web.message import Reply

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"
HEADERS = {"Content-Type": "text/xml; charset=utf-8"}
FOLDERS = {"inbox": "Inbox", "root": "Root", "msgfolderroot": "Top of Information Store"}
WORDS: Mapping[str, str] = {
    "ErrorImpersonateUserDenied": "The account does not have permission to impersonate the requested user.",
    "ErrorInvalidExchangeImpersonationHeaderData": "ExchangeImpersonation SOAP header must be present for this "
    "type of OAuth token.",
    "ErrorNonExistentMailbox": "The SMTP address has no mailbox associated with it.",
    "ErrorNonPrimarySmtpAddress": "When making a request as an account that does not have a mailbox, you must "
    "specify the mailbox primary SMTP address for any distinguished folder Ids.",
    "ErrorAccessDenied": "Access is denied. Check credentials and try again.",
    "ErrorAccountDisabled": "The account is disabled.",
    "ErrorInvalidLicense": "The mailbox has no valid licence.",
    "ErrorMailboxMoveInProgress": "Mailbox move in progress. Try again later.",
    "ErrorMailboxStoreUnavailable": "The mailbox database is temporarily unavailable.",
    "ErrorServerBusy": "The server cannot service this request right now. Try again later.",
    "ErrorADUnavailable": "The Active Directory is temporarily unavailable.",
    "ErrorSchemaValidation": "The request failed schema validation.",
}
IN_MESSAGE = ("ErrorNonExistentMailbox", "ErrorNonPrimarySmtpAddress", "ErrorAccessDenied", "ErrorAccountDisabled",
              "ErrorInvalidLicense", "ErrorMailboxMoveInProgress", "ErrorMailboxStoreUnavailable")  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A GetFolder: on whose behalf ("" without impersonation), the folder, and whether its id is enough."""

    whom: str
    folder: str
    brief: bool


def read(body: bytes) -> Call | None:
    """The call, or None when it is none that is served here."""
    try:
        root = xml.fromstring(body)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    asked = root.find(f"{{{SOAP}}}Body/{{{MESSAGES}}}GetFolder")
    if asked is None:
        return None
    folder = asked.find(f".//{{{TYPES}}}DistinguishedFolderId")
    shape = _text(asked.find(f".//{{{TYPES}}}BaseShape"))
    brief = shape == "IdOnly" and asked.find(f".//{{{TYPES}}}AdditionalProperties") is None
    return Call(_whom(root), folder.get("Id", "") if folder is not None else "", brief)


def _whom(root: Element) -> str:
    path = f"{{{SOAP}}}Header/{{{TYPES}}}ExchangeImpersonation/{{{TYPES}}}ConnectingSID"
    sid = root.find(path)
    return "" if sid is None or not len(sid) else _text(sid[0])


def _text(element: Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


def folder(call: Call, user: User | None) -> Reply:
    """The folder was found and may be read."""
    if user is None or call.folder not in FOLDERS:
        return _message(
            _error("ErrorFolderNotFound", "The specified folder could not be found in the store."), "Error"
        )
    id = base64.b64encode(guid(user.id, call.folder).encode()).decode()
    more = "" if call.brief else (
        f"<t:DisplayName>{escape(FOLDERS[call.folder])}</t:DisplayName><t:TotalCount>12</t:TotalCount>"
        "<t:ChildFolderCount>0</t:ChildFolderCount><t:UnreadCount>1</t:UnreadCount>"
    )  # fmt: skip
    found = f'<t:Folder><t:FolderId Id={quoteattr(id)} ChangeKey="AQAAABYAAAA="/>{more}</t:Folder>'
    return _message(f"<m:ResponseCode>NoError</m:ResponseCode><m:Folders>{found}</m:Folders>", "Success")


def failure(code: str, *, primary: str = "") -> Reply:
    """An error of this code: of a mailbox in the response message, of the whole call as a fault (HTTP 500)."""
    text = WORDS.get(code, "The request could not be served.")
    if code in IN_MESSAGE:
        value = (
            f'<m:MessageXml><t:Value Name="Primary">{escape(primary)}</t:Value></m:MessageXml>'
            if primary
            else ""
        )
        return _message(_error(code, text, value), "Error")
    wait = '<t:Value Name="BackOffMilliseconds">1000</t:Value>'
    busy = f'<t:MessageXml xmlns:t="{TYPES}">{wait}</t:MessageXml>'
    detail = (
        f'<e:ResponseCode xmlns:e="{ERRORS}">{escape(code)}</e:ResponseCode>'
        f'<e:Message xmlns:e="{ERRORS}">{escape(text)}</e:Message>'
        + (busy if code == "ErrorServerBusy" else "")
    )
    fault = f'<faultcode xmlns:a="{TYPES}">a:{escape(code)}</faultcode>'
    fault += f'<faultstring xml:lang="en-US">{escape(text)}</faultstring><detail>{detail}</detail>'
    return Reply(500, _envelope(f"<s:Fault>{fault}</s:Fault>", header=False), HEADERS)


def _error(code: str, text: str, value: str = "") -> str:
    return (
        f"<m:MessageText>{escape(text)}</m:MessageText><m:ResponseCode>{code}</m:ResponseCode>"
        f"<m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>{value}<m:Folders/>"
    )


def _message(inside: str, outcome: str) -> Reply:
    told = (
        f'<m:GetFolderResponse xmlns:m="{MESSAGES}" xmlns:t="{TYPES}"><m:ResponseMessages>'
        f'<m:GetFolderResponseMessage ResponseClass="{outcome}">{inside}</m:GetFolderResponseMessage>'
        "</m:ResponseMessages></m:GetFolderResponse>"
    )
    return Reply(200, _envelope(told), HEADERS)


def _envelope(body: str, *, header: bool = True) -> bytes:
    version = (
        f'<s:Header><h:ServerVersionInfo MajorVersion="15" MinorVersion="20" MajorBuildNumber="9300" '
        f'MinorBuildNumber="10" Version="V2018_01_08" xmlns:h="{TYPES}"/></s:Header>'
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{SOAP}">{version if header else ""}'
        f"<s:Body>{body}</s:Body></s:Envelope>"
    ).encode()
