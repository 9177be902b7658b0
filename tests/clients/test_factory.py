"""Clients opened for one check run."""

from __future__ import annotations

from clients.contract import Deadline, Network
from clients.factory import open_clients
from clients.guard import parse_networks
from clients.microsoft365.clouds import CLOUDS
from tests.clients.name_servers import name_server, zone
from tests.clients.web_servers import http, web_server


def test_everything_is_opened_on_one_network_and_asks_once() -> None:
    said: list[str] = []
    asked: list[str] = []
    honest = zone("www 60 IN A 127.0.0.1")

    def respond(query: object, over_tcp: bool) -> bytes | list[bytes] | None:
        asked.append(str(query.q.qname))  # type: ignore[attr-defined]
        return honest(query, over_tcp)

    with web_server(lambda request: http(body=b"ok")) as server, name_server(respond) as resolver:
        network = Network(resolvers=(resolver,), allowed_networks=parse_networks("127.0.0.1"))
        with open_clients(
            network, cloud=CLOUDS["worldwide"], deadline=Deadline(5), progress=said.append
        ) as clients:
            clients.progress("Looking …")
            assert clients.dns.ask("www.example.org", "A").records == ("127.0.0.1",)
            url = f"http://www.example.org:{server.port}/"
            assert clients.web.get(url) is clients.web.get(url)
            assert clients.smtp.probe("none.example.org").fault == "no-address"
    assert said == ["Looking …"]
    assert sorted(asked) == ["none.example.org."] * 2 + ["www.example.org."] * 2
