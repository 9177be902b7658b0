"""The program as people start it: `up` on data of its own, with a first administrator."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from clients import simulator_control
from tests.alone.processes import environment, serving

ADMINISTRATOR = "mail-admin"
PASSWORD = "three words put together"

# Nothing listens there: what does not practise finds no name server, and nothing leaves this machine.
SILENCE = {"DNS_RESOLVERS": "127.0.0.1:9", "DNS_AUTHORITATIVE": "off"}


@dataclass(frozen=True)
class Site:
    """A running program: its address without a slash, its data, and the session of its administrator."""

    url: str
    data: Path
    session: str

    @property
    def handle(self) -> Path:
        """Where the simulated tenants, once started, say how to reach them."""
        return self.data / "simulator" / "handle.json"

    def answer_after(self, domain: str, ms: int) -> None:
        """From now on the simulated tenant of `domain` answers everything after so many milliseconds."""
        handle = json.loads(self.handle.read_text("utf-8"))
        headers = {"Authorization": f"Bearer {handle['token']}"}
        body = json.dumps({"latency_ms": ms}).encode()
        address = f"{handle['control']}/domains/{domain}/settings"
        build_opener().open(Request(address, body, headers), timeout=10).close()

    def change(self, domain: str, block: Mapping[str, Any]) -> None:
        """Change the zone of a simulated tenant, as the block of a remedy would."""
        handle = simulator_control.read_handle(self.handle)
        assert handle is not None
        simulator_control.apply(handle, domain, block)

    def try_passwords(self, name: str, times: int = 10) -> None:
        """Guess wrongly so often that the program wants no more."""
        opener, address = build_opener(HTTPCookieProcessor(CookieJar())), f"{self.url}/sign-in/"
        token = _token(opener, address)
        for guess in range(times):
            answers = {"username": name, "password": f"guess {guess}"} | token
            with suppress(HTTPError):
                opener.open(address, urlencode(answers).encode(), timeout=30).close()


@contextmanager
def running(data: Path) -> Iterator[Site]:
    """`up` with an administrator who is signed in, for as long as the block runs."""
    with serving(environment(data / "var", SILENCE), data / "up.log") as (url, link):
        yield Site(url, data / "var", _first_administrator(link))


def _first_administrator(link: str) -> str:
    """Use the one-time link; the cookie of the session that it begins."""
    cookies = CookieJar()
    opener = build_opener(HTTPCookieProcessor(cookies))
    answers = {"username": ADMINISTRATOR, "password1": PASSWORD, "password2": PASSWORD}
    with opener.open(link, urlencode(answers | _token(opener, link)).encode(), timeout=30) as reply:
        assert reply.status == 200
    return next(cookie.value or "" for cookie in cookies if "session" in cookie.name)


def _token(opener: OpenerDirector, link: str) -> dict[str, str]:
    with opener.open(link, timeout=30) as reply:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', reply.read().decode())
    assert found is not None
    return {"csrfmiddlewaretoken": found[1]}
