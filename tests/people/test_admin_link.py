"""`manage admin_link`: a new one-time link from the shell."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from people import first_link
from tests.people.persons import administrator

pytestmark = pytest.mark.django_db


def test_the_shell_prints_a_link_that_is_good() -> None:
    printed = StringIO()
    call_command("admin_link", base_url="https://retain.example.org/", stdout=printed)
    link = printed.getvalue().strip()
    assert link.startswith("https://retain.example.org/first/")
    assert first_link.good(link.rstrip("/").rpartition("/")[2])


def test_the_shell_refuses_beside_an_administrator() -> None:
    administrator()
    with pytest.raises(CommandError, match="an administrator already"):
        call_command("admin_link")
