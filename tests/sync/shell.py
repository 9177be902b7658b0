"""The program as processes of its own, with an operator's settings that lead to a simulated cloud on another port."""

from __future__ import annotations

import atexit
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from simulator.addresses import address
from simulator.server import Simulator
from tests.alone.processes import ROOT, ended, environment, manage
from tests.pointing import settings_for


@dataclass(frozen=True)
class Installation:
    """A data directory, and the simulator to which its settings lead. Connections use the cloud `custom`."""

    env: Mapping[str, str]
    folder: Path
    simulator: Simulator

    def connect(self, name: str, scenario: str, *answers: str) -> str:
        """A connection by the shell to a tenant of its own, which writes to a folder of its name; its domain."""
        domain = self.simulator.create(scenario)
        told = self.simulator.domains.get(domain).connection
        settings = told.settings(domain)
        self.target(name).mkdir()
        given = {"cloud": "custom", "target": str(self.target(name))}
        given |= {key: settings[key] for key in ("tenant_id", "client_id")}
        secret = self.folder / f"{name}.secret"
        secret.write_text(told.credential(domain)["client_secret"])
        words = [f"--set={key}={value}" for key, value in given.items()] + [f"--set={one}" for one in answers]
        self.manage(
            "connection", "create", name, "--domain", domain, *words, f"--secret-file=client_secret={secret}"
        )
        return domain

    def manage(self, *words: str) -> str:
        """What a command says that must work."""
        done = manage(self.env, *words, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def exit_of(self, *words: str) -> tuple[int, str]:
        """Exit code and everything that a command says."""
        done = manage(self.env, *words, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr

    def sync(self, *words: str) -> tuple[int, dict[str, Any]]:
        """Exit code and report of `sync_now`."""
        done = manage(self.env, "sync_now", *words, "--format", "json", check=False)
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, json.loads(done.stdout) if done.stdout else {"said": done.stderr}

    def target(self, name: str) -> Path:
        return self.folder / f"cfg-{name}"

    def files(self, name: str) -> dict[str, bytes]:
        """What lies at the target of a connection."""
        return {path.name: path.read_bytes() for path in sorted(self.target(name).iterdir())}

    @contextmanager
    def beside(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A command while the block runs; its output goes to a file."""
        with (self.folder / "beside.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", *words],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                text=True,
            )
            try:
                yield process
            finally:
                ended(process)

    def runs(self) -> list[dict[str, Any]]:
        """Every run as its row stands, oldest first, read beside the running program."""
        with closing(self._base()) as base:
            return [dict(row) for row in base.execute("SELECT * FROM sync_syncrun ORDER BY queued_at")]

    def write(self, statement: str, *values: object) -> None:
        """Change a row behind the program's back, as time alone would."""
        with closing(self._base()) as base, base:
            base.execute(statement, values)

    def _base(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.folder / "data" / "retain-setup.sqlite3", timeout=20)
        base.row_factory = sqlite3.Row
        return base


def installed(folder: Path, simulator: Simulator, more: Mapping[str, str] | None = None) -> Installation:
    """A new installation in this folder, migrated."""
    env = environment(folder / "data", {**pointing(folder, simulator), **compiled_once(), **(more or {})})
    made = Installation(env, folder, simulator)
    made.manage("migrate", "--verbosity", "0")
    return made


def pointing(folder: Path, simulator: Simulator) -> dict[str, str]:
    """The settings of an operator whose cloud is the simulator, and whose files go below this folder."""
    pointed = settings_for(simulator, folder)
    port = pointed["OUTBOUND_CONNECT_TO"].partition(",")[0].rpartition(":")[2]
    return {**pointed, "ALLOWED_TARGET_ROOTS": str(folder), "CUSTOM_CLOUD": custom_cloud(port)}


@cache
def compiled_once() -> dict[str, str]:
    """Settings with which the many short processes of these tests share what Python compiles."""
    folder = tempfile.mkdtemp(prefix="retain-setup-bytecode-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}


def custom_cloud(port: str) -> str:
    """The front end of the simulated cloud by its address."""
    here = f"https://{address('front')}:{port}"
    return json.dumps(
        {
            "login": here, "graph": here, "outlook": here, "autodiscover": "autodiscover.outlook.com",
            "mx_suffixes": ["mail.protection.outlook.com"], "spf_include": "spf.protection.outlook.com",
        }
    )  # fmt: skip
