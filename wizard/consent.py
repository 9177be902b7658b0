"""The administrator's consent: the link that asks for it, and the state by which its answer is known.

Source: Microsoft, admin consent end point v2.0. Application permissions take the scope /.default; the answer names a
tenant that nobody has proved, and says admin_consent=True even when it failed.
"""

from __future__ import annotations

import secrets
import uuid
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase

from sync.models import Connection

KEY, MOST, SECONDS, FRESH = "consents", 20, 3600.0, 1800.0


def link(login: str, graph: str, connection: Connection, redirect_uri: str, state: str) -> str:
    """Where an administrator of the tenant gives consent."""
    query = {
        "client_id": connection.client_id,
        "scope": f"{graph}/.default",
        "redirect_uri": redirect_uri,
        "state": state,
    }
    return f"{login}/{connection.tenant_id or connection.domain}/v2.0/adminconsent?{urlencode(query)}"


def state_for(session: SessionBase, connection: Connection, now: float) -> str:
    """The state of a question about this connection, good once and for an hour; a young one is used again."""
    asked = _asked(session, now)
    for state, (about, at) in asked.items():
        if about == str(connection.pk) and now - at < FRESH:
            return state
    state = secrets.token_urlsafe(24)
    session[KEY] = dict([*asked.items(), (state, [str(connection.pk), now])][-MOST:])
    return state


def take(session: SessionBase, state: str, now: float) -> uuid.UUID | None:
    """The connection that was asked about with this state, once; None for any other state."""
    asked = _asked(session, now)
    found = asked.pop(state, None)
    if found is None:
        return None
    session[KEY] = asked
    return uuid.UUID(found[0])


def _asked(session: SessionBase, now: float) -> dict[str, list]:  # type: ignore[type-arg]
    return {state: row for state, row in session.get(KEY, {}).items() if 0 <= now - row[1] < SECONDS}
