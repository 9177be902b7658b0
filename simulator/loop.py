"""One thread that accepts and answers datagrams; a thread for every connection; a clean end for all."""

from __future__ import annotations

import contextlib
import heapq
import itertools
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable

Serve = Callable[[socket.socket, "Loop"], None]
Datagram = Callable[[socket.socket, bytes, tuple[str, int]], None]

CONNECTION_SECONDS = 30.0


class Loop:
    """Serves sockets until `stop`. The sockets given to it are closed by it."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._wake_in, self._wake_out = socket.socketpair()
        self._later: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._lock = threading.Lock()
        self._live: set[socket.socket] = set()
        self._threads: set[threading.Thread] = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
        self._selector.register(self._wake_in, selectors.EVENT_READ, self._woken)

    def on_datagram(self, sock: socket.socket, answer: Datagram) -> None:
        """Call `answer(socket, data, peer)` for every datagram, on the loop's own thread."""
        sock.setblocking(False)
        self._selector.register(sock, selectors.EVENT_READ, lambda: self._receive(sock, answer))

    def on_connection(self, sock: socket.socket, serve: Serve) -> None:
        """Call `serve(connection, loop)` for every connection, each on its own thread."""
        sock.setblocking(False)
        self._selector.register(sock, selectors.EVENT_READ, lambda: self._accept(sock, serve))

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        """Call `do` on the loop's thread after `seconds`."""
        heapq.heappush(self._later, (time.monotonic() + seconds, next(self._count), do))

    def pause(self, seconds: float) -> None:
        """Hold the calling connection thread for `seconds`, or until the end."""
        if seconds > 0:
            self._ended.wait(seconds)

    def encrypt(self, conn: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
        """The TLS side of a connection that this loop serves; OSError when the handshake fails."""
        with self._lock:
            secure = context.wrap_socket(conn, server_side=True, do_handshake_on_connect=False)
            self._live.discard(conn)
            self._live.add(secure)
        try:
            secure.do_handshake()
        except BaseException:
            self._close(secure)
            raise
        return secure

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End every connection, close every socket, join every thread."""
        self._ended.set()
        self._wake_out.send(b"x")
        if self._thread.ident is not None:
            self._thread.join()
        with self._lock:
            live, threads = list(self._live), list(self._threads)
        for conn in live:
            hang_up(conn)
        for thread in threads:
            thread.join(5)
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self._wake_out.close()
        self._selector.close()

    def _run(self) -> None:
        while not self._ended.is_set():
            wait = max(0.0, self._later[0][0] - time.monotonic()) if self._later else None
            for key, _ in self._selector.select(wait):
                key.data()
            while self._later and self._later[0][0] <= time.monotonic():
                heapq.heappop(self._later)[2]()

    def _woken(self) -> None:
        self._wake_in.recv(64)

    def _receive(self, sock: socket.socket, answer: Datagram) -> None:
        try:
            data, peer = sock.recvfrom(65535)
        except OSError:
            return
        answer(sock, data, peer)

    def _accept(self, sock: socket.socket, serve: Serve) -> None:
        try:
            conn, _ = sock.accept()
        except OSError:
            return
        conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        conn.settimeout(CONNECTION_SECONDS)
        thread = threading.Thread(
            target=self._serve, args=(conn, serve), name="simulator-connection", daemon=True
        )
        with self._lock:
            self._live.add(conn)
            self._threads.add(thread)
        thread.start()

    def _serve(self, conn: socket.socket, serve: Serve) -> None:
        try:
            serve(conn, self)
        except (OSError, ValueError):
            pass  # the client went away, or spoke nonsense: neither is news
        finally:
            self._close(conn)
            with self._lock:
                self._threads.discard(threading.current_thread())

    def _close(self, conn: socket.socket) -> None:
        with self._lock:
            self._live.discard(conn)
        conn.close()


def hang_up(conn: socket.socket) -> None:
    """End a connection in both directions, whatever state its TLS is in; who serves it closes it."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(conn, socket.SHUT_RDWR)
