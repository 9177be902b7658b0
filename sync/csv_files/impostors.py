"""Files of another sort that people upload by mistake, known by their first bytes."""

from __future__ import annotations

from sync.csv_files.faults import BadFile

SPREADSHEET = (
    "This is a spreadsheet, not a CSV file. Bring the file as the script wrote it, never opened in Excel."
)
MAGIC = (
    (b"PK\x03\x04", SPREADSHEET),
    (b"\xd0\xcf\x11\xe0", SPREADSHEET),
    (b"%PDF", "This is a PDF document, not a CSV file."),
    (b"\x1f\x8b", "This file is packed (gzip). Unpack it first."),
)
MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")
PAGE = "This is a web page, not a CSV file. A download that needed a sign-in often leaves one."


def refuse_impostor(data: bytes) -> None:
    """BadFile for a spreadsheet, a PDF, a packed file or a web page."""
    for start, text in MAGIC:
        if data.startswith(start):
            raise BadFile(text, 1, 1)
    beginning = data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if beginning.startswith(MARKUP):
        raise BadFile(PAGE, 1, 1)
