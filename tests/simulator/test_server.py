from __future__ import annotations

import json
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator import handle, sockets
from simulator.addresses import HOSTS
from simulator.changes import Refused
from simulator.server import Simulator
from tests.simulator.asking import World


@dataclass(frozen=True)
class Block:
    """A remedy block as the checks make it."""

    text: str
    kind: str = "record"
    action: str = "add"
    replaces: tuple[str, ...] = ()


def seconds(do: object) -> float:
    started = time.perf_counter()
    do()  # type: ignore[operator]
    return time.perf_counter() - started


def test_each_service_has_one_port_on_all_addresses(world: World) -> None:
    known = {tuple(sock) for sock in world.handle["sockets"]}
    for port in (443, 80, 25):
        assert {(host.address, world.port(port)) for host in HOSTS} <= known
    assert {(f"127.0.0.{n}", world.port(53)) for n in (2, 3, 4)} <= known
    assert tuple(world.handle["resolvers"][0]) in known
    assert not any(str(port) in world.handle["control"] for _, port in known)


@pytest.mark.parametrize(("port", "name"), [(443, "https"), (80, "http"), (25, "smtp")])
def test_closed_ports_refuse_and_silent_ones_time_out(world: World, port: int, name: str) -> None:
    for host in HOSTS:
        state = getattr(host, name)
        if state == "open":
            socket.create_connection((host.address, world.port(port)), 5).close()
            continue
        with pytest.raises(ConnectionRefusedError if state == "closed" else TimeoutError):
            socket.create_connection((host.address, world.port(port)), 0.2)


def test_a_mute_host_takes_the_connection_and_says_nothing(world: World) -> None:
    for port in (443, 80, 25):
        with socket.create_connection(("127.0.0.24", world.port(port)), 0.2) as conn:
            conn.sendall(b"GET / HTTP/1.1\r\n\r\n")
            with pytest.raises(TimeoutError):
                conn.recv(1)


def test_remedy_blocks_are_applied_as_objects_too(simulator: Simulator, world: World) -> None:
    domain = simulator.create("mx-none")
    undo = simulator.apply(domain, Block(f"{domain}. 3600 IN MX 0 mail.example.net."))
    assert world.dns(domain, "MX").records == ("0 mail.example.net.",)
    simulator.undo(domain, undo)
    assert world.dns(domain, "MX").records == ()


def test_what_is_unknown_is_refused(simulator: Simulator) -> None:
    with pytest.raises(Refused):
        simulator.create("nonsense")
    with pytest.raises(Refused):
        simulator.resolvers("nonsense.example.org")


def test_a_delay_holds_every_answer_about_the_domain(simulator: Simulator, world: World) -> None:
    domain = simulator.create("exchange-server-healthy")
    simulator.latency(domain, 80)
    path = f"/{domain}/v2.0/.well-known/openid-configuration"
    for ask in (
        lambda: world.dns(domain, "MX"),
        lambda: world.dns(domain, "MX", tcp=True),
        lambda: world.authoritative(domain, "MX", "127.0.0.2"),
        lambda: world.https("login.microsoftonline.com", path),
        lambda: world.https(f"mail.{domain}", "/"),
    ):
        assert seconds(ask) >= 0.08


def test_the_slow_world_is_slow_everywhere(simulator: Simulator, world: World) -> None:
    domain = simulator.create("slow")
    resolver = simulator.resolvers(domain)[0]
    assert seconds(lambda: world.dns("graph.microsoft.com", "A", at=resolver)) >= 0.1
    assert seconds(lambda: world.https("graph.microsoft.com", "/v1.0/", domain)) >= 0.2
    simulator.latency(domain, 300)
    assert seconds(lambda: world.dns("graph.microsoft.com", "A", at=resolver)) >= 0.3
    simulator.latency(domain, 100)


def test_delayed_answers_do_not_wait_for_each_other(simulator: Simulator, world: World) -> None:
    domain = simulator.create("healthy")
    simulator.latency(domain, 500)
    asking = [
        threading.Thread(target=world.dns, args=(domain, kind)) for kind in ("MX", "NS", "TXT", "A", "SOA")
    ]
    started = time.perf_counter()
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert 0.5 <= time.perf_counter() - started < 2


def test_practice_survives_a_restart_on_other_ports(tmp_path: Path) -> None:
    with Simulator(tmp_path / "state.json", only=["mx-none", "slow"]) as first:
        domain = first.create("mx-none")
        undo = first.apply(domain, {"text": f"{domain}. 3600 IN MX 0 mail.example.net."})
        first.latency(first.create("slow"), 300)
    with Simulator(tmp_path / "state.json", only=["mx-none", "slow"]) as second:
        world = World(second)
        assert world.dns(domain, "MX").records == ("0 mail.example.net.",)
        assert (
            seconds(lambda: world.dns("a.example", "A", at=second.resolvers("slow.practice.test")[0])) >= 0.3
        )
        second.undo(domain, undo)
        assert world.dns(domain, "MX").records == ()
        assert [s.name for s in second.scenarios()] == ["mx-none", "slow"]


def test_a_private_copy_of_a_scenario_that_is_not_served_uses_the_main_resolver(tmp_path: Path) -> None:
    with Simulator(only=["healthy"]) as simulator:
        assert simulator.resolvers(simulator.create("network-graph-timeout")) == simulator.resolvers()


def test_the_end_is_clean_whatever_clients_are_doing() -> None:
    before = threading.active_count()
    simulator = Simulator()
    simulator.start()
    world = World(simulator)
    address = simulator.resolvers()[0]
    conns = [socket.create_connection(at, 5) for at in (address, ("127.0.0.24", world.port(443)))]
    conns += [world.connect("login.microsoftonline.com", 443), world.secure("graph.microsoft.com")]
    conns[-1].sendall(b"GET / HT")
    simulator.stop()
    for conn in conns:
        conn.close()
    assert threading.active_count() == before
    assert not Path(world.handle["ca_bundle"]).exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, 1)


def test_clients_that_hang_up_or_talk_nonsense_disturb_nobody(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    for port in (443, 80, 25):
        address = {443: "127.0.0.10", 80: "127.0.0.10", 25: "127.0.0.13"}[port]
        for data in (b"", b"\x00\xff" * 50, b"GET / HTTP/9.9\r\n\r\n", b"\n\n", b"GET /" + b"a" * 70_000):
            with socket.create_connection((address, world.port(port)), 5) as conn:
                conn.sendall(data)
    with socket.create_connection(world.simulator.resolvers()[0], 5) as conn:
        conn.sendall(b"\x00\x20abc")
    assert world.https("graph.microsoft.com", "/v1.0/").status == 401
    assert capfd.readouterr() == ("", "")


def test_two_simulators_run_side_by_side() -> None:
    with Simulator(only=["healthy"]) as one, Simulator(only=["healthy"]) as two:
        for simulator in (one, two):
            assert World(simulator).https("graph.microsoft.com", "/v1.0/").status == 401


def test_a_port_that_is_taken_on_one_address_is_not_chosen() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.2", 0))
        streams, datagrams = sockets.bind_everywhere(["127.0.0.1", "127.0.0.2"], udp=True)
        ports = {sock.getsockname()[1] for sock in (*streams, *datagrams)}
        assert len(ports) == 1
        assert other.getsockname()[1] not in ports
        for sock in (*streams, *datagrams):
            sock.close()


def test_an_address_that_is_not_here_is_an_error() -> None:
    with pytest.raises(OSError, match=r"192\.0\.2\.1 are addresses here"):
        sockets.bind_everywhere(["192.0.2.1"])


def test_when_no_port_is_free_it_says_so() -> None:
    with pytest.raises(OSError, match="no port is free"):
        sockets.bind_everywhere(["127.0.0.1", "127.0.0.1"])


def test_the_handle_is_private_and_belongs_to_its_process(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "handle.json"
    handle.write(file, {"pid": -1})
    assert file.stat().st_mode & 0o777 == 0o600
    handle.remove(file)
    assert json.loads(file.read_text()) == {"pid": -1}
    file.write_text("nonsense")
    handle.remove(file)
    assert file.exists()
    handle.remove(tmp_path / "absent.json")


def test_the_certificate_of_a_newer_simulator_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "authority.pem"
    first, second = (Simulator(only=["healthy"], ca_file=file) for _ in range(2))
    for simulator in (first, second):
        simulator.start()
        assert file.read_text() == simulator.ca_pem
    first.stop()
    assert file.read_text() == second.ca_pem
    second.stop()
    assert not file.exists()
