"""The rows of a run: what changes and why, what stays, who is left out; by filter, search and page."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from sync import preview
from sync.models import SyncRun
from sync.preview import Ask
from sync.preview.wording import reason
from wizard.views import live

GONE = "The rows of this run are no longer kept: the files of old runs are tidied away. Its numbers stay."
CHANGES = {
    "": "What changes", "add": "Added", "change": "Changed", "remove": "Removed", "exchange": "Exchanged",
    "same": "Stays", "out": "Not in the file", "all": "Everything",
}  # fmt: skip
TONES = {"add": "ok", "change": "info", "remove": "bad", "exchange": "warn", "same": "off", "out": "off"}


def context(run: SyncRun, asked: QueryDict) -> dict[str, Any]:
    """What the table needs, or why there is none."""
    change = asked.get("change", "")
    ask = Ask(
        what="group" if asked.get("what") == "group" else "user",
        change=change if change in CHANGES else "",
        why=asked.get("why", "")[:30],
        text=asked.get("q", "")[:100],
        number=live.number(asked.get("page", "")) or 1,
    )
    if "changes" not in run.detail:
        # It ended before its rows were compared: they would say that nothing changes.
        return {"table": None, "no_table": ""}
    if not run.rows_path.is_file():
        return {"table": None, "no_table": GONE}
    try:
        found, counts = preview.page(run.rows_path, ask), preview.counts(run.rows_path, ask.what)
    except sqlite3.Error:
        return {"table": None, "no_table": GONE}
    return {
        "table": {
            "ask": ask,
            "page": found,
            "rows": [
                (row, TONES.get(row.change, "off"), CHANGES.get(row.change, row.change)) for row in found.rows
            ],
            "changes": _choices(run, ask, counts),
            "reasons": [
                (why, reason(ask.what, why)) for why in dict.fromkeys(why for _, why in counts) if why
            ],
            "previous": _url(run, ask, page=found.number - 1) if found.number > 1 else "",
            "next": _url(run, ask, page=found.number + 1) if found.number < found.pages else "",
            "users": _url(run, ask, what="user", change="", why=""),
            "groups": _url(run, ask, what="group", change="", why=""),
        }
    }


def _choices(run: SyncRun, ask: Ask, counts: dict[tuple[str, str], int]) -> list[tuple[str, str, int, bool]]:
    """Label, address, number of rows, and whether it is chosen, of each filter that finds something."""
    per = {change: sum(n for (kind, _), n in counts.items() if kind == change) for change in CHANGES}
    per[""] = sum(per[change] for change in ("add", "change", "remove", "exchange"))
    per["all"] = sum(counts.values())
    return [
        (label, _url(run, ask, change=change, why=""), per[change], change == ask.change)
        for change, label in CHANGES.items()
        if per[change] or change in ("", ask.change)
    ]


def _url(run: SyncRun, ask: Ask, **other: Any) -> str:
    query = {"run": run.pk, "what": ask.what, "change": ask.change, "why": ask.why, "q": ask.text} | other
    return "?" + urlencode({key: value for key, value in query.items() if value}) + "#rows"
