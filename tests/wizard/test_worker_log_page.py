"""A Worker's log on its page: found, not found, and no log at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.people.persons import administrator, browser, text_of
from tests.wizard.connections import connection

pytestmark = pytest.mark.django_db

LOG = b"""2026-11-20 02:00 RetainDredger: Job starting
2026-11-20 02:01 login for worker@example.org password=hunter2hunter2 failed: Invalid Password
2026-11-20 02:02 <script>alert(1)</script> Invalid Password
"""


def read(content: bytes | None) -> str:
    page = reverse("wizard:worker-log", args=[connection().pk])
    files: dict[str, Any] = (
        {} if content is None else {"log": SimpleUploadedFile("RetainWorker.log", content)}
    )
    return text_of(browser(administrator()).post(page, files))


def test_a_known_phrase_names_its_cause_and_leads_to_the_step() -> None:
    page = read(LOG)
    assert "“Invalid Password”" in page
    assert "/accounts/#check-worker-password" in page
    assert "names this phrase and its cause" in page


def test_no_password_of_a_log_is_shown_and_nothing_runs() -> None:
    page = read(LOG)
    assert "hunter2hunter2" not in page
    assert "<script>alert" not in page


def test_nothing_found_is_no_proof_that_all_is_well() -> None:
    page = read(b"2026-11-20 all is calm\n")
    assert "None of the" in page
    assert "no proof that all is well" in page


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04"])
def test_what_is_no_log_is_refused_with_the_reason(content: bytes | None) -> None:
    assert "That did not work" in read(content)
