"""Adding a check is adding a file: it is on every page, in the command and in the report without more."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from people.models import Person, Role
from simulator.server import Simulator
from sync.models import Connection
from tests.dropped import dropped
from wizard.models import Run

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_check_dropped_into_a_folder_appears_everywhere(
    pointed: Simulator, tmp_path: Path, client: Client
) -> None:
    client.force_login(Person.objects.create(username="mail-admin", role=Role.ADMINISTRATOR))
    call_command("connection", "create", "Main", "--domain", pointed.create("healthy"))
    about = Connection.objects.get()
    with dropped(tmp_path) as check_id:
        assert "Dropped in" in client.get(f"/c/{about.pk}/prerequisites/").content.decode()
        assert "Dropped in" in client.get("/checks/").content.decode()
        page = client.get(f"/checks/{check_id}/").content.decode()
        assert "Why it matters." in page
        assert "What it looks at." in page
        listed = io.StringIO()
        call_command("check_tenant", "--list", stdout=listed)
        assert check_id in listed.getvalue()
        out = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("check_tenant", "Main", "--format", "json", stdout=out)
        results = {one["check"]: one for one in json.loads(out.getvalue())["results"]}
        assert (results[check_id]["status"], results[check_id]["title"]) == ("passed", "Dropped in")
        assert "Dropped in" in client.get(f"/runs/{Run.objects.get().pk}/").content.decode()
    assert "Dropped in" not in client.get("/checks/").content.decode()
