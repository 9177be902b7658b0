"""The house: who may import whom, how large things may grow, and what a check must bring along."""

from __future__ import annotations

import ast
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checks import registry

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("checks", "clients", "config", "engine", "people", "scripts", "simulator", "sync", "wizard")
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc"}

# The modules of sync that need no Django, and that checks may therefore use.
PLAIN_SYNC = {
    "choice", "collect", "coverage", "csv_files", "difference", "directory", "files", "guard", "layout", "nights",
    "pair", "paths", "preview", "publish", "records", "schedule", "snapshots", "staging",
}  # fmt: skip

ALLOWED = {
    "config": {"config", "engine", "people", "sync", "wizard", "clients"},
    "wizard": {"wizard", "checks", "sync", "scripts", "clients", "people", "engine"},
    "sync": {"sync", "scripts", "clients", "people", "engine"},
    "people": {"people", "engine"},
    "engine": {"engine"},
    "checks": {"checks", "clients", "scripts", "sync"},
    "clients": {"clients"},
    "scripts": {"scripts"},
    "simulator": {"simulator"},
}
NETWORK_LIBRARIES = {"httpx", "httpcore", "msal", "dns", "requests", "urllib3", "smtplib"}


def modules(room: str) -> list[Path]:
    return [path for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts]


def product() -> list[Path]:
    return [path for room in ROOMS for path in modules(room)]


def own_code() -> list[Path]:
    outside = [
        ROOT / "run.py",
        ROOT / "manage.py",
        *(ROOT / "bench").rglob("*.py"),
        *(ROOT / "deploy").rglob("*.py"),
    ]
    return [path for path in [*product(), *outside] if path.exists()]


def own_tests() -> list[Path]:
    return sorted((ROOT / "tests").rglob("*.py"))


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Full names of what a module imports, also inside functions; `from a import b` gives a.b."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = ".".join(path.relative_to(ROOT).parts[: -node.level]) if node.level else ""
            origin = ".".join(filter(None, (package, node.module)))
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def top(name: str) -> str:
    return name.partition(".")[0]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and number of lines of each function, without decorators and docstring."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.lineno
            if ast.get_docstring(node) and len(node.body) > 1:
                first += (node.body[0].end_lineno or 0) - node.body[0].lineno + 1
            yield f"{short(path)}:{node.name}", (node.end_lineno or 0) - first + 1


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


# Who may import whom ------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_below(room: str) -> None:
    wrong = [
        f"{short(path)} imports {name}"
        for path in modules(room)
        for name in imports(path)
        if top(name) in set(ROOMS) - {"simulator"} and top(name) not in ALLOWED[room]
    ]
    assert wrong == []


def test_checks_know_the_contract_of_the_clients_alone() -> None:
    wrong = [
        f"{short(path)} imports {name}"
        for path in modules("checks")
        for name in imports(path)
        if top(name) == "clients" and not name.startswith("clients.contract")
    ]
    assert wrong == []


def test_checks_use_only_the_plain_modules_of_sync() -> None:
    wrong = [
        f"{short(path)} imports {name}"
        for path in modules("checks")
        for name in imports(path)
        if top(name) == "sync" and name.split(".")[1] not in PLAIN_SYNC
    ]
    assert wrong == []


def test_checks_clients_and_the_plain_modules_of_sync_know_no_django_and_no_celery() -> None:
    plain = [p for p in modules("sync") if p.relative_to(ROOT).parts[1].removesuffix(".py") in PLAIN_SYNC]
    wrong = [
        f"{short(path)} imports {name}"
        for path in [*modules("checks"), *modules("clients"), *plain]
        for name in imports(path)
        if top(name) in {"django", "celery", "kombu"}
    ]
    assert wrong == []


def test_scripts_need_nothing_but_the_standard_library() -> None:
    wrong = [
        f"{short(path)} imports {name}"
        for path in modules("scripts")
        for name in imports(path)
        if top(name) not in {"scripts", *sys.stdlib_module_names}
    ]
    assert wrong == []


def test_only_clients_hold_the_network_libraries() -> None:
    elsewhere = [
        path for path in product() if path.relative_to(ROOT).parts[0] not in ("clients", "simulator")
    ]
    wrong = [
        f"{short(path)} imports {name}"
        for path in elsewhere
        for name in imports(path)
        if top(name) in NETWORK_LIBRARIES or name.startswith(("urllib.request", "http.client"))
    ]
    assert wrong == []


def test_the_simulator_shares_nothing_with_the_clients() -> None:
    libraries = {"django", "celery", *NETWORK_LIBRARIES}
    wrong = [
        f"{short(p)} imports {name}"
        for p in modules("simulator")
        for name in imports(p)
        if top(name) in libraries
    ]
    assert wrong == []


def test_only_its_command_and_the_tests_import_the_simulator() -> None:
    wrong = [
        f"{short(path)} imports {name}"
        for path in product()
        for name in imports(path)
        if top(name) == "simulator"
        and path.relative_to(ROOT).parts[0] != "simulator"
        and (path.parent.name, path.name) != ("commands", "simulate.py")
    ]
    assert wrong == []


# Size ---------------------------------------------------------------------------------------------


def test_no_file_outgrows_its_ceiling() -> None:
    tall = {short(path): lines(path) for path in own_code() if lines(path) > 300}
    tall |= {short(path): lines(path) for path in own_tests() if lines(path) > 400}
    assert tall == {}


def test_no_function_outgrows_its_ceiling() -> None:
    everything = [*own_code(), *own_tests()]
    assert {name: size for path in everything for name, size in functions(path) if size > 50} == {}


def test_the_median_file_and_function_are_small(record_property: Callable[[str, object], None]) -> None:
    file = statistics.median(lines(path) for path in product() if lines(path))
    function = statistics.median(size for path in product() for _, size in functions(path))
    record_property("median lines of a file", file)
    record_property("median lines of a function", function)
    assert file < 80
    assert function < 10


# Names and company --------------------------------------------------------------------------------


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = [
        path
        for path in [*own_code(), *own_tests()]
        if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES
    ]
    assert [short(path) for path in named] == []


def test_every_check_has_a_test_file() -> None:
    """checks/dns/mx.py is tested by tests/checks/dns/test_mx.py, or by tests/checks/test_dns_mx.py."""
    missing = []
    for module in sorted({check.judge.__module__ for check in registry.all_checks()}):
        _, room, name = module.split(".")
        places = (f"{room}/test_{name}.py", f"{room}/test_{room}_{name}.py", f"test_{room}_{name}.py")
        if not any((ROOT / "tests" / "checks" / place).exists() for place in places):
            missing.append(module)
    assert missing == []


def test_tests_are_sentences() -> None:
    terse = [
        f"{short(path)}:{node.name}"
        for path in own_tests()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.name.count("_") < 3
    ]
    assert terse == []


def test_nothing_is_left_undone_in_silence() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" + "XX")
    assert [short(path) for path in own_code() for mark in marks if mark in path.read_text("utf-8")] == []
