"""A raw client of a simulated tenant: signs in, asks Graph and calls EWS with nothing of the product in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from simulator.addresses import address
from simulator.tenant.identity import guid, secret, tenant_id
from tests.simulator.asking import Page, World

LOGIN, GRAPH, OUTLOOK = "login.microsoftonline.com", "graph.microsoft.com", "outlook.office365.com"
GET_FOLDER = """<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
 xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><soap:Header>
 <t:RequestServerVersion Version="Exchange2016"/>{whom}</soap:Header><soap:Body><m:GetFolder><m:FolderShape>
 <t:BaseShape>{shape}</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="{folder}"/>
 </m:FolderIds></m:GetFolder></soap:Body></soap:Envelope>"""
WHOM = (
    "<t:ExchangeImpersonation><t:ConnectingSID><t:SmtpAddress>{}</t:SmtpAddress></t:ConnectingSID>"
    "</t:ExchangeImpersonation>"
)


def get_folder(whom: str = "", *, folder: str = "inbox", shape: str = "IdOnly") -> bytes:
    return GET_FOLDER.format(whom=WHOM.format(whom) if whom else "", folder=folder, shape=shape).encode()


@dataclass
class Tenant:
    """A private copy of a scenario, and its application."""

    world: World
    domain: str
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return tenant_id(self.domain)

    @property
    def client_id(self) -> str:
        return guid(self.domain, "application")

    @property
    def object_id(self) -> str:
        return guid(self.domain, "service principal")

    def upn(self, name: str) -> str:
        return f"{name}@{self.domain}"

    def do(self, text: str) -> str:
        """Change the tenant by a setting; the undo id."""
        return self.world.simulator.apply(self.domain, {"kind": "setting", "text": text})

    def shell(self, text: str) -> str:
        """Change the tenant by PowerShell; the undo id."""
        return self.world.simulator.apply(self.domain, {"kind": "command", "text": text})

    def sign_in(self, resource: str = GRAPH, at: str = LOGIN, **form: str | None) -> Page:
        """The token end point's answer; None leaves a field out. `at`: the Host that is named."""
        fields = {
            "client_id": self.client_id,
            "grant_type": "client_credentials",
            "scope": f"https://{resource}/.default",
            "client_secret": secret(self.domain, "client secret"),
            **form,
        }
        body = urlencode({key: value for key, value in fields.items() if value is not None})
        headers = {"Host": at}
        return self.world.https(
            LOGIN, f"/{self.id}/oauth2/v2.0/token", method="POST", body=body, headers=headers
        )

    def token(self, resource: str = GRAPH) -> str:
        """A fresh token."""
        return str(self.sign_in(resource).json()["access_token"])

    def by_address(self) -> str:
        """A token for the front end under its own address, where all services answer."""
        front = f"{address('front')}:{self.world.port(443)}"
        return str(self.sign_in(front, at=front).json()["access_token"])

    def graph(self, path: str, *, token: str | None = None, **more: Any) -> Page:
        """One call of Graph; the path begins with the version."""
        headers = {"Authorization": f"Bearer {self.token() if token is None else token}"}
        path = quote(path, safe="/?$=&,'()@%")
        return self.world.https(GRAPH, path, headers=headers | more.pop("headers", {}), **more)

    def rows(self, path: str) -> list[Any]:
        return list(self.graph(path).json()["value"])

    def walk(self, path: str, **more: Any) -> list[Any]:
        """All pages of a chain, decoded, with one token; a page that is none ends it."""
        more.setdefault("token", self.token())
        pages = [self.graph(path, **more).json()]
        while "@odata.nextLink" in pages[-1]:
            pages.append(self.graph(after(pages[-1]["@odata.nextLink"]), **more).json())
        return pages

    def all(self, path: str, **more: Any) -> list[Any]:
        """All rows of a chain."""
        return [row for page in self.walk(path, **more) for row in page["value"]]

    def delta(self, path: str) -> str:
        """A delta link that begins now, without its host."""
        (page,) = self.walk(f"{path}{'&' if '?' in path else '?'}$deltatoken=latest")
        assert page["value"] == []
        return after(page["@odata.deltaLink"])

    def ews(self, body: bytes, *, token: str | None = None) -> Page:
        headers = {"Content-Type": "text/xml; charset=utf-8"}
        headers["Authorization"] = f"Bearer {self.token(OUTLOOK) if token is None else token}"
        return self.world.https(OUTLOOK, "/EWS/Exchange.asmx", method="POST", headers=headers, body=body)

    def admin(self, endpoint: str, cmdlet: str) -> Page:
        headers = {"Authorization": f"Bearer {self.token(OUTLOOK)}", "Content-Type": "application/json"}
        body = json.dumps({"CmdletInput": {"CmdletName": cmdlet}})
        path = f"/adminapi/v2.0/{self.id}/{endpoint}"
        return self.world.https(OUTLOOK, path, method="POST", headers=headers, body=body)


def tenant_of(world: World, scenario: str = "access-healthy") -> Tenant:
    return Tenant(world, world.simulator.create(scenario))


def after(link: str) -> str:
    """Path and query of a link that Graph gave."""
    parts = urlsplit(link)
    assert parts.netloc == GRAPH
    return f"{parts.path}?{parts.query}"


def code(page: Page) -> str:
    """The code of a Graph error."""
    return str(page.json()["error"]["code"])
