"""From what a socket, TLS or HTTP library raises to a fault of the contract, with words for the page."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Iterator

import httpcore

from clients.contract import Fault
from clients.guard import GuardRefusal
from clients.text import printable

NAME_MISMATCH = (62, 64)
UNKNOWN_ISSUER = (2, 18, 19, 20, 21)
EXPIRED = (10,)
NO_WAY = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.ENETDOWN, errno.EAFNOSUPPORT)

Verdict = tuple[Fault, str]


class Unreached(Exception):
    """A connection that was not made, as a fault and its detail."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault: Fault = fault
        self.detail = detail


def fault_of(error: Exception) -> Verdict:
    """The fault behind an exception of sockets, ssl, h11 or httpcore; "malformed" for whatever nobody
    foresaw.
    """
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, Unreached):
            return cause.fault, cause.detail
        if isinstance(cause, GuardRefusal):
            return "guard", str(cause)
        if isinstance(cause, ssl.SSLError):
            return _tls(cause)
    if any(isinstance(cause, httpcore.ProxyError) for cause in causes):
        return "proxy", f"The proxy refused: {printable(str(error))}"
    for cause in causes:
        if isinstance(cause, TimeoutError | httpcore.TimeoutException):
            return "timeout", "The answer did not come in time."
        if isinstance(cause, OSError):
            return _system(cause)
    return _protocol(causes)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _tls(error: ssl.SSLError) -> Verdict:
    if isinstance(error, ssl.SSLCertVerificationError):
        words = printable(error.verify_message).rstrip(".")
        if error.verify_code in NAME_MISMATCH:
            return "tls-name", f"The certificate is for other names: {words}."
        if error.verify_code in UNKNOWN_ISSUER:
            return "tls-issuer", f"The certificate's issuer is not trusted here: {words}."
        if error.verify_code in EXPIRED:
            return "tls-expired", f"The certificate is out of date: {words}."
        return "tls-other", f"The certificate is refused: {words}."
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return "reset", "The connection was closed in the middle of the TLS handshake or answer."
    return "tls-other", f"TLS failed: {printable(getattr(error, 'reason', '') or str(error))}."


def _system(error: OSError) -> Verdict:
    if isinstance(error, ConnectionRefusedError):
        return "refused", "Nothing listens there: the connection was refused."
    if isinstance(error, ConnectionError):
        return "reset", "The connection was closed in the middle."
    if error.errno in NO_WAY:
        return "unreachable", f"There is no way to this address from here ({error.strerror})."
    return "unreachable", f"The connection failed ({printable(error.strerror or type(error).__name__)})."


def _protocol(causes: list[BaseException]) -> Verdict:
    words = printable(str(causes[0]))
    if any(text in words for text in ("Server disconnected", "peer closed connection")):
        return "reset", "The connection was closed before the answer was whole."
    # h11 quotes what it was given as a Python literal, which helps nobody.
    return (
        "malformed",
        f"The answer is not valid HTTP ({words.split(': bytearray')[0] or type(causes[0]).__name__}).",
    )
