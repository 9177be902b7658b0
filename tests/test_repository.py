"""What no file of the repository may hold, and what its lists must agree about."""

from __future__ import annotations

import hashlib
import itertools
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted(ROOT.glob("requirements*.txt"))
PRODUCT = ("checks", "clients", "config", "engine", "people", "scripts", "simulator", "sync", "wizard")


def own_files() -> list[Path]:
    """Every file that is tracked or would be; without git, every file outside the ignored directories."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False
    )
    if listed.returncode == 0:
        names = [ROOT / name for name in listed.stdout.decode("utf-8").split("\0") if name]
    else:
        names = [
            p for p in ROOT.rglob("*") if not {".venv", "var", "__pycache__"} & set(p.relative_to(ROOT).parts)
        ]
    return [path for path in names if path.is_file()]


def texts() -> Iterator[tuple[str, str]]:
    for path in own_files():
        data = path.read_bytes()
        if b"\0" not in data:
            yield str(path.relative_to(ROOT)), data.decode("utf-8")


def product_files(*patterns: str) -> list[Path]:
    return [path for package in PRODUCT for pattern in patterns for path in (ROOT / package).rglob(pattern)]


def template_files() -> list[Path]:
    return [*(ROOT / "templates").rglob("*"), *product_files("templates/**/*")]


def found(pattern: str, files: list[Path], flags: int = 0) -> list[str]:
    """Where the pattern occurs: file:line."""
    hits = []
    for path in files:
        if path.is_file():
            text = path.read_text("utf-8")
            lines = [text.count("\n", 0, match.start()) + 1 for match in re.finditer(pattern, text, flags)]
            hits += [f"{path.relative_to(ROOT)}:{line}" for line in lines]
    return hits


def test_no_file_names_a_package_registry() -> None:
    # Put together here, so that this file does not name one either.
    hosts = [
        "py" + "pi.org",
        "python" + "hosted.org",
        "registry." + "npm" + "js",
        "conda." + "anaconda",
        "index" + "-url",
    ]
    assert [(name, host) for name, text in texts() for host in hosts if host in text.lower()] == []


def test_no_file_names_a_path_of_one_machine() -> None:
    roots = "|".join(["wo" + "rk", "ro" + "ot", "far" + "m"])
    machine = re.compile(
        rf"(?<![A-Za-z0-9_.>)\]}}\"'/-])/(?:{roots})/|/ho" + r"me/[a-z]|/Us" + r"ers/[a-z]+/"
    )
    assert [(name, match.group()) for name, text in texts() for match in machine.finditer(text)] == []


def test_no_secret_is_kept_in_the_repository() -> None:
    block = "-----BEGIN [A-Z ]*PRIVATE" + " KEY-----\\n[A-Za-z0-9+/=]{20}"
    assert [name for name, text in texts() if re.search(block, text)] == []


def test_every_text_file_ends_in_one_newline_and_has_no_carriage_return() -> None:
    wrong = [name for name, text in texts() if text and (not text.endswith("\n") or text.endswith("\n\n"))]
    assert [name for name in wrong if "/data/" not in name and "/vendor/" not in name] == []
    windows = (".ps1", ".cmd", ".xml")
    returns = [name for name, text in texts() if "\r" in text and not name.endswith(windows)]
    assert [name for name in returns if "/data/" not in name] == []


# Dependencies -------------------------------------------------------------------------------------


def requirement_lines(lock: Path) -> list[str]:
    joined = lock.read_text("utf-8").replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def names_in(lock: Path) -> set[str]:
    return {re.split(r"[=\[ ;]", line, maxsplit=1)[0].lower() for line in requirement_lines(lock)}


def pins(lock: Path) -> dict[str, str]:
    return {line.split("==")[0].lower(): line.split("--hash")[0].strip() for line in requirement_lines(lock)}


def declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(line for extra in extras for line in project["optional-dependencies"][extra]),
    ]
    return {re.split(r"[<>=!~\[; ]", line, maxsplit=1)[0].lower() for line in wanted}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_dependency_is_pinned_with_hashes(lock: Path) -> None:
    line = re.compile(
        r"[A-Za-z0-9_.-]+==[^\s;]+(?: ;[^#]*?)?(?:\s+--hash=sha256:[0-9a-f]{64})+(?:\s+#.*)?\s*"
    )
    assert [text for text in requirement_lines(lock) if not line.fullmatch(text)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_lock_says_where_packages_come_from(lock: Path) -> None:
    assert (
        re.findall(r"^\s*-\S*|\w+://", re.sub(r"--hash=\S+", "", lock.read_text("utf-8")), re.MULTILINE) == []
    )


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("requirements.txt", ()),
        ("requirements-prod.txt", ("prod",)),
        ("requirements-dev.txt", ("prod", "dev")),
        ("requirements-e2e.txt", ("prod", "dev", "e2e")),
    ],
)
def test_the_lock_holds_what_the_project_declares(lock: str, extras: tuple[str, ...]) -> None:
    assert declared(*extras) - names_in(ROOT / lock) == set()


def test_the_run_lock_brings_no_test_tool() -> None:
    assert names_in(ROOT / "requirements-prod.txt") & (declared("dev", "e2e") - declared("prod")) == set()


def test_wider_locks_repeat_the_narrower_ones_exactly() -> None:
    order = [pins(ROOT / f"requirements{suffix}.txt") for suffix in ("", "-prod", "-dev", "-e2e")]
    for narrow, wide in itertools.pairwise(order):
        assert {name: wide.get(name) for name in narrow} == narrow


# Pages --------------------------------------------------------------------------------------------


def test_nothing_switches_escaping_or_the_forgery_guard_off() -> None:
    code = product_files("*.py")
    assert found(r"mark_" + "safe|csrf_" + r"exempt|SafeString\(|format_html\(f[\"']", code) == []
    assert found(r"\|\s*safe\b|safeseq|autoescape\s+off", template_files()) == []


def test_templates_hold_no_inline_style_script_or_handler() -> None:
    files = template_files()
    assert found(r"<[^>]*\sstyle\s*=", files) == []
    assert found(r"<style\b", files, re.IGNORECASE) == []
    assert found(r"<script\b(?![^>]*\ssrc=)", files, re.IGNORECASE) == []
    assert found(r"<[^>{%]*\son[a-z]+\s*=", files, re.IGNORECASE) == []
    assert found(r"javascript:", files, re.IGNORECASE) == []


def test_pages_load_nothing_from_elsewhere() -> None:
    assert found(r"<(?:script|img|iframe)\b[^>]*\ssrc=[\"'](?:https?:)?//", template_files()) == []
    assert found(r"<link\b[^>]*\shref=[\"'](?:https?:)?//", template_files()) == []


# Vendored files -----------------------------------------------------------------------------------


def test_vendored_files_are_the_ones_listed() -> None:
    vendor = ROOT / "static" / "vendor"
    listed = re.findall(
        r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", (vendor / "VENDOR.md").read_text("utf-8"), re.MULTILINE
    )
    files = [path for path in vendor.iterdir() if path.name != "VENDOR.md"]
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files} == dict(listed)


def test_static_files_are_small_and_name_no_source_map() -> None:
    files = [path for path in (ROOT / "static").rglob("*") if path.is_file()]
    assert [path.name for path in files if path.stat().st_size > 300_000] == []
    assert [
        p.name for p in files if p.suffix in (".css", ".js") and b"sourceMapping" + b"URL" in p.read_bytes()
    ] == []


# Settings -----------------------------------------------------------------------------------------


def test_the_settings_example_lists_exactly_the_settings_that_are_read() -> None:
    code = (ROOT / "config" / "settings.py").read_text("utf-8")
    read = set(re.findall(r"\b(?:env(?:\.\w+)?|text|key)\(\s*\"([A-Z][A-Z0-9_]+)\"", code))
    read = {
        name for name in read if name.removesuffix("_FILE") == name or name.removesuffix("_FILE") not in read
    }
    now, reserved = (ROOT / ".env.example").read_text("utf-8").split("# Reserved:")
    name = re.compile(r"^#?([A-Z][A-Z0-9_]+)=", re.MULTILINE)
    assert set(name.findall(now)) == read
    assert set(name.findall(reserved)) & read == set(), "read by now: no longer reserved"


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f'VERSION = "{version}"' in (ROOT / "config" / "settings.py").read_text("utf-8")
    assert f"image: retain-setup:{version}\n" in (ROOT / "docker-compose.yml").read_text("utf-8")
