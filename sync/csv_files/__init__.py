"""Reading comma-separated files as they are found, and writing them as they were: bytes in, a Table out, and back.

`read` takes a whole sample apart and refuses it at the first fault; `scan` goes through a file of any size row by row
and gathers its faults. Nothing is ever learned from a broken file.
"""

from sync.csv_files.faults import BadFile, Unwritable
from sync.csv_files.findings import Finding
from sync.csv_files.reading import read
from sync.csv_files.scanning import Scan, scan
from sync.csv_files.table import Table
from sync.csv_files.writing import write

__all__ = ["BadFile", "Finding", "Scan", "Table", "Unwritable", "read", "scan", "write"]
