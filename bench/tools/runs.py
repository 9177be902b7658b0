"""The work that is measured: a run of the product, and the barest loop over the same requests."""

from __future__ import annotations

import json
import os
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.tools.tenant import Tenant

Asked = tuple[str, str, str, dict[str, str]]


def prepare_run(
    about: tuple[str, dict[str, str], dict[str, str]], folder: str, full: bool, record: bool = True
) -> Callable[[], Any]:
    """A run that publishes into `folder`/cfg, of a connection that is made where there is none yet. It gives how it
    ended, after how many seconds the pair was `published` (what follows is tidying up), and what was `asked` (to
    `record` that takes memory)."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.utils import timezone

    from clients.kept_connection import KeptConnection
    from engine import leases
    from sync import dispatch, pipeline
    from sync.models import Purpose, SyncRun

    connection = _connection(about, Path(folder) / "cfg")
    row = dispatch.start(connection, Purpose.PUBLISH, "bench", timezone.now(), full=full or None).run
    claimed = leases.claim(SyncRun, row.pk, timezone.now())
    assert claimed is not None
    asked: list[Asked] = []
    ask = KeptConnection.ask

    def noted(
        self: Any, method: str, url: str, headers: Any, content: bytes | None = None, **more: Any
    ) -> Any:
        asked.append((method, url, (content or b"").decode(), dict(headers)))
        return ask(self, method, url, headers, content, **more)

    if record:
        KeptConnection.ask = noted  # type: ignore[method-assign]

    ended: list[float] = []
    finish = pipeline.finish

    def finished(*about: Any, **fields: Any) -> None:
        finish(*about, **fields)
        ended.append(time.perf_counter())

    pipeline.finish = finished

    def work() -> Any:
        begun = time.perf_counter()
        pipeline.run(claimed)
        done = SyncRun.objects.get(pk=row.pk)
        told = {"state": done.state, "summary": done.summary, "full": done.full, "asked": asked}
        return {**told, "published": ended[0] - begun}

    return work


def _connection(about: tuple[str, dict[str, str], dict[str, str]], target: Path) -> Any:
    from django.utils import timezone

    from sync import credentials
    from sync.models import Connection

    domain, settings, secrets = about
    target.mkdir(exist_ok=True)
    there = Connection.objects.filter(name=domain).first()
    if there is not None:
        Connection.objects.filter(pk=there.pk).update(target=str(target))
        return Connection.objects.get(pk=there.pk)
    fields = {key: settings[key] for key in ("exchange", "cloud", "tenant_id", "client_id")}
    made = Connection.objects.create(name=domain, domain=domain, target=str(target), **fields)
    for kind, secret in secrets.items():
        credentials.store_file(made, kind, secret.encode(), "bench", timezone.now())  # type: ignore[arg-type]
    return made


def prepare_bare(asked: list[Asked], port: int, bundle: str) -> Callable[[], Any]:
    """The barest loop: httpx sends the same requests one after the other, msgspec decodes the answers."""
    client, requests = requests_for(asked, port, bundle)

    def work() -> int:
        received = 0
        for request, decode in requests:
            answer = client.send(request)
            answer.raise_for_status()
            received += len(answer.content)
            decode(answer.content)
        return received

    return work


def requests_for(
    asked: list[Asked], port: int, bundle: str
) -> tuple[Any, list[tuple[Any, Callable[[bytes], object]]]]:
    """A client of httpx, and for it the same requests, each with what decodes its answer."""
    import httpx
    import msgspec

    from clients.contract import Page
    from clients.microsoft365.directory_batch import Answers
    from sync.directory import Contact, Group, User

    decoders = {
        "users": msgspec.json.Decoder(Page[User]).decode,
        "groups": msgspec.json.Decoder(Page[Group]).decode,
        "contacts": msgspec.json.Decoder(Page[Contact]).decode,
        "$batch": msgspec.json.Decoder(Answers).decode,
    }
    address = _address(httpx.URL(asked[0][1]).host)
    client = httpx.Client(verify=ssl.create_default_context(cafile=bundle), timeout=600)
    requests = []
    for method, url, content, headers in asked:
        target = httpx.URL(url)
        kind = next((part for part in target.path.split("/") if part in decoders), "")
        decode: Callable[[bytes], object] = (
            len if target.path.endswith("/$count") else decoders.get(kind, json.loads)
        )
        request = client.build_request(
            method, target.copy_with(host=address, port=port), content=content.encode() or None,
            headers={**headers, "host": target.host}, extensions={"sni_hostname": target.host},
        )  # fmt: skip
        requests.append((request, decode))
    return client, requests


def _address(host: str) -> str:
    """Where the simulator's name server says that it is."""
    import dns.resolver

    server, _, port = os.environ["DNS_RESOLVERS"].rpartition(":")
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [server], int(port)
    return str(resolver.resolve(host, "A")[0])


def about(tenant: Tenant) -> tuple[str, dict[str, str], dict[str, str]]:
    """What a process needs to know to make the connection."""
    return tenant.domain, tenant.settings, tenant.secrets
