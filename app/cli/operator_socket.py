"""How commands that write reach a running server: a socket in DIARY_DATA_DIR that its user alone may open.

SQLite takes one writer: while a server runs, it does the job itself. Without a server the command takes the
database's lock. PostgreSQL takes many, and needs neither.
"""

import asyncio
import json
import os
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from socket import AF_UNIX, SOCK_STREAM, socket
from typing import Any
from uuid import UUID

from app.api.traces import trace
from app.cli.operator_jobs import Job, Told, as_data, from_data
from app.errors import DatabaseInUse, DiaryError, RefusesToStart, StorageUnavailable
from app.settings import Settings
from app.storage.engine import Database, open_database, sqlite_file
from app.storage.opening import bring_to_head, lock_of

_NAME = "operator.sock"
_WITHIN_S = 10.0
"""How long a command waits for the database, or for the server that holds it, before it says who does."""
_SENT_WITHIN_S, _DONE_WITHIN_S = 5.0, 8.0
_LOOKS_EVERY_S = 0.2
_LONGEST = 64 * 1024
_LONGEST_NAME = 100


def do(settings: Settings, job: Job) -> Told:
    """Do a job in the database, whether a server runs or not; within seconds. DiaryError."""
    end = time.monotonic() + _WITHIN_S
    while True:
        try:
            return _do_alone(settings, job)
        except DatabaseInUse as held:
            with suppress(DatabaseInUse):  # another command has it, or a server that has only begun to start
                return ask_server(settings.data_dir / _NAME, as_data(job), held, end)
            if time.monotonic() >= end:
                raise
        time.sleep(_LOOKS_EVERY_S)


def _do_alone(settings: Settings, job: Job) -> Told:
    """DatabaseInUse while a server or another command has the database."""
    lock = lock_of(settings.database_url)
    try:
        bring_to_head(settings.database_url, settings.data_dir / "backups")
        with closing(open_database(settings.database_url, limits=settings.limits)) as database:
            return _run(database, job)
    finally:
        if lock is not None:
            lock.release()


@contextmanager
def answering(settings: Settings, database: Database) -> Iterator[None]:
    """Do what commands ask for, as long as the server runs."""
    if sqlite_file(settings.database_url) is None:
        yield
        return
    path = settings.data_dir / _NAME
    path.unlink(missing_ok=True)  # of a server that was killed: the lock says that none runs
    with _Listening(path, database) as server:
        thread = threading.Thread(target=server.serve_forever, name="diary-operator")
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            path.unlink(missing_ok=True)


def _run(database: Database, job: Job) -> Told:
    """StorageUnavailable when it is not done in time: it may be done yet."""
    now = datetime.now(UTC)

    async def done() -> Told:
        async with asyncio.timeout(_DONE_WITHIN_S):
            return await database.write(lambda tx: job.run(tx, now))

    try:
        told = asyncio.run(done())
    except TimeoutError:
        raise StorageUnavailable(
            "the database was busy for too long: what was asked may still be done, look before you ask again"
        ) from None
    trace(now, job.what, **{job.of: UUID(told["id"])})
    return told


class _Listening(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True  # a command that says nothing holds up neither another one nor the end
    request_queue_size = 64

    def __init__(self, path: Path, database: Database) -> None:
        self.database = database
        with _name_of(path) as name:
            super().__init__(name, _Asked)
        path.chmod(0o600)

    def handle_error(self, request: object, client_address: object) -> None:
        """A command that hung up is no business of the server."""


class _Asked(socketserver.StreamRequestHandler):
    timeout = _SENT_WITHIN_S

    def handle(self) -> None:
        assert isinstance(self.server, _Listening)
        self.wfile.write(json.dumps(self._answer(self.server.database)).encode() + b"\n")

    def _answer(self, database: Database) -> dict[str, object]:
        try:
            job = from_data(json.loads(self.rfile.readline(_LONGEST)))
        except (ValueError, KeyError, TypeError):
            return {"fault": "the server is of another release: stop it first"}
        try:
            return {"told": _run(database, job)}
        except DiaryError as fault:
            return {"fault": str(fault)}


def ask_server(path: Path, job: dict[str, Any], held: DatabaseInUse, end: float | None = None) -> Told:
    """Let the running server do a job. DiaryError, also when it does not answer; `held` when none listens."""
    end = time.monotonic() + _WITHIN_S if end is None else end
    try:
        with closing(_connected(path, end)) as connection:
            connection.sendall(json.dumps(job).encode() + b"\n")
            with connection.makefile("rb") as answered:
                answer = json.loads(answered.readline(_LONGEST))
    except (FileNotFoundError, ConnectionRefusedError):
        raise held from None
    except (OSError, ValueError) as fault:
        raise RefusesToStart(f"the running server does not answer at {path} ({fault}): {held}") from None
    if "fault" in answer:
        raise DiaryError(str(answer["fault"]))
    told: Told = answer["told"]
    return told


def _connected(path: Path, end: float) -> socket:
    """A connection to the server, each step on it in time. OSError."""
    connection = socket(AF_UNIX, SOCK_STREAM)
    connection.settimeout(max(end - time.monotonic(), _LOOKS_EVERY_S))
    try:
        while True:
            with suppress(BlockingIOError), _name_of(path) as name:  # many at once: no room to wait in
                connection.connect(name)
                return connection
            if time.monotonic() >= end:
                raise TimeoutError("too many commands at once")
            time.sleep(_LOOKS_EVERY_S)
    except BaseException:
        connection.close()
        raise


@contextmanager
def _name_of(path: Path) -> Iterator[str]:
    """A name for a socket: it may have about a hundred bytes, and is short from within its folder."""
    if len(os.fsencode(path)) <= _LONGEST_NAME:
        yield str(path)
        return
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        yield path.name
    finally:
        os.chdir(before)
