"""SFTP behind the outbound guard, by paramiko over sockets of our own."""

from clients.sftp.opening import host_key, open_sftp
from clients.sftp.secrets import check_secret

__all__ = ["check_secret", "host_key", "open_sftp"]
