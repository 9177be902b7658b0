"""The catalogue of checks: a check is one module with `look` and `judge`; saving the file is all the wiring."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from inspect import cleandoc
from typing import Literal

import checks
from checks.result import Evidence, Result, SkipReason
from checks.subject import Exchange, Road, Subject, Via
from clients.contract import Clients

Look = Callable[[Subject, Clients], Evidence]
Judge = Callable[[Subject, Evidence, datetime], Result]
Step = Literal["prerequisites", "accounts", "access", "sync"]


@dataclass(frozen=True)
class Check:
    """One check. `deadline` in seconds for all attempts together; `needs` are Subject fields that must be filled.

    A field that is in `optional` too may stay empty only where an application reads Exchange Online. `via`: the ways in
    which the application reads mailboxes that this check is about. `token`: needs the application's sign-in. `advice`:
    at most warning or error, never holds a step or an exit code. `source`: where the rule comes from.
    `windows_host`: only where a Windows host runs scripts.
    """

    id: str
    step: Step
    title: str
    order: int
    look: Look
    judge: Judge
    source: str
    deadline: float = 20.0
    advice: bool = False
    token: bool = False
    roads: tuple[Road, ...] = ("application", "impersonation")
    exchanges: tuple[Exchange, ...] = ("online", "server", "hybrid")
    needs: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    via: tuple[Via, ...] = ("graph", "ews")
    windows_host: bool = False

    @property
    def why(self) -> str:
        """Why it matters: the docstring of `judge`."""
        return cleandoc(self.judge.__doc__ or "")

    @property
    def what(self) -> str:
        """What it looks at: the docstring of `look`."""
        return cleandoc(self.look.__doc__ or "")

    @property
    def signs_in(self) -> bool:
        """Somebody signs in for it: the application or the impersonation user. So it gets what is stored for that, and
        its verdict rests on it. That is every check with a token, and all of Access, whose subject is the sign-in."""
        return self.token or self.step == "access"

    def skip_reason(self, subject: Subject) -> SkipReason | None:
        """Why this check does not apply to this connection, or None when it does.

        A hybrid connection walks both roads, so the road never takes a check from it.
        """
        if self.windows_host and not subject.windows_host:
            return "no-windows-host"
        if subject.exchange not in self.exchanges:
            return "not-this-road"
        if subject.exchange != "hybrid" and subject.road not in self.roads:
            return "not-this-road"
        if subject.archive_via not in self.via and (
            "impersonation" not in self.roads or _application(subject)
        ):
            return "not-this-road"
        free = (name for name in self.optional if name not in self.needs or _application(subject))
        return "not-named" if any(not getattr(subject, name) for name in free) else None

    def missing(self, subject: Subject) -> str | None:
        """The first needed answer that is still empty, as the cause `form:<key>`; None when all are there."""
        return next((f"form:{name}" for name in self.needs if not getattr(subject, name)), None)


def _application(subject: Subject) -> bool:
    """An application alone reads the mailboxes."""
    return subject.exchange == "online" and subject.road == "application"


class DuplicateCheck(Exception):
    """Two checks claim one id. Ids are promises: never renamed, never reused."""


_checks: dict[str, Check] = {}


def check(
    id: str,
    *,
    step: Step,
    title: str,
    order: int,
    look: Look,
    source: str,
    deadline: float = 20.0,
    advice: bool = False,
    token: bool = False,
    roads: tuple[Road, ...] = ("application", "impersonation"),
    exchanges: tuple[Exchange, ...] = ("online", "server", "hybrid"),
    needs: tuple[str, ...] = (),
    optional: tuple[str, ...] = (),
    via: tuple[Via, ...] = ("graph", "ews"),
    windows_host: bool = False,
) -> Callable[[Judge], Judge]:
    """Register the decorated `judge`, with `look`, as check `id`. DuplicateCheck when the id is taken."""

    def register(judge: Judge) -> Judge:
        if id in _checks:
            raise DuplicateCheck(f"{id}: {judge.__module__} and {_checks[id].judge.__module__}")
        _checks[id] = Check(
            id, step, title, order, look, judge, source, deadline, advice, token,
            roads, exchanges, needs, optional, via, windows_host,
        )  # fmt: skip
        return judge

    return register


def load() -> None:
    """Import every module below `checks`, so that each check registers itself."""
    for module in pkgutil.walk_packages(checks.__path__, "checks."):
        importlib.import_module(module.name)


def all_checks() -> tuple[Check, ...]:
    """Every check in page order."""
    load()
    return tuple(sorted(_checks.values(), key=lambda c: (STEP_ORDER.index(c.step), c.order, c.id)))


STEP_ORDER: tuple[Step, ...] = ("prerequisites", "accounts", "access", "sync")


def get(check_id: str) -> Check:
    """The check with this id; KeyError when there is none."""
    if check_id not in _checks:
        load()
    return _checks[check_id]


def of_step(step: str) -> tuple[Check, ...]:
    """The checks of one step in page order; empty for a step without checks."""
    return tuple(c for c in all_checks() if c.step == step)
