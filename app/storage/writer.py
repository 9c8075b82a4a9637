"""The one writer of a SQLite database: many requests, one fsync, each answered after its COMMIT.

Every job runs inside a savepoint of its own, so that a bad one refuses nobody else's. Where the database
itself failed (disk full), the whole batch is rolled back and its jobs are tried again one by one. An
answer, also a refusal, leaves only after the transaction it was read in is durable: it may rest on a
neighbour's edit.
"""

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import Dialect

from app.errors import ShuttingDown
from app.rules.limits import USUAL, Limits
from app.storage.faults import storage_fault
from app.storage.prepared import Transaction

T = TypeVar("T")
Job = Callable[[Transaction], Any]

AT_MOST_IN_A_BATCH = 64
BUSY_TIMEOUT_MS = 5_000
_TRUNCATE_AGAIN_AFTER_S, _AFTER_A_FAULT_S = 0.5, 10.0


@dataclass(slots=True)
class _Pending:
    """A job, who waits for it, and what came of it."""

    job: Job
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[Any]"
    result: object = None
    fault: BaseException | None = None


class Wake(Enum):
    """Puts the writer to work although nobody waits."""

    UP = "up"


class Writer:
    """A thread with the only connection that writes."""

    def __init__(self, connection: sqlite3.Connection, dialect: Dialect, limits: Limits = USUAL) -> None:
        self._connection = connection
        self._dialect = dialect
        self._limits = limits
        self._waiting: queue.SimpleQueue[_Pending | Wake | None] = queue.SimpleQueue()
        self._closed = False
        self._log_is_due = True  # what a kill left in it may have been erased
        self._not_before = 0.0
        self._thread = threading.Thread(target=self._run, name="diary-writer", daemon=True)
        self._thread.start()

    async def write(self, job: Callable[[Transaction], T]) -> T:
        """Run the job in a write transaction and return after COMMIT; raises what the job raised."""
        if self._closed:
            raise ShuttingDown
        loop = asyncio.get_running_loop()
        pending = _Pending(job, loop, loop.create_future())
        self._waiting.put(pending)
        result: T = await pending.answer  # who gives up waiting does not stop the job
        return result

    def truncate_log(self) -> None:
        """Empty the WAL as soon as no reader needs it; nobody waits for that."""
        self._log_is_due = True
        self._waiting.put(Wake.UP)

    def close(self) -> None:
        """Finish what waits, move the WAL into the database, close."""
        if not self._closed:
            self._closed = True
            self._waiting.put(None)
            self._thread.join()

    def _run(self) -> None:
        cursor = self._connection.cursor()
        while batch := self._next_batch():
            try:
                self._do(Transaction(cursor, self._dialect, self._limits), batch)
            except Exception as fault:
                self._roll_back()
                _refuse(batch, fault)
            _answer(batch)
            self._truncate_if_due()
        while not self._waiting.empty():
            late = self._waiting.get()
            if isinstance(late, _Pending):
                _refuse([late], ShuttingDown())
                _answer([late])
        with suppress(sqlite3.Error):  # a disk without room: the WAL stays, and nothing in it is lost
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()

    def _next_batch(self) -> list[_Pending]:
        batch: list[_Pending] = []
        pending: _Pending | Wake | None = self._next()
        while pending is not None:
            if isinstance(pending, _Pending):
                batch.append(pending)
            if len(batch) == AT_MOST_IN_A_BATCH or self._waiting.empty():
                return batch
            pending = self._waiting.get()
        if batch:
            self._waiting.put(None)
        return batch

    def _next(self) -> _Pending | None:
        while True:
            try:
                pending = self._waiting.get(timeout=_TRUNCATE_AGAIN_AFTER_S if self._log_is_due else None)
            except queue.Empty:
                pending = Wake.UP
            if not isinstance(pending, Wake):
                return pending
            self._truncate_if_due()

    def _truncate_if_due(self) -> None:
        """Without waiting: a reader in the way would hold up everybody who writes."""
        if not self._log_is_due or time.monotonic() < self._not_before:
            return
        try:
            self._connection.execute("PRAGMA busy_timeout=0")
            (busy, _, _) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._log_is_due = bool(busy)
        except sqlite3.Error:  # a disk without room: each try may move a long log in vain
            self._not_before = time.monotonic() + _AFTER_A_FAULT_S
        self._connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")

    def _do(self, tx: Transaction, batch: list[_Pending]) -> None:
        began = False
        try:
            tx.cursor.execute("BEGIN IMMEDIATE", ())
            began = True
            for pending in batch:
                _one_job(tx, pending)
            self._commit()
        except sqlite3.Error as fault:
            self._roll_back()
            _refuse(batch, storage_fault(fault))
            if began and len(batch) > 1:  # a locked database would keep each of them waiting again
                for pending in batch:
                    self._do(tx, [pending])

    def _roll_back(self) -> None:
        with suppress(sqlite3.Error):  # where this fails, the next BEGIN does too, and comes here again
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _commit(self) -> None:
        self._connection.execute("COMMIT")


def _one_job(tx: Transaction, pending: _Pending) -> None:
    pending.fault = None
    tx.cursor.execute("SAVEPOINT job", ())
    try:
        pending.result = pending.job(tx)
    except sqlite3.Error:
        raise  # the database failed, not the job: the batch is tried again one by one
    except Exception as fault:
        pending.fault = fault
        tx.cursor.execute("ROLLBACK TO job", ())
    tx.cursor.execute("RELEASE job", ())


def _refuse(batch: list[_Pending], fault: BaseException) -> None:
    for pending in batch:
        pending.fault = fault


def _answer(batch: list[_Pending]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[_Pending]] = {}
    for pending in batch:
        by_loop.setdefault(pending.loop, []).append(pending)
    for loop, answered in by_loop.items():
        with suppress(RuntimeError):  # the loop was closed: nobody waits there any more
            loop.call_soon_threadsafe(_deliver, answered)


def _deliver(answered: list[_Pending]) -> None:
    for pending in answered:
        if pending.answer.cancelled():
            continue
        if pending.fault is not None:
            pending.answer.set_exception(pending.fault)
        else:
            pending.answer.set_result(pending.result)
