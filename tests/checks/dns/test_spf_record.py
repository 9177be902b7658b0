from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.dns.spf_mending import mended
from checks.dns.spf_record import is_spf, parse


@pytest.mark.parametrize("text", ["v=spf1", "V=SPF1 -all", "v=spf1 a"])
def test_the_version_stands_alone_in_any_case(text: str) -> None:
    assert is_spf(text)


@pytest.mark.parametrize("text", ["v=spf10 -all", "v=spf1;a", " v=spf1 a", "spf1", ""])
def test_other_texts_are_no_spf_record(text: str) -> None:
    assert not is_spf(text)


@pytest.mark.parametrize(
    "term",
    [
        "all", "-ALL", "~all", "?all", "+a", "a/24", "a//64", "a/24//64", "a:example.org/24", "mx", "mx:example.org",
        "ptr", "ptr:example.org", "ip4:192.0.2.0/24", "ip4:192.0.2.1", "ip6:2001:db8::/32", "ip6:::1",
        "exists:%{ir}.x.org",
        "include:_spf.example.org", "redirect=_spf.example.org", "exp=why.example.org", "other=anything/at:all",
        "a:%{d}/24",
        "exists:%{l1r+-}.%{d}", "include:example.org.",
    ],
)  # fmt: skip
def test_sound_terms_have_no_trouble(term: str) -> None:
    assert parse(f"v=spf1 {term}").troubles == ()


@pytest.mark.parametrize(
    ("term", "trouble"),
    [
        ("all:x", "all takes no value"),
        ("ip4", "ip4 needs an IPv4 address"),
        ("ip4:2001:db8::1", "ip4 needs an IPv4 address"),
        ("ip6:192.0.2.1", "ip6 needs an IPv6 address"),
        ("a/33", "a has a prefix that is too long"),
        ("mx//129", "mx has a prefix that is too long"),
        ("a:", "a takes a domain after a colon"),
        ("a:exa mple", "no such mechanism"),
        ("exists", "exists needs a domain"),
        ("ptr:", "ptr needs a domain"),
        ("include:exämple.org", "not an SPF term"),
        ("+redirect=x.org", "redirect= takes no +"),
        ("redirect=", "redirect= needs a domain"),
        ("foo", "no such mechanism"),
        ("a:\x07", "a needs a domain"),
        (",", "not an SPF term"),
        ("include:x.org/", ""),
    ],
)
def test_faulty_terms_say_what_is_wrong(term: str, trouble: str) -> None:
    found = parse(f"v=spf1 {term}").troubles
    assert [t.trouble for t in found][-1:] == ([trouble] if trouble else [])


def test_a_second_redirect_is_a_fault() -> None:
    record = parse("v=spf1 redirect=a.org redirect=b.org exp=c.org exp=d.org")
    assert [term.trouble for term in record.troubles] == ["redirect= stands twice", "exp= stands twice"]


def test_a_redirect_beside_all_does_not_count() -> None:
    record = parse("v=spf1 redirect=a.example.org ~all")
    assert record.redirect is None
    assert [term.text for term in record.reached] == ["~all"]


def test_merging_turns_a_redirect_into_an_include() -> None:
    records = [parse("v=spf1 redirect=_spf.example.org"), parse("v=spf1 mx -all exp=why.example.org")]
    assert mended(records, "") == "v=spf1 mx include:_spf.example.org -all exp=why.example.org"


def test_a_single_redirect_stays() -> None:
    assert mended([parse("v=spf1 foo redirect=_spf.example.org")], "i.example") == (
        "v=spf1 include:i.example redirect=_spf.example.org"
    )


@given(st.text())
def test_nothing_breaks_the_reader(text: str) -> None:
    record = parse(f"v=spf1 {text}")
    assert all(term.text for term in record.terms)
    assert is_spf(mended([record], "spf.example.org"))


@given(
    st.lists(
        st.sampled_from(["a", "mx", "ip4:192.0.2.1", "include:x.example.org", "~all", "-all", "foo", "ip4:9"])
    )
)
def test_a_mended_record_is_sound_and_ends_well(terms: list[str]) -> None:
    again = parse(mended([parse(" ".join(["v=spf1", *terms]))], "spf.example.org"))
    assert again.troubles == ()
    assert again.all is not None
    assert again.all.qualifier in ("-", "~")
