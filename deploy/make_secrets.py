"""Make the files that docker-compose.yml takes its secrets from. Standard library only; overwrites none."""

from __future__ import annotations

import base64
import os
import secrets
import sys
from pathlib import Path


def make(directory: Path) -> list[str]:
    """Write what is missing into `directory` (mode 0700); the names of the new files.

    The files themselves are readable by all, because each container reads them as a user of its own; the
    directory is what keeps others on this machine out. FileExistsError when of two that belong together only
    one is there.
    """
    directory.mkdir(mode=0o700, exist_ok=True)
    postgres, redis = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    pairs = {
        "postgres_password": postgres,
        "database_url": f"postgres://retain:{postgres}@postgres:5432/retain",
        "redis_password": redis,
        "broker_url": f"redis://:{redis}@redis:6379/0",
    }
    for one, other in (("postgres_password", "database_url"), ("redis_password", "broker_url")):
        if (directory / one).exists() != (directory / other).exists():
            raise FileExistsError(f"{one} and {other} belong together, but only one of them is there.")
    keys = {
        "secret_key": secrets.token_urlsafe(64),
        "field_keys": base64.urlsafe_b64encode(os.urandom(32)).decode("ascii"),
    }
    missing = {name: value for name, value in {**pairs, **keys}.items() if not (directory / name).exists()}
    for name, value in missing.items():
        (directory / name).write_text(value + "\n", "ascii")
        (directory / name).chmod(0o644)
    return sorted(missing)


if __name__ == "__main__":
    made = make(Path(__file__).resolve().parent.parent / "secrets")
    sys.stdout.write("".join(f"made secrets/{name}\n" for name in made) or "nothing to do\n")
