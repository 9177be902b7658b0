"""Real PostgreSQL and Redis: a database and a Redis number of its own for each test."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.alone.processes import environment, manage

REDIS = os.environ.get("TEST_REDIS_URL", "")
POSTGRES = os.environ.get("TEST_DATABASE_URL", "")


@pytest.fixture
def production(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a migrated production-shaped installation; its database goes away afterwards."""
    import psycopg
    import redis

    name = f"retain_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    broker = f"{REDIS.rstrip('/').removesuffix('/0')}/{_redis_number()}"
    redis.Redis.from_url(broker).flushdb()
    env = environment(
        tmp_path,
        {
            "DATABASE_URL": f"{POSTGRES.rsplit('/', 1)[0]}/{name}",
            "BROKER_URL": broker,
            "SECRET_KEY": "a key for tests alone, long enough for the deployment check to accept it",
            "FIELD_KEYS": "Zm9yIHRlc3RzIGFsb25lLCBub3QgYSByZWFsIGtleSE=",
        },
    )
    manage(env, "migrate", "--verbosity", "0")
    yield env
    redis.Redis.from_url(broker).flushdb()
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _redis_number() -> int:
    """One of Redis's sixteen databases, another one for every test worker."""
    return 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 15
