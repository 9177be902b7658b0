"""From bytes to text: which encoding, with or without a byte order mark, and where a byte does not fit."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from sync.csv_files.faults import BadFile
from sync.csv_files.impostors import refuse_impostor
from sync.csv_files.positions import Place, place

BOMS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "latin-1": "ISO 8859-1",
    "ascii": "ASCII",
}
SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH = re.compile(rb"[\x80-\xff]")
EMPTY = (
    "The file is empty (0 bytes). A download that fails often leaves such a file behind: "
    "bring one that was made on a good day."
)


class Decoded(NamedTuple):
    """`encoding`: a Python codec without byte order mark; `bom`: there was one in front."""

    text: str
    encoding: str
    bom: bool


def spelled(encoding: str) -> str:
    """An encoding's name for people."""
    other = encoding.removeprefix("cp")
    return NAMES.get(encoding) or f"{'Windows-' if other.startswith('125') else 'code page '}{other}"


def decode(data: bytes, encoding: str = "") -> Decoded:
    """The text of a file. `encoding`: taken instead of guessing. A file of plain ASCII counts as UTF-8.

    Without byte order mark it is UTF-16 where zeros stand at every other place, else UTF-8 where that fits, else
    Windows-1252 (of which ISO 8859-1 is the printable part). BadFile where no encoding fits, or two are mixed.
    """
    if not data:
        raise BadFile(EMPTY, 1, 1)
    refuse_impostor(data)
    marked = next((name for name, bom in BOMS.items() if data.startswith(bom)), "")
    chosen = encoding or marked or _guess(data)
    bom = bool(marked) and chosen == marked
    decoded = Decoded(_strict(data[len(BOMS[marked]) :] if bom else data, chosen), chosen, bom)
    if not decoded.text:
        raise BadFile(EMPTY, 1, 1)
    _refuse_zeros(decoded.text)
    return decoded


def _guess(data: bytes) -> str:
    zeros = data[0::2].count(0), data[1::2].count(0)
    if 0 in data[:2] and max(zeros) * 10 >= len(data) and max(zeros) > 3 * min(zeros):
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_mixture(data, error.start)
        return "cp1252"
    return "utf-8"


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line, column = _before(data, error.start, encoding)
        text = f"Line {line}, character {column}: the byte {_hex(data[error.start])} is not valid {spelled(encoding)}."
        raise BadFile(text, line, column) from None


def _before(data: bytes, at: int, encoding: str) -> Place:
    """The place of the byte at `at`, by what decodes in front of it."""
    before = data[:at].decode(encoding, "replace")
    return place(before, len(before))


def _refuse_mixture(data: bytes, first_wrong: int) -> None:
    """Valid UTF-8 sequences beside bytes that are none: two files in one, or a file saved halfway. Letters of western
    languages all begin with C3 in UTF-8, and Windows-1252 hardly ever has that byte before a sign."""
    sequences = SEQUENCE.findall(data)
    rest = SEQUENCE.sub(b"", data)
    strays = len(HIGH.findall(rest))
    if not any(one[0] == 0xC3 for one in sequences) and len(sequences) * 10 < strays:
        return
    mostly_utf8 = len(sequences) >= strays
    first = SEQUENCE.search(data)
    at = first_wrong if mostly_utf8 or first is None else first.start()
    line, column = _before(data, at, "utf-8" if mostly_utf8 else "cp1252")
    said = (
        "not UTF-8, while the rest of the file is"
        if mostly_utf8
        else "UTF-8, while the rest of the file is not"
    )
    text = f"Line {line}, character {column}: the byte {_hex(data[at])} is {said}. Two encodings are mixed in one file."
    raise BadFile(text, line, column)


def _refuse_zeros(text: str) -> None:
    at = text.find("\0")
    if at >= 0:
        line, column = place(text, at)
        raise BadFile(
            f"Line {line}, character {column}: a zero byte. The file is damaged or not a text file.",
            line,
            column,
        )


def _hex(byte: int) -> str:
    return f"0x{byte:02X}"
