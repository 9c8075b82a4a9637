"""A browser held through a standard protocol: it opens pages, asks scripts, moves fingers and keys."""

import json
import os
import re
import signal
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from tests.served import wait_until

ENDS_WITHIN_S = 60
SLICE_S = 0.01
# A function of the page that is called with JSON and answers JSON, whatever the protocol makes of values.
ASKED = "async (given) => JSON.stringify((await (%s)(...JSON.parse(given))) ?? null)"

Actions = list[dict[str, Any]]


@dataclass
class Browser(ABC):
    """One browser with a folder of its own; `faults` is what a page did that none may do."""

    folder: Path
    faults: list[str] = field(default_factory=list)
    processes: ExitStack = field(default_factory=ExitStack)
    groups: list[int] = field(default_factory=list)

    @abstractmethod
    def start(self) -> None:
        """Start it on its folder, as wide and high as a phone."""

    @abstractmethod
    def go(self, address: str) -> None:
        """Open a page and wait until it is loaded; ConnectionError where nobody answers."""

    @abstractmethod
    def call(self, function: str, given: str) -> str:
        """Call an asynchronous function of the page with a text; the text that it answers."""

    @abstractmethod
    def perform(self, actions: Actions) -> None:
        """Move fingers and keys, as W3C actions say it."""

    def ask(self, function: str, *arguments: object) -> Any:
        """Call a function of the page with JSON values; its answer."""
        return json.loads(self.call(ASKED % function, json.dumps(arguments)))

    def tap_at(self, x: float, y: float) -> None:
        """Put a finger down and lift it."""
        moves = [
            {"type": "pointerMove", "x": round(x), "y": round(y), "origin": "viewport"},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self.perform(
            [{"type": "pointer", "id": "finger", "parameters": {"pointerType": "mouse"}, "actions": moves}]
        )

    def press(self, keys: str) -> None:
        """Press keys one after the other."""
        strokes = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.perform([{"type": "key", "id": "keys", "actions": strokes}])

    def slow_down(self, times: int) -> None:
        """Let the browser run for one part in so many of the time, as on a processor so many times slower."""
        if times > 1 and self.groups:
            slowed = Slowed(self.groups[-1], times)
            self.processes.callback(slowed.stop)

    def begin(self, command: list[str], **more: str) -> "Output":
        """Start a process that ends with the browser; what it says from now on."""
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"HOME": str(self.folder), "TZ": "Europe/Berlin"} | more,
            start_new_session=True,
        )
        self.groups.append(process.pid)
        output = Output(process)
        self.processes.callback(output.reader.join)
        self.processes.callback(_end, process)
        return output

    def close(self) -> None:
        """End it with all that was started for it. No harm when it does not run."""
        self.processes.close()


class Output:
    """What a process says, on either of its outputs, line by line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self._read, args=[process.stdout])
        self.reader.start()

    def find(self, pattern: str) -> str:
        """The first group of the first line that matches; waits for it."""
        wait_until(lambda: any(re.search(pattern, line) for line in self.lines), ENDS_WITHIN_S)
        return next(found.group(1) for line in self.lines if (found := re.search(pattern, line)))

    def _read(self, output: TextIO) -> None:
        with output:
            for line in output:
                self.lines.append(line)


class Slowed:
    """A group of processes that is stopped most of the time."""

    def __init__(self, group: int, times: int) -> None:
        self._group = group
        self._times = times
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._slow)
        self._thread.start()

    def stop(self) -> None:
        """Let them run as fast as they can."""
        self._over.set()
        self._thread.join()

    def _slow(self) -> None:
        while not self._over.wait(SLICE_S):
            with suppress(ProcessLookupError):
                os.killpg(self._group, signal.SIGSTOP)
                time.sleep(SLICE_S * (self._times - 1))
                os.killpg(self._group, signal.SIGCONT)


def _end(process: "subprocess.Popen[str]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
