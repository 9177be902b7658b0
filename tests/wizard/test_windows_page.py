"""The page about hosts: the bundle, the probe, the application that a script registered."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from checks.workstation import probe
from scripts import data_file, task_xml
from sync import credentials
from sync.models import Connection
from tests.checks.workstation.test_powershell import GOOD
from tests.people.persons import administrator, browser, text_of
from tests.sync.pairs import pair
from tests.wizard.connections import NOW, connection
from wizard import answers, subjects

pytestmark = pytest.mark.django_db

TENANT, CLIENT = "0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7"


@pytest.fixture
def client() -> Client:
    return browser(administrator())


def url(name: str, about: Connection) -> str:
    return reverse(f"wizard:{name}", args=[about.pk])


def bundle(client: Client, about: Connection) -> dict[str, bytes]:
    answer = client.get(url("bundle", about))
    assert answer["Content-Disposition"] == 'attachment; filename="retain-scripts.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def upload(client: Client, about: Connection, name: str, field: str, value: object) -> Any:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return client.post(url(name, about), {field: SimpleUploadedFile("x.json", raw)}, follow=True)


def test_a_bundle_holds_scripts_data_task_timer_and_sums_that_fit(client: Client) -> None:
    about = connection(target="C:\\Retain\\cfg", tenant_id=TENANT, client_id=CLIENT)
    answers.assign(about, {"retain_os": "windows"})
    files = bundle(client, about)
    assert {"sync365.ps1", "Test-RetainWorkstation.ps1", "New-RetainApplication.ps1", "README.txt"} <= set(
        files
    )
    assert "Set-RetainWorker.ps1" not in files
    assert task_xml.NAME in files
    data = data_file.decode(files[data_file.NAME])
    assert (data["appId"], data["target"]["folder"]) == (CLIENT, "C:\\Retain\\cfg")
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(files[name]).hexdigest() == digest


def test_a_server_gets_the_script_for_its_user_instead(client: Client) -> None:
    files = bundle(client, connection(exchange="server", road="impersonation"))
    assert "Set-RetainWorker.ps1" in files
    assert "New-RetainApplication.ps1" not in files


def test_a_bundle_holds_the_public_part_and_never_the_key(client: Client) -> None:
    about = connection()
    made = pair()
    credentials.store_certificate(about, made, "a test", NOW)
    files = bundle(client, about)
    assert b"BEGIN CERTIFICATE" in files["retain-certificate.cer"]
    everything = b"".join(files.values())
    assert b"PRIVATE KEY" not in everything


def test_hostile_names_survive_into_the_data_file_unchanged(client: Client) -> None:
    name = 'Retain ‘$(x)’ `; "%PATH%" ü'
    files = bundle(client, connection(name))
    assert data_file.decode(files[data_file.NAME])["connection"] == name


def test_a_probe_is_stored_and_judged(client: Client) -> None:
    about = connection()
    page = text_of(upload(client, about, "upload-probe", "probe", GOOD))
    assert "The probe is stored" in page
    subject = subjects.subject_of(about)
    assert subject.windows_host
    found = probe.probe_of(subject.workstation)
    assert found is not None
    assert found.computer == "RETAIN01"


@pytest.mark.parametrize("value", [{"format": "other"}, b"no json", [], GOOD | {"tls": "all"}])
def test_a_file_that_is_no_probe_stores_nothing(client: Client, value: object) -> None:
    about = connection()
    assert "The probe was not taken" in text_of(upload(client, about, "upload-probe", "probe", value))
    assert subjects.subject_of(about).workstation == {}


def test_the_ids_of_a_registered_application_are_taken_over(client: Client) -> None:
    about = connection()
    told = {"format": "retain-application/1", "tenantId": TENANT, "clientId": CLIENT}
    upload(client, about, "upload-application", "application", told)
    stored = answers.stored(Connection.objects.get())
    assert (stored["tenant_id"], stored["client_id"]) == (TENANT, CLIENT)


@pytest.mark.parametrize(
    "value",
    [
        {"format": "retain-workstation/1"},
        {"format": "retain-application/1", "tenantId": TENANT},
        {"format": "retain-application/1", "tenantId": "no guid", "clientId": CLIENT},
        b"{",
    ],
)
def test_a_file_about_no_application_changes_nothing(client: Client, value: object) -> None:
    about = connection()
    assert "The file was not taken" in text_of(
        upload(client, about, "upload-application", "application", value)
    )
    assert Connection.objects.get().client_id == ""


def test_the_windows_host_is_switched_on_and_off(client: Client) -> None:
    about = connection()
    client.post(url("windows-host", about), {"windows_host": "on"})
    assert subjects.subject_of(about).windows_host
    client.post(url("windows-host", about))
    assert not subjects.subject_of(about).windows_host


def test_the_page_says_what_each_script_changes_and_what_was_not_tried(client: Client) -> None:
    page = text_of(client.get(url("windows", connection())))
    assert "To undo it" in page
    assert "No PowerShell was at hand" in page
    assert "schtasks /Create" in page
