"""The page on which an administrator consents for the whole tenant; here somebody always clicks at once."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from simulator.clouds import Cloud
from simulator.domain import Domain
from simulator.web import aadsts
from simulator.web.message import Reply, Request, page, redirect


def answer(request: Request, domain: Domain | None, cloud: Cloud) -> Reply:
    """Back to the redirect_uri, with consent given or, as real answers have it, with error and admin_consent."""
    query = request.query
    back, state = query.get("redirect_uri", ""), query.get("state", "")
    if urlsplit(back).scheme not in ("https", "http"):
        return page("AADSTS900971: No reply address provided.", 400)
    if domain is None:
        return page("AADSTS90002: Tenant not found.", 400)
    tenant = domain.tenant
    if query.get("client_id", "").lower() != tenant.app.client_id or tenant.app.elsewhere:
        return page("AADSTS700016: Application was not found in the directory.", 400)
    told = {"admin_consent": "True", "tenant": tenant.id, "state": state}
    if tenant.declined:
        refused = aadsts.told(65004, cloud)
        told = {key: str(refused[key]) for key in ("error", "error_description")} | told
    else:
        request.tell("consent")
        told["scope"] = query.get("scope", "")
    return redirect(back + ("&" if urlsplit(back).query else "?") + urlencode(told))
