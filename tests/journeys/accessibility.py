"""What axe, a program that knows the WCAG, says of a page: in light and in dark, on a wide screen and a narrow one."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Literal

from playwright.sync_api import Page

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")

# In the dark nothing differs but the colours. A narrow page shows nothing that a wide one does not, so its colours are
# judged there.
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS = EVERYTHING | {"runOnly": {"type": "tag", "values": ["cat.color"]}}
BUT_COLOURS = EVERYTHING | {"rules": {"color-contrast": {"enabled": False}}}

Look = tuple[Literal["light", "dark"], int, dict[str, Any]]
LOOKS: tuple[Look, ...] = (
    ("light", 1280, EVERYTHING),
    ("dark", 1280, COLOURS),
    ("dark", 320, BUT_COLOURS),
)


def faults(page: Page) -> list[str]:
    """Everything that is wrong with the page as it stands. Its context must bypass the CSP, or axe cannot get in."""
    found: list[str] = []
    page.evaluate(AXE)
    for scheme, width, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{page.url}, {scheme}, {width} px: {words}" for words in _violations(page, rules)]
        found += _overflow(page, width)
    return found


def _violations(page: Page, rules: dict[str, Any]) -> list[str]:
    violations = page.evaluate("async rules => (await axe.run(document, rules)).violations", rules)
    return [f"{v['id']} ({v['help']}) at {_places(v['nodes'])}" for v in violations]


def _places(nodes: list[dict[str, Any]]) -> str:
    return "; ".join(str(node["target"][0]) for node in nodes[:4])


def _overflow(page: Page, width: int) -> list[str]:
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    return [f"{page.url} is {wide} px wide on a screen of {width} px"] if wide > width else []
