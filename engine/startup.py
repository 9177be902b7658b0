"""What other rooms add to the start and the end of `up`, which knows none of them."""

from __future__ import annotations

from collections.abc import Callable

Greeting = Callable[[str], str]

_greetings: list[Greeting] = []
_endings: list[Callable[[], None]] = []


def on_start(greeting: Greeting) -> Greeting:
    """Register words to print after the start. It is given the base URL; an empty answer prints nothing."""
    _greetings.append(greeting)
    return greeting


def on_stop(ending: Callable[[], None]) -> Callable[[], None]:
    """Register what has to be put away when `up` ends."""
    _endings.append(ending)
    return ending


def greetings(base_url: str) -> list[str]:
    return [words for greeting in _greetings if (words := greeting(base_url))]


def end() -> None:
    for ending in _endings:
        ending()
