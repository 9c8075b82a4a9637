"""A phone in any of the engines: what its owner sees and taps, by words and by what a part is of."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.served import PASSWORD, Person

from .browser import Browser

WITHIN_S = 30
PAUSE_S = 0.05
CALM_S = 0.5  # a sheet hears nothing in its first moment
# Where a part can be tapped: seen, not behind another one, scrolled to only where it has to be.
PLACE = """
async (how, what) => {
  const words = (part) => (part.getAttribute('aria-label') ?? part.textContent).trim();
  const named = what.split('|');
  const starts = (label) => label.textContent.trim().startsWith(what);
  const parts = {
    part: () => document.querySelectorAll(what),
    button: () => [...document.querySelectorAll('button, a')].filter((part) => named.includes(words(part))),
    field: () => [...document.querySelectorAll('label')].filter(starts).map(({ control }) => control),
  };
  const middle = (part) => {
    const { left, top, width, height } = part.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };
  const isHit = (part) => part.contains(document.elementFromPoint(...middle(part)));
  const shown = [...parts[how]()].filter((part) => part && !part.disabled && part.getClientRects().length);
  for (const part of shown) {
    if (!isHit(part)) part.scrollIntoView({ block: 'center', behavior: 'instant' });
    if (isHit(part)) return middle(part);
  }
  return null;
}
"""
SHOWN = """
async (part, text) => [...document.querySelectorAll(part)].some((one) => one.innerText.includes(text))
"""
# A picker of dates is the browser's own; what it does to the page is this.
PICK = """
async (part, value) => {
  const field = document.querySelector(part);
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
  return field.value;
}
"""
STORED = """
(store) => new Promise((resolve, reject) => {
  const opening = indexedDB.open(localStorage.getItem('diary-current'));
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const all = opening.result.transaction(store).objectStore(store).getAll();
    all.onsuccess = () => (opening.result.close(), resolve(all.result));
  };
})
"""
KEPT = """
async () => (await navigator.serviceWorker.ready) && Boolean(navigator.serviceWorker.controller)
"""
TODAY = "async () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10)"
FILES = """
async () => {
  globalThis.handedOver = [];
  const made = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (file) => (globalThis.handedOver.push(file), made(file));
}
"""
READ = "async () => globalThis.handedOver.at(-1)?.text() ?? null"


@dataclass
class Phone:
    """A browser at the address of the app."""

    browser: Browser
    address: str

    def go(self, path: str = "/") -> "Phone":
        """Open a page and wait until it is alive: its heading says something, and its line, if it has one."""
        self.browser.go(self.address + path)
        self.waits_for(lambda: self.browser.ask(ALIVE))
        return self

    def waits_for(self, true: Callable[[], object]) -> None:
        """Wait for it; where it does not come true, what the page shows is told."""
        end = time.monotonic() + WITHIN_S
        while not true():
            assert time.monotonic() < end, self.browser.ask("async () => document.body.innerText")
            time.sleep(PAUSE_S)

    def leave(self) -> None:
        """Go elsewhere: no page of the app is open."""
        self.browser.go("about:blank")

    def tap(self, part: str = "", *, button: str = "", field: str = "") -> None:
        """Tap what a selector finds, or a button by its words (`this|or this`), or a field by its label."""
        what = part or button or field
        how = "part" if part else "button" if button else "field"
        places: list[list[float]] = []

        def seen() -> bool:
            place = self.browser.ask(PLACE, how, what)
            places.extend([place] if place else [])
            return bool(place)

        self.waits_for(seen)
        self.browser.tap_at(*places[-1])

    def type(self, field: str, text: str) -> None:
        """Tap a field and type."""
        self.tap(field=field)
        self.browser.press(text)

    def pick(self, part: str, value: str) -> None:
        """Pick a date in the browser's own picker."""
        assert self.browser.ask(PICK, part, value) == value

    def sees(self, text: str, part: str = "body") -> None:
        """It says this, at the latest after a while."""
        self.waits_for(lambda: self.shows(text, part))

    def shows(self, text: str, part: str = "body") -> bool:
        """It says this now."""
        return bool(self.browser.ask(SHOWN, part, text))

    def has(self, part: str) -> None:
        """There is such a part, at the latest after a while."""
        self.waits_for(lambda: self.count(part) > 0)

    def count(self, part: str) -> int:
        """How many such parts there are."""
        return int(self.browser.ask("async (part) => document.querySelectorAll(part).length", part))

    def sees_sheet(self) -> None:
        """A sheet is open, and hears what is tapped."""
        self.has("dialog[open]")
        time.sleep(CALM_S)

    def close_sheet(self) -> None:
        """Tap Done; in the first moment of a sheet a tap counts for nothing."""
        while self.count("dialog[open]"):
            self.tap(button="Done")

    def answer(self, name: str) -> str:
        """Answer the question of today and see that it is saved; the day."""
        day = self.today
        self.tap(f".answers [data-answer={name}]")
        self.has(f".answers [data-answer={name}][aria-pressed=true]")
        if name != "free":
            self.sees_sheet()
            self.close_sheet()
        self.sees(", saved", ".slot")
        return day

    @property
    def today(self) -> str:
        """Which day this phone has."""
        return str(self.browser.ask(TODAY))

    def stored(self, store: str) -> list[Any]:
        """Everything in a store of the diary's database."""
        return list(self.browser.ask(STORED, store))

    def keep_shell(self) -> None:
        """Until the service worker keeps the app and answers for this page."""
        self.waits_for(lambda: self.browser.ask(KEPT))

    def belong_to(self, person: Person) -> None:
        """Sign in, in Settings, and come back to today."""
        self.go("/settings/")
        self.tap(button="Sign in")
        self.type("User name", person.username)
        self.type("Password", PASSWORD)
        self.tap("#account button.primary")
        self.sees("This phone is signed in as Ada.", "#account")
        self.go("/").sees("All days sent", "header")

    def export(self, button: str) -> str:
        """Tap a button that hands over a file; its text."""
        self.browser.ask(FILES)
        self.tap(button=button)
        self.waits_for(lambda: self.browser.ask(READ) is not None)
        return str(self.browser.ask(READ))


ALIVE = """
async () => {
  const line = document.querySelector('header [role=status]');
  return Boolean(document.querySelector('main h1')?.textContent.trim() && (!line || line.textContent.trim()));
}
"""
