"""Posts an alarm as JSON, through the outbound guard. https only: a webhook's address is often a secret itself."""

from __future__ import annotations

import json
from typing import Any

from clients.contract import Deadline, Exchange, OutsideError
from clients.factory import open_clients
from sync.models import SyncPlan
from sync.network import cloud_for, network_for

SECONDS = 20.0


class WebhookProblem(Exception):
    """It did not arrive; the text says why, and never repeats the address."""


def post(plan: SyncPlan, payload: dict[str, Any]) -> None:
    """One POST; any answer 2xx counts as received, a redirect does not. WebhookProblem."""
    if not plan.alert_webhook.lower().startswith("https://"):
        raise WebhookProblem("The webhook’s address does not begin with https://.")
    try:
        answer = _posted(plan, json.dumps(payload, ensure_ascii=False))
    except (OutsideError, ValueError, KeyError) as problem:
        raise WebhookProblem(f"The webhook could not be reached ({type(problem).__name__}).") from None
    if answer.status is None:
        raise WebhookProblem(f"The webhook could not be reached ({answer.fault}).")
    if not 200 <= answer.status < 300:
        raise WebhookProblem(f"The webhook answered {answer.status}.")


def _posted(plan: SyncPlan, body: str) -> Exchange:
    connection = plan.connection
    with open_clients(
        network_for(connection.practice, connection.domain),
        cloud=cloud_for(connection.cloud),
        deadline=Deadline(SECONDS),
        progress=lambda _: None,
    ) as clients:
        headers = {"content-type": "application/json; charset=utf-8"}
        return clients.web.post(plan.alert_webhook, body, headers=headers)
