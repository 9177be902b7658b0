"""Where the pair is published: a folder of this machine or of an SFTP server, behind one small set of operations."""

from sync.files.contract import Files, Stat, TargetFault, Why
from sync.files.local import LocalFiles
from sync.files.sftp import SftpFiles

__all__ = ["Files", "LocalFiles", "SftpFiles", "Stat", "TargetFault", "Why"]
