"""SFTP against a real server of another implementation."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clients.contract import ConnectTo, Deadline, Network
from clients.contract.sftp import HostKey, Sftp, SftpFault, SftpSecret
from clients.sftp import check_secret, host_key, open_sftp
from tests.clients.name_servers import name_server, zone
from tests.clients.ssh_servers import (
    HOST,
    PASSWORD,
    Behaviour,
    Server,
    host_key_of,
    key,
    ssh_server,
    text_of,
)
from tests.clients.web_servers import drip, listener

SECRET = SftpSecret("password", PASSWORD)
BYTES = os.urandom(3_000_001)


@contextmanager
def session(
    server: Server, secret: SftpSecret = SECRET, pinned: str = "", seconds: float = 20
) -> Iterator[Sftp]:
    with open_sftp(
        server.network, server.place, secret, pinned or server.pinned, Deadline(seconds)
    ) as opened:
        yield opened


def refused(server: Server, secret: SftpSecret = SECRET, pinned: str = "", seconds: float = 20) -> SftpFault:
    with pytest.raises(SftpFault) as fault, session(server, secret, pinned, seconds):
        pass
    return fault.value


def faulty(operation: Callable[[], object]) -> SftpFault:
    with pytest.raises(SftpFault) as fault:
        operation()
    return fault.value


def pieces(data: bytes, size: int = 100_000) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


# Files ---------------------------------------------------------------------------------------------


def test_what_is_written_arrives_and_reads_back(tmp_path: Path) -> None:
    with ssh_server(tmp_path) as server, session(server) as sftp:
        sftp.write("/users.csv", pieces(BYTES), 0o640)
        assert (tmp_path / "users.csv").read_bytes() == BYTES
        assert b"".join(sftp.read("/users.csv")) == BYTES
        found = sftp.stat("/users.csv")
        assert found is not None
        assert (found.size, found.mode, found.plain) == (len(BYTES), 0o640, True)
        assert sftp.names("/") == ["users.csv"] or set(sftp.names("/")) == {".", "..", "users.csv"}


def test_a_server_that_gives_little_at_a_time_gives_it_all(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_bytes(BYTES[:300_000])
    with ssh_server(tmp_path, Behaviour(short_reads=7000)) as server, session(server) as sftp:
        assert b"".join(sftp.read("/users.csv")) == BYTES[:300_000]


def test_empty_files_are_empty(tmp_path: Path) -> None:
    with ssh_server(tmp_path) as server, session(server) as sftp:
        sftp.write("/users.csv", [])
        assert list(sftp.read("/users.csv")) == []
        assert (tmp_path / "users.csv").read_bytes() == b""


def test_an_existing_file_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text("old")
    with ssh_server(tmp_path) as server, session(server) as sftp:
        fault = faulty(lambda: sftp.write("/users.csv", [b"new"]))
    assert fault.text.startswith("/users.csv could not be written")
    assert (tmp_path / "users.csv").read_text() == "old"


def test_a_server_that_can_replace_does_it_in_one_step(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text("old")
    (tmp_path / "new").write_text("new")
    with ssh_server(tmp_path) as server, session(server) as sftp:
        assert (sftp.replaces, sftp.flushes) == (True, True)
        sftp.rename("/new", "/users.csv")
        assert server.behaviour.heard[-1] == "posix_rename"
    assert (tmp_path / "users.csv").read_text() == "new"


def test_a_server_of_version_3_alone_says_what_it_cannot(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text("old")
    (tmp_path / "new").write_text("new")
    with ssh_server(tmp_path, Behaviour(extensions=frozenset())) as server, session(server) as sftp:
        assert (sftp.replaces, sftp.flushes, sftp.free("/")) == (False, False, None)
        assert faulty(lambda: sftp.rename("/new", "/users.csv")).why == "failed"
        sftp.write("/other", [b"x"])
        sftp.rename("/other", "/moved")
    assert ((tmp_path / "users.csv").read_text(), (tmp_path / "moved").read_text()) == ("old", "x")


def test_the_room_on_the_server_is_known(tmp_path: Path) -> None:
    with ssh_server(tmp_path) as server, session(server) as sftp:
        found = os.statvfs(tmp_path)
        assert sftp.free("/") == pytest.approx(found.f_frsize * found.f_bavail, rel=0.05)


def test_a_server_that_keeps_its_room_to_itself_is_no_fault(tmp_path: Path) -> None:
    with ssh_server(tmp_path, Behaviour(denied=frozenset({"statvfs"}))) as server, session(server) as sftp:
        assert sftp.free("/") is None


def test_removing_what_is_not_there_does_nothing(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text("old")
    with ssh_server(tmp_path) as server, session(server) as sftp:
        sftp.remove("/users.csv")
        sftp.remove("/users.csv")
        assert sftp.stat("/users.csv") is None
    assert not (tmp_path / "users.csv").exists()


def test_links_and_folders_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "folder").mkdir()
    with ssh_server(tmp_path) as server, session(server) as sftp:
        assert [found.plain for name in ("/link", "/folder") if (found := sftp.stat(name))] == [False, False]


# Faults --------------------------------------------------------------------------------------------


def test_a_full_disk_is_told_in_words(tmp_path: Path) -> None:
    with ssh_server(tmp_path, Behaviour(room=400_000)) as server, session(server) as sftp:
        fault = faulty(lambda: sftp.write("/users.csv", pieces(BYTES)))
        assert (fault.why, fault.text) == (
            "full",
            "/users.csv could not be written: there is no room left on the server, or a quota is used up.",
        )
        sftp.remove("/users.csv")
        assert sftp.stat("/users.csv") is None


def test_a_failure_that_the_server_does_not_explain_is_quoted(tmp_path: Path) -> None:
    with ssh_server(tmp_path, Behaviour(room=10, says="Failure")) as server, session(server) as sftp:
        fault = faulty(lambda: sftp.write("/users.csv", [b"x" * 100]))
    assert (fault.why, fault.text) == (
        "failed",
        "/users.csv could not be written: the server says “Failure” and no more.",
    )


def test_what_is_not_allowed_is_told(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text("old")
    denied = frozenset({"open", "read", "posix_rename", "remove"})
    with ssh_server(tmp_path, Behaviour(denied=denied)) as server, session(server) as sftp:
        for operation in (
            lambda: sftp.write("/new", [b"x"]),
            lambda: list(sftp.read("/users.csv")),
            lambda: sftp.rename("/users.csv", "/b"),
            lambda: sftp.remove("/users.csv"),
        ):
            assert faulty(operation).why == "denied"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with ssh_server(tmp_path) as server, session(server) as sftp:
        assert faulty(lambda: sftp.names("/nothing")).why == "gone"
        assert faulty(lambda: sftp.write("/nothing/users.csv", [b"x"])).why == "gone"


def test_a_connection_that_breaks_off_half_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_bytes(BYTES)
    for operation in (
        lambda sftp: sftp.write("/new", pieces(BYTES)),
        lambda sftp: list(sftp.read("/users.csv")),
    ):
        cut = Behaviour(cut_writing=1_000_000, cut_reading=1_000_000)
        with ssh_server(tmp_path, cut) as server, session(server) as sftp:
            fault = faulty(lambda use=operation, opened=sftp: use(opened))  # type: ignore[misc]
            assert fault.why == "dropped"
            assert "the connection broke off" in fault.text
            assert faulty(lambda opened=sftp: opened.names("/")).why == "dropped"  # type: ignore[misc]


def test_the_deadline_ends_a_session(tmp_path: Path) -> None:
    with ssh_server(tmp_path, Behaviour(delay=30)) as server:
        assert refused(server, seconds=1.0).why == "timeout"


# Who is there --------------------------------------------------------------------------------------


def test_the_first_contact_shows_the_key_and_signs_nobody_in(tmp_path: Path) -> None:
    with ssh_server(tmp_path) as server:
        shown = host_key(server.network, HOST, 22, Deadline(10))
        assert shown == host_key_of(key())
        assert shown.fingerprint == key().get_fingerprint()
        assert server.behaviour.heard == []


@pytest.mark.parametrize("pinned", ["", "nonsense", "ssh-ed25519", "ssh-ed25519 AAAA", "SHA256:abc"])
def test_without_a_confirmed_key_nobody_signs_in(tmp_path: Path, pinned: str) -> None:
    with ssh_server(tmp_path) as server:
        opening = open_sftp(server.network, server.place, SECRET, pinned, Deadline(10))
        with pytest.raises(SftpFault) as fault, opening:
            pass
        assert (fault.value.why, server.behaviour.heard) == ("host-key", [])


def test_another_key_than_the_confirmed_one_ends_it_before_the_sign_in(tmp_path: Path) -> None:
    with ssh_server(tmp_path, None, key("ssh-ed25519", 1)) as server:
        fault = refused(server, pinned=host_key_of(key()).written)
        assert fault.why == "host-key"
        for one in (key(), key("ssh-ed25519", 1)):
            assert one.get_fingerprint() in fault.text
        assert server.behaviour.heard == []


def test_of_several_keys_the_confirmed_kind_is_asked_for(tmp_path: Path) -> None:
    kinds = (key("ssh-rsa"), key("ecdsa-sha2-nistp256"), key())
    with ssh_server(tmp_path, None, *kinds) as server:
        for one in kinds:
            with session(server, pinned=host_key_of(one).written) as sftp:
                assert sftp.stat("/nothing") is None


def test_a_server_without_a_key_of_the_confirmed_kind_is_refused(tmp_path: Path) -> None:
    with ssh_server(tmp_path, None, key("ecdsa-sha2-nistp256")) as server:
        fault = refused(server, pinned=host_key_of(key()).written)
        assert (fault.why, "no key of the kind that was confirmed" in fault.text) == ("host-key", True)


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ecdsa-sha2-nistp384", "ssh-rsa"])
def test_a_private_key_of_any_kind_signs_in(tmp_path: Path, kind: str) -> None:
    own = key(kind, 7)
    forms = ["openssh", "pkcs8-pem"] if kind == "ssh-ed25519" else ["openssh", "pkcs1-pem", "pkcs8-pem"]
    with ssh_server(tmp_path, Behaviour(keys=(own,), passwords=False)) as server:
        for form in forms:
            with session(server, SftpSecret("key", text_of(own, form))) as sftp:
                assert sftp.stat("/nothing") is None


def test_a_wrong_password_or_key_is_refused_in_words(tmp_path: Path) -> None:
    with ssh_server(tmp_path, Behaviour(keys=(key("ssh-ed25519", 7),))) as server:
        fault = refused(server, SftpSecret("password", "wrong"))
        assert (fault.why, fault.text) == ("sign-in", "The server refused retain with this password.")
        fault = refused(server, SftpSecret("key", text_of(key("ssh-ed25519", 8))))
        assert (fault.why, fault.text) == ("sign-in", "The server refused retain with this key.")


def test_a_server_that_takes_no_passwords_says_what_it_takes(tmp_path: Path) -> None:
    with ssh_server(tmp_path, Behaviour(keys=(key(),), passwords=False), kbdint_auth=False) as server:
        fault = refused(server)
        assert (fault.why, "it asks for publickey" in fault.text) == ("sign-in", True)


def test_a_secret_shows_in_no_repr_and_in_no_fault(tmp_path: Path) -> None:
    assert PASSWORD not in repr(SECRET)
    with ssh_server(tmp_path) as server:
        assert "wrong-canary" not in str(refused(server, SftpSecret("password", "wrong-canary")))


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        (SftpSecret("password", ""), "The password is empty"),
        (SftpSecret("key", "not a key"), "cannot be read"),
        (SftpSecret("key", text_of(key())[:200]), "cannot be read"),
        (SftpSecret("key", text_of(key("ssh-ed448"), "pkcs8-pem")), "cannot be read"),
        (SftpSecret("key", text_of(key(), passphrase="secret")), "protected by a passphrase"),
        (SftpSecret("key", text_of(key("ssh-rsa"), "pkcs1-pem", "secret")), "protected by a passphrase"),
    ],
)  # fmt: skip
def test_a_secret_that_is_none_is_told_before_anybody_is_asked(secret: SftpSecret, said: str) -> None:
    with pytest.raises(SftpFault, match=said) as fault:
        check_secret(secret)
    assert fault.value.why == "secret"


def test_a_pasted_key_may_lack_its_last_line_end() -> None:
    check_secret(SftpSecret("key", text_of(key()).strip()))
    check_secret(SftpSecret("key", "\n" + text_of(key()).replace("\n", "\r\n")))


# The way there -------------------------------------------------------------------------------------


def unreached(network: Network, port: int = 22, seconds: float = 3) -> SftpFault:
    with pytest.raises(SftpFault) as fault:
        host_key(network, HOST, port, Deadline(seconds))
    return fault.value


def test_a_private_address_is_not_contacted() -> None:
    with name_server(zone("files 60 IN A 10.0.0.1")) as resolver:
        fault = unreached(Network(resolvers=(resolver,)))
        assert (fault.why, "which is a private address" in fault.text) == ("unreached", True)
        assert unreached(Network(resolvers=(resolver,)), 2222).why == "unreached"


def test_a_name_that_does_not_exist_is_told() -> None:
    with name_server(zone("other 60 IN A 10.0.0.1")) as resolver:
        fault = unreached(Network(resolvers=(resolver,)))
    assert (fault.why, fault.text) == (
        "unreached",
        "files.example.org, port 22 was not reached: files.example.org does not exist in DNS.",
    )


def network_to(port: int) -> Network:
    return Network(connect_to=(ConnectTo(HOST, 22, "127.0.0.1", port),))


def test_where_nothing_listens_that_is_said() -> None:
    with listener(lambda sock: None) as closed:
        pass
    fault = unreached(network_to(closed.port))
    assert (fault.why, "Nothing listens there" in fault.text) == ("unreached", True)


def test_a_server_that_speaks_something_else_is_told() -> None:
    with listener(lambda sock: sock.sendall(b"220 mail.example.org ESMTP\r\n" * 200)) as other:
        assert unreached(network_to(other.port)).why in ("malformed", "dropped")


def test_a_server_that_hangs_up_is_told() -> None:
    with listener(lambda sock: None) as short:
        assert unreached(network_to(short.port)).why in ("dropped", "malformed")


@pytest.mark.parametrize("piece", [b"", b"S"])
def test_a_silent_server_ends_with_the_clock(piece: bytes) -> None:
    def talk(sock: socket.socket) -> None:
        drip(sock, piece)

    with listener(talk) as silent:
        assert unreached(network_to(silent.port), seconds=0.7).why == "timeout"


def test_no_time_left_is_a_timeout() -> None:
    assert unreached(network_to(1), seconds=0).why == "timeout"


def test_a_user_without_sftp_is_told(tmp_path: Path) -> None:
    with ssh_server(tmp_path, Behaviour(sftp=False)) as server:
        fault = refused(server)
    assert (fault.why, fault.text.endswith("it offers no SFTP to this user.")) == ("unsupported", True)


# Keys in writing -----------------------------------------------------------------------------------


def test_a_host_key_is_kept_as_one_line() -> None:
    known = host_key_of(key())
    assert HostKey.of(known.written) == known
    assert HostKey.of(f"  {known.written} somebody@somewhere\n") == known


@pytest.mark.parametrize("text", ["", "ssh-ed25519", "ssh-ed25519 %%%", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAA"])
def test_what_is_no_host_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        HostKey.of(text)
