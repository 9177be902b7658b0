"""Saved runs: the list of a connection, runs of bare domains, and one run as it was stored."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.roles import person_of
from wizard import comparison, report
from wizard.models import CheckRun, Run
from wizard.views import rows, words
from wizard.views.seen import connection_of, run_of

A_PAGE = 25


@dataclass(frozen=True)
class Saved:
    """A run in a list: how it ended in numbers."""

    run: Run
    failed: int
    warning: int
    error: int
    passed: int
    other: int
    unfinished: int


@require_safe
def of_connection(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    connection = connection_of(request, pk)
    page = _page(request, connection.runs.all())
    return render(
        request, "wizard/runs.html", {"connection": connection, "page": page, "saved": _saved(page)}
    )


@require_safe
def of_bare_domains(request: HttpRequest) -> HttpResponse:
    """Runs that the shell made of domains without a stored connection."""
    runs = Run.objects.visible_to(person_of(request)).filter(connection__isnull=True)
    page = _page(request, runs)
    return render(request, "wizard/runs.html", {"connection": None, "page": page, "saved": _saved(page)})


def _page(request: HttpRequest, runs: QuerySet[Run]) -> Page[Run]:
    return Paginator(runs.order_by("-made_at", "-number"), A_PAGE).get_page(request.GET.get("page"))


def _saved(page: Page[Run]) -> list[Saved]:
    states: dict[uuid.UUID, Counter[str]] = {run.pk: Counter() for run in page}
    for run, state in CheckRun.objects.filter(run__in=list(page)).order_by().values_list("run_id", "state"):
        states[run][state] += 1
    return [_counted(run, states[run.pk]) for run in page]


def _counted(run: Run, count: Counter[str]) -> Saved:
    named = {state: count[state] for state in ("failed", "warning", "error", "passed")}
    unfinished = count["queued"] + count["running"]
    return Saved(run, **named, other=count.total() - sum(named.values()) - unfinished, unfinished=unfinished)


@require_safe
def run(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One run as it was stored, worst first, with what changed since the rows before. `?print=1` opens all."""
    found = run_of(request, pk)
    own = report.in_page_order(found.all_rows().select_related("previous", "run"))
    changed = comparison.changes(own)
    shown = rows.worst_first(rows.fold(rows.of_runs(own, changed)))
    ends = [row.finished_at for row in own if row.finished_at]
    done = len(ends) == len(own) and bool(ends)
    context = {
        "run": found,
        "connection": found.connection,
        "rows": shown,
        "others": rows.of_runs(others(found, own)),
        "totals": _totals(shown),
        "compared": _compared(changed),
        "finished": max(ends) if done else None,
        "took": words.took(round((max(ends) - found.made_at).total_seconds() * 1000)) if done else "",
        "vantage": next((row.vantage for row in own if row.vantage), None),
        "rules": next((row.rules for row in own if row.rules), ""),
        "for_print": "print" in request.GET,
    }
    return render(request, "wizard/run.html", context)


def others(run: Run, own: list[CheckRun]) -> list[CheckRun]:
    """The newest rows of the same steps that this run did not look at, as they stood at its end."""
    if run.connection is None:
        return []
    end = max((row.finished_at or row.queued_at for row in own), default=run.made_at)
    before = CheckRun.objects.filter(connection=run.connection, finished_at__lte=end)
    latest = before.filter(check_id=OuterRef("check_id")).order_by("-queued_at", "-pk").values("pk")[:1]
    missing = before.filter(step__in={row.step for row in own}).exclude(
        check_id__in={row.check_id for row in own}
    )
    return report.in_page_order(missing.filter(pk=Subquery(latest)).select_related("run", "previous"))


def _totals(shown: list[rows.Row]) -> list[tuple[str, str, int]]:
    """State, its word and its count, for the states that occur, worst first."""
    count = Counter(row.state for row in shown)
    return [(state, words.WORDS[state], count[state]) for state in rows.RANK if count[state]]


def _compared(changed: dict[str, str]) -> list[tuple[str, int]]:
    count = Counter(changed.values())
    kinds = (comparison.NEWLY, comparison.STILL, comparison.FIXED, comparison.SAME)
    return [(kind, count[kind]) for kind in kinds if count[kind]]


@require_safe
def download(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The report as a file, in the format that scripts read."""
    found = run_of(request, pk)
    body = json.dumps(report.report_of(found), indent=2, ensure_ascii=False)
    name = f"report-{found.domain}-run-{found.number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body + "\n", content_type="application/json", headers=headers)
