"""The Exchange Online Admin API v2.0: a few cmdlets over HTTP, in preview and not in every organization.

Source: Microsoft's "Exchange Online Admin API" reference (preview). Reading only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from clients.contract import Cloud, GraphReply
from clients.microsoft365.auth import MsalSignIns
from clients.microsoft365.graph import ANSWER_CAP, ANSWER_SECONDS, signed_reply
from clients.microsoft365.patience import Patience
from clients.outbound import Outbound
from clients.signed_web import SignedWeb

BASES = {"china": "https://outlook.office365.cn"}
# The organization's own mailbox, which routes a call that is about no particular mailbox.
ANCHOR = "SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}"
WORD = re.compile(r"[A-Za-z]{1,80}")
CMDLET = re.compile(r"Get-[A-Za-z]{1,80}")


class GuardedExchangeAdmin:
    """Implements `clients.contract.ExchangeAdmin`."""

    def __init__(self, outbound: Outbound, cloud: Cloud, sign_ins: MsalSignIns, patience: Patience) -> None:
        self._root = BASES.get(cloud.key, cloud.outlook)
        self._web = SignedWeb.to(outbound, [self._root])
        self._sign_ins, self._patience = sign_ins, patience

    def invoke(self, endpoint: str, cmdlet: str, parameters: Mapping[str, Any] | None = None) -> GraphReply:
        """One call, such as ("OrganizationConfig", "Get-OrganizationConfig"). ValueError for what is no reading
        cmdlet; SignInRefused, NoCredential, OutOfTime."""
        if not WORD.fullmatch(endpoint) or not CMDLET.fullmatch(cmdlet):
            raise ValueError("Only reading cmdlets (Get-...) of a named end point are called.")
        tenant = self._sign_ins.token("exchange").tenant_id
        asked = {"CmdletInput": {"CmdletName": cmdlet, "Parameters": dict(parameters or {})}}
        content, url = (
            json.dumps(asked).encode(),
            f"{self._root}/adminapi/v2.0/{quote(tenant, safe='')}/{endpoint}",
        )
        more = {"content-type": "application/json", "x-anchormailbox": f"APP:{ANCHOR}@{tenant}"}
        return signed_reply(
            self._sign_ins,
            lambda sent: self._web.send(
                "POST", url, more | sent, content, cap=ANSWER_CAP, seconds=ANSWER_SECONDS
            ),
            self._patience,
            "exchange",
        )
