"""The rows of a run for people: what changes and why, what stays, who is left out; by page, filter and search."""

from sync.preview.asking import Ask, Page, counts, page
from sync.preview.listing import forget, prepare
from sync.preview.rows import Row, Value

__all__ = ["Ask", "Page", "Row", "Value", "counts", "forget", "page", "prepare"]
