"""STEPS: the table of contents of the wizard. Which checks a step shows comes from the registry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step. `lead` is its one-sentence purpose; `built` is False for a step that this version does not have."""

    slug: str
    title: str
    lead: str
    built: bool = True


STEPS: tuple[Step, ...] = (
    Step(
        "start", "Start", "Which Retain, which Exchange, which domain. The rest follows from these answers."
    ),
    Step(
        "prerequisites",
        "Prerequisites",
        "Domain, DNS and autodiscover must lead Retain to its mailboxes. Run the checks; each one that is not green "
        "says what to do.",
    ),
    Step(
        "accounts",
        "Accounts",
        "An administrator who sets things up, and Retain's own user: two accounts, neither with more rights than "
        "it needs.",
    ),
    Step("access", "Access", "The right to read mailboxes: given once, limited, and proved by reading one."),
    Step("sync", "Sync", "Users and groups for Retain, fresh every night."),
    Step("review", "Review", "Everything on one page, to print and hand over."),
)


def get(slug: str) -> Step:
    """The step with this slug; KeyError when there is none."""
    return next((step for step in STEPS if step.slug == slug), None) or _unknown(slug)


def _unknown(slug: str) -> Step:
    raise KeyError(slug)
