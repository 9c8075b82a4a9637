"""A folder of backups: one is written at a time, and what a kill left half-made goes."""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import BackupRefused
from app.storage.file_lock import holder_of

PART, PROOF = ".part", "diary-proof-"
"""The ending of a backup that is being written, and the beginning of the folder where one is proved."""
WAITS_S = 10.0
_LOOKS_EVERY_S = 0.1
_LEFT = re.compile(r"(diary|before-migration|before-restore)-.*\.(sqlite3|pgdump)\.part(-journal)?")


@contextmanager
def alone_in(folder: Path, waits_s: float | None = None) -> Iterator[None]:
    """Hold the folder (made if need be), and begin with what was left there removed.

    BackupRefused when another backup still holds it after a while. A file system without such locks has none
    (NFS, of a folder): there what was left stays, it may be what another one is writing.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        if _is_held(handle, folder, WAITS_S if waits_s is None else waits_s):
            remove_left(folder)
        yield
    finally:
        os.close(handle)


def tidy(folder: Path) -> None:
    """Remove what was left in a folder, if there is one, unless a backup is written there now."""
    with suppress(OSError, BackupRefused):
        if folder.is_dir():
            with alone_in(folder, 0):
                pass


def remove_left(folder: Path) -> None:
    """Remove half-made backups and proofs. The caller holds the folder, or the database."""
    for path in folder.iterdir():
        if path.name.startswith(PROOF) and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif _LEFT.fullmatch(path.name):
            with suppress(OSError):  # a folder that cannot be written: who writes a backup there hears it
                path.unlink(missing_ok=True)


def _is_held(handle: int, folder: Path, waits_s: float) -> bool:
    """Hold it; False where that cannot be done. BackupRefused."""
    end = time.monotonic() + waits_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                raise BackupRefused(
                    f"another backup is being written to {folder}{holder_of(handle)}: "
                    "try again when it has ended"
                ) from None
            time.sleep(_LOOKS_EVERY_S)
        except OSError:
            return False
        else:
            return True
