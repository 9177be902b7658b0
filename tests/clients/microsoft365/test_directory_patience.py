"""How long the directory reader waits, and when it breathes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from clients.contract import Deadline
from clients.kept_connection import Heard
from clients.microsoft365.directory_call import Trouble
from clients.microsoft365.directory_line import rest_after
from clients.microsoft365.directory_patience import ATTEMPTS, LongPatience, wait_after


@pytest.mark.parametrize("trouble", ["network", "throttled", "service"])
def test_passing_trouble_is_worth_eight_attempts(trouble: Trouble) -> None:
    pauses: list[float] = []
    patience = LongPatience(Deadline(9000), pauses.append)
    assert [patience.again(trouble, {}, attempt) for attempt in range(1, 9)] == [True] * 7 + [False]
    assert 0.25 <= pauses[0] <= 0.5
    assert 16 <= pauses[-1] <= 32


@pytest.mark.parametrize("trouble", ["refused", "expired", "denied"])
def test_what_would_be_the_same_again_is_not_repeated(trouble: Trouble) -> None:
    assert not LongPatience(Deadline(9000), lambda _: None).again(trouble, {}, 1)


def test_retry_after_is_obeyed_up_to_five_minutes() -> None:
    pauses: list[float] = []
    patience = LongPatience(Deadline(9000), pauses.append)
    assert patience.again("throttled", {"retry-after": "299"}, 1)
    assert not patience.again("throttled", {"retry-after": "301"}, 1)
    assert pauses == [299.0]


def test_nobody_waits_beyond_the_deadline() -> None:
    patience = LongPatience(Deadline(20), lambda _: None)
    assert patience.again("throttled", {"retry-after": "15"}, 1)
    assert not patience.again("throttled", {"retry-after": "25"}, 1)
    assert not LongPatience(Deadline(0), lambda _: None).again("service", {}, 1)


def test_a_new_token_needs_no_wait() -> None:
    assert wait_after("renew", {}, 1) == 0.0
    assert ATTEMPTS["renew"] == 3


@pytest.mark.parametrize(
    ("used", "rest"), [("0.8", 0.0), ("0.9", 0.5), ("1.0", 1.0), ("1.8", 2.0), ("often", 0.0), ("nan", 0.0)]
)
def test_close_to_a_limit_the_line_takes_a_breath(used: str, rest: float) -> None:
    heard = Heard(200, {"x-ms-throttle-limit-percentage": used})
    assert rest_after(heard) == pytest.approx(rest)


def test_what_waits_behind_a_throttled_request_waits_as_long() -> None:
    assert rest_after(Heard(429, {"retry-after": "7"})) == 7.0
    assert rest_after(Heard(503, {"retry-after": "3600"})) == 300.0
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 50 <= rest_after(Heard(429, {"retry-after": later})) <= 60
    assert rest_after(Heard(429)) == rest_after(Heard(fault="reset")) == 0.0
