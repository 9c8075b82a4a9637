"""The lock of a SQLite database: one server, or one command that writes, at a time, whatever it is called."""

import fcntl
import os
import sys
from pathlib import Path

from app.errors import DatabaseInUse, RefusesToStart

_LOCKS = Path("/proc/locks")


class FileLock:
    """Holds a file beside the database, and on Linux the database file itself.

    A hard link, or the file beside it removed, would let a second server in by the first alone. Both are
    flock(2): on a local file system of Linux it knows nothing of the fcntl(2) locks that SQLite takes on the
    same file. Elsewhere the two may be the same thing, and SQLite would keep itself out.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._beside = file.with_name(file.name + ".lock")
        self._held: list[int] = []

    def take(self) -> "FileLock":
        """Hold it until `release` or the end of the process. DatabaseInUse when another holds it."""
        try:
            self._beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._hold(self._beside)
            self.hold_file()
        except OSError as fault:
            self.release()
            raise RefusesToStart(
                f"{fault.filename} cannot be written ({fault.strerror}): DIARY_DATA_DIR, or "
                "DIARY_DATABASE_URL, must name a folder that this user may write"
            ) from None
        except DatabaseInUse:
            self.release()
            raise
        return self

    def hold_file(self) -> None:
        """Hold the database file, made if need be; again after another one took its place. DatabaseInUse."""
        if sys.platform == "linux":
            self._hold(self._file)

    def _hold(self, path: Path) -> None:
        """Hold a file. The handle of a database that another holds stays open until the process ends.

        Closing it would take away what SQLite holds of that file for this process.
        """
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if any(os.path.sameopenfile(handle, held) for held in self._held):
            self._held.append(handle)  # the same file, held already
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = holder_of(handle)
            if path == self._beside:
                os.close(handle)
            raise DatabaseInUse(
                f"another server or command holds {path.name}{holder}: stop it first, "
                "or use PostgreSQL for several server processes"
            ) from None
        self._held.append(handle)

    def release(self) -> None:
        """Let go, once no connection to the database is open any more; the files stay."""
        while self._held:
            os.close(self._held.pop())


def holder_of(handle: int) -> str:
    """Who holds a file or folder, as ` (process 7: headache-diary serve)`; "" where nothing tells."""
    try:
        found = [line.split() for line in _LOCKS.read_text().splitlines() if " FLOCK " in line]
        inode = f":{os.fstat(handle).st_ino}"
        process = next(line[4] for line in found if line[5].endswith(inode))
        command = Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except (OSError, StopIteration, IndexError):
        return ""
    words = [Path(word).name for word in command if word and not word.startswith("-")]
    program = words[1:] if words and words[0].startswith("python") else words
    return f" (process {process}: {' '.join(program)[:80]})"
