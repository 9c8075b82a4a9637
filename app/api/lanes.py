"""Slow work in two lanes: whoever is known never waits behind a crowd of strangers."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from enum import StrEnum
from typing import Any, TypeVar

from app.errors import ShuttingDown

T = TypeVar("T")
_Job = tuple["Future[Any]", Callable[[], Any]]


class Lane(StrEnum):
    """Where a piece of work waits."""

    KNOWN = "known"  # of a browser that has signed in to the account before, or of somebody signed in
    STRANGERS = "strangers"


class Lanes:
    """A few threads. Each has a lane of its own, and helps in the other one while its own is empty.

    So no piece of work waits for more than what is under way and what came before it in its own lane; and
    there are never more pieces under way than threads.
    """

    def __init__(self, name: str, own: Sequence[Lane]) -> None:
        self._waiting: dict[Lane, deque[_Job]] = {lane: deque() for lane in Lane}
        self._changed = threading.Condition()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._run, args=(lane,), name=f"{name}-{lane}", daemon=True)
            for lane in own
        ]
        for thread in self._threads:
            thread.start()

    async def do(self, lane: Lane, work: Callable[[], T]) -> T:
        """Do it when its turn has come; raises what the work raised. ShuttingDown once closed."""
        told: Future[T] = Future()
        with self._changed:
            if self._closed:
                raise ShuttingDown
            self._waiting[lane].append((told, work))
            self._changed.notify()
        return await asyncio.wrap_future(told)

    def close(self) -> None:
        """Finish what is under way; what still waits is given up."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        for told, _ in (job for waiting in self._waiting.values() for job in waiting):
            told.cancel()

    def _run(self, own: Lane) -> None:
        while (job := self._next(own)) is not None:
            told, work = job
            if not told.set_running_or_notify_cancel():
                continue
            try:
                told.set_result(work())
            except BaseException as fault:  # it belongs to whoever waits
                told.set_exception(fault)

    def _next(self, own: Lane) -> _Job | None:
        """The first of its own lane, else of the other one; waits for one; None once closed."""
        with self._changed:
            while not self._closed:
                for lane in sorted(Lane, key=lambda one: one is not own):
                    if self._waiting[lane]:
                        return self._waiting[lane].popleft()
                self._changed.wait()
        return None
