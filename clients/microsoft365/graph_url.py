"""URLs of Graph: what may be asked for by path, and what links may be followed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

PATH_KEPT = "/()'=,$@:!*;~%"
QUERY_KEPT = "/()'=,$@:!*;~"
VERSION = "v1.0"


def graph_url(
    root: str, path: str, params: Mapping[str, str] | None = None, version: str = VERSION
) -> str:  # fmt: skip
    """The URL of a path without version. ValueError for a path that could lead elsewhere."""
    if not path.startswith("/") or any(step in ("..", ".", "") for step in path[1:].split("/")):
        raise ValueError("A path of Graph begins with a slash and has no empty or dotted steps.")
    query = "&".join(f"{k}={quote(v, safe=QUERY_KEPT)}" for k, v in (params or {}).items())
    return f"{root}/{version}{quote(path, safe=PATH_KEPT)}" + (f"?{query}" if query else "")
