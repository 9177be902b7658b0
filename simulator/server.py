"""The simulator as one object: it binds the sockets, wires the rooms together and ends cleanly."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from simulator.addresses import HOSTS, NAME_SERVERS, RESOLVER, Port
from simulator.authority import Authority
from simulator.control import Control, block, text
from simulator.dns.answers import NameServer, Resolver
from simulator.dns.names import Names
from simulator.dns.service import Service as DnsService
from simulator.dns.service import Source
from simulator.domain import Domain
from simulator.files import write_privately
from simulator.loop import Loop, Serve
from simulator.mail import Mail
from simulator.requests import Log, Seen
from simulator.scenarios import SCENARIOS
from simulator.scenarios.model import Scenario
from simulator.sockets import bind_everywhere, swallow
from simulator.state import Domains
from simulator.web.graph import kept
from simulator.web.service import Service as WebService


class Simulator:
    """A Microsoft 365 world on loopback. Use as a context manager, or `start` and `stop`.

    `state_file`: where private domains and applied changes are kept; None: nowhere. `only`: names of the
    scenarios to serve; empty: all. `ca_file`: where the authority's certificate goes; None: a temporary file.
    """

    def __init__(
        self, state_file: Path | None = None, *, only: Iterable[str] = (), ca_file: Path | None = None
    ) -> None:
        self.domains = Domains(SCENARIOS, state_file, only)
        self._only = set(only)
        self._authority = Authority()
        self._log = Log()
        self._loop = Loop()
        self._names = Names(self.domains)
        self._token = secrets.token_urlsafe(32)
        self._ports: dict[str, int] = {}
        self._resolvers: dict[str, int] = {}
        self._view_latency = {s.name: s.latency_ms for s in SCENARIOS if s.view}
        for domain in self.domains:
            self._follow(domain)
        self._sockets: list[tuple[str, int]] = []
        self._held: list[socket.socket] = []
        self._own_folder = None if ca_file else tempfile.TemporaryDirectory(prefix="simulator-")
        self._ca_file = ca_file or Path(self._own_folder.name if self._own_folder else "") / "authority.pem"

    def __enter__(self) -> Simulator:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Bind all sockets on free ports and answer from now on. OSError: nothing is left open."""
        try:
            self._open()
        except BaseException:
            self.stop()
            raise
        self._loop.start()

    def _open(self) -> None:
        write_privately(self._ca_file, self._authority.pem)
        self._open_dns()
        self._open_hosts("https", 443)
        self._open_hosts("http", 80)
        self._open_hosts("smtp", 25)
        streams, _ = bind_everywhere([RESOLVER])
        self._ports["control"] = streams[0].getsockname()[1]
        control = WebService(
            "control", RESOLVER, self.domains, self._authority, Log(1), site=Control(self, self._token).site
        )
        streams[0].listen(128)
        self._loop.on_connection(streams[0], control.plain)

    def stop(self) -> None:
        """Close every socket and end every thread."""
        self._loop.stop()
        for sock in self._held:
            sock.close()
        if self._own_folder is not None:
            self._own_folder.cleanup()
        else:
            with contextlib.suppress(OSError):  # a newer simulator may have put its own there
                if self._ca_file.read_text("ascii") == self._authority.pem:
                    self._ca_file.unlink()

    # ---------------------------------------------------------------------------------------- what tests ask

    def scenarios(self) -> tuple[Scenario, ...]:
        return tuple(s for s in SCENARIOS if not self._only or s.name in self._only)

    def create(self, scenario: str) -> str:
        """A private copy of a scenario; returns its domain. Refused for an unknown one."""
        return self.domains.create(scenario).name

    def apply(self, domain: str, change: Mapping[str, Any] | Any) -> str:
        """Do what a block says (a mapping, or an object with these attributes); returns the undo id.

        A `record` changes the zone, a `command` (PowerShell) or `setting` (simulator.tenant.settings) the tenant.
        """
        if not isinstance(change, Mapping):
            change = {key: getattr(change, key) for key in ("kind", "text", "action", "replaces")}
        kind = change.get("kind", "record")
        if kind != "record":
            return self.domains.carry_out(domain, str(kind), text(change, "text"))
        return self.domains.apply(domain, *block(change))

    def certificate(self, domain: str, pem: str) -> str:
        """Upload a certificate (PEM) to the application's registration; returns the undo id."""
        return self.domains.carry_out(domain, "certificate", pem)

    def undo(self, domain: str, undo_id: str) -> None:
        self.domains.undo(domain, undo_id)

    def latency(self, domain: str, ms: int) -> None:
        """Each answer about this domain, or through a resolver of its own, takes `ms` milliseconds."""
        self.domains.delay(domain, ms)
        self._follow(self.domains.get(domain))

    def keep_pages(self, domain: str, on: bool) -> None:
        """Graph's pages of this domain are rendered once and served from memory (simulator.web.graph.kept)."""
        kept.keep(self.domains.get(domain).name, on)

    def _follow(self, domain: Domain) -> None:
        """Let the resolver of a scenario's own take the time that was set for one of its domains."""
        if domain.scenario.view and domain.latency_ms != domain.scenario.latency_ms:
            self._view_latency[domain.scenario.name] = domain.latency_ms

    def requests(self, domain: str | None = None) -> tuple[Seen, ...]:
        """What clients asked about this domain, oldest first; None: everything."""
        return self._log.of(domain)

    def resolvers(self, domain: str = "") -> tuple[tuple[str, int], ...]:
        """The resolvers through which this domain's scenario is to be looked at."""
        scenario = self.domains.get(domain).scenario.name if domain else ""
        return ((RESOLVER, self._resolvers.get(scenario, self._resolvers[""])),)

    def handle(self) -> dict[str, Any]:
        """All that a client needs to get here; as JSON it is the handle file."""
        return {
            "pid": os.getpid(),
            "control": f"http://{RESOLVER}:{self._ports['control']}",
            "token": self._token,
            "resolvers": [list(resolver) for resolver in self.resolvers()],
            "connect_to": [
                {"host": "", "port": port, "address": "", "to_port": self._ports[name]}
                for name, port in (("https", 443), ("http", 80), ("smtp", 25), ("dns", 53))
            ],
            "ca_bundle": str(self._ca_file),
            "sockets": [list(sock) for sock in self._sockets],
        }

    @property
    def ca_pem(self) -> str:
        """The certificate of the throw-away authority."""
        return self._authority.pem

    # ---------------------------------------------------------------------------------------- sockets

    def _open_dns(self) -> None:
        views: list[tuple[str, Mapping[str, str]]] = [("", {})]
        views += [(s.name, s.view) for s in self.scenarios() if s.view]
        for name, view in views:
            streams, datagrams = bind_everywhere([RESOLVER], udp=True)
            self._resolvers[name] = streams[0].getsockname()[1]
            self._answer_dns(streams[0], datagrams[0], Resolver(self._names, view), name)
        streams, datagrams = bind_everywhere(NAME_SERVERS.values(), udp=True)
        self._ports["dns"] = streams[0].getsockname()[1]
        for stream, datagram, host in zip(streams, datagrams, NAME_SERVERS, strict=True):
            self._answer_dns(stream, datagram, NameServer(self._names, host), "")

    def _answer_dns(self, stream: socket.socket, datagram: socket.socket, source: Source, view: str) -> None:
        service = DnsService(source, self._log, _at(stream), lambda: self._view_latency.get(view, 0) / 1000)
        self._loop.on_datagram(datagram, service.datagram(self._loop))
        self._serve(stream, service.stream)

    def _open_hosts(self, protocol: str, port: int) -> None:
        streams, _ = bind_everywhere(host.address for host in HOSTS)
        self._ports[protocol] = streams[0].getsockname()[1]
        for host, stream in zip(HOSTS, streams, strict=True):
            state: Port = getattr(host, protocol)
            if state == "open":
                self._serve(stream, self._service(host.role, port, _at(stream)))
                continue
            self._sockets.append(stream.getsockname())
            self._held += [stream, *(swallow(stream) if state == "silent" else ())]

    def _service(self, role: str, port: int, at: str) -> Serve:
        if port == 25:
            return Mail(role, at, self._authority, self._log, latency=lambda: self._slow(role)).serve
        web = WebService(role, at, self.domains, self._authority, self._log, latency=lambda: self._slow(role))
        return web.secure if port == 443 else web.plain

    def _serve(self, stream: socket.socket, serve: Serve) -> None:
        stream.listen(128)
        self._sockets.append(stream.getsockname())
        self._loop.on_connection(stream, serve)

    def _slow(self, role: str) -> float:
        return self._view_latency.get("slow", 0) / 1000 if role == "slow" else 0.0


def _at(sock: socket.socket) -> str:
    address, port = sock.getsockname()
    return f"{address}:{port}"
