"""Practice: connections to simulated tenants, on which the machine can do what a remedy says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from checks.propagation import assignment_key
from clients import simulator_control as control
from clients.contract import OutsideError
from clients.simulator_control import Handle
from people.models import Person
from sync import credentials, network
from sync.models import Connection
from sync.network import NoSimulator
from wizard import answers, moments
from wizard.answers import road_for
from wizard.models import Setup

START_WITHIN = 20.0
GIVEN = ("domain", "exchange", "cloud")
LONG_AGO = timedelta(days=3)
_child: subprocess.Popen[bytes] | None = None


def available() -> str:
    """Empty when practice can be offered here, else the reason in one sentence."""
    if settings.EMBEDDED:
        return ""
    return "Practice needs the embedded set-up (python3 run.py): its simulated tenants live on one machine."


LEFT = re.compile(r"directory\.left \+= (\d+)")


def simulator() -> Handle:
    """The running simulator; started as a child of this process when there is none. NoSimulator says why not."""
    handle = network.simulator_handle()
    if handle is not None:
        return handle
    reason = available()
    if reason:
        raise NoSimulator(reason)
    _start()
    return _wait()


def _start() -> None:
    global _child
    if _child is not None and _child.poll() is None:
        return
    folder = settings.DATA_DIR / "simulator"
    folder.mkdir(mode=0o700, exist_ok=True)
    command = [
        sys.executable, str(settings.BASE_DIR / "manage.py"), "simulate",
        "--handle", str(folder / "handle.json"), "--state", str(folder / "state.json"), "--parent", str(os.getpid()),
    ]  # fmt: skip
    with (folder / "simulator.log").open("ab") as log:
        _child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def _wait() -> Handle:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        handle = network.simulator_handle()
        if handle is not None:
            return handle
        if _child is not None and _child.poll() is not None:
            break
        time.sleep(0.1)
    raise NoSimulator(
        "The simulated tenants did not start; their log is simulator/simulator.log in the data directory."
    )


def stop() -> None:
    """End the child, if this process started one."""
    global _child
    if _child is not None and _child.poll() is None:
        _child.terminate()
        _child.wait(10)
    _child = None


def scenarios() -> list[dict[str, Any]]:
    """The fault catalogue: dicts with name, title, summary, group, exchange and cloud."""
    return control.scenarios(simulator())


def begin(person: Person, scenario: str, now: datetime) -> Connection:
    """A practice connection with a domain of its own. OutsideError when the simulator has no such scenario."""
    handle = simulator()
    made = control.create_domain(handle, scenario)
    about = next(one for one in control.scenarios(handle) if one["name"] == scenario)
    long_there = _assignments(handle, made["domain"])
    with transaction.atomic():
        connection = Connection.objects.create(
            name=f"Practice: {about['title']} ({made['domain'].split('.')[0][-4:]})",
            **{key: made["settings"][key] for key in GIVEN},
            road=road_for(about["exchange"]),
            practice=True,
            made_by=person,
        )
        Setup.objects.create(connection=connection, scenario=scenario)
        moments.known_since(connection, long_there, now - LONG_AGO)
    return connection


def _assignments(handle: Handle, domain: str) -> list[str]:
    """What the checks would otherwise take for roles that were given just now."""
    return [assignment_key(id) for id in control.describe(handle, domain)["long_assigned"]]


def fill(connection: Connection, by: object, now: datetime) -> list[str]:
    """Give the answers that the simulated tenant has for this connection, and its credential; the keys given.
    OutsideError."""
    told = control.describe(simulator(), connection.domain)
    known = {key: str(value) for key, value in told["ready"].items() if key in answers.KEYS}
    given = {key: value for key, value in known.items() if key not in GIVEN and value}
    answers.assign(connection, given)
    secrets = {kind: secret for kind, secret in told["credential"].items() if _wanted(connection, kind)}
    for kind, secret in secrets.items():
        credentials.store_file(connection, kind, secret.encode(), by, now)
    return [*given, *secrets, *(["credential"] if secrets else [])]


def _wanted(connection: Connection, kind: str) -> bool:
    """A client secret must not take the place of a certificate that somebody made here."""
    present = credentials.application(connection)
    return kind != "client_secret" or present is None or not present.thumbprint


def account_report(connection: Connection) -> dict[str, Any] | None:
    """The report about its two accounts that the simulated server would give; None without one. OutsideError."""
    told = control.describe(simulator(), connection.domain)["account_report"]
    return dict(told) if told else None


def register_certificate(connection: Connection) -> None:
    """Give the simulated application the public part of the connection's certificate. OutsideError."""
    row = credentials.application(connection)
    if row is None or not row.public_pem:
        raise NoCertificate("Make a certificate first.")
    control.register_certificate(simulator(), connection.domain, row.public_pem)


class NoCertificate(OutsideError):
    """There is no certificate to hand over."""


def applied(connection: Connection) -> set[str]:
    """The texts of the remedy blocks that are applied in the simulated tenant now."""
    handle = network.simulator_handle()
    if handle is None:
        return set()
    return {one["text"] for one in control.describe(handle, connection.domain)["applied"]}


def apply(connection: Connection, block: dict[str, Any]) -> None:
    """Do in the simulated tenant exactly what the block says, or what people do who are told so in words. OutsideError
    when the simulator refuses."""
    kind = "mend" if block["kind"] == "text" else block["kind"]
    control.apply(simulator(), connection.domain, {**block, "kind": kind})


def undo(connection: Connection, block: dict[str, Any]) -> None:
    """Take back what the block did; nothing happens when it is not applied."""
    handle = simulator()
    for one in reversed(control.describe(handle, connection.domain)["applied"]):
        if one["text"] == block["text"]:
            control.undo(handle, connection.domain, one["undo"])
            return


def changes(connection: Connection) -> list[dict[str, Any]]:
    """What can happen in the simulated directory: dicts with key, title, kind and text. OutsideError."""
    return control.changes(simulator(), connection.domain)


def happened(connection: Connection) -> list[dict[str, str]]:
    """What of that happened, in order: title and text. OutsideError."""
    texts = [one["text"] for one in control.describe(simulator(), connection.domain)["applied"]]
    named = titles(connection, texts)
    return [{"title": named[text], "text": text} for text in texts if text in named]


def titles(connection: Connection, texts: Iterable[str]) -> dict[str, str]:
    """What applied texts are called that are something that can happen in the simulated directory. OutsideError."""
    known = {one["text"]: str(one["title"]) for one in changes(connection)}
    for text in texts:  # how many are half of the staff is another number by now
        if (found := LEFT.fullmatch(text)) is not None:
            known.setdefault(text, f"{found[1]} people leave")
    return known
