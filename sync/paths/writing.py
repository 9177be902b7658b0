"""The ways to write a path: alone, in PowerShell, on a command line, in a task, as the set-up article has it.

Sources: knowledge base article 7019065 for doubled backslashes and quotes; `scripts.quoting` for the rest. That
PowerShell does not need doubled backslashes is our reading of its rules, not the article's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scripts import quoting
from sync.paths.findings import System


@dataclass(frozen=True)
class Way:
    """`key` is stable; `text` is what to copy, `note` when and why."""

    key: str
    label: str
    text: str
    note: str


def ways(path: str, system: System) -> tuple[Way, ...]:
    """How a sound path is written in each place. Quotes are part of the text where the place needs them."""
    return _on_linux(path) if system == "linux" else _on_windows(path)


def alone(text: str) -> Way:
    return Way("plain", "As it is", text, "For a field of a form, and in the file that our script reads.")


def _on_linux(path: str) -> tuple[Way, ...]:
    return (
        alone(path),
        Way(
            "shell", "On a command line", quoting.shell(path), "Quotes stand only where the shell needs them."
        ),
    )


def _on_windows(path: str) -> tuple[Way, ...]:
    found = (
        alone(path),
        Way(
            "powershell",
            "In PowerShell",
            quoting.powershell(path),
            "For a script and for the prompt. Between single quotes nothing needs a second backslash.",
        ),
        Way("command", "On a command line (cmd)", quoting.argument(path), _of_command(path)),
        Way(
            "task",
            "In a scheduled task",
            quoting.argument(path),
            "Under Arguments. “Start in” takes the path without quotes.",
        ),
    )
    return found if path.startswith("\\\\") else (*found, _of_article(path))


def _of_command(path: str) -> str:
    if "%" in path:
        return "The prompt may take what stands between two % for a variable: run such a line from PowerShell instead."
    return "Quotes keep a path with spaces together."


def _of_article(path: str) -> Way:
    doubled = re.sub(r"[`$“”„]", r"`\g<0>", path).replace("\\", "\\\\")
    plain = re.fullmatch(r"[A-Za-z0-9\\:._-]+", path)
    return Way(
        "article",
        "Escaped as the article writes it",
        doubled if plain else f'"{doubled}"',
        "Only for the vendor's own sync365.ps1: the article asks for doubled backslashes there, and for quotes around "
        "a path with spaces. PowerShell itself needs single ones only; a doubled one usually does no harm. If one form "
        "does not work, try the other.",
    )
