"""Real TCP and TLS servers on loopback that say exactly the bytes they are told, and an authority of their
own.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Talk = Callable[[socket.socket], None]


class Authority:
    """A throw-away certificate authority; `pem` is what a client must trust."""

    def __init__(self, folder: Path, name: str = "Test authority") -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._count = 0
        builder = self._builder(self._name, self._key, -1, 30)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.pem = folder / f"{name.replace(' ', '-')}.pem"
        self.pem.write_bytes(
            builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        )

    def context(self, *names: str, starts: int = -1, ends: int = 30) -> ssl.SSLContext:
        """A server's TLS context with a certificate for these names; days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        builder = self._builder(subject, key, starts, ends)
        builder = builder.add_extension(
            x509.SubjectAlternativeName([_general(n) for n in names]), critical=False
        )
        certificate = builder.sign(self._key, hashes.SHA256())
        self._count += 1
        path = self._folder / f"{self._name.rfc4514_string()[3:]}-{self._count}.pem"
        path.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, starts: int, ends: int
    ) -> x509.CertificateBuilder:
        now = dt.datetime.now(dt.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + dt.timedelta(days=starts))
            .not_valid_after(now + dt.timedelta(days=ends))
        )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


class Listener:
    """A running server: its (address, port), how many connections came, and the requests they sent."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self.address: str = sock.getsockname()[0]
        self.port: int = sock.getsockname()[1]
        self.socket = (self.address, self.port)
        self.connections = 0
        self.requests: list[bytes] = []


@contextmanager
def listener(talk: Talk, tls: ssl.SSLContext | None = None, address: str = "127.0.0.1") -> Iterator[Listener]:
    """A server that runs `talk(socket)` for every connection, after the TLS handshake if there is one."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    server = socket.create_server((address, 0), family=family)
    server.settimeout(0.02)
    running = Listener(server)
    done = threading.Event()
    threads: list[threading.Thread] = []

    def serve() -> None:
        while not done.is_set():
            with suppress(TimeoutError):
                connection, _ = server.accept()
                running.connections += 1
                thread = threading.Thread(target=_serve_one, args=(connection, talk, tls), daemon=True)
                threads.append(thread)
                thread.start()

    acceptor = threading.Thread(target=serve, daemon=True)
    acceptor.start()
    try:
        yield running
    finally:
        done.set()
        acceptor.join()
        server.close()
        for thread in threads:
            thread.join(15)


def _serve_one(connection: socket.socket, talk: Talk, tls: ssl.SSLContext | None) -> None:
    connection.settimeout(12)
    with suppress(OSError), connection:
        if tls is None:
            talk(connection)
            return
        with tls.wrap_socket(connection, server_side=True) as secure:
            talk(secure)


@contextmanager
def web_server(
    respond: Callable[[bytes], bytes], tls: ssl.SSLContext | None = None, address: str = "127.0.0.1"
) -> Iterator[Listener]:
    """A server that answers each request's bytes with `respond(request)` and closes."""
    heard: list[bytes] = []

    def talk(sock: socket.socket) -> None:
        request = read_request(sock)
        if request:
            heard.append(request)
            sock.sendall(respond(request))

    with listener(talk, tls, address) as running:
        running.requests = heard
        yield running


def drip(sock: socket.socket, piece: bytes, pause: float = 0.05) -> None:
    """Send a piece every `pause` seconds until the other side leaves; an empty piece: only wait."""
    sock.settimeout(pause)
    while True:
        try:
            if sock.recv(1024) == b"":
                return
        except TimeoutError:
            sock.sendall(piece)


def read_request(sock: socket.socket) -> bytes:
    """The request with its body as far as Content-Length says."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = sock.recv(65536)
        if not chunk:
            return data
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        body += sock.recv(65536)
    return head + b"\r\n\r\n" + body


def http(status: str = "200 OK", body: bytes = b"", **headers: str) -> bytes:
    """A whole HTTP answer; header names with underscores for hyphens."""
    lines = [f"HTTP/1.1 {status}", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body
