from __future__ import annotations

from checks.dns.lifetime import turns_green
from tests.checks.building import NOW, missing, records


def test_an_old_answer_lives_as_long_as_its_ttl() -> None:
    answers = (
        records("a.example.org", "A", "192.0.2.1", ttl=60),
        records("a.example.org", "AAAA", "::1", ttl=600),
    )
    assert turns_green(NOW, *answers).endswith("The old answer may live until 10:10 UTC (TTL 600).")


def test_that_a_record_was_not_there_is_remembered_as_well() -> None:
    answer = missing("a.example.org", "A", ttl=300)
    assert turns_green(NOW, answer).endswith(
        "remember until 10:05 UTC that the record was not there (TTL 300)."
    )


def test_without_a_ttl_an_hour_is_named() -> None:
    assert "for up to an hour" in turns_green(NOW, missing("a.example.org", "A", ttl=None))
