"""The body of an answer, read up to a cap that counts decoded bytes."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping

from clients.faults import Unreached
from clients.text import storable

CHARSETS = {"utf-8", "us-ascii", "iso-8859-1", "windows-1252", "utf-16", "utf-16le", "utf-16be"}


def read_body(headers: Mapping[str, str], chunks: Iterable[bytes], cap: int) -> tuple[str, bool]:
    """The text, cut at `cap` bytes, and whether there was more. Unreached ("malformed") for an encoding not
    asked for.
    """
    body, cut = read_bytes(headers, chunks, cap)
    return _text(bytes(body), headers), cut


def read_bytes(headers: Mapping[str, str], chunks: Iterable[bytes], cap: int) -> tuple[bytearray, bool]:
    """As `read_body`, unpacked but not made text."""
    body = bytearray()
    for piece in _decoded(headers.get("content-encoding", "").strip().lower(), chunks, cap):
        body += piece
        if len(body) > cap:
            return body[:cap], True
    return body, False


def _decoded(encoding: str, chunks: Iterable[bytes], cap: int) -> Iterable[bytes]:
    if encoding in ("", "identity"):
        return chunks
    if encoding in ("gzip", "x-gzip", "deflate"):
        return _inflated(chunks, cap)
    raise Unreached("malformed", "The answer is packed in a way that was not asked for.")


def _inflated(chunks: Iterable[bytes], cap: int) -> Iterable[bytes]:
    """Unpack at most `cap` bytes a step, so that a small packed body cannot fill the memory."""
    unpack = zlib.decompressobj(wbits=47)
    for chunk in chunks:
        try:
            yield unpack.decompress(chunk, cap + 1)
        except zlib.error:
            raise Unreached("malformed", "The packed answer is damaged.") from None


def _text(body: bytes, headers: Mapping[str, str]) -> str:
    """Decoded by the named character set, if it is a plain one: others (utf-7 ...) can change the meaning of
    text.
    """
    match = re.search(r"charset=\"?([\w-]+)", headers.get("content-type", ""), re.IGNORECASE)
    charset = match[1].lower() if match else "utf-8"
    return storable(body.decode(charset if charset in CHARSETS else "utf-8", "replace"))
