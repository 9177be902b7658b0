"""Many reads or writes of one file under way at a time, answered in any order.

paramiko's own pipelining drops the answers to writes, and with them the reason why a disk was full; and it waits for
answers one by one, where a server may give them in any order (draft-ietf-secsh-filexfer-02, section 3).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, Final

from paramiko.sftp import CMD_DATA, CMD_READ, CMD_STATUS, CMD_WRITE, SFTPError, int64

REQUEST: Final = 32_768
UNDER_WAY: Final = 64


class _Answers:
    """What paramiko hands the answers to: data by the number of its request, and the first refusal."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._open: set[int] = set()
        self._data: dict[int, bytes] = {}
        self._refusal: Exception | None = None

    def ask(self, command: Any, *arguments: Any) -> int:
        number: int = self._session._async_request(self, command, *arguments)
        self._open.add(number)
        return number

    def wait(self, most: int) -> None:
        """Until at most so many requests are open. Raises what the server refused."""
        while len(self._open) > most:
            self._session._read_response()
        self._raise()

    def get(self, number: int) -> bytes:
        """The data of one request, b"" behind the end of the file. Raises what the server refused."""
        while number in self._open:
            self._session._read_response()
        self._raise()
        return self._data.pop(number, b"")

    def _raise(self) -> None:
        if self._refusal is not None:
            raise self._refusal

    def _async_response(self, kind: int, message: Any, number: int) -> None:
        self._open.discard(number)
        if kind == CMD_DATA:
            self._data[number] = message.get_string()
            return
        try:
            if kind != CMD_STATUS:
                raise SFTPError("The answer is neither data nor a status")
            self._session._convert_status(message)
        except EOFError:
            return
        except (OSError, SFTPError) as error:
            self._refusal = self._refusal or error


def write(session: Any, handle: bytes, pieces: Iterable[bytes]) -> None:
    """Write all pieces from the beginning of the open file on; every one was acknowledged when this returns."""
    answers, offset = _Answers(session), 0
    for piece in pieces:
        for start in range(0, len(piece), REQUEST):
            part = piece[start : start + REQUEST]
            answers.ask(CMD_WRITE, handle, int64(offset), part)
            offset += len(part)
            answers.wait(UNDER_WAY)
    answers.wait(0)


def read(session: Any, handle: bytes) -> Iterator[bytes]:
    """The bytes of the open file to its end. A server that gives less than was asked for is asked for less."""
    answers, asked, at, size = _Answers(session), deque[int](), 0, REQUEST
    while True:
        while len(asked) < UNDER_WAY:
            asked.append(answers.ask(CMD_READ, handle, int64(at + len(asked) * size), size))
        piece = answers.get(asked.popleft())
        if not piece:
            answers.wait(0)
            return
        yield piece
        at += len(piece)
        if len(piece) < size:
            answers.wait(0)
            answers, asked, size = _Answers(session), deque[int](), len(piece)
