"""Many requests in one COMMIT: a bad one refuses nobody else's."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import insert

from app.errors import RevisionDiffers
from app.storage import writer
from app.storage.engine import Database, open_database
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import Diary
from app.storage.writer import Writer
from tests.databases import SQLITE, migrated_database
from tests.faults.conftest import Tell
from tests.faults.stored import contents_of
from tests.served import NOW

GOOD_JOBS = 40
_INSERT = Prepared(insert(table_of(Diary)))
NEW = dict.fromkeys(("erased_at", "epoch", "epoch_within")) | {"created_at": NOW, "stored_bytes": 0}
Job = Callable[[Transaction], UUID]
Outcomes = list[UUID | BaseException]


def good(tx: Transaction) -> UUID:
    """A diary of its own."""
    diary_id = uuid4()
    _INSERT(tx, diary_id=diary_id, change_counter=0, **NEW)
    return diary_id


def refused(tx: Transaction) -> UUID:
    """A diary, then a refusal by a rule."""
    good(tx)
    raise RevisionDiffers


def defective(tx: Transaction) -> UUID:
    """A diary, then a fault of the program."""
    good(tx)
    raise ZeroDivisionError


def impossible(tx: Transaction) -> UUID:
    """A diary, then a row that the database itself refuses."""
    _INSERT(tx, diary_id=good(tx), change_counter=None, **NEW)
    raise AssertionError


def all_at_once(url: str, jobs: list[Job]) -> Outcomes:
    """What comes of jobs that wait together until the writer is free."""
    database = open_database(url)
    try:
        return asyncio.run(_all_at_once(database, jobs))
    finally:
        database.close()


async def _all_at_once(database: Database, jobs: list[Job]) -> Outcomes:
    began, may_end = threading.Event(), threading.Event()

    def hold(_tx: Transaction) -> None:
        began.set()
        may_end.wait()

    holding = asyncio.ensure_future(database.write(hold))
    await asyncio.to_thread(began.wait)
    waiting = asyncio.gather(*(database.write(job) for job in jobs), return_exceptions=True)
    await asyncio.sleep(0)
    may_end.set()
    await holding
    return await waiting


def diaries_in(url: str) -> int:
    return len(contents_of(url)["diary"])


@pytest.mark.parametrize("bad", [refused, defective, impossible])
def test_a_bad_job_in_a_batch_refuses_nobody_elses(migrated_url: str, bad: Job, tell: Tell) -> None:
    jobs: list[Job] = [good] * GOOD_JOBS
    jobs.insert(GOOD_JOBS // 2, bad)

    outcomes = all_at_once(migrated_url, jobs)

    done = [outcome for outcome in outcomes if isinstance(outcome, UUID)]
    tell(f"{len(outcomes)} jobs at once, one of them {bad.__name__}: {len(done)} done")
    assert len(done) == GOOD_JOBS
    assert isinstance(
        outcomes[GOOD_JOBS // 2],
        RevisionDiffers | ZeroDivisionError | sqlite3.IntegrityError | psycopg.IntegrityError,
    )
    assert diaries_in(migrated_url) == GOOD_JOBS


def test_jobs_that_wait_together_share_one_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commits, commit = [], Writer._commit

    def counted(one: Writer) -> None:
        commits.append(one)
        commit(one)

    monkeypatch.setattr(Writer, "_commit", counted)

    all_at_once(migrated_database(SQLITE, tmp_path), [good] * GOOD_JOBS)

    assert len(commits) == 2  # the one that they waited for, and theirs


def test_a_writer_without_savepoints_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = migrated_database(SQLITE, tmp_path)
    monkeypatch.setattr(writer, "_one_job", _without_savepoint)

    all_at_once(url, [good, refused, good])

    assert diaries_in(url) != 2


def _without_savepoint(tx: Transaction, pending: writer._Pending) -> None:
    try:
        pending.result = pending.job(tx)
    except Exception as fault:
        pending.fault = fault
