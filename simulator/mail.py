"""A mail host on port 25: greeting, EHLO, STARTTLS (where offered), nothing more."""

from __future__ import annotations

import socket
from collections.abc import Callable

from simulator.authority import Authority
from simulator.loop import Loop
from simulator.requests import Log, Seen

LONGEST_LINE = 1000
HOST = "mail.protection.practice.test"


class Mail:
    """Serves one role's port 25. `latency`: seconds that each answer takes."""

    def __init__(
        self, role: str, at: str, authority: Authority, log: Log, latency: Callable[[], float] = lambda: 0.0
    ) -> None:
        self._role, self._at, self._authority, self._log, self._latency = role, at, authority, log, latency

    def serve(self, conn: socket.socket, loop: Loop) -> None:
        """One SMTP conversation."""
        if self._role == "mute":
            loop.pause(60)
            return
        self._talk(conn, loop, greet=True)

    def _talk(self, conn: socket.socket, loop: Loop, *, greet: bool) -> None:
        loop.pause(self._latency())
        if greet:
            conn.sendall(f"220 {HOST} Microsoft ESMTP MAIL Service ready\r\n".encode())
        secure = not greet
        with conn.makefile("rb") as lines:
            while line := lines.readline(LONGEST_LINE).decode("latin-1").strip():
                self._log.add(Seen("smtp", self._at, "", line))
                verb = line.split()[0].upper()
                if verb == "STARTTLS" and self._offers(secure):
                    conn.sendall(b"220 2.0.0 SMTP server ready\r\n")
                    break
                loop.pause(self._latency())
                conn.sendall(self._answer(verb, secure=secure))
                if verb == "QUIT":
                    return
            else:
                return
        with loop.encrypt(conn, self._authority.context("good", HOST)) as inner:
            self._talk(inner, loop, greet=False)

    def _offers(self, secure: bool) -> bool:
        return self._role != "mail-plain" and not secure

    def _answer(self, verb: str, *, secure: bool) -> bytes:
        if verb == "EHLO":
            offered = [
                "SIZE 157286400",
                "PIPELINING",
                "8BITMIME",
                *(["STARTTLS"] if self._offers(secure) else []),
            ]
            rows = [f"{HOST} Hello", *offered]
            return "".join(f"250{'-' if row is not rows[-1] else ' '}{row}\r\n" for row in rows).encode()
        answers = {
            "HELO": f"250 {HOST} Hello",
            "QUIT": "221 2.0.0 Bye",
            "NOOP": "250 2.0.0 OK",
            "RSET": "250 2.0.0 OK",
        }
        return (answers.get(verb, "500 5.3.3 Unrecognized command") + "\r\n").encode()
