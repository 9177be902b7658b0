"""The page of a step with its checks, the buttons that run them, and the poll that keeps the page live."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from checks import registry
from checks.registry import Check
from people import audit
from sync.models import Connection
from wizard import dispatch, moments, progress, steps
from wizard.models import Run
from wizard.newest import newest_rows
from wizard.steps import Step
from wizard.views import access, accounts, dns_records, live, rows
from wizard.views.live import Live
from wizard.views.pieces import Piece
from wizard.views.seen import connection_of, may_change
from wizard.views.sync import context as sync_context

WATCH_EVERY_S = 2
NO_CHECKS = ("start", "review")
TELL_AT = 4  # after the polls that hurry for the first verdict
NOTHING_FAILED = "Nothing has failed: there is nothing to run again."


def step_of(slug: str) -> Step:
    """A step that this version has and that runs checks, or Http404."""
    found = next(
        (one for one in steps.STEPS if one.slug == slug and one.built and slug not in NO_CHECKS), None
    )
    if found is None:
        raise Http404(slug)
    return found


@require_safe
def step(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """The step. `?watch=<run>` is the same without forms, refreshing itself until that run is finished."""
    connection, which = connection_of(request, pk), step_of(step)
    if "watch" in request.GET:
        return _watch(request, connection, which)
    return show(request, connection, which)


def show(request: HttpRequest, connection: Connection, which: Step, **more: Any) -> HttpResponse:
    """The page of a step as it stands now. `more` takes the place of what the page would show."""
    now = live.look(connection, which, timezone.now())
    run = _run_named(connection, request.GET.get("run", ""))
    context = _context(request, connection, which, now) | {
        "overview": progress.overview(connection),
        "rows": rows.worst_first(now.rows),
        "run": run,
        "watched": run if now.running else None,
        "applied": live.named(connection, now),
        **_own(request, connection, which),
        **more,
    }
    template = select_template([f"wizard/steps/{which.slug}.html", "wizard/steps/step.html"])
    return HttpResponse(template.render(context, request))


def _own(request: HttpRequest, connection: Connection, step: Step) -> dict[str, Any]:
    """What this step shows besides its checks."""
    if step.slug == "accounts":
        return accounts.context(connection)
    if step.slug == "access":
        return access.context(request, connection)
    if step.slug == "sync":
        return sync_context.context(connection)
    return dns_records.context(connection)


def _watch(request: HttpRequest, connection: Connection, step: Step) -> HttpResponse:
    run = _run_named(connection, request.GET["watch"])
    page = reverse("wizard:step", args=[connection.pk, step.slug])
    if run is None or all(row.finished for row in run.all_rows()):
        return redirect(f"{page}?run={run.pk}" if run else page)
    now = live.look(connection, step, timezone.now())
    context = _context(request, connection, step, now) | {
        "overview": progress.overview(connection),
        "rows": now.rows,
        "run": run,
    }
    response = render(request, "wizard/watch.html", context)
    response["Refresh"] = str(WATCH_EVERY_S)
    return response


def _run_named(connection: Connection, text: str) -> Run | None:
    named = live.identifier(text)
    return connection.runs.filter(pk=named).first() if named else None


def _context(request: HttpRequest, connection: Connection, step: Step, now: Live) -> dict[str, Any]:
    return {
        "connection": connection,
        "current": step,
        "place": steps.STEPS.index(step) + 1,
        "live": now,
        "tree": tree_of(now.rows),
        "may_change": may_change(request, connection),
        "newest": connection.runs.first(),
        "delay": live.delay_ms(0, now),
        "polls": 1,
    }


def tree_of(found: Sequence[rows.Row]) -> Piece | None:
    """The path of autodiscover attempts, where the checks of this page have drawn one."""
    return next((item for row in found for item in row.evidence if item.kind == "tree"), None)


@require_POST
def run(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Run checks: `check=<id>`, or `which=all` or `failed` (failed, and what could not be checked).

    A live page gets a short answer that polls at once: the workers are busy from now on, so nothing is read here.
    """
    connection, which = connection_of(request, pk), step_of(step)
    chosen = _chosen(request, connection, which)
    trouble = live.trouble(timezone.now()) or ("" if chosen else NOTHING_FAILED)
    if trouble:
        messages.warning(request, trouble)
        return _back(request, connection, which)
    audit.note(request.user, "run checks", connection, checks=[check.id for check in chosen])
    started = dispatch.start(connection, chosen, str(request.user), timezone.now())
    if request.headers.get("HX-Request"):
        context = {"connection": connection, "current": which, "seen": request.POST.get("seen", "")}
        return render(request, "wizard/started.html", context)
    return _back(request, connection, which, f"?run={started.pk}")


def _chosen(request: HttpRequest, connection: Connection, step: Step) -> list[Check]:
    of_step = list(registry.of_step(step.slug))
    if "check" in request.POST:
        named = [check for check in of_step if check.id == request.POST["check"]]
        if not named:
            raise Http404("no such check in this step")
        return named
    if request.POST.get("which") != "failed":
        return of_step
    newest = newest_rows(connection)
    return [check for check in of_step if check.id in newest and newest[check.id].state in live.MENDABLE]


@require_POST
def changed(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """*I changed it just now*: note the moment for `check=<id>`, and look again."""
    connection, which = connection_of(request, pk), step_of(step)
    chosen = _chosen(request, connection, which)[:1] if "check" in request.POST else []
    if not chosen:
        raise Http404("no check named")
    now = timezone.now()
    moments.changed_now(connection, chosen[0].id, now)
    audit.note(request.user, "changed just now", connection, check=chosen[0].id)
    trouble = live.trouble(now)
    if trouble:
        messages.warning(request, trouble)
        return _back(request, connection, which)
    started = dispatch.start(connection, chosen, str(request.user), now)
    return _back(request, connection, which, f"?run={started.pk}")


def _back(request: HttpRequest, connection: Connection, step: Step, query: str = "") -> HttpResponse:
    page = reverse("wizard:step", args=[connection.pk, step.slug]) + query
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect(page)


@require_safe
def status(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """What changed since `seen`: the status line, and each row that looks different by now."""
    connection, which = connection_of(request, pk), step_of(step)
    now = live.look(connection, which, timezone.now())
    polls = live.number(request.GET.get("n", ""))
    # What stands around the rows is told when a run ends; once before that, when it takes its time.
    tell = not now.running or polls == TELL_AT
    context = _context(request, connection, which, now) | {
        "changed": now.changed_since(request.GET.get("seen", "")),
        "delay": live.delay_ms(polls, now),
        "polls": polls + 1,
        "tell": tell,
        "overview": progress.overview(connection) if tell else (),
        "oob": True,
    }
    return render(request, "wizard/status.html", context)
