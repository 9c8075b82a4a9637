"""The server as a process of its own, which a test kills, stops and starts again."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.served import free_port

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (str(Path(sys.executable).parent / "headache-diary"),)
SERVE = (*PROGRAM, "serve")
STARTS_WITHIN_S = 60


def module(name: str) -> tuple[str, ...]:
    """The command that runs a module of the fault tests: `headache-diary` with one thing changed."""
    return (sys.executable, "-m", f"tests.faults.{name}")


@dataclass
class ServerProcess:
    """A server with its own data folder; the same one after each start."""

    folder: Path
    url: str = ""  # without one, the SQLite file in the data folder
    command: tuple[str, ...] = SERVE
    extra: dict[str, str] = field(default_factory=dict)
    port: int = 0
    keeps_port: bool = False  # the same address after each start: a browser keeps its storage by address
    process: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        self.url = self.url or f"sqlite:///{self.data / 'diary.sqlite3'}"

    @property
    def data(self) -> Path:
        """DIARY_DATA_DIR."""
        return self.folder / "data"

    @property
    def origin(self) -> str:
        """Where people open it."""
        return f"http://localhost:{self.port}"

    def answers(self) -> bool:
        """Whether it runs and answers."""
        return answers(self.port)

    @property
    def said(self) -> str:
        """All that it wrote to its standard error."""
        return self._errors.read_text() if self._errors.exists() else ""

    @property
    def _errors(self) -> Path:
        return self.folder / "server.err"

    def environment(self) -> dict[str, str]:
        """What this server and commands beside it are told."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("DIARY_")}
        return ours | {
            "DIARY_DATA_DIR": str(self.data),
            "DIARY_DATABASE_URL": self.url,
            "DIARY_PORT": str(self.port or free_port()),
            "DIARY_LIMIT_ACCOUNTS_PER_HOUR": "1000000",  # everybody in a test comes from one network
            "DIARY_LIMIT_ACCOUNTS_PER_DAY": "1000000",
            "DIARY_LIMIT_SIGN_INS_PER_HOUR": "1000000",
            "PYTHONPATH": str(ROOT),
            **self.extra,
        }

    def begin(self) -> "subprocess.Popen[bytes]":
        """Start it without waiting for an answer."""
        self.port = self.port if self.port and self.keeps_port else free_port()
        with self._errors.open("ab") as errors:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=self.environment(),
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
        return self.process

    def start(self) -> None:
        """Start it and wait until it answers."""
        process = self.begin()
        end = time.monotonic() + STARTS_WITHIN_S
        while not self.answers():
            assert process.poll() is None, f"it ended with {process.returncode}: {self.said}"
            assert time.monotonic() < end, f"it does not answer: {self.said}"
            time.sleep(0.02)

    def refusal(self) -> tuple[int, str]:
        """Start it, expecting that it ends by itself: its status and what it said."""
        before = len(self.said)
        try:
            status = self.begin().wait(STARTS_WITHIN_S)
        finally:
            self.kill()
        return status, self.said[before:]

    def kill(self) -> None:
        """SIGKILL: nothing is finished. No harm when it does not run."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self, asked: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop; the status that it ends with."""
        assert self.process is not None
        self.process.send_signal(asked)
        return self.process.wait(STARTS_WITHIN_S)

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """A command on the same data, such as migrate; its status and what it said."""
        return subprocess.run(
            [*(self.command[:-1] if self.command[-1:] == ("serve",) else PROGRAM), *command],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=STARTS_WITHIN_S,
        )


@contextmanager
def running(server: ServerProcess) -> Iterator[ServerProcess]:
    """The server, started; at the end of the block nothing of it is left."""
    try:
        server.start()
        yield server
    finally:
        server.kill()


def answers(port: int) -> bool:
    """Whether a server answers there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
