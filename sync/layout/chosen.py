"""The layout that a connection's files are written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sync.layout.generic import GROUPS_FILE, USER_FILE, generic
from sync.layout.shape import Layout


def chosen(stored: Mapping[str, Any], users: str = "", groups: str = "") -> Layout:
    """The learned layout (as `Layout.stored` made it), or the generic one where nothing is stored, under the file names
    that were answered; "" for the layout's own names."""
    if not stored:
        return generic(users or USER_FILE, groups or GROUPS_FILE)
    layout = Layout.of(dict(stored))
    return replace(
        layout,
        users=replace(layout.users, name=users or layout.users.name),
        groups=replace(layout.groups, name=groups or layout.groups.name),
    )
