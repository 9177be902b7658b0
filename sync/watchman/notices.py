"""Messages about alarms: queued once a change and channel, sent by a worker, tried again, given up in the end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from django.db.models import F
from django.utils import timezone

from sync.models import Alarm, Channel, Notice, SyncPlan, plan_of
from sync.watchman import mail, webhook, words

Event = Literal["begins", "over"]

# After the first try, and after each one that failed; with the last wait over there is one more try.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240))


class NotSent(Exception):
    """A message did not go out; the text says why, without any secret."""


def add(plan: SyncPlan, alarm: Alarm, event: Event, now: datetime) -> None:
    """Queue a message for every channel of the plan. That something is over is told only to those who know of it; a
    message that did not go out yet is taken back instead."""
    channels = [channel for channel, address in _addresses(plan).items() if address]
    if event == "over":
        begun = Notice.objects.filter(alarm=alarm, event="begins", channel__in=channels)
        channels = list(begun.filter(sent_at__isnull=False).values_list("channel", flat=True))
        Notice.objects.filter(alarm=alarm, event="begins", sent_at__isnull=True).update(given_up=True)
    rows = [
        Notice(alarm=alarm, channel=channel, event=event, made_at=now, next_at=now) for channel in channels
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _addresses(plan: SyncPlan) -> dict[str, str]:
    return {Channel.EMAIL: plan.alert_email, Channel.WEBHOOK: plan.alert_webhook}


def send_due(now: datetime) -> None:
    """Hand every message whose time has come to a worker. The row says that it was tried, and when again."""
    from sync.tasks import tell

    for notice in Notice.objects.filter(sent_at__isnull=True, given_up=False, next_at__lte=now):
        again = now + WAITS[min(notice.tries, len(WAITS) - 1)]
        mine = Notice.objects.filter(pk=notice.pk, tries=notice.tries)
        if mine.update(tries=F("tries") + 1, next_at=again):
            tell.delay(notice.pk, notice.tries + 1)


def send(notice_id: int, attempt: int) -> None:
    """Try to send a message, unless somebody else was quicker."""
    notice = Notice.objects.select_related("alarm__connection", "alarm__run").filter(
        pk=notice_id, tries=attempt, sent_at__isnull=True, given_up=False
    ).first()  # fmt: skip
    if notice is None:
        return
    plan = plan_of(notice.alarm.connection)
    try:
        _send(notice, plan)
    except NotSent as problem:
        _note(notice, problem=str(problem)[:300], given_up=attempt > len(WAITS))
    else:
        _note(notice, sent_at=timezone.now(), problem="")
        _mark_told(notice.alarm)


def _send(notice: Notice, plan: SyncPlan) -> None:
    """NotSent."""
    said = words.words_of(notice)
    try:
        if notice.channel == Channel.EMAIL:
            mail.send(plan.alert_email, said.subject, said.body)
        else:
            webhook.post(plan, words.payload(notice, said))
    except (mail.MailProblem, webhook.WebhookProblem) as problem:
        raise NotSent(str(problem)) from None


def _note(notice: Notice, **changes: Any) -> None:
    Notice.objects.filter(pk=notice.pk, sent_at__isnull=True).update(**changes)


def _mark_told(alarm: Alarm) -> None:
    """When everybody who wants to know was told."""
    if not alarm.notices.filter(event="begins", sent_at__isnull=True, given_up=False).exists():
        Alarm.objects.filter(pk=alarm.pk, told__isnull=True).update(told=timezone.now())
