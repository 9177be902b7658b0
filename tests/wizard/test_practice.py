"""Practice: the simulator as a child process, and remedies done and undone in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from checks import registry
from clients.contract import OutsideError
from people.models import Person
from sync import network
from sync.models import Connection
from wizard import dispatch, practice
from wizard.models import CheckRun
from wizard.tasks import run_check

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person(settings: Settings, tmp_path: Path) -> Iterator[Person]:
    """Somebody whose installation has a simulator of its own."""
    settings.DATA_DIR = tmp_path
    yield Person.objects.create(username="newcomer")
    practice.stop()


def verdict(connection: Connection, check_id: str) -> CheckRun:
    """The row of this check after a fresh run."""
    run = dispatch.start(connection, [registry.get(check_id)], "a test", timezone.now())
    row = run.rows.get(check_id=check_id)
    run_check(str(row.pk))
    return CheckRun.objects.get(pk=row.pk)


def test_a_remedy_is_done_and_undone_in_the_simulated_tenant(person: Person) -> None:
    connection = practice.begin(person, "autodiscover-elsewhere", timezone.now())
    assert connection.practice
    assert connection.domain.endswith(".practice.test")
    red = verdict(connection, "dns.autodiscover-cname")
    assert (red.state, practice.applied(connection)) == ("failed", set())
    block = next(block for block in red.remedy if block["kind"] == "record")
    practice.apply(connection, block)
    assert practice.applied(connection) == {block["text"]}
    assert verdict(connection, "dns.autodiscover-cname").state == "passed"
    practice.undo(connection, block)
    practice.undo(connection, block)
    assert verdict(connection, "dns.autodiscover-cname").state == "failed"


def test_the_simulator_is_started_once_and_found_by_everybody(person: Person) -> None:
    first = practice.simulator()
    assert practice.simulator().control == first.control
    assert {"healthy", "no-such-domain"} <= {one["name"] for one in practice.scenarios()}
    practice.stop()
    assert network.simulator_handle() is None


def test_state_survives_a_restart_of_the_simulator(person: Person) -> None:
    connection = practice.begin(person, "msoid-present", timezone.now())
    practice.stop()
    practice.simulator()
    assert verdict(connection, "dns.msoid").state == "failed"


def test_an_unknown_scenario_is_refused_in_words(person: Person) -> None:
    with pytest.raises(OutsideError, match="no-such-thing"):
        practice.begin(person, "no-such-thing", timezone.now())
    assert not Connection.objects.exists()


def test_beside_a_real_broker_practice_is_not_offered(person: Person, settings: Settings) -> None:
    settings.EMBEDDED = False
    assert practice.available().startswith("Practice needs the embedded set-up")
    with pytest.raises(network.NoSimulator):
        practice.simulator()
    assert practice.applied(Connection(domain="x.practice.test")) == set()


def test_without_practice_nobody_reaches_the_simulator(person: Person) -> None:
    connection = practice.begin(person, "healthy", timezone.now())
    handle = practice.simulator()
    Connection.objects.filter(pk=connection.pk).update(practice=False)
    outside = network.network_for(False, connection.domain)
    assert outside.sealed is None
    assert not set(outside.resolvers) & set(handle.resolvers)


def test_a_simulator_that_cannot_start_says_where_its_log_is(person: Person, settings: Settings) -> None:
    (settings.DATA_DIR / "simulator").mkdir()
    (settings.DATA_DIR / "simulator" / "state.json").mkdir()
    with pytest.raises(network.NoSimulator, match=r"simulator/simulator\.log"):
        practice.simulator()
