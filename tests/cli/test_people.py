"""`clinic add`, `clinician add` and `account reset`: with a server, without one, and what they refuse."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from tests.databases import POSTGRESQL, SQLITE, migrated_database
from tests.faults.processes import ServerProcess, running
from tests.served import PASSWORD

Run = Callable[..., Result]
CLINIC = "Headache clinic, Mitte"


@pytest.fixture
def server(kind: str, tmp_path: Path) -> ServerProcess:
    """A server that does not run yet."""
    folder = tmp_path / "server"
    folder.mkdir()
    return ServerProcess(folder, migrated_database(kind, tmp_path), keeps_port=True)


@pytest.fixture
def run(server: ServerProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs commands beside it."""
    for name in [name for name in os.environ if name.startswith("DIARY_")]:
        monkeypatch.delenv(name)
    before = os.umask(0o022)
    os.umask(before)

    def command(*arguments: str) -> Result:
        told = {name: value for name, value in server.environment().items() if name.startswith("DIARY_")}
        return CliRunner().invoke(app, list(arguments), env=told)

    yield command
    os.umask(before)


def add(run: Run, username: str = "grace") -> Result:
    """A clinician at the clinic."""
    return run("clinician", "add", username, "--clinic", CLINIC, "--name", "Dr Grace")


def token_of(printed: Result) -> str:
    """What stands after the # of the link."""
    assert printed.exit_code == 0, printed.output
    return printed.stdout.strip().rpartition("/enrol/#")[2]


def enrolled(server: ServerProcess, token: str) -> httpx.Response:
    """Whose account the link opens."""
    address = f"http://127.0.0.1:{server.port}/api/v1/enrolment/options"
    return httpx.post(address, json={"token": token})


def refused(result: Result) -> str:
    """What a command that refused said, in one line."""
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("headache-diary: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_a_clinic_and_a_clinician_are_added_before_the_server_runs(server: ServerProcess, run: Run) -> None:
    assert run("clinic", "add", CLINIC).exit_code == 0
    token = token_of(add(run))

    with running(server):
        told = enrolled(server, token).json()

    assert (told["username"], told["display_name"], told["role"]) == ("grace", "Dr Grace", "clinician")


def test_they_are_added_while_the_server_runs(server: ServerProcess, run: Run) -> None:
    with running(server):
        run("clinic", "add", CLINIC)
        told = enrolled(server, token_of(add(run))).json()
        again = enrolled(server, token_of(run("account", "reset", "GRACE"))).json()

    assert (told["username"], told["purpose"]) == ("grace", "enrol")
    assert (again["username"], again["purpose"]) == ("grace", "reset")


def test_an_account_is_opened_again(server: ServerProcess, run: Run) -> None:
    account = {"username": "ada", "password": PASSWORD, "display_name": "Ada", "time_zone": "UTC"}
    with running(server):
        address = f"http://127.0.0.1:{server.port}/api/v1"
        httpx.post(f"{address}/accounts", json=account)
        printed = run("account", "reset", "ada")
        said = {"token": token_of(printed), "password": "seven lanterns in a quiet harbour"}
        answer = httpx.post(f"{address}/enrolment", json=said)

    assert "opens the account of the patient 'ada' again, once, within seven days" in printed.stdout
    assert f"http://localhost:{server.port}/enrol/#" in printed.stdout
    assert answer.status_code == 201


@pytest.mark.parametrize("runs", [True, False], ids=["server runs", "no server"])
def test_what_cannot_be_is_refused_in_a_line(server: ServerProcess, run: Run, runs: bool) -> None:
    if runs:
        server.start()
    run("clinic", "add", CLINIC)
    add(run)

    told = [
        refused(run("clinic", "add", CLINIC)),
        refused(add(run)),
        refused(run("clinician", "add", "holm", "--clinic", "nowhere", "--name", "Dr Holm")),
        refused(run("account", "reset", "nobody")),
    ]
    server.kill()

    assert "there is a clinic named" in told[0]
    assert "user name" in told[1]
    assert "`clinic add` makes one" in told[2]
    assert "there is no account named 'nobody'" in told[3]


@pytest.mark.parametrize(
    "arguments",
    [
        ("clinic", "add", " "),
        ("clinic", "add", "x" * 201),
        ("clinic", "add", "two\nlines"),
        ("clinician", "add", "gr ace", "--clinic", CLINIC, "--name", "Dr Grace"),
        ("clinician", "add", "grace", "--clinic", CLINIC, "--name", "Dr Grace", "--time-zone", "Mars/Base"),
    ],
)
def test_a_name_or_a_zone_that_cannot_be_is_named(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, list(arguments), env={"DIARY_DATA_DIR": str(tmp_path / "data")})

    assert result.exit_code == 2
    assert not (tmp_path / "data").exists()


def test_only_the_servers_own_user_may_open_its_socket(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    with running(server):
        socket = server.data / "operator.sock"
        mode = stat.S_IMODE(socket.stat().st_mode)
    ended = socket.exists()

    assert (mode, ended) == (0o600, True)  # it was killed


def test_a_socket_that_a_killed_server_left_is_in_nobodys_way(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, keeps_port=True)
    with running(server):
        pass
    told = {name: value for name, value in server.environment().items() if name.startswith("DIARY_")}

    without = CliRunner().invoke(app, ["clinic", "add", CLINIC], env=told)
    with running(server):
        again = CliRunner().invoke(app, ["clinic", "add", "Another"], env=told)
        server.stop()

    assert (without.exit_code, again.exit_code) == (0, 0)
    assert not (server.data / "operator.sock").exists()


def test_several_processes_on_one_postgresql_need_no_socket(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, migrated_database(POSTGRESQL, tmp_path))
    with running(server):
        assert not (server.data / "operator.sock").exists()


def test_a_server_of_another_release_is_not_given_a_job_that_it_does_not_know(tmp_path: Path) -> None:
    from app.cli.operator_socket import ask_server
    from app.errors import DatabaseInUse, DiaryError

    server = ServerProcess(tmp_path, migrated_database(SQLITE, tmp_path))
    with running(server), pytest.raises(DiaryError, match="of another release"):
        ask_server(server.data / "operator.sock", {"job": "Unheard", "said": {}}, DatabaseInUse())


def test_a_clinician_who_is_ended_signs_in_no_more_until_a_reset(run: Run, server: ServerProcess) -> None:
    assert run("clinic", "add", CLINIC).exit_code == 0
    assert run("clinician", "add", "grace", "--clinic", CLINIC, "--name", "Dr علی‌رضا").exit_code == 0

    ended = [run("clinician", "end", name) for name in ("GRACE", "nobody")]
    again = run("account", "reset", "grace")

    assert [one.exit_code for one in (*ended, again)] == [0, 1, 0]
    assert "signs in no more" in ended[0].stdout
    assert "/enrol/#" in again.stdout


@pytest.mark.parametrize("name", ["Dr\u202e Grace", "Dr\nGrace", "\u3164", "  "])
def test_a_name_that_turns_breaks_or_hides_is_none(run: Run, name: str) -> None:
    assert run("clinic", "add", name).exit_code == 2
