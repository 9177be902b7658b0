"""The production files, read as data: no container engine is needed to see what they promise."""

from __future__ import annotations

import configparser
import re
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.fernet import Fernet

from checks import registry
from deploy import make_secrets

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PROGRAM = ("migrate", "web", "worker", "tick", "beat")
LASTING = [name for name in SERVICES if name != "migrate"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def seconds(text: str) -> int:
    match = re.fullmatch(r"(\d+)s", text)
    assert match, text
    return int(match.group(1))


def test_the_services_are_the_ones_that_production_needs() -> None:
    assert set(SERVICES) == {*PROGRAM, "postgres", "redis"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_hardened_and_its_log_rotates(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}


@pytest.mark.parametrize("name", LASTING)
def test_every_lasting_service_restarts_and_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert set(SERVICES[name]["healthcheck"]) >= {"test", "interval", "timeout", "retries"}


@pytest.mark.parametrize("name", PROGRAM)
def test_the_program_waits_for_what_it_needs(name: str) -> None:
    conditions = {other: need["condition"] for other, need in SERVICES[name]["depends_on"].items()}
    healthy = {"postgres": "service_healthy"}
    if name != "migrate":
        healthy |= {"redis": "service_healthy", "migrate": "service_completed_successfully"}
    assert conditions == healthy


def test_only_the_pages_are_published_and_only_on_loopback_unless_told() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["${LISTEN:-127.0.0.1:8000}:8000"]}


def test_the_database_and_the_broker_reach_nothing_outside() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_web_and_workers_share_the_data_directory() -> None:
    directory = SERVICES["web"]["environment"]["DATA_DIR"]
    assert f"DATA_DIR={directory}" in DOCKERFILE
    assert f"-o retain -g retain {directory}" in DOCKERFILE
    assert [SERVICES[name]["volumes"] for name in PROGRAM] == [[f"data:{directory}"]] * len(PROGRAM)


def test_secrets_come_from_files_and_none_stands_in_the_compose_file() -> None:
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEY|DATABASE_URL|BROKER_URL", key):
                assert key.endswith("_FILE"), (name, key)
                assert Path(value).name in service["secrets"], (name, key)
    assert "requirepass %s" in " ".join(SERVICES["redis"]["command"])
    assert not re.search(
        r"(?i)password[=:]\s*[A-Za-z0-9]{4,}", (ROOT / "docker-compose.yml").read_text("utf-8")
    )


def test_the_program_reads_every_setting_that_the_compose_file_sets() -> None:
    settings = (ROOT / "config" / "settings.py").read_text("utf-8")
    names = {name.removesuffix("_FILE") for name in SERVICES["web"]["environment"]}
    assert {name for name in names if f'"{name}"' not in settings} == set()


def test_there_is_one_beat_and_both_queues_have_a_worker() -> None:
    assert SERVICES["beat"]["deploy"] == {"replicas": 1}
    served = {
        SERVICES[name]["command"][SERVICES[name]["command"].index("--queues") + 1]
        for name in ("worker", "tick")
    }
    settings = (ROOT / "config" / "settings.py").read_text("utf-8")
    assert served == set(re.findall(r"(?:DEFAULT_QUEUE = |\"queue\": )\"(\w+)\"", settings))


def test_a_stop_waits_longer_than_the_longest_check() -> None:
    longest = max((check.deadline for check in registry.all_checks()), default=0)
    assert seconds(SERVICES["worker"]["stop_grace_period"]) > longest
    unit = (ROOT / "deploy" / "retain-setup.service").read_text("utf-8")
    match = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert match
    assert int(match.group(1)) > longest


def test_images_name_a_version() -> None:
    images = [service["image"] for service in SERVICES.values()] + re.findall(
        r"^FROM (\S+)", DOCKERFILE, re.MULTILINE
    )
    assert [image for image in images if not re.fullmatch(r"[a-z-]+:\d+(\.\d+)*(-[a-z]+)*", image)] == []


def test_the_image_installs_by_hash_and_runs_as_nobody_special() -> None:
    assert "pip install --require-hashes --only-binary=:all: --no-deps" in DOCKERFILE
    assert "-r requirements-prod.txt" in DOCKERFILE
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert not re.search(r"apt-get|gcc|build-essential|curl|wget|ADD ", DOCKERFILE)


def test_the_image_gets_every_room_and_the_ignore_file_lets_it_through() -> None:
    copied = set(re.findall(r"^COPY (\S+) ", DOCKERFILE, re.MULTILINE))
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench", "deploy"}
    filled = {name for name in ("scripts", "templates", "static") if any((ROOT / name).glob("*"))}
    assert copied == {*rooms, *filled, "manage.py", "requirements-prod.txt"}
    ignore = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {line[1:].rstrip("/") for line in ignore if line.startswith("!")} == copied


def test_the_unit_restarts_always_and_runs_as_its_own_user() -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.read_string((ROOT / "deploy" / "retain-setup.service").read_text("utf-8"))
    service = unit["Service"]
    assert (service["Restart"], service["User"]) == ("always", "retain-setup")
    assert service["ExecStart"].endswith("manage.py up --no-browser")


def test_secrets_are_made_once_and_fit_together(tmp_path: Path) -> None:
    directory = tmp_path / "secrets"
    names = make_secrets.make(directory)
    assert set(names) == set(COMPOSE["secrets"])
    values = {name: (directory / name).read_text().strip() for name in names}
    assert values["postgres_password"] in values["database_url"]
    assert values["redis_password"] in values["broker_url"]
    assert len(values["secret_key"]) >= 50
    assert Fernet(values["field_keys"]).decrypt(Fernet(values["field_keys"]).encrypt(b"x")) == b"x"
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert make_secrets.make(directory) == []
    assert {name: (directory / name).read_text().strip() for name in names} == values


def test_half_a_pair_of_secrets_is_refused_rather_than_replaced(tmp_path: Path) -> None:
    make_secrets.make(tmp_path)
    (tmp_path / "broker_url").unlink()
    with pytest.raises(FileExistsError, match="redis_password and broker_url belong together"):
        make_secrets.make(tmp_path)
    (tmp_path / "redis_password").unlink()
    assert make_secrets.make(tmp_path) == ["broker_url", "redis_password"]
