"""What the two databases report, as the diary's own errors."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from app.errors import DiaryError, DiskFull, StorageUnavailable

_NO_ROOM = ("database or disk is full",)
_GONE = (
    psycopg.OperationalError,
    psycopg.InterfaceError,  # the connection was closed under our hands
    psycopg.errors.ReadOnlySqlTransaction,  # a server that became a standby
)


def storage_fault(fault: BaseException) -> BaseException:
    """The diary's error for a driver's: full disk, or not available; else as it is (a defect)."""
    if isinstance(fault, DiaryError):
        return fault
    if isinstance(fault, sqlite3.OperationalError):
        return DiskFull() if str(fault) in _NO_ROOM else StorageUnavailable()
    if isinstance(fault, psycopg.errors.DiskFull):
        return DiskFull()
    if isinstance(fault, _GONE):
        return StorageUnavailable()
    return fault


@contextmanager
def as_storage_faults() -> Iterator[None]:
    """Let a driver's errors leave as the diary's own."""
    try:
        yield
    except Exception as fault:
        known = storage_fault(fault)
        if known is fault:
            raise
        raise known from fault
