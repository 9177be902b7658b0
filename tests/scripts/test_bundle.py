"""The bundle: every file in it, checked by other people's tools, and always the same bytes."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.bundle import build, checksums, text_file

FILES = {
    "sync365.ps1": b"# script\r\n",
    "retain-sync.json": b"{}\n",
    "retain-sync-task.xml": b"\xff\xfe<\x00",
}


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_files_come_in_order_of_name_with_readme_and_checksums() -> None:
    found = unpacked(build(FILES, "First\nSecond"))
    assert list(found) == [
        "README.txt",
        "SHA256SUMS",
        "retain-sync-task.xml",
        "retain-sync.json",
        "sync365.ps1",
    ]
    assert {name: found[name] for name in FILES} == FILES
    assert found["README.txt"] == b"\xef\xbb\xbfFirst\r\nSecond\r\n"


def test_the_same_files_give_the_same_bytes_in_whatever_order_they_come() -> None:
    backwards = dict(reversed(FILES.items()))
    assert build(FILES, "Text") == build(backwards, "Text")


def test_nothing_in_the_zip_tells_when_or_where_it_was_packed() -> None:
    with zipfile.ZipFile(io.BytesIO(build(FILES, "Text"))) as archive:
        for entry in archive.infolist():
            assert (entry.date_time, entry.create_system) == ((1980, 1, 1, 0, 0, 0), 3)
            assert (entry.external_attr >> 16, entry.compress_type) == (0o644, zipfile.ZIP_STORED)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="there is no sha256sum here")
def test_sha256sum_itself_finds_every_file_whole(tmp_path: Path) -> None:
    for name, content in unpacked(build(FILES, "Text")).items():
        (tmp_path / name).write_bytes(content)
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    said = subprocess.run(check, cwd=tmp_path, capture_output=True, check=True, text=True)
    assert sorted(said.stdout.split()) == sorted(
        word for name in [*FILES, "README.txt"] for word in (f"{name}:", "OK")
    )
    (tmp_path / "sync365.ps1").write_bytes(b"# other\r\n")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_a_checksum_is_of_the_content_and_in_the_form_of_sha256sum() -> None:
    assert checksums({"b.txt": b"", "a.txt": b"abc"}) == (
        b"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.txt\n"
        b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b.txt\n"
    )


@pytest.mark.parametrize(
    "name",
    ["", "..", "../x", "a/b", "a\\b", "C:x", "a b", ".hidden", "x.", "größe.txt", "a\n", "-x", "a" * 101],
)
def test_a_name_that_is_no_plain_file_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no plain file name"):
        build({name: b""}, "Text")


@pytest.mark.parametrize("name", ["README.txt", "readme.TXT", "SHA256SUMS", "sha256sums", "SYNC365.ps1"])
def test_a_name_that_is_taken_is_refused_in_any_capitals(name: str) -> None:
    with pytest.raises(ValueError, match="the same name"):
        build(
            {"sync365.ps1": b"", name: b""} if name != "SYNC365.ps1" else {"sync365.ps1": b"", name: b"x"},
            "Text",
        )


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9._-]{0,9}[a-z0-9]", fullmatch=True), st.binary(max_size=50), max_size=5
    )
)
def test_whatever_goes_in_comes_out(files: dict[str, bytes]) -> None:
    found = unpacked(build(files, "Text"))
    assert {name: found[name] for name in files} == files
    assert len(found) == len(files) + 2


def test_text_has_one_kind_of_line_end() -> None:
    assert text_file("a\r\nb\rc\n\nÜ\n") == b"\xef\xbb\xbfa\r\nb\r\nc\r\n\r\n\xc3\x9c\r\n"
