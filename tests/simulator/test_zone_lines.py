from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.zone_lines import BadLine, lines, parse

SOUND = [
    "autodiscover.example.org. 3600 IN CNAME autodiscover.outlook.com.",
    "example.org. 300 IN A 192.0.2.1",
    "example.org. 300 IN AAAA 2001:db8::1",
    "example.org. 86400 IN NS ns1.example.net.",
    "example.org. 3600 IN MX 10 mail.example.org.",
    "example.org. 3600 IN MX 0 .",
    "_autodiscover._tcp.example.org. 3600 IN SRV 0 0 443 mail.example.org.",
    'example.org. 3600 IN TXT "v=spf1 -all" "second; string"',
    r'example.org. 3600 IN TXT "a \"quoted\" back\\slash"',
    "*.example.org. 3600 IN CNAME www.example.net.",
]


@pytest.mark.parametrize("line", SOUND)
def test_a_sound_line_is_read_and_written_unchanged(line: str) -> None:
    assert lines(parse(line)) == [line]


@pytest.mark.parametrize("line", SOUND)
def test_a_sound_line_can_be_packed(line: str) -> None:
    (record,) = parse(line)
    assert record.rr.pack is not None
    assert str(record.rr.rname) == record.name + "."


def test_class_and_ttl_may_be_left_out_and_letters_may_be_large() -> None:
    assert lines(parse("Example.ORG. a 192.0.2.1")) == ["example.org. 3600 IN A 192.0.2.1"]


def test_several_lines_comments_and_empty_lines_are_read() -> None:
    text = "; a comment\n\nexample.org. 60 IN A 192.0.2.1 ; first\nexample.org. 60 IN A 192.0.2.2\n"
    assert [r.data for r in parse(text)] == [("192.0.2.1",), ("192.0.2.2",)]


def test_unquoted_text_ends_at_a_semicolon_as_in_every_zone_file() -> None:
    assert parse("_dmarc.example.org. TXT v=DMARC1; p=none")[0].data == ("v=DMARC1",)


def test_the_same_text_in_other_pieces_is_the_same_record() -> None:
    (one,), (two,) = parse('example.org. TXT "ab"'), parse('example.org. 60 IN TXT "a" "b"')
    assert one.key == two.key


def test_decimal_escapes_are_understood() -> None:
    assert parse(r'example.org. TXT "a\059b"')[0].data == ("a;b",)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "no record"),
        ("; only a comment", "no record"),
        ("example.org.", "Not a complete record"),
        ("example.org A 192.0.2.1", "with a dot at its end"),
        ("exa mple.org. A 192.0.2.1", "with a dot at its end"),
        ("-bad-.example.org. A 192.0.2.1", "not a host name"),
        (f"{'a' * 64}.example.org. A 192.0.2.1", "not a host name"),
        (". A 192.0.2.1", "with a dot at its end"),
        ("example.org. 3600 IN", "record type (none)"),
        ("example.org. 3600 IN PTR host.example.org.", "record type PTR"),
        ("example.org. 99999999999 IN A 192.0.2.1", "TTL"),
        ("example.org. A 192.0.2.256", "not an address"),
        ("example.org. A 2001:db8::1", "not an IPv4 address"),
        ("example.org. AAAA 192.0.2.1", "not an IPv6 address"),
        ("example.org. A 192.0.2.1 192.0.2.2", "Expected 1 value"),
        ("example.org. CNAME host", "with a dot at its end"),
        ("example.org. CNAME .", "with a dot at its end"),
        ("example.org. MX mail.example.org.", "Expected 2 value"),
        ("example.org. MX ten mail.example.org.", "not a number"),
        ("example.org. MX 65536 mail.example.org.", "not a number"),
        ("example.org. SRV 0 443 mail.example.org.", "Expected 4 value"),
        ("example.org. IN TXT ; nothing", "text is missing"),
        (f'example.org. TXT "{"x" * 256}"', "255 bytes"),
        ('example.org. TXT "open', "Cannot read"),
        ("example.org. TXT ( a )", "Cannot read"),
    ],
)
def test_what_no_dns_host_would_take_is_refused_with_the_reason(line: str, why: str) -> None:
    with pytest.raises(BadLine) as refused:
        parse(line)
    assert why.lower() in str(refused.value).lower()


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        records = parse(text)
    except BadLine:
        records = ()
    assert not records or parse("\n".join(lines(records))) == records


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=200))
def test_every_text_survives_being_written_and_read(text: str) -> None:
    (record,) = parse('example.org. TXT "x"')
    written = type(record)(record.name, "TXT", (text,)).line()
    assert parse(written)[0].data == (text,)
