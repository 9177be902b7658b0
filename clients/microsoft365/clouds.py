"""The Microsoft clouds: hosts and the values that DNS should hold. State 2026-11; GCC uses the worldwide
hosts.

Sources: Microsoft's pages on national cloud deployments and on DNS records of each cloud. What no primary
source confirms is named in `unproven`.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from clients.contract import Cloud

CUSTOM_KEYS = ("login", "graph", "outlook", "autodiscover", "mx_suffixes", "spf_include")

CLOUDS: dict[str, Cloud] = {
    cloud.key: cloud
    for cloud in (
        Cloud(
            key="worldwide",
            label="Worldwide (and GCC)",
            login="https://login.microsoftonline.com",
            graph="https://graph.microsoft.com",
            outlook="https://outlook.office365.com",
            autodiscover="autodiscover.outlook.com",
            autodiscover_endpoints=("autodiscover-s.outlook.com",),
            mx_suffixes=("mail.protection.outlook.com", "mx.microsoft"),
            spf_include="spf.protection.outlook.com",
            microsoft_suffixes=(
                "outlook.com", "office365.com", "office.com", "office.net", "microsoft.com",
                "microsoftonline.com", "mx.microsoft", "mail.microsoft",
            ),
        ),
        Cloud(
            key="gcc-high",
            label="US Government GCC High",
            login="https://login.microsoftonline.us",
            graph="https://graph.microsoft.us",
            outlook="https://outlook.office365.us",
            autodiscover="autodiscover.office365.us",
            autodiscover_endpoints=("autodiscover-s.office365.us",),
            mx_suffixes=("mail.protection.office365.us",),
            spf_include="spf.protection.office365.us",
            microsoft_suffixes=("office365.us", "microsoftonline.us", "microsoft.us"),
        ),
        Cloud(
            key="dod",
            label="US Government DoD",
            login="https://login.microsoftonline.us",
            graph="https://dod-graph.microsoft.us",
            outlook="https://outlook-dod.office365.us",
            autodiscover="autodiscover-s-dod.office365.us",
            autodiscover_endpoints=("autodiscover-s-dod.office365.us",),
            mx_suffixes=("mail.protection.office365.us",),
            spf_include="spf.protection.office365.us",
            microsoft_suffixes=("office365.us", "microsoftonline.us", "microsoft.us"),
            unproven=frozenset({"autodiscover", "mx_suffixes", "spf_include"}),
        ),
        Cloud(
            key="china",
            label="China (21Vianet)",
            login="https://login.partner.microsoftonline.cn",
            graph="https://microsoftgraph.chinacloudapi.cn",
            outlook="https://partner.outlook.cn",
            autodiscover="autodiscover.partner.outlook.cn",
            autodiscover_endpoints=("autodiscover.partner.outlook.cn",),
            mx_suffixes=("mail.protection.partner.outlook.cn",),
            spf_include="spf.protection.partner.outlook.cn",
            microsoft_suffixes=("partner.outlook.cn", "partner.microsoftonline.cn", "chinacloudapi.cn"),
            unproven=frozenset(
                {"login", "outlook", "autodiscover", "autodiscover_endpoints", "mx_suffixes", "spf_include"}
            ),
        ),
    )
}  # fmt: skip


def cloud(key: str, custom: Cloud | None = None) -> Cloud:
    """The cloud of this key; "custom" only where the operator defined one. KeyError otherwise."""
    if custom is not None and key == custom.key:
        return custom
    return CLOUDS[key]


def custom_cloud(json_text: str) -> Cloud:
    """The cloud of the setting CUSTOM_CLOUD. ValueError names the key that is missing or wrong."""
    try:
        value = json.loads(json_text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"CUSTOM_CLOUD is not JSON: {error}.") from None
    if not isinstance(value, dict) or set(value) != set(CUSTOM_KEYS):
        raise ValueError(
            f"CUSTOM_CLOUD must be one JSON object with exactly these keys: {', '.join(CUSTOM_KEYS)}."
        )
    login, graph, outlook = (_url(value, key) for key in ("login", "graph", "outlook"))
    autodiscover, spf_include = _host(value, "autodiscover"), _host(value, "spf_include")
    suffixes = _suffixes(value)
    hosts = [
        autodiscover,
        spf_include,
        *suffixes,
        *(urlsplit(url).hostname or "" for url in (login, graph, outlook)),
    ]
    return Cloud(
        key="custom",
        label="Custom",
        login=login,
        graph=graph,
        outlook=outlook,
        autodiscover=autodiscover,
        autodiscover_endpoints=(autodiscover,),
        mx_suffixes=suffixes,
        spf_include=spf_include,
        microsoft_suffixes=tuple(dict.fromkeys([*hosts, *filter(None, map(_siblings, hosts))])),
    )


def _siblings(host: str) -> str:
    """The domain that a host shares with its siblings (autodiscover-s beside autodiscover): the operator's own too.

    Empty for a host of fewer than three labels, whose parent would be everybody's, and for an address.
    """
    parent = host.partition(".")[2]
    return parent if "." in parent and not parent.rpartition(".")[2].isdigit() else ""


def _url(value: dict[str, Any], key: str) -> str:
    text = value[key]
    if isinstance(text, str) and (match := re.fullmatch(r"(https://)([^/?#@\s:]+)(:\d{1,5})?/?", text)):
        return f"https://{_host({key: match[2]}, key)}{match[3] or ''}"
    raise ValueError(
        f"CUSTOM_CLOUD: {key} must be an https address without a path, such as https://login.example.net."
    )


def _host(value: dict[str, Any], key: str) -> str:
    text = value[key].lower().removesuffix(".") if isinstance(value[key], str) else ""
    if len(text) > 253 or not re.fullmatch(
        r"([a-z0-9_]([a-z0-9_-]{0,62})\.)*[a-z0-9]([a-z0-9-]{0,62})", text
    ):
        raise ValueError(f"CUSTOM_CLOUD: {key} must be a host name, such as mail.example.net.")
    return text


def _suffixes(value: dict[str, Any]) -> tuple[str, ...]:
    given = value["mx_suffixes"]
    if not isinstance(given, list) or not given:
        raise ValueError("CUSTOM_CLOUD: mx_suffixes must be a list with at least one host name.")
    return tuple(_host({"mx_suffixes": item}, "mx_suffixes") for item in given)
