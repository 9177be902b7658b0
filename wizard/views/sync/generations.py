"""The kept pairs: what each held, compared, downloaded, verified, brought back."""

from __future__ import annotations

import io
import uuid
import zipfile

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from people import audit
from sync import dispatch, snapshots
from sync.models import Connection, Generation, Purpose
from sync.pair import Written
from sync.snapshots import Damaged, Store
from wizard.views import live
from wizard.views.seen import connection_of, require_change
from wizard.views.sync.frame import frame
from wizard.views.sync.runs import to_preview

A_PAGE = 20
CSV = "text/csv"


@require_safe
def generations(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    connection = connection_of(request, pk)
    page = Paginator(connection.generations.all(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        **frame(request, connection, "Kept pairs"),
        "page": page,
        "compared": _compared(request, connection),
    }
    return render(request, "wizard/sync/generations.html", context)


def _compared(request: HttpRequest, connection: Connection) -> dict[str, object] | None:
    """Two generations side by side, as `from` and `to` name them."""
    older, newer = (live.number(request.GET.get(name, "")) for name in ("from", "to"))
    if not older or not newer or older == newer:
        return None
    try:
        found = snapshots.compare(Store(connection.folder), older, newer)
    except (OSError, ValueError) as problem:
        return {"from": older, "to": newer, "problem": str(problem)}
    return {"from": older, "to": newer, "found": found}


@require_safe
def download(request: HttpRequest, pk: uuid.UUID, number: int, what: str) -> HttpResponseBase:
    """One file of a generation (`users`, `groups`), byte for byte, or both in a zip (`pair`)."""
    connection = connection_of(request, pk)
    files = _files(connection, number)
    audit.note(request.user, "download pair", connection, generation=number, file=what)
    if what == "pair":
        return _zipped(number, files)
    named = files[0] if what == "users" else files[-1] if what == "groups" else None
    if named is None or not named.path.is_file():
        raise Http404(what)
    return FileResponse(named.path.open("rb"), as_attachment=True, filename=named.name, content_type=CSV)


def _files(connection: Connection, number: int) -> tuple[Written, ...]:
    try:
        return Store(connection.folder).manifest(number).files
    except (FileNotFoundError, Damaged):
        raise Http404(str(number)) from None


def _zipped(number: int, files: tuple[Written, ...]) -> HttpResponseBase:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            if file.path.is_file():
                archive.write(file.path, file.name)
    packed.seek(0)
    return FileResponse(packed, as_attachment=True, filename=f"retain-pair-{number}.zip")


@require_POST
def verify(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Read a kept pair from the disk and compare it with its manifest."""
    connection = connection_of(request, pk)
    try:
        problems = snapshots.verify(Store(connection.folder), number)
    except FileNotFoundError:
        raise Http404(str(number)) from None
    except OSError as problem:
        problems = (str(problem),)
    if problems:
        messages.error(request, f"Generation {number} is not whole. {' '.join(problems)}")
    else:
        messages.success(
            request, f"Generation {number} is whole: both files are byte for byte what was kept."
        )
    return redirect("wizard:sync-generations", connection.pk)


@require_POST
def restore(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Publish an old generation again, for a `reason`."""
    connection = connection_of(request, pk)
    require_change(request, connection)
    generation = get_object_or_404(Generation, connection=connection, number=number)
    reason, now = request.POST.get("reason", "").strip(), timezone.now()
    trouble = live.trouble(now) or ("" if reason else "Say in a few words why the old pair comes back.")
    if trouble:
        messages.error(request, trouble)
        return redirect("wizard:sync-generations", connection.pk)
    started = dispatch.start(
        connection, Purpose.RESTORE, request.user, now, restores=generation, reason=reason
    )
    if started.joined:
        messages.info(request, "A run is under way. Bring the pair back when it is over.")
    else:
        audit.note(request.user, "restore pair", connection, generation=number, reason=reason)
    return to_preview(connection, started.run)
