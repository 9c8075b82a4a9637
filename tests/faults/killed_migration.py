"""`headache-diary` with migrations of the test's own, killed after so many statements.

DIARY_MIGRATIONS names the folder of the migrations, DIARY_STATEMENTS how many statements they may run.
"""

import os
import signal
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event

from app.cli import main
from app.storage import schema

ran = count(1)


def kill_when_done(*_of: object) -> None:
    """After the statement that was the last one allowed."""
    if next(ran) == int(os.environ["DIARY_STATEMENTS"]):
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    schema._MIGRATIONS = Path(os.environ["DIARY_MIGRATIONS"])
    event.listen(Engine, "after_cursor_execute", kill_when_done)
    main()
