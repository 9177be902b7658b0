"""Generations: every pair that was published, whole, beside what it was made of. See sync/snapshots/store.py."""

from sync.snapshots.comparison import Compared, compare
from sync.snapshots.indexes import index_of, slim
from sync.snapshots.listing import listed
from sync.snapshots.manifest import How, Manifest
from sync.snapshots.pruning import prune
from sync.snapshots.store import Current, Damaged, Store
from sync.snapshots.verification import verify

__all__ = [
    "Compared", "Current", "Damaged", "How", "Manifest", "Store", "compare", "index_of", "listed", "prune", "slim",
    "verify",
]  # fmt: skip
