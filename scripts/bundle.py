"""The bundle: scripts, data file, task and README in one zip, with checksums. The same files give the same bytes."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping

README = "README.txt"
SUMS = "SHA256SUMS"

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip can hold: the time of packing tells nothing
_UNIX = 3
_READABLE = 0o644 << 16
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def build(files: Mapping[str, bytes], readme: str) -> bytes:
    """A zip of `files` (name to content), README.txt and SHA256SUMS, in order of name.

    The README gets a byte order mark and CRLF, so that every Notepad shows it as it is meant. Nothing is compressed:
    another version of zlib would give other bytes. ValueError for a name that is no plain file name, comes twice in
    other capitals, or belongs to the bundle itself.
    """
    _refuse_names([*files, README, SUMS])
    whole = {**files, README: text_file(readme)}
    whole[SUMS] = checksums(whole)
    return _zipped(whole)


def text_file(text: str) -> bytes:
    """Text as Windows programs of any age read it: UTF-8 with byte order mark, CRLF."""
    lines = "\n".join(text.splitlines())
    return b"\xef\xbb\xbf" + (lines + "\n").replace("\n", "\r\n").encode("utf-8")


def checksums(files: Mapping[str, bytes]) -> bytes:
    """What `sha256sum -c` reads: one line a file, LF, in order of name."""
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return "".join(lines).encode("ascii")


def _zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _READABLE
            archive.writestr(entry, files[name])
    return packed.getvalue()


def _refuse_names(names: list[str]) -> None:
    for name in names:
        if not _NAME.fullmatch(name) or name.endswith("."):
            raise ValueError(f"{name!r} is no plain file name.")
    if len({name.lower() for name in names}) < len(names):
        raise ValueError("Two files of the bundle have the same name.")
