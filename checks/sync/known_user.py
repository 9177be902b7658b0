"""sync.known-user: is somebody who must be in the users file in it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, blocked, could_not, failed, passed, warning
from checks.subject import Subject
from checks.sync import pair_words, place, words
from checks.sync.file_scan import look_at
from checks.sync.pair_faults import NOBODY_KNOWS
from checks.sync.published import PUBLISHED, published
from checks.sync.search import Search
from clients.contract import Clients
from sync.files import Files
from sync.layout.shape import Layout

FOUND: Final = "Found"
_EXPECTED: Final = "the logon name in the users file"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Goes through the users file at the target for the logon name that was named, and keeps those nearest to it."""

    def see(files: Files, names: list[str]) -> Iterator[Item]:
        ours = published(subject, place.linted(subject).path)
        yield ours.item()
        if not ours.damaged:
            layout = Layout.of(ours.layout).users
            if not ours.known:  # somebody else's columns: any may hold logon names
                layout = replace(layout, columns=(), header=False)
            search = Search(subject.known_user, layout)
            clients.progress(f"Reading {ours.users}")
            seen = look_at(files, ours.users, layout, search.take)
            told = {"file": ours.users, "size": seen.size, "rows": seen.rows, "fault": seen.fault}
            yield Item(FOUND, "json", {**told, **search.value()})

    return place.looked_into(subject, clients, see)


@check(
    "sync.known-user",
    step="sync",
    title="A person who must be in the file is in it",
    order=60,
    look=look,
    source="KB 7019288: the first sign-in is matched to the user file by the UPN",
    deadline=60.0,
    roads=("application",),
    needs=("target",),
    optional=("known_user",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Retain lets in whom the users file names, by the logon name that stands there."""
    hindrance = place.hindrance(subject, evidence)
    if hindrance is not None:
        return hindrance
    if evidence[PUBLISHED]["damaged"]:
        return pair_words.damaged(evidence[PUBLISHED]["damaged"])
    seen = evidence[FOUND]
    if seen["fault"] and seen["fault"]["why"] in NOBODY_KNOWS:
        return place.unknown(seen["fault"]["text"], evidence[place.TARGET]["path"])
    if seen["size"] is None and not evidence[PUBLISHED]["number"]:
        return _none_yet(subject, seen["file"])
    if seen["fault"] or not seen["size"] or not seen["rows"]:
        return blocked("sync.files", f"{seen['file']} cannot be searched: see “The two files are whole”.")
    if seen["line"]:
        return passed(
            f"{subject.known_user} is in line {seen['line']} of {seen['file']}: sign in with {seen['name']}.",
            expected=_EXPECTED,
            found=f"line {seen['line']}",
        )
    if not evidence[PUBLISHED]["known"]:
        return _strange(subject, seen["file"])
    return _missing(subject, seen)


def _strange(subject: Subject, file: str) -> Result:
    return could_not(
        f"{file} was made by somebody else, and {subject.known_user} was not found in it as it could be read.",
        tried=f"Read {file} as comma-separated text in UTF-8: how it is written is not known yet.",
        again="Upload it under Layout, or publish a pair of your own, and run this check again.",
    )


def _missing(subject: Subject, seen: dict[str, Any]) -> Result:
    other = seen["other"]
    near = ", ".join(seen["near"])
    if other:
        line, name, column = other
        found = f"line {line}, under “{column}”"
        remedy = Remedy(
            "text", f"Sign in with {name}: Retain matches the first sign-in by that name.", "In Retain"
        )
    else:
        found = f"nearest: {near}" if near else f"nothing like it in {seen['rows']} rows"
        remedy = Remedy("text", f"If one of these is meant, sign in with it: {near}", "In Retain")
    why = "Open Sync, Coverage, and search for the person: it says whether and why somebody is left out."
    named = (remedy,) if other or near else ()
    return failed(
        f"{subject.known_user} is no logon name in {seen['file']}.",
        meaning="Whoever types this name in Retain is not let in the first time, and may not be archived.",
        expected=_EXPECTED,
        found=found,
        remedy=(*named, Remedy("text", why, label="In this wizard")),
        confirm="Run this check again after the next publish: it names the line.",
    )


def _none_yet(subject: Subject, file: str) -> Result:
    return warning(
        f"{file} is not there yet, so {subject.known_user} is not in it.",
        meaning="Nobody can sign in to Retain for the first time until there is a users file.",
        expected=_EXPECTED,
        found="no file",
        remedy=(words.to_preview("Open Sync, Preview, press Preview, and then Publish."),),
        confirm="After the first publish this check runs by itself.",
    )
