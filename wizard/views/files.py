"""Files that come in and go out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def uploaded(request: HttpRequest, name: str, most: int) -> bytes:
    """The content of an uploaded file, one byte over `most` at the longest; empty when none was chosen."""
    file = request.FILES.get(name)
    return file.read(most + 1) if file is not None and not isinstance(file, list) else b""


def attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    """A download. `name`: plain ASCII without quotes."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
