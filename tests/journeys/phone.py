"""A phone: a browser with a storage of its own, closed and opened again as its owner does."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Error,
    Frame,
    Locator,
    Page,
    TimeoutError,
    expect,
)

from tests.served import PASSWORD, Person

from . import chromium

HERE = Path(__file__).parent
WATCH = (HERE / "watch.js").read_text("utf-8")
CLOCK = (HERE / "clock.js").read_text("utf-8").partition("\n")[2].rstrip().removesuffix(";")
WITHIN_MS = 20_000
POLICY = ("securitypolicyviolation", "Content Security Policy", "Trusted Type")
LOOK: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "locale": "en-GB",
}


READY = r"""() => {
  const says = (one) => /\S/.test(one?.textContent ?? '');
  const line = document.querySelector('header [role=status], header output');
  return says(document.querySelector('main h1')) && (!line || says(line));
}"""


@dataclass
class Phone:
    """What its owner sees and taps; `faults` is what a page did that none may do."""

    engine: BrowserType
    folder: Path
    address: str
    zone: str = "Europe/Berlin"
    at: datetime | None = None
    look: dict[str, Any] = field(default_factory=dict)
    before: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    context: BrowserContext | None = None

    def open(self, path: str = "/") -> "Phone":
        """Start the browser and go to a page of the app."""
        self.context = self.engine.launch_persistent_context(
            self.folder,
            executable_path=chromium.program(),
            args=chromium.FLAGS,
            timezone_id=self.zone,
            **{**LOOK, **self.look},
        )
        self.context.set_default_timeout(WITHIN_MS)
        self.context.on("console", self._heard)
        self.context.pages[0].on("framenavigated", self._opens)
        self.context.on("weberror", lambda fault: self.faults.append(f"page error: {fault.error}"))
        for script in (WATCH, *self._clock(), *self.before):
            self.context.add_init_script(script)
        self.go(path)
        return self

    def close(self) -> None:
        """End the browser. No harm when it does not run."""
        if self.context is not None:
            self.context.close()
            self.context = None

    def reopen(self, path: str = "/") -> "Phone":
        """Close the browser and open it again on the same storage."""
        self.close()
        return self.open(path)

    @property
    def page(self) -> Page:
        """The one tab."""
        assert self.context is not None, "the browser is closed"
        return self.context.pages[0]

    def go(self, path: str) -> None:
        """Open a page of the app and wait until it has read the diary."""
        self.page.goto(self.address + path)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Until the page is alive: it has a heading, and its line, if there is one, says something."""
        self.page.wait_for_function(READY)

    def keep_shell(self) -> None:
        """Until the service worker keeps the app and answers for this page."""
        self.page.evaluate(CONTROLLED)

    @property
    def line(self) -> Locator:
        """The line that says where the entries are."""
        return self.page.locator("header").get_by_role("status").first

    @property
    def slot(self) -> Locator:
        """The line beneath the answers."""
        return self.page.locator(".slot")

    @property
    def today(self) -> date:
        """Which day this phone has."""
        parts = self.page.evaluate(
            "[new Date().getFullYear(), new Date().getMonth() + 1, new Date().getDate()]"
        )
        return date(*parts)

    def answer(self, name: str) -> Locator:
        """One of the four answers of the question."""
        return self.page.locator(f".answers [data-answer={name}]")

    def button(self, name: str) -> Locator:
        """A button by its words."""
        return self.page.get_by_role("button", name=name, exact=True)

    def tap(self, answer: str) -> date:
        """Answer the question of today and see that it says saved; the day that was shown."""
        day = self.today
        self.answer(answer).tap()
        self.sees_saved(answer)
        if answer != "free":
            self.close_sheet()
        return day

    def close_sheet(self) -> None:
        """Tap Done; in the first moment of a sheet a tap counts for nothing."""
        sheet = self.page.get_by_role("dialog")
        self.tap_until(self.button("Done"), lambda: not sheet.is_visible())

    def undo(self) -> None:
        """Take the last answer back."""
        self.slot.get_by_role("button", name="Undo").tap()

    def sees_saved(self, answer: str) -> None:
        """It says that this answer is saved."""
        expect(self.slot).to_contain_text(", saved")
        expect(self.answer(answer)).to_have_attribute("aria-pressed", "true")

    def says(self, words: str) -> None:
        """The line says this, at the latest after a while."""
        expect(self.line).to_contain_text(words)

    def sign_in(self, person: Person) -> None:
        """Sign in, in Settings."""
        self.go("/settings/")
        account = self.page.locator("#account")
        account.get_by_role("button", name="Sign in", exact=True).tap()
        account.get_by_label("User name").fill(person.username)
        account.get_by_label("Password").fill(PASSWORD)
        account.get_by_role("button", name="Sign in", exact=True).tap()
        expect(account.get_by_label("Password")).to_have_count(0)

    def belong_to(self, person: Person) -> None:
        """Sign in with nothing logged before, and come back to today."""
        self.sign_in(person)
        expect(self.page.locator("#account")).to_contain_text("This phone is signed in as Ada.")
        self.go("/")
        self.says("All days sent")

    @property
    def note(self) -> Locator:
        """The field for the note."""
        return self.page.get_by_role("textbox", name="Note")

    def open_note(self, answer: str) -> Locator:
        """Answer the question and open the field for the note."""
        self.answer(answer).tap()
        self.tap_until(self.button("Triggers, period, note"), self.note.is_visible)
        return self.note

    def wear(self, theme: str) -> None:
        """Put a theme on, before the next page is opened."""
        self.page.evaluate(
            "(theme) => (localStorage.theme = theme === 'attack' ? 'dark' : theme,"
            " localStorage.attack = theme === 'attack' ? 'on' : 'off')",
            theme,
        )

    def wipe(self) -> None:
        """Clear all that the browser keeps of the app, as a browser does that needs room."""
        self.page.goto("about:blank")
        assert self.context is not None
        tab = self.context.new_cdp_session(self.page)
        tab.send("Storage.clearDataForOrigin", {"origin": self.address, "storageTypes": "all"})

    def databases(self) -> list[str]:
        """The names of all diaries that the app keeps."""
        names: list[str] = self.page.evaluate(
            "async () => (await indexedDB.databases()).map(({ name }) => name)"
        )
        return [name for name in names if name != "diaries"]  # the list of them

    def hold_back(self, path: str) -> None:
        """From now on nothing whose address ends so reaches the server."""
        self.page.route(f"**{path}", lambda route: route.abort())

    def let_through(self, path: str) -> None:
        """The network is as it was."""
        self.page.unroute(f"**{path}")

    def kill(self) -> None:
        """End the browser at once, as a phone does that runs out of power: no page hears of it."""
        assert self.context is not None
        tab = self.context.new_cdp_session(self.page)
        with suppress(Error):
            tab.send("Browser.crash")
        self.close()

    def stored(self, store: str) -> list[Any]:
        """Everything in a store of the diary's database."""
        found: list[Any] = self.page.evaluate(READ, store)
        return found

    def tap_until(self, tapped: Locator, seen: Callable[[], bool]) -> None:
        """Tap what is there until this is seen: a tap may come while what was tapped goes away."""
        expect(tapped).to_be_visible()
        while not seen():
            with suppress(TimeoutError):
                tapped.tap(timeout=500)
            self.page.wait_for_timeout(50)

    def told(self) -> str:
        """What it shows, for whoever reads of a journey that failed."""
        if self.context is None:
            return f"{self.folder.name} is closed"
        shown = [f"{page.url}\n{page.locator('body').aria_snapshot()}" for page in self.context.pages]
        return "\n".join([f"{self.folder.name} opened", *self.opened, "and shows", *shown])

    def _opens(self, frame: Frame) -> None:
        self.opened.append(f"{datetime.now(UTC):%H:%M:%S.%f} {frame.url}")

    def _heard(self, message: ConsoleMessage) -> None:
        if any(word in message.text for word in POLICY):
            self.faults.append(message.text)

    def _clock(self) -> list[str]:
        if self.at is None:
            return []
        shift = (self.at - datetime.now(UTC)).total_seconds() * 1000
        return [f"({CLOCK})({shift:.0f})"]


READ = """
(store) => new Promise((resolve, reject) => {
  const opening = indexedDB.open(localStorage.getItem('diary-current'));
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const all = opening.result.transaction(store).objectStore(store).getAll();
    all.onsuccess = () => (opening.result.close(), resolve(all.result));
  };
})
"""

CONTROLLED = """
() => new Promise((done) => {
  const look = () => (navigator.serviceWorker.controller ? done() : setTimeout(look, 20));
  look();
})
"""
