"""What holds for every answer, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.paths import BadTarget, Download, Local, System, lint, system_of, target_of

SYSTEMS: tuple[System, ...] = ("linux", "windows")
pieces = st.sampled_from(
    ["C:", "D:\\", "\\", "\\\\", "/", "//", ".", "..", "...", " ", "\t", "\n", "\x00", '"', "'", "“", "”", "a", "b c",
     "CON", "nul.txt", "x.csv", "files", "%TEMP%", "$env:X", "$HOME", "~", "file:///", "file://", "%20", "%22",
     "sftp://", "https://", "u@h:", "\\\\?\\", "\\\\.\\",
     "UNC\\", "[drive]:", "\u202a", "\u00a0", "ü", "\ud800", "*", "?", ":",
     "|", "download", "Program Files", "opt", "é" * 90]
)  # fmt: skip
typed = st.one_of(st.lists(pieces, max_size=8).map("".join), st.text(max_size=40))


@given(typed, st.sampled_from(SYSTEMS))
def test_the_linter_always_answers_and_a_target_means_no_error(text: str, system: System) -> None:
    linted = lint(text, system)
    assert linted.ok == (linted.target is not None)
    assert linted.ok or linted.findings[0].severity == "error"
    assert all(finding.what and (finding.done or finding.severity == "note") for finding in linted.findings)
    codes = [finding.code for finding in linted.findings]
    assert len(codes) == len(set(codes))


@given(typed, st.sampled_from(SYSTEMS))
def test_a_corrected_form_needs_no_second_correction(text: str, system: System) -> None:
    linted = lint(text, system)
    if linted.path:
        again = lint(linted.path, system)
        assert (again.path, again.ok) == (linted.path, True)
        if linted.ok:
            assert again.target == linted.target


@given(typed, st.sampled_from(SYSTEMS))
def test_a_corrected_folder_is_absolute_and_has_no_separator_at_its_end(text: str, system: System) -> None:
    target = lint(text, system).target
    if isinstance(target, Local):
        separator = "\\" if system == "windows" else "/"
        roots = (len(target.path) == 3 and target.path[1:] == ":\\") or target.path == "/"
        assert roots or not target.path.endswith(separator)
        assert target.path[1:2] == ":" or target.path.startswith(separator)
        assert not {".", ".."} & set(target.path.split(separator))
        assert target.system == system
        assert target.written() == target.path


@pytest.mark.parametrize("text", ["download", "Download", ' "DOWNLOAD" '])
@pytest.mark.parametrize("system", SYSTEMS)
def test_the_word_download_means_no_target(text: str, system: System) -> None:
    linted = lint(text, system)
    assert (linted.kind, linted.path, linted.ways, linted.findings) == ("download", "download", (), ())
    assert target_of(text, system) == Download()
    assert Download().written() == "download"


def test_a_bad_target_says_why_and_carries_every_finding() -> None:
    with pytest.raises(BadTarget) as refused:
        target_of(r"C:Retain\?", "windows")
    assert [finding.code for finding in refused.value.findings] == ["drive-relative", "forbidden"]
    assert str(refused.value) == (
        "Behind C: there is no backslash. Windows then begins at whatever folder was used last on that drive. "
        "Enter it with the backslash, as offered."
    )


def test_the_length_of_the_customers_own_file_names_counts() -> None:
    folder = "C:\\" + "a" * 200
    assert target_of(folder, "windows") == Local(folder, "windows")
    with pytest.raises(
        BadTarget, match="With the name of a file behind it, it has 264 characters; at most 259"
    ):
        target_of(folder, "windows", file=60)


@pytest.mark.parametrize(
    ("text", "system"),
    [
        (r"D:\Retain", "windows"), ("D:/Retain", "windows"), ('"C:\\Retain"', "windows"),
        (r"\\files\retain", "windows"), ("[drive]:/x", "windows"), ("/srv/retain", "linux"),
        ("download", "linux"), ("", "linux"),
    ],
)  # fmt: skip
def test_the_system_can_be_told_from_the_looks_of_a_path(text: str, system: System) -> None:
    assert system_of(text) == system
