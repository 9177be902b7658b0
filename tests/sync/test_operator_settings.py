"""A setting that cannot be read stops every command before it does anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from sync import operator_settings
from tests.alone.processes import environment, manage


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DNS_RESOLVERS", "nonsense:port"),
        ("OUTBOUND_ALLOWED_NETWORKS", "10.0.0.0/99"),
        ("OUTBOUND_CONNECT_TO", "only:two"),
        ("OUTBOUND_CA_BUNDLE", "no/such/file.pem"),
        ("CUSTOM_CLOUD", "{bad"),
    ],
)
def test_a_bad_setting_is_named(settings: Settings, name: str, value: str) -> None:
    assert operator_settings.read_all(None) == []
    setattr(settings, name, value)
    (error,) = operator_settings.read_all(None)
    assert error.msg.startswith(f"{name}: ")


def test_a_command_refuses_to_start_with_it(tmp_path: Path) -> None:
    done = manage(environment(tmp_path, {"CUSTOM_CLOUD": "{bad"}), "check_tenant", "--list", check=False)
    assert done.returncode != 0
    assert "CUSTOM_CLOUD" in done.stderr
    assert "Traceback" not in done.stderr
