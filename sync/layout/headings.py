"""Names of columns, compared as people read them."""

from __future__ import annotations

import unicodedata
from functools import cache


@cache
def plain(name: str) -> str:
    """A column's name without case, blanks and punctuation: “Primary SMTP Address” is “primarysmtpaddress”."""
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())
