"""The same question asked twice within one check is asked once, also by two threads at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

V = TypeVar("V")


class Once(Generic[V]):
    """Remembers what each key came to. A result stays; an exception does not, so that the next caller tries
    again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._futures: dict[Hashable, Future[V]] = {}

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """What `make` gave for this key; whoever comes second waits for the first."""
        with self._lock:
            known = self._futures.get(key)
            if known is None:
                future = self._futures[key] = Future()
        return known.result() if known is not None else self._run(key, future, make)

    def _run(self, key: Hashable, future: Future[V], make: Callable[[], V]) -> V:
        try:
            value = make()
        except BaseException as error:
            with self._lock:
                del self._futures[key]
            future.set_exception(error)
            raise
        future.set_result(value)
        return value
