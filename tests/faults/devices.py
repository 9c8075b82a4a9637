"""Devices with the app's own TypeScript in one process of Node, and the wire between them and a server."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
NODE = Path(sys.executable).parent / "node"
SILENT_AT_MOST_S = 120
Send = Callable[[str, str], httpx.Response]
Wire = Callable[[Send, str, str], httpx.Response | None]


def plain(send: Send, path: str, body: str) -> httpx.Response | None:
    """A wire without a fault."""
    return send(path, body)


def nobody(path: str, body: str) -> httpx.Response:
    """A server that nobody asks through the wire."""
    raise AssertionError(f"asked for {path}")


@dataclass
class Devices:
    """Tells the devices what to do and carries their requests; `wire` may lose and repeat them."""

    send: Send = nobody
    wire: Wire = plain
    server: str = ""  # an address: they speak to it themselves, and nothing goes over the wire
    asked: int = 0
    _answered: "dict[int, dict[str, Any]]" = field(default_factory=dict)
    _process: "subprocess.Popen[str]" = field(init=False)
    _lines: "queue.Queue[str]" = field(default_factory=queue.Queue)

    def __post_init__(self) -> None:
        self._process = subprocess.Popen(
            [NODE, "--no-warnings", "tests/devices/main.ts"],
            cwd=FRONTEND,
            env={**os.environ, "TZ": "UTC", "DIARY_SERVER": self.server},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        threading.Thread(target=self._hear, daemon=True).start()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait(30)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()

    def __enter__(self) -> "Devices":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tell(self, do: str, device: str, **given: Any) -> Any:
        """Let a device do something; comes back once nothing of it is on its way.

        The wire may let it do more, `soon`, while a request is under way.
        """
        self.asked += 1
        mine = self.asked
        self._write({"id": mine, "do": do, "device": device, **given})
        while mine not in self._answered:
            line = self._read()
            if "ask" in line:
                self._carry(line)
            else:
                self._answered[line["id"]] = line
        answered = self._answered.pop(mine)
        assert "fault" not in answered, answered["fault"]
        return answered["ok"]

    def _carry(self, line: dict[str, Any]) -> None:
        answer = self.wire(self.send, line["path"], line["body"])
        status, body = (0, "") if answer is None else (answer.status_code, answer.text)
        self._write({"answer": line["ask"], "status": status, "body": body})

    def _write(self, line: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=SILENT_AT_MOST_S)
        except queue.Empty:
            raise AssertionError("the devices say nothing any more") from None
        assert line, "the devices' process has ended"
        told: dict[str, Any] = json.loads(line)
        return told
