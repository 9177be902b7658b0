"""Paths of Linux: one root, forward slashes, bytes that count."""

from __future__ import annotations

import pytest

from sync.paths import Linted, Local, lint


def codes(linted: Linted) -> list[str]:
    return [f"{finding.severity}:{finding.code}" for finding in linted.findings]


def linux(text: str) -> Linted:
    return lint(text, "linux")


def test_a_sound_path_is_left_alone() -> None:
    linted = linux("/srv/retain files/csv")
    assert (linted.path, linted.findings, linted.ok, linted.changed) == (
        "/srv/retain files/csv",
        (),
        True,
        False,
    )
    assert linted.target == Local("/srv/retain files/csv", "linux")


CORRECTED = [
    ('"/srv/retain"', "/srv/retain", ["note:quotes"]),
    ("'/srv/retain'", "/srv/retain", ["note:quotes"]),
    ("`/srv/retain`", "/srv/retain", ["note:quotes"]),
    ('/srv/retain"', "/srv/retain", ["note:quotes"]),
    ("/srv/retain\n", "/srv/retain", ["note:outer-space"]),
    ("\ufeff/srv/retain", "/srv/retain", ["note:invisible"]),
    ("/srv/retain/", "/srv/retain", ["note:trailing"]),
    ("/srv//retain///csv//", "/srv/retain/csv", ["note:doubled", "note:trailing"]),
    ("//srv/retain", "/srv/retain", ["note:doubled"]),
    ("/srv/./retain", "/srv/retain", ["note:dot"]),
    ("/srv/retain/exchangegroups.csv", "/srv/retain", ["note:file"]),
    (r"/srv\retain", "/srv/retain", ["note:slashes"]),
    (r"/srv/retain\ files/a\(1\)", "/srv/retain files/a(1)", ["note:slashes"]),
    ("file:///srv/retain%20files", "/srv/retain files", ["note:file-url"]),
    ("file:/srv/retain", "/srv/retain", ["note:file-url"]),
    ("/", "/", ["note:root"]),
    ("/srv/retain /csv", "/srv/retain /csv", ["note:inner-space"]),
    ('/srv/retain" /', "/srv/retain", ["note:trailing", "note:inner-space", "note:outer-space", "note:quotes"]),
    ("/srv/it's/a`b/100%/x;y&z", "/srv/it's/a`b/100%/x;y&z", []),
    ("/srv/CON/aux.txt/a:b*?", "/srv/CON/aux.txt/a:b*?", []),
    ("/srv/größe/日本", "/srv/größe/日本", []),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "path", "found"), CORRECTED)
def test_what_is_plain_is_put_right(typed: str, path: str, found: list[str]) -> None:
    linted = linux(typed)
    assert (linted.path, sorted(codes(linted)), linted.ok) == (path, sorted(found), True)
    assert linted.target == Local(path, "linux")


OFFERED = [
    ("srv/retain", "/srv/retain", "relative"),
    ("./csv", "/csv", "relative"),
    ("/srv/../etc/retain", "/etc/retain", "step-back"),
    ("/../../srv", "/srv", "step-back"),
    ("/srv/re\ttain", "/srv/retain", "control"),
    ("/srv/a\nb", "/srv/ab", "control"),
    ("/srv/a\x00b", "/srv/ab", "control"),
    ("/srv/a\ud800b", "/srv/ab", "control"),
]


@pytest.mark.parametrize(("typed", "offer", "code"), OFFERED)
def test_a_guess_is_offered_and_not_taken(typed: str, offer: str, code: str) -> None:
    linted = linux(typed)
    assert (linted.path, codes(linted)[0], linted.target) == (offer, f"error:{code}", None)


HOPELESS = [
    ("", "empty"),
    (r"C:\Program Files\Beginfinite", "other-system"),
    ("c:/retain", "other-system"),
    ("D:", "other-system"),
    (r"[drive]:\Program Files\Beginfinite", "other-system"),
    (r"\\files\retain", "other-system"),
    ("~/csv", "home"),
    ("~retain/csv", "home"),
    ("~", "home"),
    ("$HOME/csv", "variable"),
    ("/srv/${RETAIN}/csv", "variable"),
    ("/srv/$(hostname)/csv", "variable"),
    ("%ProgramFiles%/retain", "variable"),
    ("http://files.example.org/csv", "address"),
    ("scp://files.example.org/csv", "address"),
    ("svc@files.example.org:csv", "scp"),
    ("file:csv", "file-url"),
    ("/srv/" + "n" * 256, "name-length"),
    ("/srv/" + "ü" * 128, "name-length"),
]


@pytest.mark.parametrize(("typed", "code"), HOPELESS)
def test_what_cannot_be_used_is_refused(typed: str, code: str) -> None:
    linted = linux(typed)
    assert (linted.path, codes(linted), linted.target) == ("", [f"error:{code}"], None)


def test_the_form_of_scp_is_turned_into_an_address_to_copy() -> None:
    (finding,) = linux("svc@files.example.org:/srv/retain files").findings
    assert finding.done == "If SFTP is meant, write sftp://svc@files.example.org/srv/retain%20files"
    assert lint("sftp://svc@files.example.org/srv/retain%20files", "linux").ok


def test_the_whole_path_counts_in_bytes_and_with_the_name_of_the_file() -> None:
    longest = "/" + "/".join(["ö" * 100] * 20) + "/" + "a" * 55
    assert len(longest.encode()) + len("/exchangegroups.csv") == 4095
    assert codes(linux(longest)) == ["note:length"]
    assert codes(linux(longest + "a")) == ["error:length"]
    assert codes(linux(longest[:-40])) == []


def test_backslashes_for_a_shell_are_told_from_backslashes_for_slashes() -> None:
    assert linux(r"/srv/a\ b").findings[0].done == (
        "Backslashes before spaces and signs belong to a shell. They were taken away."
    )
    assert linux(r"/srv\a").findings[0].done == "Forward slashes took their place."
