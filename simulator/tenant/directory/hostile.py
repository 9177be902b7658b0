"""Values that are data in a directory and trouble in a file."""

from __future__ import annotations

from typing import Any

LARGE = "long " * 13_107  # 64 KiB
HOSTILE: tuple[dict[str, Any], ...] = (
    {"displayName": '=HYPERLINK("https://www.example.net","here")'},
    {"displayName": "+1+1", "department": "-2+3", "jobTitle": "@SUM(1)"},
    {"displayName": 'Doubled ""quotes"" and "one', "department": '"'},
    {"displayName": "Two\r\nlines", "officeLocation": "House\nFloor\rRoom"},
    {"displayName": "Comma, semicolon; tab\tpipe|", "department": ";;;,,,"},
    {"displayName": "Zero\u200bwidth\u202eturned", "department": "\ufeffmark"},
    {"displayName": "Line\u2028and\u2029paragraph\u0085next", "jobTitle": "\u001a"},
    {"displayName": LARGE.strip(), "department": LARGE},
    {"displayName": "   ", "givenName": "", "surname": "", "department": " leading and trailing "},
    {"displayName": "e\u0301 and \u00e9, 😀 and 👩\u200d💻", "jobTitle": "\U0001f9d1\u200d\U0001f680"},
    {"displayName": "#TYPE System.Object", "department": "id,displayName"},
    {"displayName": "\\\\server\\share\\", "officeLocation": "C:\\Temp\\"},
    {"displayName": "NULL", "department": "null", "jobTitle": "None"},
    {"displayName": "<b>bold</b> &amp; {{ 7 }}", "department": "%s %d {0} $(id)"},
    {"displayName": "Zero\u0000byte"},  # the last one, since no file can hold it
)


def hostile(index: int) -> dict[str, Any]:
    """The hard values of the user in this place."""
    return HOSTILE[index % len(HOSTILE)]
