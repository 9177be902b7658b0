"""One question, one answer, also for threads that ask together."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from clients.once import Once


def test_threads_that_ask_together_share_one_answer() -> None:
    once: Once[int] = Once()
    made: list[int] = []
    started, go_on = threading.Event(), threading.Event()

    def make() -> int:
        started.set()
        made.append(1)
        assert go_on.wait(5)
        return len(made)

    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(once.get, "key", make)
        assert started.wait(5)
        others = [pool.submit(once.get, "key", make) for _ in range(7)]
        go_on.set()
        assert [f.result() for f in (first, *others)] == [1] * 8
    assert once.get("other", lambda: 5) == 5


def test_a_failure_is_not_remembered() -> None:
    once: Once[int] = Once()
    with pytest.raises(ZeroDivisionError):
        once.get("key", lambda: 1 // 0)
    assert once.get("key", lambda: 7) == 7
