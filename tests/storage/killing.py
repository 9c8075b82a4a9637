"""Does a restore again and again, each time killed at a later step; run as a program of its own.

A step is whatever Python tells its audit hooks: a file opened, copied, renamed or removed, SQLite opened, a
program started. Each attempt runs in a copy of the folder made by `attempts/N`, in a child process.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from app.storage.backup import restore

STEPS = {
    "open",
    "os.rename",
    "os.remove",
    "os.mkdir",
    "shutil.copyfile",
    "sqlite3.connect",
    "subprocess.Popen",
}


def die_at(step: int) -> None:
    """Be killed just before this step."""
    seen = 0

    def count(event: str, _arguments: object) -> None:
        nonlocal seen
        if event in STEPS:
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def attempt(folder: Path, step: int) -> bool:
    """Restore in a copy of the folder and be killed at a step; whether it came to that."""
    work = folder / "attempts" / f"{step:03}"
    shutil.copytree(folder / "start", work)
    child = os.fork()
    if child == 0:
        die_at(step)
        restore(f"sqlite:///{work / 'diary.sqlite3'}", folder / "backup", work / "safety", force=True)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def main(folder: Path) -> None:
    """Go on until a restore is done before its step comes."""
    step = 1
    while attempt(folder, step):
        step += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]))
