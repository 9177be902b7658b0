"""One settings file for both shapes: what the environment turns on and what it must bring."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.alone.processes import ROOT, environment

LONG = "a key for tests alone, long enough for the deployment check to accept it"
PRINT = """
import json, django
from django.conf import settings
django.setup()
names = "EMBEDDED SECRET_KEY FIELD_KEYS CELERY_BROKER_URL SESSION_COOKIE_NAME SECURE_SSL_REDIRECT".split()
found = {name: getattr(settings, name) for name in names}
print(json.dumps(found | {"engine": settings.DATABASES["default"]["ENGINE"]}))
"""


def settings_under(data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    env = {**environment(data, more), "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run([sys.executable, "-c", PRINT], cwd=ROOT, env=env, capture_output=True, text=True)


def test_nothing_set_is_the_embedded_shape_with_keys_of_its_own(tmp_path: Path) -> None:
    found = json.loads(settings_under(tmp_path).stdout)
    assert (found["EMBEDDED"], found["engine"]) == (True, "django.db.backends.sqlite3")
    assert found["SECRET_KEY"] == (tmp_path / "keys" / "secret_key").read_text("ascii").strip()
    assert found["SESSION_COOKIE_NAME"] == "sessionid"


def test_production_is_switched_on_by_the_environment_alone(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(LONG + "\n")
    more = {
        "DATABASE_URL": "postgres://someone@localhost/base",
        "BROKER_URL": "redis://localhost/1",
        "SECRET_KEY_FILE": str(tmp_path / "secret"),
        "FIELD_KEYS": "new,old",
        "CSRF_TRUSTED_ORIGINS": "https://wizard.example.org",
    }
    found = json.loads(settings_under(tmp_path / "data", **more).stdout)
    assert found == {
        "EMBEDDED": False,
        "SECRET_KEY": LONG,
        "FIELD_KEYS": ["new", "old"],
        "CELERY_BROKER_URL": "redis://localhost/1",
        "SESSION_COOKIE_NAME": "__Host-session",
        "SECURE_SSL_REDIRECT": True,
        "engine": "django.db.backends.postgresql",
    }
    assert not (tmp_path / "data" / "keys").exists()


@pytest.mark.parametrize("name", ["DATABASE_URL", "BROKER_URL"])
def test_production_without_keys_does_not_start(tmp_path: Path, name: str) -> None:
    value = {"DATABASE_URL": "postgres://someone@localhost/base", "BROKER_URL": "redis://localhost/1"}[name]
    refused = settings_under(tmp_path, **{name: value})
    assert refused.returncode != 0
    assert "SECRET_KEY (or SECRET_KEY_FILE) is required" in refused.stderr


def test_the_deployment_check_is_clean_in_production(tmp_path: Path) -> None:
    more = {
        "DATABASE_URL": "postgres://someone@localhost/base",
        "SECRET_KEY": "".join(chr(33 + n % 90) for n in range(7, 97)),
        "FIELD_KEYS": "new",
        "CSRF_TRUSTED_ORIGINS": "https://wizard.example.org",
        "ALLOWED_HOSTS": "wizard.example.org",
    }
    words = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(words, cwd=ROOT, env=environment(tmp_path, more), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
