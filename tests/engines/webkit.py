"""WebKitGTK, the engine beside Safari's: its small browser on a screen in memory, held through WebDriver."""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.served import free_port, wait_until

from .browser import Actions, Browser, Output

PACKAGES = "webkit2gtk-driver xvfb"
WITHIN_S = 60
TELLS = "--enable-write-console-messages-to-stdout=true"
FAULTS = ("CONSOLE SECURITY ERROR", "CONSOLE JS ERROR")
# The driver calls a script with arguments and a way to answer; our functions take a text and give one.
ANSWERED = """
const [given, done] = arguments;
(%s)(given).then((text) => done({ text }), (fault) => done({ fault: String(fault) }));
"""


def small_browser() -> str | None:
    """The path of MiniBrowser; None where it is not installed."""
    found = sorted(Path("/usr/lib").glob("**/webkit2gtk-4.*/MiniBrowser"))
    return str(found[-1]) if found else None


def program() -> str | None:
    """Its driver's path; None where something of it is not installed."""
    driver = shutil.which("WebKitWebDriver")
    return driver if driver and shutil.which("Xvfb") and small_browser() else None


@dataclass
class WebKit(Browser):
    """A MiniBrowser; what it keeps lasts as long as it runs."""

    session: httpx.Client | None = None
    output: Output | None = None

    def start(self) -> None:
        """Start it, as wide and high as a phone."""
        self.folder.mkdir(parents=True, exist_ok=True)
        screen = self.begin(["Xvfb", "-displayfd", "1", "-screen", "0", "1024x1024x24", "-nolisten", "tcp"])
        display = screen.find(r"^(\d+)$")
        port = free_port()
        self.output = self.begin(
            [str(program()), f"--port={port}"],
            DISPLAY=f":{display}",
            GDK_BACKEND="x11",
            LIBGL_ALWAYS_SOFTWARE="1",
            LANG="en_GB.UTF-8",
            XDG_RUNTIME_DIR=str(self.folder),
            WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS="1",  # it refuses to run as root otherwise
        )
        self._begin_session(f"http://127.0.0.1:{port}")
        self._post("/window/rect", x=0, y=0, width=390, height=844)
        self._post("/timeouts", script=WITHIN_S * 1000, pageLoad=WITHIN_S * 1000)

    def close(self) -> None:
        """End it; all that it kept is gone."""
        if self.session is not None:
            with suppress(httpx.HTTPError):
                self.session.delete("")
            self.session.close()
            self.session = None
        super().close()
        said = self.output.lines if self.output else []
        self.faults += [line.strip() for line in said if any(word in line for word in FAULTS)]
        self.output = None

    def go(self, address: str) -> None:
        """Open a page and wait until it is loaded."""
        self._post("/url", url=address)

    def call(self, function: str, given: str) -> str:
        """Call an asynchronous function of the page with a text; the text that it answers."""
        answer = self._post("/execute/async", script=ANSWERED % function, args=[given])
        assert "fault" not in answer, answer["fault"]
        return str(answer["text"])

    def perform(self, actions: Actions) -> None:
        """Move fingers and keys."""
        self._post("/actions", actions=actions)

    def _begin_session(self, driver: str) -> None:
        wait_until(lambda: _answers(driver))
        options = {"binary": small_browser(), "args": ["--automation", TELLS]}
        asked = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        begun = httpx.post(f"{driver}/session", json={"capabilities": asked}, timeout=WITHIN_S)
        assert begun.status_code == 200, begun.text
        address = f"{driver}/session/{begun.json()['value']['sessionId']}"
        self.session = httpx.Client(base_url=address, timeout=WITHIN_S)

    def _post(self, path: str, **body: Any) -> Any:
        assert self.session is not None, "the browser is closed"
        answer = self.session.post(path, json=body)
        value = answer.json()["value"]
        if answer.status_code != 200:
            raise ConnectionError(f"{path}: {value['error']}: {value['message']}")
        return value


def _answers(driver: str) -> bool:
    try:
        return httpx.get(f"{driver}/status", timeout=5).is_success
    except httpx.HTTPError:
        return False
