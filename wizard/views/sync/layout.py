"""How the files look: learned from an uploaded pair, corrected by a person, taken or not."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from people import audit
from sync.csv_files import BadFile
from sync.layout.shape import Layout
from sync.layout.source import label
from sync.layout.sources import GROUP_SOURCES, SOURCES
from sync.models import Connection, plan_of
from wizard import samples
from wizard.views.seen import connection_of, require_change
from wizard.views.sync.frame import frame

SIZE = f"A file of at most {samples.MOST_BYTES // 1_000_000} MB."


@require_safe
def layout(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _page(request, connection_of(request, pk))


@require_POST
def upload(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a pair (`users`, `groups`); what is wrong with a file is said with its line, and nothing is learned."""
    connection = _changeable(request, pk)
    files = [request.FILES.get(name) for name in ("users", "groups")]
    missing = [name for name, file in zip(("users", "groups"), files, strict=True) if file is None]
    if missing:
        return _page(request, connection, problem=f"Choose the {' and the '.join(missing)} file.")
    users, groups = (cast("UploadedFile[Any]", file) for file in files)
    if any((file.size or 0) > samples.MOST_BYTES for file in (users, groups)):
        return _page(request, connection, problem=SIZE)
    names = (users.name or "", groups.name or "")
    try:
        samples.upload(connection, users.read(), groups.read(), names)
    except BadFile as fault:
        return _page(request, connection, fault=fault)
    audit.note(request.user, "upload sample pair", connection, names=list(names))
    messages.success(request, "Learned. Look through the columns below, then take the layout.")
    return redirect("wizard:sync-layout", connection.pk)


@require_POST
def correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """`file`, `column`, `source`: what a column holds, as a person says."""
    connection = _changeable(request, pk)
    asked = request.POST
    file = "groups" if asked.get("file") == "groups" else "users"
    try:
        samples.correct(connection, file, asked.get("column", ""), asked.get("source", ""))  # type: ignore[arg-type]
    except (ValueError, FileNotFoundError) as problem:
        messages.error(request, str(problem))
    else:
        audit.note(
            request.user, "correct layout", connection, column=asked.get("column"), source=asked.get("source")
        )
        messages.success(request, "Changed, and every column was compared again.")
    return redirect("wizard:sync-layout", connection.pk)


@require_POST
def take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """`which`: learned, generic, or again (compare the sample once more with the newest directory)."""
    connection, which = _changeable(request, pk), request.POST.get("which", "")
    try:
        if which == "again":
            samples.compare_again(connection)
            messages.success(request, "Compared with the directory of the newest complete run.")
            return redirect("wizard:sync-layout", connection.pk)
        taken = samples.take_generic(connection) if which == "generic" else samples.accept(connection)
    except (ValueError, OSError) as problem:
        messages.error(request, str(problem))
        return redirect("wizard:sync-layout", connection.pk)
    audit.note(request.user, "take layout", connection, which=which, proven=taken.proven)
    messages.success(request, "Taken. The next preview shows the files in this layout.")
    return redirect("wizard:step", connection.pk, "sync")


def _changeable(request: HttpRequest, pk: uuid.UUID) -> Connection:
    connection = connection_of(request, pk)
    require_change(request, connection)
    return connection


def _page(request: HttpRequest, connection: Connection, **more: Any) -> HttpResponse:
    plan, draft = plan_of(connection), samples.draft_of(connection)
    now = Layout.of(plan.layout) if plan.layout else None
    context = {
        **frame(request, connection, "Layout of the files"),
        "layout": now,
        "columns": _columns(now) if now else [],
        "draft": draft,
        "taken": bool(draft and plan.layout == draft["layout"]),
        "directory": samples.directory_of(connection),
        "choices": {"users": _choices(SOURCES), "groups": _choices(GROUP_SOURCES)},
        **more,
    }
    return render(request, "wizard/sync/layout.html", context)


def _choices(sources: Any) -> list[tuple[str, str]]:
    return sorted(((key, source.label) for key, source in sources.items()), key=lambda one: one[1].casefold())


def _columns(layout: Layout) -> list[tuple[str, list[tuple[str, str]]]]:
    """Both files with each column and what it holds."""
    files = ((layout.users, SOURCES), (layout.groups, GROUP_SOURCES))
    return [
        (file.name, [(column.name, label(column.source, cast(Any, sources))) for column in file.columns])
        for file, sources in files
    ]
