"""DNS records as zone-file lines: what the page shows, and what can be pasted or applied as it stands (RFC
1035, 5)."""

from __future__ import annotations

from clients.contract import Answer

USUAL_TTL = 3600
_LONGEST_STRING = 255


def line(name: str, type: str, data: str, ttl: int | None = None) -> str:
    """One line with an absolute owner name. `data` as in Answer.records: no trailing dots, TXT as its
    text."""
    return f"{name}. {USUAL_TTL if ttl is None else ttl} IN {type} {_written(type, data)}"


def lines(answer: Answer) -> tuple[str, ...]:
    """The records of an answer as lines, with the answer's time to live and the name at the end of its
    aliases."""
    owner = answer.chain[-1] if answer.chain else answer.name
    return tuple(line(owner, answer.type, record, answer.ttl) for record in answer.records)


def shown(answer: Answer) -> str:
    """The same as one text for a page; says so when there is nothing."""
    return "\n".join(lines(answer)) or f"no {answer.type} record at {answer.name}."


def _written(type: str, data: str) -> str:
    if type == "TXT":
        return quoted(data)
    if type in ("CNAME", "NS", "MX", "SRV", "PTR"):
        return data.rstrip(".") + "."
    return data


def quoted(text: str) -> str:
    """TXT data as quoted strings of at most 255 bytes; what is not printable ASCII as \\DDD."""
    raw = text.encode()
    pieces = [raw[at : at + _LONGEST_STRING] for at in range(0, len(raw), _LONGEST_STRING)] or [b""]
    return " ".join(f'"{"".join(map(_escaped, piece))}"' for piece in pieces)


def _escaped(byte: int) -> str:
    if byte in b'"\\':
        return "\\" + chr(byte)
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03d}"
