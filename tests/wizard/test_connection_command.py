"""`manage connection`: scripted set-up by public keys."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from time_machine import travel

from people.models import AuditEvent
from sync.models import Connection, Credential
from tests.sync.pairs import NOW, certificate, pem, rsa_key
from wizard import answers

pytestmark = pytest.mark.django_db


def shown(name: str) -> dict[str, str]:
    out = io.StringIO()
    call_command("connection", "show", name, "--format", "json", stdout=out)
    return dict(json.loads(out.getvalue()))


def refused(*words: str) -> str:
    with pytest.raises(CommandError) as problem:
        call_command("connection", *words)
    assert problem.value.returncode == 2
    return str(problem.value)


def test_what_is_set_is_shown() -> None:
    call_command(
        "connection",
        "create",
        "Main",
        "--domain",
        "Example.ORG.",
        "--set",
        "exchange=hybrid",
        "--set",
        "canary=a@b.example",
    )
    call_command("connection", "set", "Main", "timezone=Europe/Berlin", "sync_at=01:30", "retain_os=linux")
    found = shown("Main")
    assert set(found) == set(answers.KEYS)
    assert (found["domain"], found["exchange"], found["road"]) == ("example.org", "hybrid", "application")
    assert (found["timezone"], found["sync_at"], found["retain_os"]) == ("Europe/Berlin", "01:30:00", "linux")
    assert found["canary"] == "a@b.example"


def test_text_is_key_and_value() -> None:
    call_command("connection", "create", "Main", "--domain", "example.org")
    out = io.StringIO()
    call_command("connection", "show", "Main", stdout=out)
    assert "domain=example.org\n" in out.getvalue()


def test_exchange_server_takes_the_impersonation_road_unless_told() -> None:
    call_command("connection", "create", "Server", "--domain", "example.org", "--set", "exchange=server")
    assert shown("Server")["road"] == "impersonation"


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        ("exchange=cloudy", "exchange: Value 'cloudy' is not a valid choice."),
        ("timezone=Mars/Base", "timezone: “Mars/Base” is not a time zone, for example Europe/Berlin."),
        ("sync_at=25:00", "sync_at: "),
        ("ews_url=nonsense", "ews_url: Enter a valid URL."),
        ("colour=red", "colour: no such key."),
        ("domain=a b", "domain: "),
        ("nothing", "“nothing” is not of the form key=value."),
    ],
)
def test_a_bad_answer_is_named_and_nothing_is_stored(pair: str, says: str) -> None:
    call_command("connection", "create", "Main", "--domain", "example.org")
    before = shown("Main")
    assert says in refused("set", "Main", "retain_version=24.2", pair)
    assert shown("Main") == before


def test_a_bad_domain_makes_no_connection() -> None:
    assert refused("create", "Main", "--domain", "not a domain").startswith("domain: ")
    assert not Connection.objects.exists()


def test_a_name_is_given_once() -> None:
    call_command("connection", "create", "Main", "--domain", "example.org")
    assert refused("create", "Main", "--domain", "example.net") == "There is a connection “Main” already."


def test_an_unknown_name_is_said() -> None:
    assert refused("show", "Nobody") == "There is no connection “Nobody”."


def test_the_trail_says_what_the_shell_did() -> None:
    call_command("connection", "create", "Main", "--domain", "example.org")
    call_command("connection", "set", "Main", "canary=a@b.example")
    assert [(e.who, e.what, e.details) for e in AuditEvent.objects.order_by("pk")] == [
        ("shell", "create connection", {}),
        ("shell", "change connection", {"keys": ["canary"]}),
    ]


# Secrets out of files ------------------------------------------------------------------------------------------


def kinds() -> dict[str, str]:
    return dict(Credential.objects.values_list("kind", "connection__name"))


def test_secrets_come_from_files_and_never_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret, pem_file = tmp_path / "secret", tmp_path / "retain.pem"
    secret.write_text("open sesame\n")
    pem_file.write_bytes(pem(rsa_key(), certificate(rsa_key())))
    with travel(NOW):
        call_command(
            "connection",
            "create",
            "Main",
            "--domain",
            "example.org",
            "--secret-file",
            f"certificate={pem_file}",
        )
        call_command(
            "connection", "set", "Main", "canary=a@b.example", "--secret-file", f"worker_password={secret}"
        )
    assert kinds() == {"certificate": "Main", "worker_password": "Main"}
    assert "open sesame" not in capsys.readouterr().out
    assert [e.details for e in AuditEvent.objects.filter(what="store credential").order_by("pk")] == [
        {"kind": "certificate"},
        {"kind": "worker_password"},
    ]


def test_the_id_of_a_secret_is_warned_about(tmp_path: Path) -> None:
    secret, err = tmp_path / "secret", io.StringIO()
    secret.write_text("01234567-89ab-cdef-0123-456789abcdef")
    words = ("create", "Main", "--domain", "example.org", "--secret-file", f"client_secret={secret}")
    call_command("connection", *words, stderr=err)
    assert "looks like the secret's ID" in err.getvalue()


def test_a_bad_file_is_said_and_makes_no_connection(tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"nothing")
    create = ("create", "Main", "--domain", "example.org", "--secret-file")
    assert "neither a PFX nor a PEM" in refused(*create, f"certificate={tmp_path / 'bad'}")
    assert "cannot be read: No such file" in refused(*create, f"client_secret={tmp_path / 'absent'}")
    unknown = refused(*create, "my-very-secret-value")
    assert "KIND=PATH" in unknown
    assert "my-very-secret-value" not in unknown
    assert not Connection.objects.exists()


def test_setting_nothing_is_said() -> None:
    call_command("connection", "create", "Main", "--domain", "example.org")
    assert "Nothing to set" in refused("set", "Main")


@pytest.mark.parametrize(
    ("pair", "says"),
    [("tenant_id=example.org", "tenant_id: This is not an id"), ("canary=kim", "canary: “kim” is not an")],
)
def test_ids_and_addresses_follow_the_rules_of_the_forms(pair: str, says: str) -> None:
    call_command("connection", "create", "Main", "--domain", "example.org")
    assert says in refused("set", "Main", pair)
