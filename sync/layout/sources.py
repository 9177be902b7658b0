"""Every source by its key. Keys are stored in layouts and never renamed.

Names of columns only suggest a source; values decide. No public source shows Retain's own names (retain.md 1.3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sync.directory import Kind, User
from sync.layout import addresses, group_sources, user_sources
from sync.layout.addresses import SEPARATORS, Record
from sync.layout.group_sources import MEMBER, MEMBERS
from sync.layout.source import PART_SIGN, PARTS, TEXT, OfGroup, OfUser, Source

UserSource = Source[OfUser]
GroupSource = Source[OfGroup]

FLAGS: Final[Mapping[str, tuple[str, Callable[[User], bool], tuple[str, ...]]]] = {
    "enabled": ("Account enabled", lambda user: user.account_enabled is True, ("AccountEnabled", "Enabled")),
    "disabled": (
        "Account disabled",
        lambda user: user.account_enabled is False,
        ("AccountDisabled", "Disabled"),
    ),
    "hidden": (
        "Hidden from the address list",
        lambda user: user.show_in_address_list is False,
        ("HiddenFromAddressListsEnabled", "HiddenFromAddressLists", "msExchHideFromAddressLists", "Hidden"),
    ),
    "shown": (
        "Shown in the address list",
        lambda user: user.show_in_address_list is not False,
        ("ShowInAddressList",),
    ),
}
WORDS: Final = {
    "": ("False", "True"),
    "-lower": ("false", "true"),
    "-upper": ("FALSE", "TRUE"),
    "-number": ("0", "1"),
}
LISTS: Final[Mapping[str, tuple[str, Callable[[Record], list[str]], tuple[str, ...]]]] = {
    "addresses": (
        "All addresses as Exchange writes them",
        addresses.everything,
        ("EmailAddresses", "ProxyAddresses"),
    ),
    "mail-addresses": ("All mail addresses", addresses.mail_addresses, ("MailAddresses", "SmtpAddresses")),
    "others": (
        "Mail addresses besides the primary one",
        addresses.others,
        ("Aliases", "OtherAddresses", "SecondaryAddresses", "OtherMails"),
    ),
}


def _flag(truth: Callable[[User], bool], no: str, yes: str) -> OfUser:
    return lambda user, kind: yes if truth(user) else no


def _flags() -> dict[str, UserSource]:
    return {
        key + form: Source(
            f"{label} ({yes} or {no})", _flag(truth, no, yes), headers, words=frozenset((no, yes))
        )
        for key, (label, truth, headers) in FLAGS.items()
        for form, (no, yes) in WORDS.items()
    }


def _of_user(values: Callable[[Record], list[str]], sign: str) -> OfUser:
    return lambda user, kind: sign.join(values(user))


def _of_group(values: Callable[[Record], list[str]], sign: str) -> OfGroup:
    return lambda group: sign.join(values(group))


def _user_lists() -> dict[str, UserSource]:
    return {
        key + form: Source(f"{label}, joined with {said}", _of_user(values, sign), headers, sign)
        for key, (label, values, headers) in LISTS.items()
        for form, sign, said in SEPARATORS
    }


def _group_lists() -> dict[str, GroupSource]:
    return {
        key + form: Source(f"{label}, joined with {said}", _of_group(values, sign), headers, sign)
        for key, (label, values, headers) in LISTS.items()
        for form, sign, said in SEPARATORS
    }


class _UserSources(dict[str, UserSource]):
    """`text:…` and keys joined by `+` are made when asked for; another unknown key is a KeyError."""

    def __missing__(self, key: str) -> UserSource:
        if key.startswith(TEXT):
            text = key.removeprefix(TEXT)
            return Source(_always(text), lambda user, kind: text)
        if PARTS not in key:
            raise KeyError(key)
        parts = [self[one] for one in key.split(PARTS)]

        def of(user: User, kind: Kind) -> str:
            return PART_SIGN.join([part.of(user, kind) for part in parts])

        return Source(", ".join(part.label for part in parts), of)


class _GroupSources(dict[str, GroupSource]):
    """`text:…`, `member.…` and `members.…` (another source of users) are made when asked for."""

    def __missing__(self, key: str) -> GroupSource:
        if key.startswith(TEXT):
            text = key.removeprefix(TEXT)
            return Source(_always(text), lambda group: text)
        what, _, source = key.partition(".")
        if what not in (MEMBER, MEMBERS) or source not in SOURCES:
            raise KeyError(key)
        return Source(f"{self[what].label}: {SOURCES[source].label}", self[what].of)


def _always(text: str) -> str:
    return f"Always “{text}”" if text else "Always empty"


def member_source(key: str) -> tuple[str, str]:
    """Of a column of the groups file: ("members" or "member", the source of users that it shows; "" for the first part
    of `Members.key`); ("", "") for a column that is about the group."""
    what, _, source = key.partition(".")
    return (what, source) if what in (MEMBER, MEMBERS) else ("", "")


SOURCES: Final[Mapping[str, UserSource]] = _UserSources(
    {**user_sources.PROPERTIES, **_user_lists(), **_flags()}
)
GROUP_SOURCES: Final[Mapping[str, GroupSource]] = _GroupSources(
    {**group_sources.PROPERTIES, **_group_lists()}
)
