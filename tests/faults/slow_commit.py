"""`headache-diary` with a COMMIT that takes DIARY_COMMIT_TAKES_S longer, on both databases.

The file DIARY_COMMIT_BEGAN, if one is named, is there as soon as one has begun.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from app.cli import main
from app.storage.writer import Writer


def slower(commit: Callable[..., None], by_s: float) -> Callable[..., None]:
    """The same commit after a while."""

    def slowly(*of: object) -> None:
        if began := os.environ.get("DIARY_COMMIT_BEGAN"):
            Path(began).touch()
        time.sleep(by_s)
        commit(*of)

    return slowly


if __name__ == "__main__":
    takes_s = float(os.environ["DIARY_COMMIT_TAKES_S"])
    Writer._commit = slower(Writer._commit, takes_s)  # type: ignore[method-assign]
    psycopg.Connection.commit = slower(psycopg.Connection.commit, takes_s)  # type: ignore[method-assign]
    main()
