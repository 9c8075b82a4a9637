"""Servers in processes of their own: started, awaited, weighed, stopped."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = Path(sys.executable).with_name("headache-diary")
_PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A server that has answered; `first_answer_s` counts from the start of its process."""

    port: int
    process: int
    first_answer_s: float

    def memory_mb(self) -> float:
        """Its resident memory now, in MB of a million bytes."""
        for line in Path(f"/proc/{self.process}/status").read_text("utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
        return 0.0

    def processor_s(self) -> float:
        """The processor time that it has used so far, in seconds."""
        fields = Path(f"/proc/{self.process}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(
    folder: Path, command: list[str], bytecode: Path | None = None, trusted_proxies: str = ""
) -> Iterator[Server]:
    """Run a server on this data folder, its bytecode kept beside its source or in a folder of its own."""
    port = _free_port()
    environment = environment_of(bytecode) | {
        "DIARY_DATA_DIR": str(folder),
        "DIARY_PORT": str(port),
        "DIARY_DATABASE_URL": "",
        "DIARY_TRUSTED_PROXIES": trusted_proxies,
    }
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield Server(port, process.pid, _first_answer(process, port) - began)
    finally:
        process.terminate()
        process.wait()


def diary(folder: Path, bytecode: Path | None = None) -> AbstractContextManager[Server]:
    """The product itself, as `make run` starts it."""
    return running(folder, [str(COMMAND), "serve"], bytecode)


def environment_of(bytecode: Path | None) -> dict[str, str]:
    """The environment without what a developer's machine may say about bytecode."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | ({} if bytecode is None else {"PYTHONPYCACHEPREFIX": str(bytecode)})


def get(port: int, path: str, cookie: str = "") -> tuple[int, bytes]:
    """One answer on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_S)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def _first_answer(process: "subprocess.Popen[bytes]", port: int) -> float:
    end = time.perf_counter() + _PATIENCE_S
    while time.perf_counter() < end and process.poll() is None:
        try:
            status, _body = get(port, "/livez")
        except OSError:
            time.sleep(0.005)
            continue
        if status == http.client.OK:
            return time.perf_counter()
    raise RuntimeError(f"the server did not answer; its exit status is {process.poll()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
