"""sftp:// addresses: every part is judged by itself, and a password never comes back out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.paths import BadTarget, Sftp, lint, target_of

READ = [
    ("sftp://retain@files.example.org/srv/csv", Sftp("retain", "files.example.org", 22, "/srv/csv")),
    ("SFTP://retain@Files.Example.ORG.:2222/srv/csv/", Sftp("retain", "files.example.org", 2222, "/srv/csv")),
    ("sftp://retain@10.0.0.7/srv", Sftp("retain", "10.0.0.7", 22, "/srv")),
    ("sftp://retain@[2001:DB8::7]:22/srv", Sftp("retain", "2001:db8::7", 22, "/srv")),
    ("sftp://svc@example.org@files/srv", Sftp("svc@example.org", "files", 22, "/srv")),
    ("sftp://svc%40example.org@files/srv", Sftp("svc@example.org", "files", 22, "/srv")),
    ("sftp://EXAMPLE%5Csvc@files/srv", Sftp("EXAMPLE\\svc", "files", 22, "/srv")),
    ("sftp://u@h/retain%20files/a b?c#d", Sftp("u", "h", 22, "/retain files/a b?c#d")),
    ("sftp://u@h//srv//csv", Sftp("u", "h", 22, "/srv/csv")),
    (r"sftp://u@h/C:\Program Files\Retain", Sftp("u", "h", 22, "/C:/Program Files/Retain")),
    ('"sftp://u@h/srv/exchangeuser.csv"', Sftp("u", "h", 22, "/srv")),
    ("sftp://u@h/größe", Sftp("u", "h", 22, "/größe")),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "target"), READ)
def test_an_address_is_read_part_by_part(typed: str, target: Sftp) -> None:
    assert target_of(typed, "linux") == target
    assert target_of(typed, "windows") == target


WRONG = [
    ("sftp:retain@files/srv", "sftp-form"),
    ("sftp:/retain@files/srv", "sftp-form"),
    ("sftp://files/srv", "sftp-user"),
    ("sftp://@files/srv", "sftp-user"),
    ("sftp://a%00b@files/srv", "sftp-user"),
    ("sftp://retain@/srv", "sftp-host"),
    ("sftp://retain@-files-/srv", "sftp-host"),
    ("sftp://retain@fi les/srv", "sftp-host"),
    ("sftp://retain@größe.example.org/srv", "sftp-host"),
    ("sftp://retain@10.0.0.777/srv", "sftp-host"),
    ("sftp://retain@[::g]/srv", "sftp-host"),
    ("sftp://retain@[::1/srv", "sftp-form"),
    ("sftp://retain@files:/srv", "sftp-port"),
    ("sftp://retain@files:0/srv", "sftp-port"),
    ("sftp://retain@files:65536/srv", "sftp-port"),
    ("sftp://retain@files:ssh/srv", "sftp-port"),
    ("sftp://retain@files", "sftp-folder"),
    ("sftp://retain@files/", "sftp-folder"),
    ("sftp://retain@files/exchangeuser.csv", "sftp-folder"),
    ("sftp://retain@files/~/csv", "home"),
]


@pytest.mark.parametrize(("typed", "code"), WRONG)
def test_a_part_that_is_wrong_is_named(typed: str, code: str) -> None:
    linted = lint(typed, "linux")
    assert (linted.kind, linted.path, linted.target) == ("sftp", "", None)
    assert [(finding.severity, finding.code) for finding in linted.findings] == [("error", code)]


@pytest.mark.parametrize(
    "typed",
    [
        "sftp://retain:hunter2@files/srv",
        "sftp://retain:hunter2@files:2222/srv",
        "sftp://retain:hun/ter2@files/srv",
        "sftp://retain:hunter2@x@files/srv",
        "sftp://svc@example.org:hunter2@files/srv",
        " 'sftp://retain:hunter2@files/srv' ",
        "sftp:/retain:hunter2@files/srv",
        "ftp://retain:hunter2@files/srv",
    ],
)
def test_a_password_in_an_address_is_refused_and_never_repeated(typed: str) -> None:
    linted = lint(typed, "linux")
    assert not linted.ok
    assert "hun" not in repr(linted)
    with pytest.raises(BadTarget) as refused:
        target_of(typed, "linux")
    assert "hun" not in str(refused.value)


def test_the_address_without_the_password_is_offered() -> None:
    linted = lint("sftp://retain:hunter2@files:2222/srv/a b", "linux")
    assert linted.path == "sftp://retain@files:2222/srv/a%20b"
    assert linted.text == "sftp://retain@files:2222/srv/a b"
    assert linted.findings[0].what == (
        "There is a password in the address. Addresses are stored and shown in clear text."
    )
    assert lint(linted.path, "linux").ok


def test_steps_back_in_a_folder_are_offered_without_even_when_encoded() -> None:
    linted = lint("sftp://u@h/srv/%2e%2e/etc", "linux")
    assert (linted.path, linted.findings[0].code) == ("sftp://u@h/etc", "step-back")


names = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
segments = names.filter(lambda name: name.strip(".~\\/") == name and "/" not in name and "\\" not in name)
folders = st.lists(segments.filter(lambda s: not s.lower().endswith(".csv")), min_size=1, max_size=4)
hosts = st.sampled_from(["files", "files.example.org", "10.0.0.7", "2001:db8::7", "xn--gre-7la.example.org"])


@given(names, hosts, st.integers(1, 65535), folders)
def test_a_target_written_and_read_again_is_the_same(
    user: str, host: str, port: int, folder: list[str]
) -> None:
    target = Sftp(user, host, port, "/" + "/".join(folder))
    assert target_of(target.written(), "linux") == target


@given(st.text(alphabet="sftp:/@[]%2eu~.\\ #?é\x00", max_size=30))
def test_no_address_makes_the_linter_fall(text: str) -> None:
    linted = lint(f"sftp://{text}", "linux")
    assert (linted.target is not None) == linted.ok
    if linted.path:
        assert lint(linted.path, "linux").path == linted.path
