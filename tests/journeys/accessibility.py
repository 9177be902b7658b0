"""What axe, a program that knows the WCAG, says of a page: in light and in dark, on a wide screen and a narrow one."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Literal

from playwright.sync_api import Page, ViewportSize

SIZES: tuple[ViewportSize, ...] = ({"width": 1280, "height": 900}, {"width": 320, "height": 800})
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")

# In the dark nothing differs but the colours.
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS = EVERYTHING | {"runOnly": {"type": "tag", "values": ["cat.color"]}}
SCHEMES: tuple[tuple[Literal["light", "dark"], dict[str, Any]], ...] = (
    ("light", EVERYTHING),
    ("dark", COLOURS),
)


def faults(page: Page) -> list[str]:
    """Everything that is wrong with the page as it stands. Its context must bypass the CSP, or axe cannot get in."""
    found: list[str] = []
    page.evaluate(AXE)
    for size in SIZES:
        page.set_viewport_size(size)
        for scheme, rules in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            where = f"{page.url}, {scheme}, {size['width']} px"
            found += [f"{where}: {words}" for words in _violations(page, rules)]
        found += _overflow(page, size["width"])
    return found


def _violations(page: Page, rules: dict[str, Any]) -> list[str]:
    violations = page.evaluate("async rules => (await axe.run(document, rules)).violations", rules)
    return [f"{v['id']} ({v['help']}) at {_places(v['nodes'])}" for v in violations]


def _places(nodes: list[dict[str, Any]]) -> str:
    return "; ".join(str(node["target"][0]) for node in nodes[:4])


def _overflow(page: Page, width: int) -> list[str]:
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    return [f"{page.url} is {wide} px wide on a screen of {width} px"] if wide > width else []
