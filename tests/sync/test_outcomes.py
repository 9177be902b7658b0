"""Every way in which a run can end that nobody wanted, in words."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from clients.contract import (
    Broken,
    NoCredential,
    NoSuchDomain,
    NotGranted,
    OutOfTime,
    OutsideError,
    SignInRefused,
)
from clients.contract.sftp import SftpFault
from sync import outcomes
from sync.approval import CannotPublish
from sync.csv_files import Unwritable
from sync.difference import NoBase
from sync.files import TargetFault
from sync.lock import Busy
from sync.models import SyncRun
from sync.network import NoSimulator
from sync.pair import BrokenPair, EmptyPair
from sync.paths import BadTarget, target_of
from sync.places import NoSecret
from sync.publish import NotRestorable
from sync.roots import NoTarget
from sync.secrets import WrongKey
from sync.snapshots import Damaged

ROW = SyncRun()


def bad_target() -> BadTarget:
    with pytest.raises(BadTarget) as seen:
        target_of("relative/folder", "linux")
    return seen.value


def full_disk(folder: Path) -> sqlite3.Error:
    """What SQLite says where it may write no more."""
    with sqlite3.connect(folder / "full.sqlite") as rows:
        rows.execute("CREATE TABLE a (b)")
        rows.execute("PRAGMA max_page_count=1")
        with pytest.raises(sqlite3.OperationalError) as seen:
            rows.execute("CREATE TABLE c (d)")
    rows.close()
    return seen.value


def no_table() -> sqlite3.Error:
    with sqlite3.connect(":memory:") as rows, pytest.raises(sqlite3.OperationalError) as seen:
        rows.execute("SELECT 1 FROM nothing")
    rows.close()
    return seen.value


@pytest.mark.parametrize(
    ("problem", "state", "cause", "words"),
    [
        (Broken("It broke.", "throttled"), "incomplete", "", "Microsoft asked us to wait longer"),
        (Broken("It broke.", "loop"), "incomplete", "", "in a circle"),
        (OutOfTime("Too long."), "incomplete", "", "It took longer than a run may."),
        (OutsideError("No address was found."), "incomplete", "", "No address was found."),
        (NoSimulator("Off."), "failed", "", "The simulated tenants are not running."),
        (SignInRefused("AADSTS7000215"), "failed", "graph.token", "Microsoft refused the sign-in"),
        (NotGranted("User.Read.All"), "failed", "graph.permissions", "The application lacks User.Read.All."),
        (NoSuchDomain("example.org"), "failed", "dns.domain", "Microsoft refused."),
        (NoCredential(), "failed", "form:credential", "nothing to sign in with"),
        (NoTarget("No target is set yet."), "failed", "form:target", "No target is set yet."),
        (NoSecret("There is no password."), "failed", "form:target", "There is no password."),
        (TargetFault("full", "There is no room."), "failed", "sync.path", "There is no room."),
        (SftpFault("host-key", "Another key."), "failed", "sync.path", "Another key."),
        (CannotPublish("It is old."), "failed", "", "Nothing could be published. It is old."),
        (NotRestorable("It is not whole."), "failed", "", "It is not whole."),
        (EmptyPair("There are no users."), "failed", "", "There are no users."),
        (BrokenPair("Rows run into each other."), "failed", "", "Rows run into each other."),
        (Damaged("The manifest is damaged."), "failed", "", "The manifest is damaged."),
        (NoBase("The rows are gone."), "failed", "", "The rows are gone."),
        (Unwritable("ada@example.org: “Ł”.", "ada@example.org", "Name"), "failed", "", "ada@example.org: “Ł”."),
        (Busy("Another process still works."), "failed", "", "Another process still works."),
        (WrongKey("The key is another."), "failed", "", "The key is another."),
        (OSError(errno.ENOSPC, "No space left on device"), "failed", "", "No space left on device"),
        (OSError("odd"), "failed", "", "odd"),
        (RuntimeError("secret of ours"), "failed", "", "Something went wrong inside this run."),
    ],
)  # fmt: skip
def test_each_problem_has_its_words(problem: Exception, state: str, cause: str, words: str) -> None:
    found = outcomes.of_problem(problem, ROW)
    assert (found["state"], found.get("cause", "")) == (state, cause)
    assert words in found["summary"]
    error = found["detail"]["error"]
    assert error["meaning"] == "The pair that was published last is as it was."
    assert error["do"]
    assert "secret of ours" not in str(found)


def test_values_that_do_not_fit_are_told_one_by_one() -> None:
    problem = Unwritable("2 people have values. The first: a “Ł”.", "a", "Name", ("a “Ł”.", "b “Ż”."))
    assert outcomes.of_problem(problem, ROW)["detail"]["error"]["each"] == ["a “Ł”.", "b “Ż”."]


def test_a_target_that_cannot_be_read_is_named() -> None:
    found = outcomes.of_problem(bad_target(), ROW)
    assert (found["state"], found["cause"]) == ("failed", "form:target")
    assert outcomes.of_target(bad_target())
    assert not outcomes.of_target(OSError())


def test_a_full_disk_is_told_apart_from_a_fault_of_ours(tmp_path: Path) -> None:
    assert "is full" in outcomes.of_problem(full_disk(tmp_path), ROW)["summary"]
    assert "Something went wrong inside" in outcomes.of_problem(no_table(), ROW)["summary"]
