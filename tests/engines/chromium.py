"""Chromium, held as the journeys hold it, beside the other two engines."""

from dataclasses import dataclass

from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.journeys import chromium

from .browser import Actions, Browser

program = chromium.program
PACKAGES = chromium.PACKAGES
PHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass
class Chromium(Browser):
    """A Chromium without a screen, on a profile that lasts."""

    page: Page | None = None

    def start(self) -> None:
        """Start it on its profile, as wide and high as a phone."""
        playwright = self.processes.enter_context(sync_playwright())
        context = playwright.chromium.launch_persistent_context(
            self.folder, executable_path=program(), args=chromium.FLAGS, viewport=PHONE, locale="en-GB"
        )
        self.processes.callback(context.close)
        context.on("weberror", lambda fault: self.faults.append(str(fault.error)))
        self.page = context.pages[0]

    def slow_down(self, times: int) -> None:
        """Let the processor of its pages be so many times slower."""
        page = self._page()
        tab = page.context.new_cdp_session(page)
        tab.send("Emulation.setCPUThrottlingRate", {"rate": times})

    def go(self, address: str) -> None:
        """Open a page and wait until it is loaded."""
        self._page().goto(address)

    def call(self, function: str, given: str) -> str:
        """Call an asynchronous function of the page with a text; the text that it answers."""
        return str(self._page().evaluate(function, given))

    def perform(self, actions: Actions) -> None:
        """Move fingers and keys."""
        page = self._page()
        for action in (action for source in actions for action in source["actions"]):
            match action["type"]:
                case "pointerMove":
                    page.mouse.move(action["x"], action["y"])
                case "pointerDown":
                    page.mouse.down()
                case "pointerUp":
                    page.mouse.up()
                case "keyDown":
                    page.keyboard.insert_text(action["value"])

    def _page(self) -> Page:
        assert self.page is not None, "the browser is closed"
        return self.page
