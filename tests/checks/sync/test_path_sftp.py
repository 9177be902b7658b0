"""sync.path, and the checks that look at files, on a real SFTP server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from checks import registry
from checks.result import Result
from checks.subject import Subject
from clients.contract import Deadline, Network, NoCredential
from clients.contract.sftp import HostKey, SftpSecret
from clients.factory import open_clients
from clients.guard import parse_networks
from tests.checks.execution import through_json
from tests.checks.shown_lines import proved
from tests.checks.sync.sftp_servers import PASSWORD, Server, sftp_server
from tests.checks.sync.subjects import NOW, SUBJECT

NETWORK = Network(allowed_networks=parse_networks("127.0.0.1"))
OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "cfg").mkdir()
    with sftp_server(tmp_path) as running:
        yield running


def about(server: Server, **changes: str) -> Subject:
    told = {"target": server.address(), "host_key": server.key, "sftp_credential": "sftp_password 1"}
    return replace(SUBJECT, **{"known_user": "ann@example.org", **told, **changes})  # type: ignore[arg-type]


def said(subject: Subject, check_id: str = "sync.path", password: str = PASSWORD) -> Result:
    check = registry.get(check_id)
    secret = SftpSecret("password", password) if password else None
    with open_clients(
        NETWORK,
        cloud=subject.cloud,
        deadline=Deadline(20),
        progress=lambda _: None,
        sftp_secret=lambda: secret,
    ) as clients:
        return proved(check.judge(subject, through_json(check.look(subject, clients)), NOW))


def test_a_folder_of_a_server_that_can_be_written_passes(server: Server) -> None:
    result = said(about(server))
    assert result.status == "passed", result
    assert result.summary.startswith(f"{server.address()} can be written")
    assert list((server.folder / "cfg").iterdir()) == []


def test_a_key_that_nobody_confirmed_fails_and_is_shown(server: Server) -> None:
    result = said(about(server, host_key=""))
    shown = HostKey.of(server.key).fingerprint
    assert (result.status, result.found) == ("failed", f"{shown} (ssh-ed25519)")
    assert result.summary == f"The key of the server was not confirmed yet. It shows {shown} (ssh-ed25519)."
    assert [block.label for block in result.remedy] == ["At the server", "In this wizard"]


def test_another_key_than_the_confirmed_one_fails(server: Server) -> None:
    result = said(about(server, host_key=OTHER))
    assert (result.status, result.expected) == ("failed", "the key that was confirmed")
    assert HostKey.of(server.key).fingerprint in result.summary
    assert said(about(server, host_key=OTHER, sftp_credential=""), password="").status == "failed"


def test_a_missing_password_blocks_by_its_form(server: Server) -> None:
    result = said(about(server, sftp_credential=""), password="")
    assert (result.status, result.cause) == ("blocked", "form:sftp_credential")


def test_the_checks_of_files_wait_for_the_password_too(server: Server) -> None:
    for check_id in ("sync.files", "sync.known-user", "sync.spelling"):
        with pytest.raises(NoCredential) as missing:
            said(about(server), check_id, password="")
        assert missing.value.cause == "form:sftp_credential"


def test_a_wrong_password_fails(server: Server) -> None:
    result = said(about(server), password="another one")
    assert (result.status, result.remedy[0].label) == ("failed", "In this wizard")


def test_a_folder_that_is_not_there_fails_and_blocks_what_looks_into_it(server: Server) -> None:
    gone = about(server, target=server.address("/gone"))
    assert said(gone).status == "failed"
    for check_id in ("sync.files", "sync.known-user", "sync.spelling"):
        result = said(gone, check_id)
        assert (result.status, result.cause) == ("blocked", "sync.path")


def test_a_server_that_is_not_there_proves_nothing(tmp_path: Path) -> None:
    (tmp_path / "cfg").mkdir()
    with sftp_server(tmp_path) as stopped:
        subject = about(stopped)
    for check_id in ("sync.path", "sync.files", "sync.known-user", "sync.spelling"):
        assert said(subject, check_id).status == "error"
    assert said(replace(subject, host_key="")).status == "error"


def test_files_on_a_server_are_read(server: Server) -> None:
    folder = server.folder / "cfg"
    assert said(about(server), "sync.files").status == "warning"
    (folder / "exchangeuser.csv").write_bytes(
        b'"DisplayName","UserPrincipalName"\r\n"Ann","ann@example.org"\r\n'
    )
    (folder / "exchangegroups.csv").write_bytes(b"")
    assert said(about(server), "sync.files").summary == "exchangegroups.csv is empty (0 bytes)."
    assert said(about(server), "sync.known-user").status == "passed"
    (folder / "exchangeusers.csv").write_bytes(b"")
    assert said(about(server), "sync.spelling").status == "warning"
