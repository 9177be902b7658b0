"""The one EWS request that is made, and its answers.

GetFolder on the inbox with ExchangeImpersonation, in Microsoft's EWS schema; answers as a response message or as a
SOAP fault with `ResponseCode` in its detail (Microsoft's "ResponseCode" reference).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from defusedxml.ElementTree import fromstring

from clients.text import printable

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
MESSAGES = "{http://schemas.microsoft.com/exchange/services/2006/messages}"
TYPES = "{http://schemas.microsoft.com/exchange/services/2006/types}"
ANSWER_CAP = 1_000_000
ADDRESS = re.compile(r"[^\s<>@,;:'\"()\[\]]{1,64}@[A-Za-z0-9.-]{1,253}[A-Za-z0-9]")
IMPERSONATED = (
    "<t:ExchangeImpersonation><t:ConnectingSID><t:SmtpAddress>{mailbox}</t:SmtpAddress></t:ConnectingSID>"
    "</t:ExchangeImpersonation>"
)
GET_FOLDER = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"'
    ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">'
    '<soap:Header><t:RequestServerVersion Version="Exchange2016"/>{impersonated}</soap:Header>'
    "<soap:Body><m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>"
    '<m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder></soap:Body></soap:Envelope>'
)


@dataclass(frozen=True)
class Said:
    """What an answer said; the fields as in EwsReply."""

    response_class: str = ""
    code: str = ""
    text: str = ""
    folder: bool = False
    primary: str = ""
    back_off_ms: int = 0


def get_folder(mailbox: str, impersonate: bool) -> bytes:
    """The request in UTF-8. ValueError for an address that XML cannot hold."""
    if not mailbox.isprintable():
        raise ValueError("A mailbox address has no control characters.")
    header = IMPERSONATED.format(mailbox=escape(mailbox)) if impersonate else ""
    return GET_FOLDER.format(impersonated=header).encode("utf-8")


def read(body: str, mailbox: str = "") -> Said | None:
    """What a SOAP answer said; None when it is none. Hardened: no DTD, no entities, 1 MB at most."""
    if len(body) > ANSWER_CAP:
        return None
    try:
        root = fromstring(body.encode("utf-8"), forbid_dtd=True)
    except Exception:
        # Hostile text: whatever the parser raises, it is no SOAP answer.
        return None
    content = root.find(f"{SOAP}Body") if root.tag == f"{SOAP}Envelope" else None
    if content is None:
        return None
    fault = content.find(f"{SOAP}Fault")
    if fault is not None:
        return _fault(fault, mailbox)
    message = next(content.iter(f"{MESSAGES}GetFolderResponseMessage"), None)
    return _message(message, mailbox) if message is not None else None


def _message(message: Element, mailbox: str) -> Said:
    ids = (element.get("Id", "") for element in message.iter(f"{TYPES}FolderId"))
    return Said(
        response_class=printable(message.get("ResponseClass", ""))[:50],
        code=_first(message, f"{MESSAGES}ResponseCode"),
        text=_first(message, f"{MESSAGES}MessageText"),
        folder=any(ids),
        primary=_primary(message, mailbox),
        back_off_ms=_back_off(message),
    )


def _fault(fault: Element, mailbox: str) -> Said:
    code = _local(fault, "ResponseCode") or _local(fault, "faultcode").rpartition(":")[2]
    text = _local(fault, "faultstring") or _local(fault, "Message")
    return Said("Error", code, text, primary=_primary(fault, mailbox), back_off_ms=_back_off(fault))


def _first(parent: Element, tag: str) -> str:
    return _text(next(parent.iter(tag), None))


def _local(parent: Element, name: str) -> str:
    return _text(next((e for e in parent.iter() if str(e.tag).rpartition("}")[2] == name), None))


def _text(element: Element | None) -> str:
    return printable((element.text or "").strip()[:1000]) if element is not None else ""


def _values(parent: Element) -> dict[str, str]:
    """The named values of MessageXml."""
    return {element.get("Name", "").lower(): _text(element) for element in parent.iter(f"{TYPES}Value")}


def _back_off(parent: Element) -> int:
    value = _values(parent).get("backoffmilliseconds", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else 0


def _primary(parent: Element, mailbox: str) -> str:
    """The right address, where an alias was given: the first other address that the error names."""
    if "ErrorNonPrimarySmtpAddress" not in (
        _first(parent, f"{MESSAGES}ResponseCode"),
        _local(parent, "ResponseCode"),
    ):
        return ""
    texts = [*_values(parent).values(), *(_text(e) for e in parent.iter())]
    named = (found for text in texts for found in ADDRESS.findall(text))
    return next((address for address in named if address.lower() != mailbox.lower()), "")
