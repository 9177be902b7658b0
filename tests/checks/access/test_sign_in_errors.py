from __future__ import annotations

import re

import pytest

from checks.access.sign_in_errors import MEANINGS, known, page_of

# Every code of the project's list of codes to explain.
CODES = (
    7000215, 7000222, 700027, 50012, 7000218, 700025, 700016, 7000112, 70001, 7000229, 90002, 90038, 900432, 900382,
    500011, 650052, 650057, 65001, 90094, 90095, 65004, 70011, 28002, 50034, 51004, 50126, 50053, 50055, 50057, 50072,
    50074, 50076, 50079, 50105, 53000, 53001, 53003, 530032, 530035, 70016, 70018, 70019, 90120, 50194, 50196, 90055,
)  # fmt: skip


def test_every_code_is_explained_and_no_other() -> None:
    assert set(MEANINGS) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_code_has_a_meaning_that_ends_a_sentence_and_a_fix_that_is_one(code: int) -> None:
    told = MEANINGS[code]
    assert re.fullmatch(r"[a-zC].*[^.]", told.means)
    assert re.fullmatch(r"[A-Z].*\.", told.fix)
    assert told.where


def test_the_first_known_code_counts() -> None:
    assert known((1, 53003, 7000215)) == (53003, MEANINGS[53003])
    assert known((1, 2)) is None


def test_a_code_has_a_page_at_microsoft() -> None:
    assert page_of(7000215) == "https://login.microsoftonline.com/error?code=7000215"


def test_a_pasted_secret_id_is_explained() -> None:
    assert "ID was pasted instead of its Value" in MEANINGS[7000215].means
    assert "not its ID" in MEANINGS[7000215].fix
