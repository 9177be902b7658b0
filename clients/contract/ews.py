"""Exchange Web Services: the one call that proves access to a mailbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class EwsReply:
    """What GetFolder on an inbox, impersonated, came to.

    `response_class` Success or Error, `code` the ResponseCode or the SOAP fault's, `policy_reason` the header
    X-EWS-Policy-Reason, `diagnostics` the header x-ms-diagnostics, `primary` the right address when an alias was given.
    `status` None: no answer, `fault` says why ("malformed" for an answer that is no SOAP).
    """

    url: str
    mailbox: str
    status: int | None = None
    response_class: str = ""
    code: str = ""
    text: str = ""
    folder: bool = False
    policy_reason: str = ""
    diagnostics: str = ""
    primary: str = ""
    back_off_ms: int = 0
    request_id: str = ""
    fault: str = ""
    detail: str = ""
    scheme: str = ""
    ms: int = 0

    @property
    def ok(self) -> bool:
        return self.status == 200 and self.response_class == "Success" and self.folder

    def evidence(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> EwsReply:
        return cls(**value)


class Ews(Protocol):
    def get_folder(self, mailbox: str, *, url: str = "", impersonate: bool = True) -> EwsReply:
        """GetFolder on the inbox of `mailbox` (an SMTP address). `url` empty: the cloud's EWS with the application's
        token; else the customer's server with the impersonation user's password, by Basic over TLS or NTLM as the
        server offers. SignInRefused, NoCredential, OutOfTime."""
        ...
