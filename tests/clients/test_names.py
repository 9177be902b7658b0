"""Domains as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.names import NotADomain, to_ascii, to_unicode


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("example.org", "example.org"),
        ("  Example.ORG.\t", "example.org"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("faß.example", "xn--fa-hia.example"),
        ("日本。example", "xn--wgv71a.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("contoso.practice.test", "contoso.practice.test"),
        ("a" * 63 + ".example.org", "a" * 63 + ".example.org"),
        ("1.example.org", "1.example.org"),
    ],
)
def test_a_domain_is_accepted_in_every_spelling(typed: str, name: str) -> None:
    assert to_ascii(typed) == name
    assert to_ascii(to_unicode(name)) == name


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the domain"),
        ("  \n", "Enter the domain"),
        ("user@example.org", "Enter the part after the @: example.org"),
        ("user@@", "the part after the @."),
        ("user@no good", "the part after the @."),
        ("https://example.org/x", "This is a web address"),
        ("//example.org", "This is a web address"),
        ("example.org/path", "without a path or a port"),
        ("example.org:443", "without a path or a port"),
        ("example.org\\x", "without a path or a port"),
        ("example.org?x=1", "without a path or a port"),
        ("exam ple.org", "no spaces"),
        ("example.org\x00.net", "no spaces or invisible characters"),
        ("example\u202e.org", "no spaces or invisible characters"),
        ("example\u200b.org", "no spaces or invisible characters"),
        ("*.example.org", "without a wildcard"),
        ("10.0.0.1", "IP address"),
        ("10.0.0.0/8", "IP address"),
        ("[::1]", "IP address"),
        ("fe80::1%eth0", "IP address"),
        ("１２７.０.０.１", "IP address"),
        ("127.1", "ends in a number"),
        ("0x7f000001", "has no dot"),
        ("2130706433", "has no dot"),
        ("localhost", "has no dot"),
        ("a..org", "nothing between two of the dots"),
        (".", "nothing between two of the dots"),
        ("a" * 64 + ".org", "A part between two dots is too long"),
        (".".join(["a" * 60] * 5), "too long for a domain"),
        (".".join(["ü" * 20] * 10), "too long for a domain"),
        ("a." * 5000, "too long for a domain"),
        ("-a.org", "is not a domain"),
        ("a_b.org", "is not a domain"),
        ("☃.org", "is not a domain"),
        ("xn--a.org", "is not a domain"),
        ("host.localhost", "Names under .localhost"),
        ("corp.local", "Names under .local"),
        ("1.0.0.127.in-addr.arpa", "Names under .arpa"),
        ("$(reboot).org", "is not a domain"),
        ("'; drop--.org", "no spaces"),
        ("<script>.org", "is not a domain"),
        ("“" * 200 + ".org", "too long"),
    ],
)
def test_anything_else_gets_its_own_words(typed: str, words: str) -> None:
    with pytest.raises(NotADomain, match=r".+") as caught:
        to_ascii(typed)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 200
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", ["xn--zz", "xn--a-ecp.example", "", "a" * 300])
def test_what_does_not_decode_is_shown_as_it_is(name: str) -> None:
    assert to_unicode(name) == name


def read(text: str) -> tuple[str, str]:
    try:
        return to_ascii(text), ""
    except NotADomain as refusal:
        return "", str(refusal)


PIECES = st.sampled_from(
    [".", "xn--", "-", "a", "ü", "۱", "ß", "@", "/", "://", "\u202e", "日本", " ", "\x00", "1", "%"]
)


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join)))
def test_any_text_is_a_domain_or_a_clear_refusal(text: str) -> None:
    name, refused = read(text)
    assert refused.isprintable()
    assert len(refused) < 400
    if not refused:
        assert name.isascii()
        assert len(name) <= 253
        assert all(1 <= len(label) <= 63 for label in name.split("."))
        assert to_ascii(name) == name
        assert to_ascii(to_unicode(name)) == name
