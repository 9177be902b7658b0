"""A small mail server on a real socket: EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA."""

from __future__ import annotations

import base64
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from tests.clients.web_servers import Listener, listener


@dataclass
class PostOffice:
    """What it offers, and what it took. `refuses`: the answer to RCPT when it is none of 2xx."""

    starttls: ssl.SSLContext | None = None
    refuses: str = ""
    sign_ins: list[str] = field(default_factory=list)
    took: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)

    def talk(self, plain: socket.socket) -> None:
        conversation = Conversation(self, plain)
        try:
            conversation.hold()
        finally:
            conversation.leave()


class Conversation:
    """One client's."""

    def __init__(self, office: PostOffice, sock: socket.socket) -> None:
        self.office, self.sock, self.file = office, sock, sock.makefile("rb")

    def say(self, line: str) -> None:
        self.sock.sendall(line.encode() + b"\r\n")

    def hold(self) -> None:
        self.say("220 mail.example.org ready")
        while line := self.file.readline():
            word, _, rest = line.decode().strip().partition(" ")
            if word.upper() == "QUIT":
                self.say("221 bye")
                return
            getattr(self, word.lower())(rest)

    def leave(self) -> None:
        self.file.close()
        self.sock.close()

    def ehlo(self, _: str) -> None:
        self.say("250-mail.example.org")
        if self.office.starttls and not isinstance(self.sock, ssl.SSLSocket):
            self.say("250-STARTTLS")
        self.say("250 AUTH PLAIN")

    def starttls(self, _: str) -> None:
        assert self.office.starttls is not None
        self.say("220 go on")
        self.file.close()
        self.sock = self.office.starttls.wrap_socket(self.sock, server_side=True)
        self.file = self.sock.makefile("rb")

    def auth(self, rest: str) -> None:
        self.office.sign_ins.append(base64.b64decode(rest.partition(" ")[2]).decode())
        self.say("235 welcome")

    def mail(self, _: str) -> None:
        self.say("250 fine")

    def rcpt(self, rest: str) -> None:
        self.office.to.append(rest)
        self.say(self.office.refuses or "250 fine")

    def rset(self, _: str) -> None:
        self.say("250 fine")

    def data(self, _: str) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.file.readline()) != b".\r\n":
            lines.append(line)
        self.office.secured.append(isinstance(self.sock, ssl.SSLSocket))
        self.office.took.append(
            cast(EmailMessage, message_from_bytes(b"".join(lines), policy=cast(Any, policy.default)))
        )
        self.say("250 taken")


@contextmanager
def open_office(office: PostOffice, tls: ssl.SSLContext | None = None) -> Iterator[Listener]:
    """The office at work. `tls`: it speaks TLS from the first byte."""
    with listener(office.talk, tls) as server:
        yield server
