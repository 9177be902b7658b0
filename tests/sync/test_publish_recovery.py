"""After a crash at any step the pair is one generation again."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync import publish
from sync.files import LocalFiles, TargetFault
from sync.publish import Place
from sync.snapshots import Damaged, listed, prune, verify
from tests.sync.publications import GROUPS, NOW, USERS, Site, Stepped, contents_of

FEWER = max(settings().max_examples // 5, 20)


class Crash(BaseException):
    """The process is gone: nothing of ours runs after it."""


def crashing(site: Site, when: str, nth: int = 1) -> Place:
    """The target, at which the process dies when this step is reached for the nth time."""
    left = [nth]

    def step(name: str) -> None:
        left[0] -= name == when
        if name == when and not left[0]:
            raise Crash

    return site.place(Stepped(LocalFiles(site.target), step))


def crash(site: Site, users: int, when: str, nth: int = 1) -> None:
    with pytest.raises(Crash):
        site.publish(users, crashing(site, when, nth))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.publish(30)
    return site


def test_where_nothing_was_cut_off_there_is_nothing_to_do(site: Site) -> None:
    assert publish.recover(site.store, site.place()) is None


def test_a_crash_while_writing_is_taken_back(site: Site) -> None:
    crash(site, 31, "within write", 2)
    assert len(os.listdir(site.target)) > 2
    recovered = publish.recover(site.store, site.place())
    assert recovered is not None
    assert (recovered.number, recovered.outcome) == (2, "rolled-back")
    assert (
        recovered.text
        == "The last publication was cut off before it touched the target. Nothing of it is left."
    )
    assert sorted(os.listdir(site.target)) == [GROUPS, USERS]
    assert (site.lying(), len(listed(site.store))) == (site.contents(30), 1)


@pytest.mark.parametrize(("when", "nth"), [("before replace", 1), ("after replace", 1), ("after replace", 2)])
def test_a_crash_while_replacing_is_finished(site: Site, when: str, nth: int) -> None:
    crash(site, 31, when, nth)
    recovered = publish.recover(site.store, site.place())
    assert recovered is not None
    assert (recovered.number, recovered.outcome, recovered.found) == (2, "finished", None)
    assert site.lying() == site.contents(31)
    assert sorted(os.listdir(site.target)) == [GROUPS, USERS]
    current = site.current()
    assert current is not None
    assert (current.number, verify(site.store, 2)) == (2, ())


def test_temporary_files_that_are_gone_or_short_are_made_again(site: Site) -> None:
    crash(site, 31, "before replace")
    fresh = sorted(name for name in os.listdir(site.target) if name.endswith(".new"))
    os.remove(site.target / fresh[0])
    (site.target / fresh[1]).write_bytes(b"short")
    assert publish.recover(site.store, site.place()) is not None
    assert site.lying() == site.contents(31)


def test_what_cannot_be_finished_is_taken_back(site: Site) -> None:
    crash(site, 31, "after replace")
    for name in [name for name in os.listdir(site.target) if name.endswith(".new")]:
        os.remove(site.target / name)
    writes = [0]

    def step(name: str) -> None:
        writes[0] += name == "before write"
        if name == "before write" and writes[0] == 1:
            raise TargetFault("full", "There is no room left.")

    recovered = publish.recover(site.store, site.place(Stepped(LocalFiles(site.target), step)))
    assert recovered is not None
    assert (recovered.outcome, recovered.text) == (
        "rolled-back",
        "A publication was cut off and taken back. There is no room left.",
    )
    assert (site.lying(), len(listed(site.store))) == (site.contents(30), 1)


def test_while_the_target_is_away_the_journal_waits(site: Site, tmp_path: Path) -> None:
    crash(site, 31, "after replace")
    site.target.rename(tmp_path / "share")
    for make in (False, True):
        if make:
            os.mkdir(tmp_path / "target")
        with pytest.raises(TargetFault) as gone:
            publish.recover(site.store, site.place())
        assert gone.value.why == "gone"
    assert os.listdir(tmp_path / "target") == []
    os.rmdir(tmp_path / "target")
    (tmp_path / "share").rename(site.target)
    recovered = publish.recover(site.store, site.place())
    assert recovered is not None
    assert (recovered.outcome, site.lying()) == ("finished", site.contents(31))


def test_while_a_journal_waits_no_generation_is_removed(site: Site) -> None:
    site.publish(31)
    crash(site, 32, "after replace")
    assert prune(site.store, 1, 1, NOW) == []
    publish.recover(site.store, site.place())
    assert prune(site.store, 1, 1, NOW) == [1, 2]


def test_what_somebody_put_there_meanwhile_is_kept_too(site: Site) -> None:
    crash(site, 31, "after replace")
    (site.target / GROUPS).write_bytes(b"made by hand")
    recovered = publish.recover(site.store, site.place())
    assert recovered is not None
    assert recovered.found == 3
    found = site.store.manifest(3)
    assert (found.how, contents_of(found)[1]) == ("found", b"made by hand")
    assert site.lying() == site.contents(31)
    assert site.publish(32).number == 4


def test_a_target_that_became_another_one_is_told(site: Site, tmp_path: Path) -> None:
    crash(site, 31, "after replace")
    other = tmp_path / "other"
    other.mkdir()
    place = Place(str(other), LocalFiles(other))
    published = site.publish(32, place)
    assert published.notes[0].endswith(f"{site.target} may hold the files of two different nights.")
    assert (other / USERS).read_bytes() == site.contents(32)[0]


def test_a_crash_before_the_target_was_touched_says_nothing_about_the_old_one(
    site: Site, tmp_path: Path
) -> None:
    crash(site, 31, "within write")
    published = site.publish(32, Place("download", None))
    assert published.notes == (
        "The last publication was cut off before it touched the target. Nothing of it is left.",
    )


def test_what_could_not_be_cleaned_is_cleaned_by_the_next_run(site: Site) -> None:
    def step(name: str) -> None:
        if name == "before remove" and "replace" in seen:
            raise TargetFault("network", "The connection broke off.")
        seen.append(name.partition(" ")[2])

    seen: list[str] = []
    assert site.publish(31, site.place(Stepped(LocalFiles(site.target), step))).number == 2
    assert (site.store.folder / "publishing.json").exists()
    assert publish.recover(site.store, site.place()) is None
    assert not (site.store.folder / "publishing.json").exists()
    assert site.lying() == site.contents(31)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "other/1"}', '{"format": "publishing/1"}'])
def test_a_journal_that_cannot_be_read_stops_everything(site: Site, text: str) -> None:
    (site.store.folder / "publishing.json").write_text(text)
    with pytest.raises(Damaged, match=r"publishing\.json"):
        site.publish(31)
    assert site.lying() == site.contents(30)


acts = st.one_of(
    st.tuples(st.just("foreign"), st.sampled_from([USERS, GROUPS]), st.just(0)),
    st.tuples(
        st.sampled_from(["none", "fault", "forever", "crash"]), st.sampled_from(["30", "31", "32"]), st.integers(0, 75)
    ),
)  # fmt: skip


def target_of(site: Site, kind: str, at: int) -> Place:
    """Fails at its nth operation: once, from then on, or so that the process dies."""
    count = [0]

    def step(name: str) -> None:
        count[0] += 1
        if (count[0] == at and kind == "fault") or (count[0] >= at and kind == "forever"):
            raise TargetFault("held" if "replace" in name else "network", name)
        if count[0] == at and kind == "crash":
            raise Crash

    return site.place(Stepped(LocalFiles(site.target), step))


@settings(max_examples=FEWER, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(acts, min_size=1, max_size=6))
def test_no_sequence_of_faults_leaves_half_a_pair(
    tmp_path_factory: pytest.TempPathFactory, sequence: list[tuple[str, str, int]]
) -> None:
    site = Site(tmp_path_factory.mktemp("site"))
    whole: set[bytes | None] = {file for users in (30, 31, 32) for file in site.contents(users)} | {None}
    by_hand: set[bytes | None] = set()
    for number, (kind, what, at) in enumerate(sequence):
        if kind == "foreign":
            # What he put there before and nobody has seen yet, he replaces himself.
            by_hand -= {site.lying()[what == GROUPS]}
            by_hand.add(f"by hand {number}".encode())
            (site.target / what).write_bytes(f"by hand {number}".encode())
        else:
            with suppress(TargetFault, Crash):
                site.publish(int(what), target_of(site, kind, at))
        whole |= by_hand
        assert set(site.lying()) <= whole, "a file is whole at every moment"
    publish.recover(site.store, site.place())
    check_end(site, by_hand)


def check_end(site: Site, by_hand: set[bytes | None]) -> None:
    """One generation lies there, unless somebody put files there after it; nothing is lost, nothing left over."""
    lying, current = site.lying(), site.current()
    generation = contents_of(current) if current else (None, None)
    assert all(found == ours or found in by_hand for found, ours in zip(lying, generation, strict=True))
    known = {file for manifest in listed(site.store) for file in contents_of(manifest)}
    assert by_hand <= known | set(lying)
    assert set(os.listdir(site.target)) <= {USERS, GROUPS}
    assert site.store.hidden() == []
    assert all(verify(site.store, manifest.number) == () for manifest in listed(site.store))
