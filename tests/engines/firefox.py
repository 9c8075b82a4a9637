"""Firefox, held through WebDriver BiDi: the protocol that it speaks without a driver beside it."""

import json
import shutil
from dataclasses import dataclass
from itertools import count
from typing import Any

from websockets.sync.client import ClientConnection, connect

from .browser import Actions, Browser

PACKAGES = "firefox-esr"
WITHIN_S = 60
LISTENS = r"WebDriver BiDi listening on (ws://\S+)"
# Nothing is asked of the network, and the words are English.
SETTINGS: dict[str, str | bool | int] = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.disable_beforeunload": True,
    "extensions.systemAddon.update.enabled": False,
    "intl.accept_languages": "en-GB",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.server": "data:,",
}
# Told through the console, so that they are heard like every other fault.
WATCH = """
() => document.addEventListener('securitypolicyviolation', (event) =>
  console.error(`securitypolicyviolation: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))
"""


def program() -> str | None:
    """Its path; None where it is not installed."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


@dataclass
class Firefox(Browser):
    """A Firefox without a screen, on a profile that lasts."""

    line: ClientConnection | None = None
    tab: str = ""

    def start(self) -> None:
        """Start it on its profile, as wide and high as a phone."""
        profile = self.folder / "profile"
        profile.mkdir(parents=True, exist_ok=True)
        settings = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in SETTINGS.items()
        )
        (profile / "user.js").write_text("\n".join(settings))
        command = [str(program()), "--headless", "--no-remote", "--profile", str(profile)]
        address = self.begin([*command, "--remote-debugging-port=0"]).find(LISTENS)
        self.line = self.processes.enter_context(connect(f"{address}/session", max_size=None))
        self._numbers = count(1)
        self._say("session.new", capabilities={})
        self._say("session.subscribe", events=["log.entryAdded"])
        self._say("script.addPreloadScript", functionDeclaration=WATCH)
        self.tab = self._say("browsingContext.getTree")["contexts"][0]["context"]
        self._say("browsingContext.setViewport", context=self.tab, viewport={"width": 390, "height": 844})

    def close(self) -> None:
        """End it as its owner does: what it keeps is written down."""
        if self.line is not None:
            self._say("browser.close")
            self.line = None
        super().close()

    def go(self, address: str) -> None:
        """Open a page and wait until it is loaded."""
        self._say("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def call(self, function: str, given: str) -> str:
        """Call an asynchronous function of the page with a text; the text that it answers."""
        answer = self._say(
            "script.callFunction",
            functionDeclaration=function,
            arguments=[{"type": "string", "value": given}],
            target={"context": self.tab},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise AssertionError(answer["exceptionDetails"]["text"])
        return str(answer["result"]["value"])

    def perform(self, actions: Actions) -> None:
        """Move fingers and keys."""
        self._say("input.performActions", context=self.tab, actions=actions)

    def _say(self, method: str, **parameters: Any) -> dict[str, Any]:
        assert self.line is not None, "the browser is closed"
        number = next(self._numbers)
        self.line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (heard := json.loads(self.line.recv(WITHIN_S))).get("id") != number:
            if heard.get("method") == "log.entryAdded" and heard["params"]["level"] == "error":
                self.faults.append(heard["params"]["text"])
        if heard["type"] == "error":
            raise ConnectionError(f"{method}: {heard['message']}")
        return dict(heard["result"])
