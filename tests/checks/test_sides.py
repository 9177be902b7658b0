from __future__ import annotations

import pytest

from checks.result import Result, blocked, could_not, passed, waiting
from checks.sides import hanging, in_cloud, on_server, worse
from checks.subject import Subject
from tests.checks.building import NOW
from tests.checks.tenants import APP, BOTH, OLD_ROAD, OWN_SERVER

BLOCKED = blocked("form:credential", "No credential.")
UNKNOWN = could_not("No answer.", tried="Asked.", again="Again.")
LATER = waiting("Soon.", until=NOW)


@pytest.mark.parametrize(
    ("subject", "cloud", "server"),
    [(APP, True, False), (OLD_ROAD, False, True), (OWN_SERVER, False, True), (BOTH, True, True)],
)
def test_each_connection_has_its_sides(subject: Subject, cloud: bool, server: bool) -> None:
    assert (in_cloud(subject), on_server(subject)) == (cloud, server)


@pytest.mark.parametrize(
    ("one", "other", "status"),
    [(passed("a"), BLOCKED, "blocked"), (UNKNOWN, LATER, "error"), (LATER, passed("a"), "waiting")],
)
def test_the_worse_side_is_shown(one: Result, other: Result, status: str) -> None:
    assert (worse(one, other).status, worse(other, one).status) == (status, status)


def test_what_hangs_on_a_verdict_shares_its_fate() -> None:
    red = Result("failed", "No.", remedy=OWN_REMEDY)
    assert hanging("a.b", red, "Blocked.") == blocked("a.b", "Blocked.")
    assert hanging("a.b", BLOCKED, "Blocked.") == blocked("form:credential", "Blocked.")
    assert hanging("a.b", LATER, "Blocked.") == waiting("Soon.", until=NOW)
    assert hanging("a.b", UNKNOWN, "Blocked.").status == "error"


OWN_REMEDY = UNKNOWN.remedy
