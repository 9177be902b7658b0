"""E-mail through the operator’s server (EMAIL_URL), which is the operator’s own: the outbound guard is not asked."""

from __future__ import annotations

import ssl
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils.functional import cached_property

SECONDS = 20
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 587, "smtp+ssl": 465}  # names and meaning of django-environ
DEFAULT_FROM = "retain-setup@localhost"


class MailProblem(Exception):
    """A message did not go out; the text says why, without any secret."""


@dataclass(frozen=True)
class MailServer:
    """The operator's mail server. `starttls`: the conversation turns to TLS; `tls`: it begins with it."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False


def parse_server(text: str) -> MailServer | None:
    """The server of an EMAIL_URL such as smtp+tls://user:password@mail.example.org:587; None when it is empty.
    ValueError says what is wrong with it, and never repeats it."""
    if not text:
        return None
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(
            "this is not an address such as smtp+tls://user:password@mail.example.org:587."
        ) from None
    if parts.scheme not in PORTS:
        raise ValueError(f"it must begin with one of {', '.join(f'{scheme}://' for scheme in PORTS)}.")
    if not host:
        raise ValueError("it names no host.")
    return MailServer(
        host,
        port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        starttls=parts.scheme in ("smtp+tls", "smtps"),
        tls=parts.scheme == "smtp+ssl",
    )


class _Backend(EmailBackend):
    """Django's own, which also trusts the operator's authority."""

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if settings.OUTBOUND_CA_BUNDLE:
            context.load_verify_locations(settings.OUTBOUND_CA_BUNDLE)
        return context


def sender() -> str:
    """From whom messages come: EMAIL_FROM, else who signs in at the mail server if that is an address."""
    server = parse_server(settings.EMAIL_URL)
    user = server.user if server else ""
    return settings.EMAIL_FROM or (user if "@" in user else DEFAULT_FROM)


def send(to: str, subject: str, body: str) -> None:
    """One plain message to one address. MailProblem."""
    try:
        server = parse_server(settings.EMAIL_URL)
    except ValueError as problem:
        raise MailProblem(f"EMAIL_URL: {problem}") from None
    if server is None:
        raise MailProblem("EMAIL_URL is not set, so no e-mail can be sent.")
    backend = _Backend(
        host=server.host, port=server.port, username=server.user, password=server.password,
        use_tls=server.starttls, use_ssl=server.tls, timeout=SECONDS,
    )  # fmt: skip
    headers = {"Auto-Submitted": "auto-generated"}
    message = EmailMessage(subject, body, sender(), [to], connection=backend, headers=headers)
    try:
        with closing(backend):  # Django leaves the connection open when the server cannot do what it is asked
            message.send()
    except (OSError, ValueError) as problem:
        raise MailProblem(
            f"The mail server {server.host} did not take it ({type(problem).__name__})."
        ) from None
