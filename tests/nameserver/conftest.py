"""ISC BIND on a loopback port, serving the zones of zones.py."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

import dns.message
import dns.query
import dns.rcode
import pytest

from clients.contract import ConnectTo, Network
from tests.alone.processes import until
from tests.nameserver import zones

CONFIG = """
options {{
    directory "{folder}"; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};
    recursion no; dnssec-validation no; pid-file none; session-keyfile "{folder}/session.key";
    empty-zones-enable no; notify no;
}};
controls {{ }};
logging {{ channel quiet {{ null; }}; category default {{ quiet; }}; }};
"""


@dataclass(frozen=True)
class Named:
    """A running name server."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def network(self) -> Network:
        return Network(
            resolvers=(("127.0.0.1", self.port),),
            allowed_networks=(ip_network("127.0.0.0/8"),),
            connect_to=(ConnectTo("", 53, "", self.port),),
        )

    def publish(self, zone: str, text: str) -> None:
        """Replace a zone's file and have it read again."""
        (self.folder / zone).write_text(text, "utf-8")
        self.process.send_signal(signal.SIGHUP)


def free_port() -> int:
    """A port that is free for UDP and TCP alike."""
    with socket.socket() as stream, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
        stream.bind(("127.0.0.1", 0))
        port = int(stream.getsockname()[1])
        datagram.bind(("127.0.0.1", port))
    return port


@pytest.fixture(scope="session")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Named]:
    folder, port = tmp_path_factory.mktemp("named"), free_port()
    config = CONFIG.format(folder=folder, port=port)
    for name, text in zones.files().items():
        (folder / name).write_text(text, "utf-8")
        config += f'zone "{name}" {{ type primary; file "{name}"; }};\n'
    (folder / "named.conf").write_text(config, "utf-8")
    program = shutil.which("named", path="/usr/sbin:/usr/bin:/sbin:/bin") or "named"
    with subprocess.Popen(
        [program, "-g", "-c", str(folder / "named.conf")], stderr=subprocess.DEVNULL
    ) as process:
        server = Named(folder, port, process)
        until(lambda: _listens(port), 20, "the name server")
        until(
            lambda: all(_loaded(port, name) for name in zones.files() if name != zones.UNLOADABLE),
            20,
            "its zones",
        )
        yield server
        process.terminate()


def _loaded(port: int, zone: str) -> bool:
    """A server that listens may still be reading its zones, and answers SERVFAIL meanwhile."""
    asked = dns.message.make_query(zone, "SOA")
    return dns.query.tcp(asked, "127.0.0.1", port=port, timeout=5).rcode() == dns.rcode.NOERROR


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
