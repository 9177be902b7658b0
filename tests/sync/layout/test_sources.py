"""Where values come from: every source of users and groups, what suggests it, and made ones."""

from __future__ import annotations

import pytest

from sync.directory import Group, Kind, User
from sync.layout.source import known, label
from sync.layout.sources import GROUP_SOURCES, SOURCES, member_source
from tests.sync.layout.directories import group, person

ADA = person(
    0,
    proxy_addresses=[
        "smtp:b@example.net",
        "SIP:ada@example.org",
        "SMTP:ada@example.org",
        "smtp:a@example.net",
    ],
    company_name="Example",
    job_title="Analyst",
    on_premises_distinguished_name="CN=Ada,DC=example,DC=org",
    on_premises_immutable_id="AAAA==",
    on_premises_sam_account_name="ada",
    created_date_time="2024-01-31T08:00:00Z",
    show_in_address_list=False,
    office_location="Room 1",
)
SAID = {
    "upn": "u000@login.example.org",
    "primary": "ada@example.org",
    "mail": "alovelace0@example.org",
    "id": "00000001-0000-4000-8000-000000000001",
    "name": "Ada Lovelace",
    "alias": "alovelace0",
    "given": "Ada",
    "surname": "Lovelace",
    "given-surname": "Ada Lovelace",
    "surname-given": "Lovelace, Ada",
    "type": "SharedMailbox",
    "type-number": "3",
    "department": "Sales",
    "company": "Example",
    "title": "Analyst",
    "office": "Room 1",
    "upn-name": "u000",
    "primary-name": "ada",
    "domain": "example.org",
    "sam": "ada",
    "dn": "CN=Ada,DC=example,DC=org",
    "immutable": "AAAA==",
    "created": "2024-01-31T08:00:00Z",
    "addresses": "SMTP:ada@example.org;SIP:ada@example.org;smtp:a@example.net;smtp:b@example.net",
    "addresses-comma": "SMTP:ada@example.org,SIP:ada@example.org,smtp:a@example.net,smtp:b@example.net",
    "mail-addresses-bar": "ada@example.org|a@example.net|b@example.net",
    "others-semicolon-blank": "a@example.net; b@example.net",
    "enabled": "True",
    "disabled": "False",
    "hidden": "True",
    "shown-number": "0",
    "enabled-lower": "true",
    "hidden-upper": "TRUE",
    "text:On": "On",
    "text:": "",
    "upn+name": "u000@login.example.org\x1fAda Lovelace",
}


@pytest.mark.parametrize("key", SAID)
def test_a_source_says_what_the_directory_says(key: str) -> None:
    assert SOURCES[key].of(ADA, "shared") == SAID[key]


@pytest.mark.parametrize("key", SOURCES)
def test_somebody_of_whom_nothing_is_known_has_empty_values(key: str) -> None:
    nobody = User(id="")
    words = SOURCES[key].words
    assert SOURCES[key].of(nobody, "unknown") in (words or {""}) | {""}


@pytest.mark.parametrize("key", GROUP_SOURCES)
def test_a_group_of_which_nothing_is_known_has_empty_values(key: str) -> None:
    assert GROUP_SOURCES[key].of(Group(id="")) == ""


@pytest.mark.parametrize(
    ("kind", "type_", "number"),
    [
        ("user", "UserMailbox", "0"),
        ("linked", "LinkedMailbox", "0"),
        ("room", "RoomMailbox", "1"),
        ("equipment", "EquipmentMailbox", "2"),
        ("shared", "SharedMailbox", "3"),
        ("other", "", ""),
        ("unknown", "", ""),
    ],
)
def test_mailbox_types_are_spelled_as_exchange_and_as_retain_do(kind: Kind, type_: str, number: str) -> None:
    assert SOURCES["type"].of(ADA, kind) == type_
    assert SOURCES["type-number"].of(ADA, kind) == number


def test_without_a_primary_mark_the_mail_property_is_the_address() -> None:
    assert SOURCES["primary"].of(person(0, proxy_addresses=["smtp:x@example.org"]), "user") == (
        "alovelace0@example.org"
    )
    assert SOURCES["primary"].of(person(0, proxy_addresses=None, mail=None), "user") == ""


def test_the_order_of_addresses_is_always_the_same() -> None:
    addresses = ["smtp:b@example.org", "smtp:a@example.org", "SMTP:z@example.org"]
    both = {
        SOURCES["addresses"].of(person(0, proxy_addresses=order), "user")
        for order in (addresses, addresses[::-1])
    }
    assert both == {"SMTP:z@example.org;smtp:a@example.org;smtp:b@example.org"}


@pytest.mark.parametrize(
    ("number", "unified", "type_"),
    [
        (0, [], "MailUniversalDistributionGroup"),
        (1, [], "MailUniversalSecurityGroup"),
        (0, ["Unified"], "GroupMailbox"),
    ],
)
def test_group_types_are_spelled_as_exchange_does(number: int, unified: list[str], type_: str) -> None:
    assert GROUP_SOURCES["type"].of(group(number, "Staff", group_types=unified)) == type_


def test_groups_say_what_the_directory_says() -> None:
    board = group(0, "The Board", description="Directors")
    said = {
        key: GROUP_SOURCES[key].of(board) for key in ("name", "primary", "alias", "description", "domain")
    }
    assert said == {
        "name": "The Board",
        "primary": "the.board@example.org",
        "alias": "the.board",
        "description": "Directors",
        "domain": "example.org",
    }
    assert GROUP_SOURCES["addresses"].of(board) == "SMTP:the.board@example.org"
    assert GROUP_SOURCES["primary-name"].of(board) == "the.board"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("UserPrincipalName", "upn"),
        ("user_principal_name", "upn"),
        ("Primary SMTP Address", "primary"),
        ("E-Mail", "primary"),
        ("mailNickname", "alias"),
        ("SN", "surname"),
        ("External Directory Object Id", "id"),
        ("HiddenFromAddressListsEnabled", "hidden"),
        ("EmailAddresses", "addresses"),
    ],
)
def test_names_of_columns_suggest_a_source(name: str, key: str) -> None:
    assert SOURCES[key].suggested(name)


@pytest.mark.parametrize(
    "name", ["ExchangeGuid", "LegacyExchangeDN", "DistinguishedName", "Guid", "Database"]
)
def test_what_the_directory_lacks_suggests_nothing(name: str) -> None:
    assert [key for key, source in SOURCES.items() if source.suggested(name)] == []
    assert [key for key, source in GROUP_SOURCES.items() if source.suggested(name)] == []


def test_unknown_sources_are_no_sources() -> None:
    for key in ("", "nothing", "upn+nothing", "member.upn"):
        assert not known(key, SOURCES)
    for key in ("", "upn", "member.nothing", "primary.upn"):
        assert not known(key, GROUP_SOURCES)
    with pytest.raises(KeyError):
        SOURCES["nothing"]


def test_made_sources_have_labels_for_people() -> None:
    assert label("text:", SOURCES) == "Always empty"
    assert label("text:On", GROUP_SOURCES) == "Always “On”"
    assert label("upn+name", SOURCES) == "Logon name (UPN), Display name"
    assert label("member.name", GROUP_SOURCES) == "One member, with a row for each: Display name"
    assert label("", SOURCES) == ""


def test_labels_are_different_so_that_people_can_choose() -> None:
    for sources in (SOURCES, GROUP_SOURCES):
        labels = [source.label for source in sources.values()]
        assert len(set(labels)) == len(labels)


def test_a_source_of_members_names_a_source_of_users() -> None:
    assert member_source("members") == ("members", "")
    assert member_source("member.name") == ("member", "name")
    assert member_source("primary") == ("", "")
