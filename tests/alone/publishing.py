"""A process that publishes, and is killed before any of its file operations; run by tests/alone/test_publish.py.

Python's audit hooks see every file that is opened, renamed, linked or removed, whoever does it; `Stepped` adds the
moments in the middle of a file. Each attempt is a forked process of its own on a copy of the same site, and a reader
that looks at both files all the time is another.
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sync import publish
from sync.files import LocalFiles, TargetFault
from sync.publish import Place
from sync.snapshots import listed, verify
from tests.sync.publications import GROUPS, NOW, USERS, Contents, Site, Stepped, contents_of

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"}
Job = Callable[[Site, Place], Any]


class Counter:
    """Counts operations below a folder, and does something at the nth."""

    def __init__(self, folder: Path, at: int, act: Callable[[], None]) -> None:
        self._folder, self._at, self._act = str(folder), at, act
        self.count = 0
        sys.addaudithook(self._audit)

    def step(self, _: str = "") -> None:
        self.count += 1
        if self.count == self._at:
            self._act()

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        opened = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING
        if (opened or event in CHANGES) and str(arguments[0]).startswith(self._folder):
            self.step(event)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def publish_31(site: Site, place: Place) -> None:
    site.publish(31, place)


def restore_first(site: Site, place: Place) -> None:
    publish.restore(site.store, 1, place, NOW)


def recover(site: Site, place: Place) -> None:
    publish.recover(site.store, place)


def attempt(site: Site, job: Job, at: int, act: Callable[[], None]) -> bool:
    """One process that does the job and meets `act` at its nth operation; False when it came to its end before."""
    child = os.fork()
    if child == 0:
        counter = Counter(site.folder, at, act)
        try:
            job(site, site.place(Stepped(LocalFiles(site.target), counter.step)))
        except (TargetFault, OSError):
            pass
        except BaseException:
            os._exit(3)
        os._exit(0 if counter.count >= at else 2)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (-signal.SIGKILL, 0, 2), code
    return code != 2


class Reader:
    """A process that reads both files again and again, and complains of any that is not whole."""

    def __init__(self, site: Site, whole: set[bytes | None]) -> None:
        theirs, self._ours = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            code = 3
            try:
                os.close(self._ours)
                os.set_blocking(theirs, False)
                code = 0 if self._look(site, whole, theirs) else 1
            finally:
                os._exit(code)
        os.close(theirs)

    @staticmethod
    def _look(site: Site, whole: set[bytes | None], pipe: int) -> bool:
        """Until the other end of the pipe is closed."""
        while set(site.lying()) <= whole:
            try:
                if os.read(pipe, 1) == b"":
                    return True
            except BlockingIOError:
                continue
        return False

    def found_only_whole_files(self) -> bool:
        os.close(self._ours)
        _, status = os.waitpid(self._child, 0)
        return os.waitstatus_to_exitcode(status) == 0


def check(site: Site, whole: set[bytes | None], by_hand: Contents) -> None:
    """What must be true after recovery."""
    assert set(site.lying()) <= whole
    publish.recover(site.store, site.place())
    current = site.current()
    assert site.lying() == (contents_of(current) if current else by_hand)
    kept = {file for manifest in listed(site.store) for file in contents_of(manifest)} | {*site.lying(), None}
    assert set(by_hand) <= kept, "nothing of anybody is lost"
    assert set(os.listdir(site.target)) <= {USERS, GROUPS}
    assert site.store.hidden() == []
    assert {path.name for path in site.store.folder.iterdir()} <= {"generations", "published.json"}
    assert all(verify(site.store, manifest.number) == () for manifest in listed(site.store))


def fresh(template: Site, folder: Path) -> Site:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template.folder, folder)
    moved = Site(folder)
    published = moved.store.read("published.json")
    if published:
        # The copy is another folder; what was published lies there all the same.
        moved.store.write("published.json", {**published, "place": str(moved.target), "identity": ""})
    return moved


def everywhere(template: Site, folder: Path, job: Job, act: Callable[[], None]) -> int:
    """The job, met by `act` at each of its operations in turn; how many there were."""
    whole: set[bytes | None] = {file for users in (30, 31) for file in template.contents(users)}
    by_hand = template.lying()
    whole |= {*by_hand, None}
    at = 1
    while True:
        site = fresh(template, folder)
        reader = Reader(site, whole)
        met = attempt(site, job, at, act)
        assert reader.found_only_whole_files(), f"a file was not whole, operation {at}"
        check(site, whole, by_hand)
        if not met:
            return at - 1
        at += 1


def recovery_too(template: Site, folder: Path, every: int) -> int:
    """Killed in the middle, and the recovery killed as well, again and again, each time one operation later."""
    whole: set[bytes | None] = {None, *template.contents(30), *template.contents(31)}
    by_hand, at, kills = template.lying(), 1, 0
    while True:
        site = fresh(template, folder)
        if not attempt(site, publish_31, at, die):
            return kills
        again = 1
        while attempt(site, recover, again, die):
            assert set(site.lying()) <= whole
            again += 1
            kills += 1
        check(site, whole, by_hand)
        at += every


def at_any_time(site: Site, rounds: int, seed: int) -> int:
    """A process that publishes two pairs in turn is killed at moments that nobody chose."""
    whole: set[bytes | None] = {None, *site.contents(300), *site.contents(301)}
    chance, done = random.Random(seed), 0
    for _ in range(rounds):
        child = os.fork()
        if child == 0:
            while True:
                site.publish(300 + done % 2)
                done += 1
        reader = Reader(site, whole)
        time.sleep(chance.uniform(0.0, 0.25))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert reader.found_only_whole_files()
        check(site, whole, (None, None))
    return len(listed(site.store))


def main(folder: Path, what: str) -> int:
    template = Site(folder / "template")
    template.folder.mkdir()
    for users in (30, 31):
        template.pair(users)
    act = fail if what.startswith("fail") else die
    kind = what.partition("-")[2]
    if kind == "any":
        return at_any_time(template, 25, 1)
    if kind in ("second", "restore", "recovery"):
        template.publish(30)
    if kind == "restore":
        template.publish(31)
    if kind == "foreign":
        for name in (USERS, GROUPS):
            (template.target / name).write_bytes(f"{name} by hand".encode())
    if kind == "recovery":
        return recovery_too(template, folder / "site", 4)
    job = restore_first if kind == "restore" else publish_31
    return everywhere(template, folder / "site", job, act)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), sys.argv[2])))
