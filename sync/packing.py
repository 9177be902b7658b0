"""Records of the directory as bytes for the staging file, and a delta's changes merged into them.

MessagePack, values without names, in the order of the fields: half the size, and whoever adds a field adds it last.
Of a user's service plans only those of Exchange are kept: the others say nothing about mail, and there may be 70.
"""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec
from msgspec import UNSET
from msgspec.structs import astuple, replace

from sync.directory import Contact, Group, User

EXCHANGE: Final = "exchange"
R = TypeVar("R", User, Group, Contact)


class StoredUser(User, array_like=True, gc=False):
    """A user as the staging file holds it."""


class StoredGroup(Group, array_like=True, gc=False):
    """A group as the staging file holds it, without links."""


class StoredContact(Contact, array_like=True, gc=False):
    """A contact as the staging file holds it."""


_ENCODER = msgspec.msgpack.Encoder()
_USER = msgspec.msgpack.Decoder(StoredUser)
_GROUP = msgspec.msgpack.Decoder(StoredGroup)
_CONTACT = msgspec.msgpack.Decoder(StoredContact)


def packed_user(user: User) -> bytes:
    """The user's record. What was not told counts as none."""
    plans = user.assigned_plans
    if plans and (len(plans) > 1 or plans[0].service != EXCHANGE):
        user.assigned_plans = [plan for plan in plans if plan.service == EXCHANGE]
    return _packed(user)


def packed_group(group: Group) -> bytes:
    """The group's record, without its links."""
    group.links = None
    return _packed(group)


def packed_contact(contact: Contact) -> bytes:
    """The contact's record."""
    return _packed(contact)


def user_of(record: bytes) -> User:
    """A user from its record. msgspec.MsgspecError for bytes that are none."""
    return _USER.decode(record)


def group_of(record: bytes) -> Group:
    """A group from its record."""
    return _GROUP.decode(record)


def contact_of(record: bytes) -> Contact:
    """A contact from its record."""
    return _CONTACT.decode(record)


def merged(old: R, new: R) -> R:
    """The old record with what a delta says: a property that it leaves out is as before."""
    told = {name: value for name in new.__struct_fields__ if (value := getattr(new, name)) is not UNSET}
    return replace(old, **told)


def _packed(record: User | Group | Contact) -> bytes:
    try:
        return _ENCODER.encode(astuple(record))
    except TypeError:  # UNSET has no form of its own there
        return _ENCODER.encode([None if value is UNSET else value for value in astuple(record)])
