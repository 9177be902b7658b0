"""What templates need beyond Django's own: icons, and moments in UTC."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clients.names import to_unicode
from wizard.views import words

register = template.Library()

PATHS = {
    "tick": "M9 16.2 4.8 12l-1.4 1.4L9 19 21 7l-1.4-1.4z",
    "cross": "M18.3 5.7 12 12l6.3 6.3-1.4 1.4-6.3-6.3-6.3 6.3-1.4-1.4L9.2 12 2.9 5.7l1.4-1.4 6.3 6.3 6.3-6.3z",
    "triangle": "M1 21h22L12 2zm12-3h-2v-2h2zm0-4h-2v-4h2z",
    "question": "M11 17h2v2h-2zM12 4a5 5 0 0 0-5 5h2a3 3 0 1 1 5 2.2c-2 1.5-3 2.3-3 4.3h2c0-1.2.8-1.9 2.3-3"
    "A5 5 0 0 0 12 4z",
    "bar": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm5 11H7v-2h10z",
    "clock": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm4.3 14.3L11 13V6h2v6l4.7 2.9z",
    "dots": "M6 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm6 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm6 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
    "turning": "M12 4V1L8 5l4 4V6a6 6 0 0 1 6 6h2a8 8 0 0 0-8-8zM6 12H4a8 8 0 0 0 8 8v3l4-4-4-4v3a6 6 0 0 1-6-6z",
    "dash": "M5 11h14v2H5z",
    "ring": "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zm0 14a6 6 0 1 1 0-12 6 6 0 0 1 0 12z",
}


@register.simple_tag
def icon(name: str, tone: str = "") -> SafeString:
    """An icon as inline SVG. It only repeats what words say, so it is hidden from screen readers."""
    return format_html(
        '<svg class="i {}" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        tone,
        PATHS.get(name, PATHS["ring"]),
    )


@register.simple_tag
def when(moment: datetime | date) -> SafeString:
    """A moment in UTC, or a day, readable by people and machines."""
    if not isinstance(moment, datetime):
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), _day(moment))
    return format_html(
        '<time datetime="{}">{}, {} UTC</time>',
        f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        _day(moment),
        f"{moment:%H:%M}",
    )


def _day(moment: date) -> str:
    return f"{moment.day} {moment:%b %Y}"


@register.filter
def words_of(state: str) -> str:
    """A state in words."""
    return words.WORDS.get(state, state)


@register.filter
def by_whom(started_by: str) -> str:
    """Who started a run, after "by": a person, or what went before it."""
    return started_by if started_by.startswith("by ") else f"by {started_by}"


@register.filter
def tone_of(state: str) -> str:
    return words.TONES.get(state, "off")


@register.filter
def readable(domain: str) -> str:
    """A domain in letters, with its ASCII form beside it where the two differ."""
    letters = to_unicode(domain)
    return domain if letters == domain else f"{letters} ({domain})"


@register.simple_tag
def version() -> str:
    return str(settings.VERSION)


@register.filter
def slug_of(check_id: str) -> str:
    """A check's id as part of an element's id."""
    return words.slug(check_id)


@register.filter
def unwrapped(text: str) -> str:
    """The text of a docstring: its paragraphs stay, the line breaks inside them go."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
