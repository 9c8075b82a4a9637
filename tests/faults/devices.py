"""Devices with the app's own TypeScript in one process of Node, and the wire between them and a server."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
NODE = Path(sys.executable).parent / "node"
Send = Callable[[str, str], httpx.Response]
Wire = Callable[[Send, str, str], httpx.Response | None]


def plain(send: Send, path: str, body: str) -> httpx.Response | None:
    """A wire without a fault."""
    return send(path, body)


@dataclass
class Devices:
    """Tells the devices what to do and carries their requests; `wire` may lose, repeat and hold them."""

    send: Send
    program: str = "tests/devices/main.ts"
    wire: Wire = plain
    asked: int = 0
    _process: "subprocess.Popen[str]" = field(init=False)

    def __post_init__(self) -> None:
        self._process = subprocess.Popen(
            [NODE, "--no-warnings", self.program],
            cwd=FRONTEND,
            env={**os.environ, "TZ": "UTC"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)

    def __enter__(self) -> "Devices":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tell(self, do: str, device: str, **given: Any) -> Any:
        """Let a device do something; comes back once nothing of it is on its way."""
        self.asked += 1
        mine = self.asked
        self._write({"id": mine, "do": do, "device": device, **given})
        while True:
            line = self._read()
            if "ask" in line:
                self._carry(line)
            elif line["id"] == mine:
                assert "fault" not in line, line["fault"]
                return line["ok"]

    def _carry(self, line: dict[str, Any]) -> None:
        answer = self.wire(self.send, line["path"], line["body"])
        status, body = (0, "") if answer is None else (answer.status_code, answer.text)
        self._write({"answer": line["ask"], "status": status, "body": body})

    def _write(self, line: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the devices' process has ended"
        told: dict[str, Any] = json.loads(line)
        return told
