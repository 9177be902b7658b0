"""Paths and targets as people type them: corrected, explained, and read into what the nightly job writes to."""

from __future__ import annotations

from sync.paths.findings import Finding, System
from sync.paths.linter import Linted, lint, system_of, target_of
from sync.paths.targets import BadTarget, Download, Local, Sftp, Target
from sync.paths.writing import Way

__all__ = [
    "BadTarget", "Download", "Finding", "Linted", "Local", "Sftp", "System", "Target", "Way", "lint", "system_of",
    "target_of",
]  # fmt: skip
