"""What each part of a full run takes by itself, one after the other in one process, against the barest loop.

Shows how much of a full run is work that no other order of it would save. Ratios of one run on this machine.
Usage: python3 run.py bench sync_stages
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.sync_full import NUMBERS, bare_loop, full_run, until
from bench.tools.measured import measured
from bench.tools.runs import Asked, requests_for
from bench.tools.tenant import tenant

Seconds = dict[str, float]


@contextmanager
def timed(seconds: Seconds, name: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - begun


def prepare_stages(asked: list[Asked], port: int, bundle: str, folder: str) -> Callable[[], Seconds]:
    """The answers to `asked` are fetched; the work then takes them through the parts of a run."""
    client, requests = requests_for(asked, port, bundle)
    bodies = [client.send(request).content for request, _ in requests]
    users = [body for body, (_, url, *_) in zip(bodies, asked, strict=True) if "/users?" in url]
    batches = [body for body, (_, url, *_) in zip(bodies, asked, strict=True) if url.endswith("/$batch")]

    def work() -> Seconds:
        seconds: Seconds = {}
        from sync import staging
        from sync.difference.queries import IN_ORDER

        path = Path(folder) / "stages.sqlite"
        with closing(staging.create(path)) as rows:
            _people(rows, users, seconds)
            _links(rows, batches, seconds)
            with timed(seconds, "index by id, sort by place"):
                rows.execute(staging.INDEXES["users"])
                rows.execute(IN_ORDER[0])
                rows.commit()
            _file(rows, Path(folder) / "users.csv", seconds)
        return seconds

    return work


def _people(rows: sqlite3.Connection, bodies: list[bytes], seconds: Seconds) -> None:
    import msgspec

    from clients.contract import Page
    from sync.choice import Choice
    from sync.collect.judging import Judge
    from sync.collect.tables import insert
    from sync.directory import User
    from sync.layout.generic import generic
    from sync.layout.render import UserLines
    from sync.packing import packed_user

    decode, judge = msgspec.json.Decoder(Page[User]).decode, Judge(Choice()).user
    lines = UserLines(generic())
    for body in bodies:
        with timed(seconds, "decode users"):
            users = decode(body).value
        with timed(seconds, "judge users"):
            inside = [(user, kind) for user in users for kind, reason in [judge(user)] if not reason]
        with timed(seconds, "lines and places of users"):
            made = zip(inside, lines.lines(inside), lines.places(inside), strict=True)
        with timed(seconds, "records for the next night"):
            packed = {user.id: packed_user(user) for user in users}
        with timed(seconds, "rows of users"):
            insert(
                rows,
                "users",
                [
                    (u.id, u.user_principal_name, "", u.display_name or "", kind, "", at, packed[u.id], line)
                    for (u, kind), line, at in made
                ],
            )


def _links(rows: sqlite3.Connection, bodies: list[bytes], seconds: Seconds) -> None:
    import msgspec

    from clients.contract import Page
    from clients.microsoft365.directory_batch import Answers
    from sync.collect.tables import insert
    from sync.directory import Link

    whole, page = msgspec.json.Decoder(Answers), msgspec.json.Decoder(Page[Link])
    for number, body in enumerate(bodies):
        with timed(seconds, "decode batches"):
            inner = [one for one in whole.decode(body).responses if b"directoryObjects" in bytes(one.body)]
            found = [(f"{number}-{one.id}", page.decode(one.body).value) for one in inner]
        with timed(seconds, "rows of links"):
            insert(rows, "links", [(grp, link.id, link.type) for grp, links in found for link in links])


def _file(rows: sqlite3.Connection, path: Path, seconds: Seconds) -> None:
    from sync.layout.generic import generic
    from sync.records import widths

    layout, hashed = generic().users, hashlib.sha256()
    ordered = rows.execute("SELECT line FROM users WHERE line <> '' ORDER BY place")
    with timed(seconds, "write the users file"), path.open("wb") as out:
        while some := ordered.fetchmany(1000):
            text = "".join(line for (line,) in some)
            assert set(widths(text, layout)) == {len(layout.columns)}
            hashed.update(piece := text.encode())
            out.write(piece)


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with tenant(folder, NUMBERS) as there:
            asked = full_run(there, folder, "first", record=True).value["asked"]
            full = until(full_run(there, folder, "second"))
            bare = bare_loop(there, asked).wall
            bundle = there.env["OUTBOUND_CA_BUNDLE"]
            spent = measured(prepare_stages, asked, there.port, bundle, str(folder), env=there.env)
        print(f"{'barest loop':<34}{bare:>8.2f}{1:>8.2f}")
        for name, seconds in spent.value.items():
            print(f"{name:<34}{seconds:>8.2f}{seconds / bare:>8.2f}")
        decoding = sum(seconds for name, seconds in spent.value.items() if name.startswith("decode"))
        least = bare - decoding + sum(spent.value.values())
        print(f"{'fetching and these, in turn':<34}{least:>8.2f}{least / bare:>8.2f}")
        print(f"{'full run, both files published':<34}{full:>8.2f}{full / bare:>8.2f}")


if __name__ == "__main__":
    main()
