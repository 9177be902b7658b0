"""Workers: the signals that every Celery worker needs, and the one that runs inside a process of ours."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import signals
from celery.app import app_or_default
from celery.worker import WorkController
from django.conf import settings

from engine.keeper import keeper

log = logging.getLogger(__name__)

# Set while this process ends: work that would take long hands its row back instead of being waited for.
stopping = threading.Event()


def connect_signals() -> None:
    """A worker keeps leases alive from the moment it is ready until it shuts down."""
    signals.worker_ready.connect(_ready, weak=False)
    signals.worker_shutting_down.connect(_shutting_down, weak=False)
    signals.worker_shutdown.connect(_shut_down, weak=False)


def _ready(sender: Any, **_: Any) -> None:
    keeper.start(does_checks="checks" in sender.app.amqp.queues.consume_from)


def _shutting_down(**_: Any) -> None:
    stopping.set()


def _shut_down(**_: Any) -> None:
    keeper.stop()


class InnerWorker(WorkController):
    """A worker in a thread of this process; it leaves signal handlers and logging to its host."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.is_ready = threading.Event()
        super().__init__(*args, **kwargs)

    def on_consumer_ready(self, consumer: Any) -> None:
        self.is_ready.set()


class Hosted:
    """Runs an inner worker for one queue in a thread and starts it again should it ever fall over."""

    def __init__(self, queue: str, threads: int) -> None:
        self._queue, self._threads = queue, threads
        self._ending = threading.Event()
        self._worker = self._make()
        self._thread = threading.Thread(target=self._run, name=f"worker {queue}", daemon=True)

    def start(self) -> Hosted:
        """Consume from now on."""
        # The application's list of queues is shared: one worker must consume before the next one is made.
        self._thread.start()
        self._worker.is_ready.wait(10)
        return self

    def stop(self) -> None:
        """Let it finish what it is at, then end it. Its thread may linger for one last look at the empty queue."""
        self._ending.set()
        self._worker.stop()

    def _make(self) -> InnerWorker:
        return InnerWorker(
            app=app_or_default(),
            queues=[self._queue],
            pool="threads",
            concurrency=self._threads,
            hostname=f"{self._queue}@inner",
            without_mingle=True,
            without_gossip=True,
            without_heartbeat=True,
        )

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self._worker.start()
            except Exception:
                if not self._ending.is_set():
                    log.exception("The worker of queue %s fell over; it is started again", self._queue)
            if not self._ending.wait(0.5):
                self._worker = self._make()


@contextmanager
def running(*queues: str) -> Iterator[None]:
    """Workers for `queues` in this process while the block runs; they finish what they are at before it ends."""
    stopping.clear()
    hosted = [Hosted(queue, settings.WORKER_THREADS if queue == "checks" else 1).start() for queue in queues]
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        for one in hosted:
            one.stop()
        keeper.stop()
