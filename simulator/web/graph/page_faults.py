"""What can go wrong with one page of a long chain ("graph /users page 3 answers dropped").

dropped      its nextLink leaves the next page out         repeated     the page before it once more
short        a third of its rows is missing                loop         its nextLink leads back to the first page
blank        no rows, but the way on                       ends         no rows and no way on, as if that were all
cut          JSON that breaks off                          empty        200 without a body
elsewhere    its nextLink leads to another host            odd-types    numbers where texts belong
mangled      bytes that are no UTF-8                       token-dies   401 until another token asks
without-NAME a property is missing from all rows
Whatever simulator.web.faults names happens too; anything else is an error of Graph of that code.
"once" or "3 times" counts for each access token; "does SETTING" changes the tenant after that page, once a token.
"""

from __future__ import annotations

import threading
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote

from simulator.web import faults
from simulator.web.graph.place import Place, mark
from simulator.web.graph.reply import GraphError
from simulator.web.message import Reply, Request

BENT = frozenset(("dropped", "repeated", "short", "loop", "blank", "ends", "elsewhere", "odd-types"))
SPOILT = frozenset(("cut", "empty", "mangled"))
WITHOUT = "without-"
STRANGER = "graph.example.net"
_counts: dict[tuple[str, str, str], int] = {}
_lock = threading.Lock()


def at(request: Request, place: Place) -> str:
    """The fault of this page, if it strikes this time; else ""."""
    for key, told in _of(request, place):
        if not told.startswith("does "):
            fault, _, times = told.partition(" ")
            return fault if not times or _counted(request, key) <= int(times) else ""
    return ""


def meanwhile(request: Request, place: Place) -> None:
    """What happens in the tenant while somebody reads, after this page."""
    for key, told in _of(request, place):
        if told.startswith("does ") and _counted(request, key) == 1:
            request.tell(told.removeprefix("does "))


def _of(request: Request, place: Place) -> list[tuple[str, str]]:
    """The faults of this tenant that concern this page, each with its key."""
    found = request.domain.tenant.faults if request.domain else {}
    path = unquote(request.path).partition("/")[2].partition("/")[2]
    matching = []
    for key, told in found.items():
        pattern, page, number = key.removeprefix("graph /").removesuffix(" does").rpartition(" page ")
        if page and int(number) == place.page and fnmatchcase(path, pattern):
            matching.append((key, told))
    return matching


def _counted(request: Request, key: str) -> int:
    """How often this token met this fault, this time included."""
    name = (request.domain.name if request.domain else "", key, request.bearer)
    with _lock:
        _counts[name] = _counts.get(name, 0) + 1
        return _counts[name]


def refuse(fault: str, request: Request, place: Place) -> None:
    """GraphError when the fault is one."""
    if fault == "token-dies":
        if place.by == mark(request):
            raise GraphError(
                401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."
            )
        return
    if fault and not fault.startswith(WITHOUT) and fault not in BENT | SPOILT | faults.TRANSPORT:
        raise faults.named(fault)


def bent(fault: str, rows: list[Any]) -> list[Any]:
    """The rows as this fault leaves them."""
    if fault in ("blank", "ends"):
        return []
    if fault == "short":
        return rows[: len(rows) * 2 // 3]
    if fault.startswith(WITHOUT):
        return [{key: row[key] for key in row if key != fault.removeprefix(WITHOUT)} for row in rows]
    if fault == "odd-types":
        return [{**row, "id": 7} for row in rows]
    return rows


def led_astray(fault: str, going: dict[str, str]) -> dict[str, str]:
    """The way on as this fault leaves it."""
    if fault == "ends":
        return {}
    if fault == "elsewhere":
        return {name: f"https://{STRANGER}/{link.split('/', 3)[3]}" for name, link in going.items()}
    return going


def spoilt(fault: str, request: Request, reply: Reply) -> Reply:
    """The reply as it gets through."""
    if fault == "cut":
        return Reply(200, reply.body[: len(reply.body) // 2], reply.headers)
    if fault == "empty":
        return Reply(200, b"", reply.headers)
    if fault == "mangled":
        return Reply(200, reply.body.replace(b'"id":"', b'"id":"\xff\xfe'), reply.headers)
    return faults.spoil(fault, request, reply)
