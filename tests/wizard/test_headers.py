"""What every page promises a browser, and that no page needs more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from tests.people.persons import administrator, browser, text_of
from tests.wizard.connections import connection, row_of, run_of

pytestmark = pytest.mark.django_db

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))


def test_scripts_and_styles_come_from_here_alone() -> None:
    policy = browser(administrator()).get("/").headers["Content-Security-Policy"]
    assert set(policy.split("; ")) == {
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    }  # fmt: skip


def test_no_page_is_framed_or_guessed_at() -> None:
    headers = browser(administrator()).get("/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_scripts_styles_or_trust_in_data(template: Path) -> None:
    text = template.read_text("utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:|\|\s*safe\b|autoescape off", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_htmx_may_neither_evaluate_nor_style() -> None:
    page = text_of(browser(administrator()).get("/"))
    assert '"includeIndicatorStyles": false' in page
    assert '"allowEval": false' in page


def test_pages_that_answer_faults_wear_the_same_clothes() -> None:
    client = browser(administrator())
    client.raise_request_exception = False
    page = text_of(client.get("/nothing-here/"))
    assert "This page is not here" in page
    assert "css/app.css" in page


def test_a_fault_of_ours_says_that_it_is_ours() -> None:
    assert "not of your tenant" in render_to_string("500.html")
    assert "could not be read" in render_to_string("400.html")


def test_times_are_read_by_people_and_machines() -> None:
    about = connection()
    row_of(run_of(about), "dns.mx", "passed")
    page = text_of(browser(administrator()).get(reverse("wizard:runs", args=[about.pk])))
    assert '<time datetime="2026-11-20T10:00:00Z">20 Nov 2026, 10:00 UTC</time>' in page
