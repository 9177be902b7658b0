"""What must not be shown is gone from the whole line before anything of it is shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.worker_log.redaction import GONE, LONGEST_SHOWN, around, redacted

FOUND = re.compile("AccessDenied")
TOKEN = "eyJ" + "hbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwcyJ9.c2lnbmF0dXJl"

SECRETS = [
    ("password=hunter2", "password=[removed]"),
    ("globalPassword : hunter2 next", "globalPassword : [removed] next"),
    ("pwd=hunter2&user=a", "pwd=[removed]&user=a"),
    ("Password=>'hun ter2', user", "Password=>[removed], user"),
    ('{"password":"hun\\"ter2","user":"a"}', '{"password":[removed],"user":"a"}'),
    ('password="hunter2 without an end', "password=[removed]"),
    ("passphrase:=hunter2", "passphrase:=[removed]"),
    ("client_secret=hunter2;x", "client_secret=[removed]"),
    ("<t:Password>hunter2</t:Password>", "<t:Password>[removed]</t:Password>"),
    (
        '<wsse:Password Type="text">hunter2</wsse:Password>',
        '<wsse:Password Type="text">[removed]</wsse:Password>',
    ),
    ("Authorization: Basic aHVudGVyMjpodW50ZXIy", "Authorization: Basic [removed]"),
    ("authorization: bearer abc.DEF-123_hunter2", "authorization: bearer [removed]"),
    (f"got {TOKEN} back", "got [removed] back"),
    ("access_token=abc", "access_token=[removed]"),
    ("Cookie: JSESSIONID=hunter2; other=hunter2", "Cookie: [removed]"),
    ("JSESSIONID=hunter2", "JSESSIONID=[removed]"),
    ("https://admin:hunter2@mail.example.org/x", "https://admin:[removed]@mail.example.org/x"),
    ("key " + "a1B2" * 12 + " end", "key [removed] end"),
]


@pytest.mark.parametrize(("line", "shown"), SECRETS)
def test_secrets_in_every_usual_form_are_removed(line: str, shown: str) -> None:
    assert redacted(line) == shown


HARMLESS = [
    "Invalid Password for RetainWorker",
    "AccessDenied for room@example.org in /opt/beginfinite/retain/RetainServer/WEB-INF/cfg/worker1",
    "com.gwava.retain.worker.exchange.mailbox.collector.ImpersonationFactory2.open",
    r"C:\Program Files\Beginfinite\Retain\RetainServer\WEB-INF\cfg\exchangeuser.csv",
    "basic authentication is off, digest unavailable",
    "https://mail.example.org:443/EWS/Exchange.asmx",
    "folder 00000000-1111-2222-3333-444444444444 done",
    "=" * 60,
]


@pytest.mark.parametrize("line", HARMLESS)
def test_what_an_administrator_needs_stays(line: str) -> None:
    assert redacted(line) == line


def test_control_characters_and_marks_of_direction_are_made_visible() -> None:
    assert redacted("a\x1b[31mb\u202ec\x00") == "a\\x1b[31mb\\u202ec\\x00"


def test_a_short_line_is_shown_whole() -> None:
    assert around("  AccessDenied\tfor room@example.org \r", FOUND) == "AccessDenied for room@example.org"


def test_a_long_line_is_cut_around_what_was_found() -> None:
    shown = around("a " * 500 + "AccessDenied" + " b" * 500, FOUND)
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) == LONGEST_SHOWN + 2
    assert abs(shown.index("AccessDenied") - (len(shown) - len("AccessDenied")) // 2) <= 1


def test_at_either_end_a_long_line_is_cut_once() -> None:
    assert around("AccessDenied" + " b" * 500, FOUND).startswith("AccessDenied b")
    assert around("a " * 500 + "AccessDenied", FOUND).endswith("a AccessDenied")


def test_a_secret_is_removed_before_the_line_is_cut() -> None:
    line = "password=" + "hunter2" * 100 + " AccessDenied"
    assert around(line, FOUND) == f"password={GONE} AccessDenied"


@given(
    st.sampled_from(["password=", "Password: ", '"pwd":"', "secret=", "token = ", "<Password>", "Bearer A1"]),
    st.text(st.sampled_from("abcXYZ0123456789_.~-"), min_size=8, max_size=30),
    st.text(st.sampled_from("x y"), max_size=400),
)
def test_no_value_behind_a_telling_word_is_shown(word: str, secret: str, filling: str) -> None:
    assert secret not in around(f"{filling} AccessDenied {word}{secret} {filling}", FOUND)
