from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.web_address import host_in


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Mail.Example.org./EWS", "mail.example.org"),
        ("https://[2001:db8::1]/", "2001:db8::1"),
        ("https://[::1", ""),
        ("mail.example.org", ""),
        ("", ""),
    ],
)
def test_only_a_sound_address_has_a_host(url: str, host: str) -> None:
    assert host_in(url) == host


@given(st.text())
def test_nothing_breaks_the_reader(url: str) -> None:
    assert host_in(url) == host_in(url).lower()
