"""The four clouds and the operator's own."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.microsoft365.clouds import CLOUDS, CUSTOM_KEYS, cloud, custom_cloud

GOOD = {
    "login": "https://login.example.net", "graph": "https://graph.example.net:8443/", "outlook": "https://Outlook.example.net",
    "autodiscover": "autodiscover.example.net", "mx_suffixes": ["mx.example.net"], "spf_include": "spf.example.net",
}  # fmt: skip


def test_there_are_four_clouds_with_hosts_of_their_own() -> None:
    assert list(CLOUDS) == ["worldwide", "gcc-high", "dod", "china"]
    for key, each in CLOUDS.items():
        assert each.key == key
        assert all(
            url.startswith("https://") and not url.endswith("/")
            for url in (each.login, each.graph, each.outlook)
        )
        hosts = [url.removeprefix("https://") for url in (each.login, each.graph, each.outlook)]
        assert all(each.owns(h) for h in [*hosts, each.autodiscover, *each.autodiscover_endpoints])
        assert each.unproven <= set(each.__dataclass_fields__)


def test_what_no_primary_source_confirms_is_marked() -> None:
    assert {key: sorted(each.unproven) for key, each in CLOUDS.items()} == {
        "worldwide": [],
        "gcc-high": [],
        "dod": ["autodiscover", "mx_suffixes", "spf_include"],
        "china": ["autodiscover", "autodiscover_endpoints", "login", "mx_suffixes", "outlook", "spf_include"],
    }


def test_both_forms_of_mail_exchangers_belong_to_the_worldwide_cloud() -> None:
    assert CLOUDS["worldwide"].mx_suffixes == ("mail.protection.outlook.com", "mx.microsoft")
    assert CLOUDS["worldwide"].owns("Example-org.mail.protection.outlook.com.")
    assert not CLOUDS["worldwide"].owns("evil-outlook.com")


def test_the_custom_cloud_is_read() -> None:
    custom = custom_cloud(json.dumps(GOOD))
    assert (custom.key, custom.login, custom.graph) == (
        "custom",
        "https://login.example.net",
        "https://graph.example.net:8443",
    )
    assert custom.outlook == "https://outlook.example.net"
    assert custom.autodiscover_endpoints == ("autodiscover.example.net",)
    assert custom.owns("graph.example.net")
    assert custom.owns("tenant.mx.example.net")
    assert custom.owns("autodiscover-s.example.net"), "siblings of the operator's own hosts"
    assert not custom.owns("example.org")
    assert cloud("custom", custom) is custom
    assert cloud("dod", custom) is CLOUDS["dod"]


@pytest.mark.parametrize("key", ["custom", "gcc", ""])
def test_an_unknown_cloud_is_a_key_error(key: str) -> None:
    with pytest.raises(KeyError):
        cloud(key)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"login": "http://login.example.net"}, "login must be an https address"),
        ({"graph": "https://graph.example.net/v1.0"}, "graph must be an https address"),
        ({"outlook": "https://user@outlook.example.net"}, "outlook must be an https address"),
        ({"outlook": 5}, "outlook must be an https address"),
        ({"login": "https://-"}, "login must be a host name"),
        ({"autodiscover": "https://x"}, "autodiscover must be a host name"),
        ({"spf_include": None}, "spf_include must be a host name"),
        ({"mx_suffixes": []}, "mx_suffixes must be a list"),
        ({"mx_suffixes": "mx.example.net"}, "mx_suffixes must be a list"),
        ({"mx_suffixes": ["a b"]}, "mx_suffixes must be a host name"),
        ({"more": 1}, "exactly these keys"),
    ],
)
def test_a_wrong_value_is_named(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        custom_cloud(json.dumps({**GOOD, **change}))


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "null", "{}", "[" * 100_000])
def test_what_is_no_cloud_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="CUSTOM_CLOUD"):
        custom_cloud(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3),
)


@given(st.fixed_dictionaries(dict.fromkeys(CUSTOM_KEYS, JSON)))
def test_any_values_are_read_or_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="CUSTOM_CLOUD"):
        custom_cloud(json.dumps({**value, "login": "no"}))
