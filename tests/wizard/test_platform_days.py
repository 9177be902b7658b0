"""With the clock frozen before and on each date of the register, the pages say what holds on that day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from html import unescape

import pytest
from django.urls import reverse
from time_machine import travel

from checks.facts.register import Fact, all_facts
from people.models import Person
from sync.models import Connection
from tests.people.persons import administrator, browser, text_of
from tests.wizard.connections import connection
from wizard.views import platform, roads

pytestmark = pytest.mark.django_db

ROW = re.compile(r'<tr id="change-([a-z-]+)"><td>(.*?)</td><td><span class="tag \w+">(.*?)</span>')
DATES = sorted({on for known in all_facts() for on in (known.gate, known.effective) if on})
ON_ACCOUNTS = ("admin-portal-mfa", "stored-credential", "ews-kiosk")
DATED = {known.id: known for known in all_facts() if known.effective}
A_DAY = timedelta(days=1)


def named(known: Fact) -> str:
    return known.id


@pytest.fixture
def person() -> Person:
    return administrator()


def shown(person: Person, day: date, address: str) -> str:
    """The page as it looks at noon of that day."""
    with travel(datetime.combine(day, time(12), UTC), tick=False):
        return unescape(text_of(browser(person).get(address)))


def step(about: Connection, slug: str) -> str:
    return reverse("wizard:step", args=[about.pk, slug])


def changes(page: str) -> dict[str, tuple[str, str]]:
    """Fact -> its sentence and its state in the table of the page."""
    return {key: (sentence, state) for key, sentence, state in ROW.findall(page)}


def turned(known: Fact, before: str, after: str) -> tuple[str, str]:
    """How the sentence of this fact ends in each of two pages."""
    ends = [re.search(re.escape(known.what) + r" This holds (\w+)", page) for page in (before, after)]
    assert all(ends), known.id
    return ends[0][1], ends[1][1]  # type: ignore[index]


# Access -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", DATED.values(), ids=named)
def test_access_counts_to_the_day_and_then_says_since_when(person: Person, known: Fact) -> None:
    assert known.effective is not None
    address = step(connection(), "access")
    before, after = (
        changes(shown(person, day, address)) for day in (known.effective - A_DAY, known.effective)
    )
    one = "in 1 day." if known.day_known else "in about 1 day."
    assert one in before[known.id][0]
    assert before[known.id][1] == ("Under a condition" if known.gate else "Ahead")
    since = f"{known.effective.day if known.day_known else ''} {known.effective:%B %Y}".strip()
    assert after[known.id] == (f"{known.what} This holds since {since}.", "In force")


@pytest.mark.parametrize("known", [known for known in all_facts() if known.gate], ids=named)
def test_access_names_the_condition_from_the_day_on_which_it_holds(person: Person, known: Fact) -> None:
    assert known.gate is not None
    address = step(connection(), "access")
    before, after = (changes(shown(person, day, address)) for day in (known.gate - A_DAY, known.gate))
    assert (before[known.id][1], after[known.id][1]) == ("Ahead", "Under a condition")
    assert "Until then" not in before[known.id][0]
    assert after[known.id][0].endswith(f"Until then: {known.condition}")


@pytest.mark.parametrize("day", DATES, ids=str)
def test_on_each_day_only_what_has_that_date_changes_its_state(person: Person, day: date) -> None:
    address = step(connection(), "access")
    before, after = (changes(shown(person, on, address)) for on in (day - A_DAY, day))
    assert [*before] == [*after] == [known.id for known in all_facts()]
    due = {known.id for known in all_facts() if day in (known.gate, known.effective)}
    assert {key for key in before if before[key][1] != after[key][1]} == due


def test_what_has_no_date_never_turns(person: Person) -> None:
    far = date(2030, 1, 1)
    assert (
        changes(shown(person, far, step(connection(), "access")))["ews-null-tenants"][1]
        == "No date published"
    )
    china = changes(shown(person, far, step(connection("China", cloud="china"), "access")))
    assert {key for key, (_, state) in china.items() if state == "No date published"} == {
        "ews-app-list",
        "ews-end",
        "ews-null-tenants",
    }
    assert china["msonline"][1] == "In force"


def test_an_own_server_has_nothing_of_this_on_its_pages(person: Person) -> None:
    own = connection("Server", exchange="server", road="impersonation")
    for slug in ("access", "accounts"):
        page = shown(person, DATES[-1], step(own, slug))
        assert 'id="changes"' not in page
        assert [known.id for known in all_facts() if known.what in page] == []


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2024, 8, 31), "ending"),
        (date(2024, 9, 1), "ending"),
        (date(2025, 1, 31), "ending"),
        (date(2025, 2, 1), "closed"),
        (date(2026, 11, 20), "closed"),
    ],
)
def test_the_impersonation_road_is_called_closed_from_its_day_on(
    person: Person, day: date, title: str
) -> None:
    page = shown(person, day, step(connection(road="impersonation"), "access"))
    assert f"The impersonation road into Exchange Online is {title}</h2>" in page
    assert ("open to a registered application alone" in page) is (title == "closed")
    for name in platform.CLOSED_ROAD:
        assert DATED[name].sentence(day, "worldwide") in page


@pytest.mark.parametrize(
    ("day", "says", "lines"),
    [
        (date(2026, 10, 9), "This holds from 10 October 2026, in 1 day.", True),
        (date(2026, 10, 10), "EWS answers only where the organization allows it and lists", True),
        (date(2027, 3, 31), "EWS answers only where the organization allows it and lists", True),
        (date(2027, 4, 1), "This holds since 1 April 2027. Choose Microsoft Graph above.", False),
    ],
)
def test_whom_ews_answers_turns_on_its_days(person: Person, day: date, says: str, lines: bool) -> None:
    page = shown(person, day, step(connection(archive_via="ews"), "access"))
    said = page.partition('<p id="ews-state">')[2].partition("</p>")[0]
    assert says in said
    assert ('id="lines-ews"' in page) is lines


def test_where_no_date_is_published_ews_stays_open_to_the_listed(person: Person) -> None:
    page = shown(person, date(2030, 1, 1), step(connection(archive_via="ews", cloud="china"), "access"))
    assert (
        "No date is published for this cloud." in page.partition('<p id="ews-state">')[2].partition("</p>")[0]
    )
    assert 'id="ews-state"' not in shown(person, DATES[-1], step(connection("Graph"), "access"))


# Start and Accounts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fact_id", roads.CLOSED_ONLINE)
def test_start_says_why_the_old_road_is_closed_from_its_day_on(person: Person, fact_id: str) -> None:
    known = DATED[fact_id]
    assert known.effective is not None
    about = connection()
    for address in (reverse("wizard:new"), reverse("wizard:start", args=[about.pk])):
        pages = [shown(person, day, address) for day in (known.effective - A_DAY, known.effective)]
        assert turned(known, *pages) == ("from", "since")
        assert all("<b>Road: application.</b>" in page for page in pages)


@pytest.mark.parametrize("exchange", ["online", "hybrid"])
@pytest.mark.parametrize("fact_id", ON_ACCOUNTS)
def test_accounts_turns_with_the_second_factor_the_licences_and_the_passwords(
    person: Person, fact_id: str, exchange: str
) -> None:
    known = DATED[fact_id]
    assert known.effective is not None
    address = step(connection(exchange=exchange), "accounts")
    pages = [shown(person, day, address) for day in (known.effective - A_DAY, known.effective)]
    assert turned(known, *pages) == ("from", "since")
