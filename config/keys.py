"""Keys of an embedded installation, made on its first start."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def prepare(data_dir: Path) -> None:
    """Make the data directory, readable by its owner alone."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)


def stored(data_dir: Path, name: str) -> str:
    """The key `name` (`secret_key` or `field_key`), made on first use and kept in `data_dir`/keys, mode 0600.

    Two processes that start at the same time end up with the same key: only one of them can create the file.
    """
    path = data_dir / "keys" / name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        _create(path, Fernet.generate_key().decode() if name == "field_key" else secrets.token_urlsafe(64))
    return path.read_text("ascii").strip()


def _create(path: Path, value: str) -> None:
    draft = path.with_suffix("." + secrets.token_hex(8))
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(value + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
