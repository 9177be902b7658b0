"""Certificates as a server shows them, odd ones too."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.certificates import describe, trust
from tests.clients.web_servers import Authority


@pytest.mark.parametrize("der", [None, b"", b"junk", b"\x30\x82\xff\xff"])
def test_nothing_and_junk_are_no_certificate(der: bytes | None) -> None:
    assert describe(der) is None


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(der: bytes) -> None:
    assert describe(der) is None


def test_a_certificate_without_alternative_names_has_none(authority: Authority) -> None:
    shown = describe(ssl.PEM_cert_to_DER_cert(authority.pem.read_text()))
    assert shown is not None
    assert (shown.subject, shown.names) == ("CN=Test authority", ())


def test_trust_is_built_once_for_a_file_and_again_when_it_changes(
    authority: Authority, tmp_path: Path
) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(authority.pem.read_bytes())
    first = trust(str(bundle))
    assert trust(str(bundle)) is first
    bundle.write_bytes(authority.pem.read_bytes() * 2)
    os.utime(bundle, (1, 1))
    assert trust(str(bundle)) is not first
    assert first.verify_mode == ssl.CERT_REQUIRED
    assert first.check_hostname
