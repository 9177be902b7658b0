from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.dns.lines import line, lines, quoted, shown
from simulator.zone_lines import parse
from tests.checks.building import missing, records


@pytest.mark.parametrize(
    ("type", "data", "written"),
    [
        ("MX", "10 mx.example.org", "10 mx.example.org."),
        ("MX", "0 .", "0 ."),
        ("SRV", "0 0 443 mail.example.org", "0 0 443 mail.example.org."),
        ("CNAME", "a.example.net", "a.example.net."),
        ("A", "192.0.2.1", "192.0.2.1"),
        ("TXT", 'say "hi" \\ there', '"say \\"hi\\" \\\\ there"'),
    ],
)
def test_each_type_is_written_as_zone_files_do(type: str, data: str, written: str) -> None:
    assert line("x.example.org", type, data) == f"x.example.org. 3600 IN {type} {written}"


def test_lines_carry_the_ttl_and_the_name_at_the_end_of_the_aliases() -> None:
    answer = records("a.example.org", "A", "192.0.2.1", "192.0.2.2", ttl=60, chain=("b.example.net",))
    assert lines(answer) == ("b.example.net. 60 IN A 192.0.2.1", "b.example.net. 60 IN A 192.0.2.2")


def test_nothing_is_shown_as_nothing() -> None:
    assert shown(missing("example.org", "MX")) == "no MX record at example.org."


def test_long_text_is_cut_into_strings() -> None:
    assert quoted("a" * 300) == f'"{"a" * 255}" "{"a" * 45}"'
    assert quoted("") == '""'


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=600))
def test_what_is_written_can_be_read_by_a_dns_host(text: str) -> None:
    (record,) = parse(line("example.org", "TXT", text))
    assert "".join(record.data) == text
