"""What a run would change in the published pair, found by SQL over whole sets: no Python runs once a row."""

from sync.difference.comparison import NoBase, compare

__all__ = ["NoBase", "compare"]
