"""Letters that were lost on the way: `M?ller` where `Müller` was.

Windows PowerShell writes ASCII unless told otherwise, and puts a question mark for every letter that ASCII lacks
(clients-and-files.md section 5).
"""

from __future__ import annotations


def lost_letters(before: str, now: str) -> bool:
    """Whether `now` is `before` with question marks in place of letters beyond ASCII, and of nothing else."""
    if now == before or "?" not in now or len(now) != len(before):
        return False
    unlike = [(was, now[index]) for index, was in enumerate(before) if was != now[index]]
    return all(sign == "?" and not was.isascii() for was, sign in unlike)
