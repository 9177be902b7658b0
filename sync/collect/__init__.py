"""From Microsoft Graph to a staging file, with proof that nothing is missing."""

from __future__ import annotations

from sync.collect.certificate import Certificate
from sync.collect.collecting import collect
from sync.collect.plan import Plan, Say

__all__ = ["Certificate", "Plan", "Say", "collect"]
