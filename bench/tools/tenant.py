"""A simulated tenant of any size in a process of its own, and the environment that leads a product's process to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Tenant:
    """`settings` of a connection to it; `secrets`: what it signs in with, by kind; `env`: for the product's process."""

    domain: str
    settings: dict[str, str]
    secrets: dict[str, str]
    env: dict[str, str]
    port: int
    _pipe: Pipe

    def change(self, text: str) -> None:
        """Something happens in it (a line of simulator.tenant.settings)."""
        self._ask("change", text)

    def latency(self, ms: int) -> None:
        """Each answer takes so many milliseconds from now on."""
        self._ask("latency", ms)

    def _ask(self, what: str, value: Any) -> None:
        self._pipe.send((what, value))
        wrong = self._pipe.recv()
        if wrong:
            raise RuntimeError(wrong)


@contextmanager
def tenant(folder: Path, lines: str, *, keep: bool = True) -> Iterator[Tenant]:
    """A healthy tenant with a directory of these numbers ("directory.users = 100000", a line each). `keep`: pages are
    rendered when they are asked for first, and served from memory from then on."""
    fresh = get_context("spawn")
    here, there = fresh.Pipe()
    process = fresh.Process(target=_serve, args=(there, str(folder), lines, keep))
    process.start()
    try:
        domain, settings, secrets, env, port = here.recv()
        yield Tenant(domain, settings, secrets, env, port, here)
    finally:
        here.close()
        process.join()


def _serve(pipe: Any, folder: str, lines: str, keep: bool) -> None:
    from simulator.server import Simulator
    from tests.pointing import settings_for

    with Simulator() as simulator:
        domain = simulator.create("sync-directory")
        for line in lines.splitlines():
            simulator.apply(domain, {"kind": "setting", "text": line})
        simulator.keep_pages(domain, keep)
        told = simulator.domains.get(domain).connection
        port = next(rule["to_port"] for rule in simulator.handle()["connect_to"] if rule["port"] == 443)
        env = settings_for(simulator, Path(folder)) | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ALLOWED_TARGET_ROOTS": folder,
        }
        pipe.send((domain, dict(told.settings(domain)), dict(told.credential(domain)), env, port))
        _obey(pipe, simulator, domain)


def _obey(pipe: Any, simulator: Any, domain: str) -> None:
    while True:
        try:
            what, value = pipe.recv()
        except EOFError:
            return
        try:
            if what == "latency":
                simulator.latency(domain, value)
            else:
                simulator.apply(domain, {"kind": "setting", "text": value})
            pipe.send("")
        except Exception as problem:
            pipe.send(repr(problem))
