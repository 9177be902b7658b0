"""Keys of an embedded installation."""

from __future__ import annotations

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from config import keys


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first = keys.stored(tmp_path, "secret_key")
    assert len(first) >= 50
    assert keys.stored(tmp_path, "secret_key") == first


def test_a_field_key_is_a_key_for_fernet(tmp_path: Path) -> None:
    assert Fernet(keys.stored(tmp_path, "field_key")).encrypt(b"x")


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX's")
def test_only_the_owner_reads_keys_and_data(tmp_path: Path) -> None:
    data = tmp_path / "data"
    keys.prepare(data)
    keys.stored(data, "secret_key")
    modes = [
        stat.S_IMODE(path.stat().st_mode) for path in (data, data / "keys", data / "keys" / "secret_key")
    ]
    assert modes == [0o700, 0o700, 0o600]


def test_many_first_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = set(pool.map(lambda _: keys.stored(tmp_path, "secret_key"), range(64)))
    assert len(made) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["secret_key"]
