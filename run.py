#!/usr/bin/env python3
"""Make the environment, then run the wizard, its tests or a management command. Standard library only.

Kept readable by Pythons older than the program needs, so that those get a sentence instead of a traceback.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
OLDEST_PIP = (22, 3)  # the first with `pip --python`
PIP_OPTIONS = ["--require-hashes", "--only-binary=:all:", "--no-deps", "--disable-pip-version-check", "-q"]

# Each lock holds everything of the locks before it.
LOCKS = ("requirements.txt", "requirements-prod.txt", "requirements-dev.txt", "requirements-e2e.txt")
RUN, PROD, DEV, E2E = LOCKS

USAGE = """\
python3 run.py                     set everything up and serve the wizard on http://127.0.0.1:8000
python3 run.py up [OPTIONS]        the same, with options (--host, --port, --no-browser)
python3 run.py test                set everything up, look at style and types, run every test
python3 run.py test PYTEST-ARGS    only the tests named, without style, types and coverage
python3 run.py manage ARGS         any management command
python3 run.py bench [NAME]        the benchmarks, or one of them
"""


class Hopeless(Exception):
    """The environment cannot be made; the text says what to do."""


# -------------------------------------------------------------------------------------------- environment


def python_of(venv: Path) -> Path:
    """The interpreter inside a virtual environment."""
    return venv / "Scripts" / "python.exe" if sys.platform == "win32" else venv / "bin" / "python"


def digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def read_stamp(venv: Path) -> dict[str, str] | None:
    """What was installed: lock name to hash, and `python` to its version. None: an installation broke off."""
    stamp = venv / "installed.json"
    try:
        return {str(k): str(v) for k, v in json.loads(stamp.read_text("utf-8")).items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError):
        return None


def write_stamp(venv: Path, text: str) -> None:
    """Replace the stamp in one step, so that a reader sees the old one or the new one."""
    draft = venv / "installed.json.new"
    draft.write_text(text, "utf-8")
    draft.replace(venv / "installed.json")


def is_ready(root: Path, venv: Path, lock: str) -> bool:
    """Does the environment hold `lock` as it stands now? A wider lock holds the narrower ones too."""
    stamp = read_stamp(venv)
    if not stamp or stamp.get("python") != platform.python_version() or not python_of(venv).exists():
        return False
    return any(stamp.get(name) == digest(root / name) for name in LOCKS[LOCKS.index(lock) :])


def must_start_over(venv: Path) -> bool:
    """An environment of another Python, or one whose installation broke off, is not built upon."""
    stamp = read_stamp(venv)
    return stamp is None or stamp.get("python", platform.python_version()) != platform.python_version()


def pip_command(venv: Path) -> list[str]:
    """How pip is called for `venv`: the pip of this Python, or the one that ensurepip puts inside.

    Debian's Python may come with either, both or neither; with neither, Hopeless says what to install.
    """
    if has_pip():
        return [sys.executable, "-m", "pip", "--python", str(python_of(venv))]
    if importlib.util.find_spec("ensurepip"):
        return [str(python_of(venv)), "-m", "pip"]
    raise Hopeless(
        "This Python has neither pip (22.3 or newer) nor ensurepip. Install one, "
        "on Debian and Ubuntu with: apt-get install python3-venv"
    )


def has_pip() -> bool:
    """Has the Python that runs this file a pip that can install into another environment?"""
    try:
        version = importlib.metadata.version("pip")
    except importlib.metadata.PackageNotFoundError:
        return False
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit()) >= OLDEST_PIP


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Wait for, then hold, a lock between processes. It ends with the process, however that ends."""
    with path.open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            while True:
                with suppress(OSError):  # it gives up after 10 s
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def clear(venv: Path) -> None:
    """Empty the environment; the lock and the stamp, which say what is going on, stay."""
    for child in venv.iterdir():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        elif child.name not in ("installed.json", "installing.lock"):
            child.unlink()


def build(root: Path, venv: Path, lock: str) -> None:
    """Make the environment if need be and install `lock` into it. One process at a time (`held`)."""
    pip = pip_command(venv)
    if must_start_over(venv) or not python_of(venv).exists():
        clear(venv)
        write_stamp(venv, "{}")
    stamp = read_stamp(venv) or {}
    valid = {name: stamp[name] for name in LOCKS if stamp.get(name) == digest(root / name)}
    write_stamp(venv, "unfinished")
    if not python_of(venv).exists():
        without = ["--without-pip"] if pip[0] == sys.executable else []
        succeed([sys.executable, "-m", "venv", *without, str(venv)])
    succeed([*pip, "install", *PIP_OPTIONS, "-r", str(root / lock)])
    installed = {**valid, lock: digest(root / lock), "python": platform.python_version()}
    write_stamp(venv, json.dumps(installed, indent=1))


def succeed(command: Sequence[str]) -> None:
    if subprocess.run(command, check=False).returncode:
        raise Hopeless("The environment could not be made: see above. It starts afresh next time.")


def environment(lock: str, root: Path = ROOT, venv: Path = VENV) -> Path:
    """The Python of an environment that holds `lock`; made or brought up to date first where needed."""
    if not is_ready(root, venv, lock):
        venv.mkdir(exist_ok=True)
        with held(venv / "installing.lock"):
            if not is_ready(root, venv, lock):
                print(f"Installing what {lock} lists into {venv.name} ...", file=sys.stderr, flush=True)
                build(root, venv, lock)
    return python_of(venv)


# -------------------------------------------------------------------------------------------- what to run


def run_lock(environ: Mapping[str, str], dotenv: Path = ROOT / ".env") -> str:
    """The lock that serving needs: the production one when the database is PostgreSQL."""
    lines = dotenv.read_text("utf-8").splitlines() if dotenv.exists() else []
    settings = {**dict(line.strip().partition("=")[::2] for line in lines), **environ}
    url = settings.get("DATABASE_URL", "").strip(" \"'")
    return PROD if url.startswith("postgres") or settings.get("DATABASE_URL_FILE") else RUN


def find_chromium(environ: Mapping[str, str]) -> str | None:
    """A Chromium for the browser journeys: the one that CHROMIUM names, or one in the usual places."""
    if environ.get("CHROMIUM"):
        return environ["CHROMIUM"]
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def left_out(environ: Mapping[str, str], chromium: str | None) -> list[str]:
    """A sentence for each kind of test that will be skipped, with the reason."""
    sentences = []
    if not chromium:
        sentences.append("Skipped: the browser journeys, because no Chromium was found (CHROMIUM names one).")
    missing = [name for name in ("TEST_DATABASE_URL", "TEST_REDIS_URL") if not environ.get(name)]
    if missing:
        why = f"not set: {', '.join(missing)}"
        sentences.append(f"Skipped: the tests on real PostgreSQL and Redis ({why}).")
    return sentences


def test_stages(root: Path) -> list[list[str]]:
    """Everything that `test` runs, in order. Tests marked `alone` come last, one after the other."""
    workers = str(max(2, min(4, os.cpu_count() or 2)))
    stages = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy", "--strict", "."]]
    shared = ["pytest", "--cov", "-n", workers, "--dist", "loadgroup", "-m", "not alone"]
    if not any("mark.alone" in path.read_text("utf-8") for path in (root / "tests").rglob("test_*.py")):
        return [*stages, shared]
    alone = ["pytest", "--cov", "--cov-append", "-p", "no:xdist", "-m", "alone"]
    return [*stages, [*shared, "--cov-report=", "--cov-fail-under=0"], alone]


def run_tests(arguments: Sequence[str]) -> int:
    """The number of stages that did not pass, as exit code; with arguments, pytest's own exit code."""
    chromium = find_chromium(os.environ)
    python = str(environment(E2E if chromium else DEV))
    environ = {**os.environ, **({"CHROMIUM": chromium} if chromium else {})}
    if arguments:
        return subprocess.call([python, "-m", "pytest", *arguments], cwd=ROOT, env=environ)
    for sentence in left_out(environ, chromium):
        print(sentence, flush=True)
    wrong = []
    for stage in test_stages(ROOT):
        if subprocess.call([python, "-m", *stage], cwd=ROOT, env=environ):
            wrong.append(" ".join(stage))
    if wrong:
        print("Did not pass: " + "; ".join(wrong), file=sys.stderr)
    return min(len(wrong), 1)


def run_benchmarks(names: Sequence[str]) -> int:
    """Each script of bench/ in turn, or those named; 0 when all ended well."""
    found = {path.stem: path for path in sorted((ROOT / "bench").glob("*.py")) if path.stem != "__init__"}
    unknown = [name for name in names if name not in found]
    if unknown:
        print(f"No benchmark {unknown[0]}; there are: {', '.join(found) or 'none'}", file=sys.stderr)
        return 2
    python = str(environment(DEV))
    return max((subprocess.call([python, "-m", f"bench.{n}"], cwd=ROOT) for n in names or found), default=0)


def become(command: Sequence[str]) -> NoReturn:
    """Go on as `command`: signals and the exit code are its own."""
    if sys.platform == "win32":  # execv there returns to the shell at once
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the child gets Ctrl-C too, and ends in its own time
        sys.exit(subprocess.call(command))
    os.execv(command[0], list(command))  # noqa: S606 - the point is to have no shell between


def manage(arguments: Sequence[str]) -> NoReturn:
    python = environment(run_lock(os.environ))
    become([str(python), str(ROOT / "manage.py"), *arguments])


def main(arguments: Sequence[str]) -> int:
    """Exit code: that of what was run; 2 for a usage error, 1 when the environment cannot be made."""
    if sys.version_info[:2] < OLDEST:
        print("This needs Python 3.11 or newer; this is " + platform.python_version() + ".", file=sys.stderr)
        return 1
    command = arguments[0] if arguments else "up"
    if command in ("-h", "--help", "help"):
        print(USAGE, end="")
        return 0
    if command == "test":
        return run_tests(arguments[1:])
    if command == "bench":
        return run_benchmarks(arguments[1:])
    if command == "manage":
        manage(arguments[1:])
    if command == "up" or command.startswith("-"):
        manage(["up", *arguments[command == "up" :]])
    print(USAGE, end="", file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Hopeless as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit(130)
