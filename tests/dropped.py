"""Checks that exist for one test: a file dropped into a folder of the catalogue, and taken out again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import checks.dns
from checks import registry

HEAD = """
from checks.registry import check
from checks.result import Item, Remedy, evidence, failed, passed
from clients.contract import NoSuchDomain, OutsideError

def look(subject, clients):
    '''What it looks at.'''
    {look}

@check("dns.dropped", step="prerequisites", title="Dropped in", order=999, look=look, source="a test", deadline=5{more})
def judge(subject, evidence, now):
    '''Why it matters.'''
    {judge}
"""
PROOF = 'return evidence(Item("seen", "text", subject.domain))'


@contextmanager
def dropped(
    folder: Path, look: str = PROOF, judge: str = 'return passed("Fine.")', more: str = ""
) -> Iterator[str]:
    """The id of a check whose two functions have these bodies; `more` are further arguments of the decorator."""
    (folder / "dropped_in.py").write_text(HEAD.format(look=look, judge=judge, more=more), "utf-8")
    checks.dns.__path__.append(str(folder))
    try:
        registry.load()
        yield "dns.dropped"
    finally:
        checks.dns.__path__.remove(str(folder))
        registry._checks.pop("dns.dropped", None)
        sys.modules.pop("checks.dns.dropped_in", None)
        sys.path_importer_cache.pop(str(folder), None)
