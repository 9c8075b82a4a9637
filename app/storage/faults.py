"""What the two databases report, as the diary's own errors."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError

from app.errors import DiaryError, DiskFull, StorageUnavailable

_log = logging.getLogger("diary")
_NO_ROOM = ("database or disk is full",)
_UNAVAILABLE = (
    sqlite3.OperationalError,
    psycopg.OperationalError,
    psycopg.InterfaceError,  # the connection was closed under our hands
    psycopg.errors.ReadOnlySqlTransaction,  # a server that became a standby
)
_UNREADABLE = (
    sqlite3.DatabaseError,
    sqlite3.InternalError,
)  # themselves: their subclasses tell of statements


def storage_fault(fault: BaseException) -> BaseException:
    """The diary's error for a driver's: full disk, or not available; else as it is (a defect).

    What the driver says goes to the log, by its code alone: its words may hold what somebody wrote.
    """
    if isinstance(fault, DBAPIError) and fault.orig is not None:  # where the pool opened a connection
        fault = fault.orig
    if isinstance(fault, DiaryError) or not (isinstance(fault, _UNAVAILABLE) or type(fault) in _UNREADABLE):
        return fault
    code = getattr(fault, "sqlite_errorname", None) or getattr(fault, "sqlstate", None)
    _log.error("the database refused: %s", code or type(fault).__name__)
    full = isinstance(fault, psycopg.errors.DiskFull) or str(fault) in _NO_ROOM
    return DiskFull() if full else StorageUnavailable()


@contextmanager
def as_storage_faults(passing: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Let a driver's errors leave as the diary's own; `passing` leave as they are."""
    try:
        yield
    except passing:
        raise
    except Exception as fault:
        known = storage_fault(fault)
        if known is fault:
            raise
        raise known from fault
