"""Paths of Windows: what is put right, what a person must decide, what cannot be used."""

from __future__ import annotations

import pytest

from sync.paths import Linted, Local, lint


def codes(linted: Linted) -> list[str]:
    """Each remark as "error:code" or "note:code"."""
    return [f"{finding.severity}:{finding.code}" for finding in linted.findings]


def windows(text: str) -> Linted:
    return lint(text, "windows")


def test_a_sound_path_is_left_alone() -> None:
    linted = windows(r"D:\Retain files\csv")
    assert (linted.path, linted.findings, linted.ok, linted.changed) == (
        r"D:\Retain files\csv",
        (),
        True,
        False,
    )
    assert linted.target == Local(r"D:\Retain files\csv", "windows")


CORRECTED = [
    (r'"C:\Retain"', r"C:\Retain", ["note:quotes"]),
    (r"'C:\Retain'", r"C:\Retain", ["note:quotes"]),
    (r"“C:\Retain”", r"C:\Retain", ["note:quotes"]),
    (r"„C:\Retain“", r"C:\Retain", ["note:quotes"]),
    (r'"C:\Retain', r"C:\Retain", ["note:quotes"]),
    (r'""C:\Retain" "', r"C:\Retain", ["note:quotes"]),
    ("  C:\\Retain\r\n", r"C:\Retain", ["note:outer-space"]),
    ("\u202aC:\\Retain", r"C:\Retain", ["note:invisible"]),
    ("C:\\Program\u00a0Files\\Retain", r"C:\Program Files\Retain", ["note:odd-space"]),
    ("C:\\Retain\\", r"C:\Retain", ["note:trailing"]),
    (r"C:\\Retain\\csv", r"C:\Retain\csv", ["note:doubled"]),
    ("C:\\\\Retain\\\\csv\\\\", r"C:\Retain\csv", ["note:doubled", "note:trailing"]),
    ("C:/Retain/csv/", r"C:\Retain\csv", ["note:slashes", "note:trailing"]),
    (r"C:\Retain/csv", r"C:\Retain\csv", ["note:slashes"]),
    (r"C:\Retain\.\csv", r"C:\Retain\csv", ["note:dot"]),
    (r"C:\Retain.\csv ", r"C:\Retain\csv", ["note:outer-space", "note:name-end"]),
    (r"C:\Retain \...\csv", r"C:\Retain\csv", ["note:name-end"]),
    (r"C:\Retain\exchangeuser.csv", r"C:\Retain", ["note:file"]),
    (r"C:\Retain\ExchangeGroups.CSV", r"C:\Retain", ["note:file"]),
    ("C:\\", "C:\\", ["note:root"]),
    (r"C:\exchangeusers.csv", "C:\\", ["note:file", "note:root"]),
    (r"\\?\C:\Retain", r"C:\Retain", ["note:device"]),
    (r"\\?\UNC\files.example.org\retain", r"\\files.example.org\retain", ["note:device", "note:share"]),
    ("file:///C:/Program%20Files/Retain", r"C:\Program Files\Retain", ["note:file-url", "note:slashes"]),
    ("file://C:/Retain", r"C:\Retain", ["note:file-url", "note:slashes"]),
    ("file:///C|/Retain", r"C:\Retain", ["note:file-url", "note:slashes"]),
    ("file://files/retain/csv", r"\\files\retain\csv", ["note:file-url", "note:slashes", "note:share"]),
    ("//files/retain/csv", r"\\files\retain\csv", ["note:slashes", "note:share"]),
    (r"\\files\retain", r"\\files\retain", ["note:share"]),
    ("\\\\files\\retain\\", r"\\files\retain", ["note:share"]),
    (r"\\\\files\\retain\\csv", r"\\files\retain\csv", ["note:share", "note:doubled"]),
    (r"\\10.0.0.7\c$\csv", r"\\10.0.0.7\c$\csv", ["note:share"]),
    (r"C:\ Retain", r"C:\ Retain", ["note:inner-space"]),
    (r"C:\Übergröße\日本", r"C:\Übergröße\日本", []),
    (r"C:\100%\50%", r"C:\100%\50%", []),
    (r"C:\it's\a`b$c;d&e", r"C:\it's\a`b$c;d&e", []),
    (r"C:\console\nullable\com10\lpt", r"C:\console\nullable\com10\lpt", []),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "path", "found"), CORRECTED)
def test_what_is_plain_is_put_right(typed: str, path: str, found: list[str]) -> None:
    linted = windows(typed)
    assert (linted.path, codes(linted), linted.ok) == (path, found, True)
    assert linted.target == Local(path, "windows")


OFFERED = [
    ("C:", "C:\\", "drive-relative"),
    ("C:Retain", r"C:\Retain", "drive-relative"),
    (r"\Program Files\Retain", r"C:\Program Files\Retain", "no-drive"),
    (r"Program Files\Retain", r"C:\Program Files\Retain", "no-drive"),
    (r"[drive]:\Program Files\Retain", r"C:\Program Files\Retain", "placeholder"),
    (r"C:\Retain\..\csv", r"C:\csv", "step-back"),
    (r"C:\..\..\csv", r"C:\csv", "step-back"),
    ("C:\\Retain\tfiles", r"C:\Retainfiles", "control"),
    ("C:\\Retain\nfiles", r"C:\Retainfiles", "control"),
    ("C:\\Retain\x00", r"C:\Retain", "control"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "offer", "code"), OFFERED)
def test_a_guess_is_offered_and_not_taken(typed: str, offer: str, code: str) -> None:
    linted = windows(typed)
    assert (linted.path, codes(linted)[0], linted.ok) == (offer, f"error:{code}", False)
    assert linted.target is None
    assert linted.ways == ()


HOPELESS = [
    ("", "empty"),
    ('""', "empty"),
    ("   ", "empty"),
    (r"Retain\csv", "relative"),
    (r".\csv", "relative"),
    (r"..\csv", "relative"),
    ("downloads", "relative"),
    ("\\\\", "incomplete-share"),
    (r"\\files", "incomplete-share"),
    ("\\\\files\\", "incomplete-share"),
    (r"\\Program Files\\Beginfinite\\Retain", "bad-share"),
    (r"\\files\a:b\csv", "bad-share"),
    (r"\\..\share\csv", "bad-share"),
    (r"\\files\..\csv", "bad-share"),
    ("\\\\fi\x00les\\share", "bad-share"),
    (r"\\.\PhysicalDrive0", "device"),
    (r"\\?\Volume{b75e2c83-0000-0000-0000-602f00000000}\csv", "device"),
    (r"\\.\pipe\retain", "device"),
    ("/opt/beginfinite/retain/RetainServer/WEB-INF/cfg", "other-system"),
    (r"%ProgramFiles%\Beginfinite", "variable"),
    (r"C:\%USERNAME%\csv", "variable"),
    (r"$env:ProgramFiles\Beginfinite", "variable"),
    (r"${env:ProgramFiles(x86)}\Beginfinite", "variable"),
    (r"$HOME\csv", "variable"),
    (r"~\csv", "home"),
    ("https://files.example.org/csv", "address"),
    ("ftp://files.example.org/csv", "address"),
    ("smb://files/csv", "address"),
    ("svc@files.example.org:/srv/csv", "scp"),
    ("file:C:csv", "file-url"),
    (r"C:\CON", "reserved"),
    (r"C:\a\nul.txt\b", "reserved"),
    (r"C:\com1.tar.gz", "reserved"),
    (r"C:\LPT9", "reserved"),
    ("C:\\com\u00b2", "reserved"),
    (r"C:\aux .dir", "reserved"),
    (r"C:\conin$", "reserved"),
    (r"C:\what?", "forbidden"),
    (r"C:\a<b>", "forbidden"),
    (r'C:\a"b', "forbidden"),
    (r"C:\a:stream", "forbidden"),
    (r"CD:\Retain", "relative"),
    ("C:\\" + "n" * 256, "name-length"),
    ("n" * 6000, "typed-length"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "code"), HOPELESS)
def test_what_cannot_be_used_is_refused_with_one_reason_first(typed: str, code: str) -> None:
    linted = windows(typed)
    assert (linted.path, codes(linted)[0], linted.target) == ("", f"error:{code}", None)
    assert linted.findings[0].what
    assert linted.findings[0].done


def test_every_forbidden_sign_of_a_name_is_named_once() -> None:
    (finding,) = windows(r"C:\a*b?c*d").findings
    assert finding.what == "Windows allows no * ? in a name, and “a*b?c*d” has one."
    assert finding.done == "Enter the folder as Explorer shows it."


def test_the_name_of_the_longer_file_must_fit_behind_the_folder() -> None:
    fits = "C:\\" + "a" * 100 + "\\" + "b" * 136
    assert len(fits) + len("\\exchangegroups.csv") == 259
    assert codes(windows(fits)) == ["note:length"]
    assert codes(windows(fits + "b")) == ["error:length"]
    assert codes(lint(fits, "windows", file=30)) == ["error:length"]
    assert codes(windows(fits[:-40])) == []


def test_characters_beyond_the_first_plane_count_twice() -> None:
    half = "C:\\" + "\N{OLD ITALIC LETTER A}" * 118
    assert codes(windows(half)) == ["note:length"]
    assert codes(windows(half + "\N{OLD ITALIC LETTER A}")) == ["error:length"]


def test_a_trailing_backslash_says_why_it_does_harm() -> None:
    (finding,) = windows("D:\\Retain\\").findings
    assert finding.what == (
        "There was a backslash at the end. The article asks for none, and on a command line it would swallow the quote "
        "behind it."
    )
    assert finding.done == "It was taken away."
