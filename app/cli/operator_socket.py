"""How commands that write reach a running server: a socket in DIARY_DATA_DIR that its user alone may open.

SQLite takes one writer: while a server runs, it does the job itself. Without a server the command takes the
database's lock. PostgreSQL takes many, and needs neither.
"""

import asyncio
import json
import os
import socketserver
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from socket import AF_UNIX, SOCK_STREAM, socket
from typing import Any
from uuid import UUID

from app.api.traces import trace
from app.cli.operator_jobs import Job, Told, as_data, from_data
from app.errors import DatabaseInUse, DiaryError, RefusesToStart
from app.settings import Settings
from app.storage.engine import Database, open_database, sqlite_file
from app.storage.opening import bring_to_head, lock_of

_NAME = "operator.sock"
_WITHIN_S = 20
_LONGEST = 64 * 1024


def do(settings: Settings, job: Job) -> Told:
    """Do a job in the database, whether a server runs or not. DiaryError."""
    try:
        lock = lock_of(settings.database_url)
    except DatabaseInUse as held:
        return ask_server(settings.data_dir / _NAME, as_data(job), held)
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
    now = datetime.now(UTC)
    told = asyncio.run(database.write(lambda tx: job.run(tx, now)))
    trace(now, job.what, **{job.of: UUID(told["id"])})
    return told


class _Listening(socketserver.UnixStreamServer):
    def __init__(self, path: Path, database: Database) -> None:
        self.database = database
        with _in_folder(path):
            super().__init__(path.name, _Asked)
            Path(path.name).chmod(0o600)

    def handle_error(self, request: object, client_address: object) -> None:
        """A command that hung up is no business of the server."""


class _Asked(socketserver.StreamRequestHandler):
    timeout = _WITHIN_S

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


def ask_server(path: Path, job: dict[str, Any], held: DatabaseInUse) -> Told:
    """Let the running server do a job. DiaryError, also when it does not answer; `held` without a socket."""
    with socket(AF_UNIX, SOCK_STREAM) as connection:
        connection.settimeout(_WITHIN_S)
        try:
            with _in_folder(path):
                connection.connect(path.name)
            connection.sendall(json.dumps(job).encode() + b"\n")
            with connection.makefile("rb") as answered:
                answer = json.loads(answered.readline(_LONGEST))
        except FileNotFoundError:
            raise held from None
        except (OSError, ValueError) as fault:
            raise RefusesToStart(f"the running server does not answer at {path}: {fault}") from None
    if "fault" in answer:
        raise DiaryError(str(answer["fault"]))
    told: Told = answer["told"]
    return told


@contextmanager
def _in_folder(path: Path) -> Iterator[None]:
    """A socket's name may have about a hundred bytes: from within its folder it is short."""
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        yield
    finally:
        os.chdir(before)
