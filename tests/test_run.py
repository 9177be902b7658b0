"""run.py: what is installed when, and what is run then. Real environments, a real pip, a wheel made here."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import run

# The Python that made this environment is one that can make others.
PYTHON = getattr(sys, "_base_executable", sys.executable)
INSTALL = (
    "import run, sys; from pathlib import Path; print(run.environment(sys.argv[1], Path.cwd(), Path('venv')))"
)


def wheel(directory: Path, version: str) -> str:
    """A wheel of the package `tiny` in `directory`; its line for a lock."""
    files = {
        "tiny.py": f"version = {version!r}\n",
        f"tiny-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n",
        f"tiny-{version}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = f"tiny-{version}.dist-info/RECORD"
    lines = [f"{name},sha256={_record_hash(text)},{len(text)}" for name, text in files.items()]
    path = directory / f"tiny-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, record: "\n".join([*lines, f"{record},,"]) + "\n"}.items():
            archive.writestr(name, text)
    return f"tiny=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def _record_hash(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A directory with the four locks, all with version 1 of the one package."""
    for lock in run.LOCKS:
        (tmp_path / lock).write_text(wheel(tmp_path, "1.0"))
    return tmp_path


def start(checkout: Path, lock: str) -> subprocess.Popen[str]:
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(run.ROOT),
        "PIP_FIND_LINKS": str(checkout),
        "PIP_NO_INDEX": "1",
        "HOME": str(checkout),
        "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
    }
    command = [PYTHON, "-c", INSTALL, lock]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=checkout, env=environ, stdout=pipe, stderr=pipe, text=True)


def install(checkout: Path, lock: str = run.RUN) -> str:
    """Make the environment as run.py does; what was said meanwhile (nothing when all was there)."""
    process = start(checkout, lock)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert out.strip() == str(run.python_of(Path("venv")))
    return err


def installed_version(checkout: Path) -> str:
    python = str(run.python_of(checkout / "venv"))
    command = [python, "-c", "import tiny; print(tiny.version)"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_the_first_start_installs_and_the_second_does_nothing(checkout: Path) -> None:
    assert install(checkout) == "Installing what requirements.txt lists into venv ...\n"
    assert installed_version(checkout) == "1.0"
    assert install(checkout) == ""


def test_a_changed_lock_installs_again(checkout: Path) -> None:
    install(checkout)
    (checkout / run.RUN).write_text(wheel(checkout, "2.0"))
    assert "requirements.txt" in install(checkout)
    assert installed_version(checkout) == "2.0"


def test_a_wider_lock_serves_the_narrower_one(checkout: Path) -> None:
    install(checkout, run.DEV)
    assert install(checkout, run.RUN) == ""
    assert install(checkout, run.PROD) == ""
    assert "requirements-e2e.txt" in install(checkout, run.E2E)


def test_an_installation_for_another_lock_is_forgotten_once_that_lock_has_changed(checkout: Path) -> None:
    install(checkout)
    (checkout / run.RUN).write_text(wheel(checkout, "2.0"))
    (checkout / run.DEV).write_text(wheel(checkout, "2.0"))
    install(checkout, run.DEV)
    (checkout / run.RUN).write_text(wheel(checkout, "1.0"))
    (checkout / run.DEV).write_text(wheel(checkout, "1.0"))
    assert install(checkout) != ""
    assert installed_version(checkout) == "1.0"


def test_an_installation_that_broke_off_is_done_again_from_the_start(checkout: Path) -> None:
    install(checkout)
    (checkout / "venv" / "left-over").mkdir()
    run.write_stamp(checkout / "venv", "unfinished")
    assert install(checkout) != ""
    assert not (checkout / "venv" / "left-over").exists()
    assert installed_version(checkout) == "1.0"


def test_an_environment_of_another_python_is_made_anew(checkout: Path) -> None:
    install(checkout)
    stamp = run.read_stamp(checkout / "venv")
    assert stamp is not None
    (checkout / "venv" / "left-over").write_text("")
    run.write_stamp(checkout / "venv", json.dumps({**stamp, "python": "3.11.0"}))
    assert install(checkout) != ""
    assert not (checkout / "venv" / "left-over").exists()


def test_a_package_with_another_hash_is_refused_and_the_next_start_tries_again(checkout: Path) -> None:
    good = (checkout / run.RUN).read_text()
    (checkout / run.RUN).write_text("tiny==1.0 --hash=sha256:" + "0" * 64 + "\n")
    process = start(checkout, run.RUN)
    _, err = process.communicate(timeout=120)
    assert process.returncode != 0
    assert "run.Hopeless: The environment could not be made" in err
    assert run.read_stamp(checkout / "venv") is None
    (checkout / run.RUN).write_text(good)
    assert install(checkout) != ""


def test_two_that_start_together_install_once(checkout: Path) -> None:
    both = [start(checkout, run.RUN) for _ in range(2)]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert "".join(said) == "Installing what requirements.txt lists into venv ...\n"


def test_without_pip_and_ensurepip_one_line_says_what_to_install() -> None:
    code = "import sys; sys.modules['ensurepip'] = None; import run; run.pip_command(run.VENV)"
    environ = {**os.environ, "PYTHONPATH": str(run.ROOT)}
    done = subprocess.run(
        [PYTHON, "-S", "-c", code], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("on Debian and Ubuntu with: apt-get install python3-venv")


def test_without_pip_the_environment_gets_its_own_from_ensurepip() -> None:
    code = "import run; print(run.pip_command(run.VENV))"
    environ = {**os.environ, "PYTHONPATH": str(run.ROOT)}
    has_ensurepip = "import importlib.util, sys; sys.exit(not importlib.util.find_spec('ensurepip'))"
    if subprocess.run([PYTHON, "-c", has_ensurepip], check=False).returncode:
        pytest.skip("this Python has no ensurepip")
    done = subprocess.run([PYTHON, "-S", "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str([str(run.python_of(run.VENV)), "-m", "pip"])


def test_what_follows_takes_the_place_of_run_py_and_its_exit_code_is_the_answer() -> None:
    code = "import os, run, sys; print(os.getpid(), flush=True); run.become([sys.executable, *sys.argv[1:]])"
    child = "import os; print(os.getpid()); raise SystemExit(7)"
    environ = {**os.environ, "PYTHONPATH": str(run.ROOT)}
    done = subprocess.run(
        [PYTHON, "-c", code, "-c", child], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 7
    before, after = done.stdout.split()
    assert sys.platform == "win32" or before == after


def test_postgresql_brings_the_production_lock(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    assert run.run_lock({}, dotenv) == run.RUN
    assert run.run_lock({"DATABASE_URL": "postgres://retain@localhost/retain"}, dotenv) == run.PROD
    assert run.run_lock({"DATABASE_URL_FILE": "secrets/database_url"}, dotenv) == run.PROD
    dotenv.write_text("DATA_DIR=var\nDATABASE_URL='postgresql://retain@localhost/retain'\n")
    assert run.run_lock({}, dotenv) == run.PROD
    dotenv.write_text("# DATABASE_URL=postgres://\n\nDATABASE_URL_FILE=/etc/retain/database_url\n")
    assert run.run_lock({}, dotenv) == run.PROD
    dotenv.write_text("#DATABASE_URL=postgres://retain@localhost/retain\n")
    assert run.run_lock({}, dotenv) == run.RUN
    assert run.run_lock({"DATABASE_URL": "sqlite:///x.sqlite3"}, dotenv) == run.RUN


def test_the_browser_is_the_one_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run.find_chromium({"CHROMIUM": "/opt/chromium"}) == "/opt/chromium"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run.find_chromium({}) is None
    (tmp_path / "google-chrome").write_text("#!/bin/sh\n")
    (tmp_path / "google-chrome").chmod(0o755)
    assert run.find_chromium({}) == str(tmp_path / "google-chrome")


def test_what_is_left_out_is_said_with_the_reason() -> None:
    services = {"TEST_DATABASE_URL": "postgres://x", "TEST_REDIS_URL": "redis://x"}
    assert run.left_out(services, "/usr/bin/chromium") == []
    assert run.left_out({}, None) == [
        "Skipped: the browser journeys, because no Chromium was found (CHROMIUM names one).",
        "Skipped: the tests on real PostgreSQL and Redis (not set: TEST_DATABASE_URL, TEST_REDIS_URL).",
    ]


def test_tests_marked_alone_run_last_and_by_themselves(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text("@pytest.mark.alone\n")
    *_, shared, alone = run.test_stages(tmp_path)
    assert shared[shared.index("-m") + 1] == "not alone"
    assert "-n" in shared
    assert alone == ["pytest", "--cov", "--cov-append", "-p", "no:xdist", "-m", "alone"]


def test_style_and_types_come_before_the_tests_and_no_empty_run_closes_them(tmp_path: Path) -> None:
    stages = run.test_stages(tmp_path)
    assert [stage[0] for stage in stages] == ["ruff", "ruff", "mypy", "pytest"]
    assert "--cov-fail-under=0" not in stages[-1]


def test_help_and_unknown_words_show_how_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--help"]) == 0
    assert capsys.readouterr().out == run.USAGE
    assert run.main(["tset"]) == 2
    assert capsys.readouterr().err == run.USAGE


def test_an_unknown_benchmark_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["bench", "nothing-of-that-name"]) == 2
    assert "No benchmark nothing-of-that-name" in capsys.readouterr().err


def test_an_older_python_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    assert run.main([]) == 1
    assert capsys.readouterr().err.startswith("This needs Python 3.11 or newer")
