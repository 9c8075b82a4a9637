"""`clinic add`, `account reset` and their kin: done within seconds, or it is said who is in the way."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from socket import AF_UNIX, SOCK_STREAM, socket
from uuid import uuid4

import pytest

from app.cli.operator_jobs import AddClinic, ResetAccount, as_data
from app.cli.operator_socket import ask_server
from app.errors import DatabaseInUse, DiaryError
from tests.faults.conftest import Tell
from tests.faults.processes import SERVE, ServerProcess, module, running
from tests.faults.test_locked_database import locked
from tests.faults.writers import Writers, ask

pytestmark = pytest.mark.xdist_group("alone")
AT_ONCE = 100
LONGEST_S = 12.0
_HOLD = """
import sys
from pathlib import Path
from app.storage.file_lock import FileLock
lock = FileLock(Path(sys.argv[1])).take()
print("held", flush=True)
sys.stdin.read()
"""


def answered_in(path: Path, job: dict[str, object]) -> float:
    """How long the server takes for a job. DiaryError."""
    began = time.monotonic()
    ask_server(path, job, DatabaseInUse())
    return time.monotonic() - began


@contextmanager
def a_silent_one(server: ServerProcess) -> Iterator[Path]:
    """A command that connects and says nothing; the socket that others use meanwhile."""
    path = server.data / "operator.sock"
    with closing(socket(AF_UNIX, SOCK_STREAM)) as silent:
        silent.connect(str(path))
        yield path


def test_many_commands_at_once_are_all_answered_beside_writers_and_one_that_says_nothing(
    tmp_path: Path, tell: Tell
) -> None:
    with running(ServerProcess(tmp_path)) as server:
        writers = Writers.on(server, 2)
        _, _, account = ask(server.port, "GET", "/api/v1/account", cookie=writers.all[0].diary.cookie)
        jobs = [as_data(AddClinic(f"Clinic {uuid4()}")) for _ in range(AT_ONCE)]
        jobs.append(as_data(ResetAccount(account["username"])))
        with writers.writing(server.port), a_silent_one(server) as path, ThreadPoolExecutor(AT_ONCE) as pool:
            took = list(pool.map(lambda job: answered_in(path, job), jobs))

    tell(f"{len(took)} commands at once, the last was answered after {max(took):.2f} s")
    assert len(took) == AT_ONCE + 1
    assert max(took) < LONGEST_S


def test_heard_one_at_a_time_they_wait_for_one_that_says_nothing(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, command=(*module("one_command_at_a_time"), "serve"))
    with running(server), a_silent_one(server) as path, pytest.raises(DiaryError, match="does not answer"):
        answered_in(path, as_data(AddClinic("Mitte")))


def test_a_database_that_is_kept_from_the_server_is_told_within_seconds(tmp_path: Path) -> None:
    with running(ServerProcess(tmp_path)) as server, locked(server.url):
        began = time.monotonic()
        with pytest.raises(DiaryError, match=r"busy|cannot be written"):
            answered_in(server.data / "operator.sock", as_data(AddClinic("Mitte")))

    assert time.monotonic() - began < LONGEST_S


@pytest.fixture
def holder(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Another command, which has the database of a server that does not run."""
    file = tmp_path / "data" / "diary.sqlite3"
    command = [sys.executable, "-c", _HOLD, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        yield holder
        holder.kill()


def test_a_command_says_which_other_one_has_the_database(
    tmp_path: Path, holder: "subprocess.Popen[bytes]"
) -> None:
    ran = ServerProcess(tmp_path, command=SERVE).run("clinic", "add", "Mitte")

    assert ran.returncode == 1
    assert f"(process {holder.pid}: " in ran.stderr


def test_a_command_waits_for_another_one_that_is_soon_done(
    tmp_path: Path, holder: "subprocess.Popen[bytes]"
) -> None:
    with ThreadPoolExecutor() as pool:
        running_ = pool.submit(ServerProcess(tmp_path, command=SERVE).run, "clinic", "add", "Mitte")
        time.sleep(3)
        holder.kill()
        ran = running_.result()

    assert ran.returncode == 0
    assert " add_clinic done " in ran.stderr
