"""From a tap to the answer painted, on a phone with twenty years of diary that exchanges it with a server."""

from pathlib import Path
from statistics import median

from playwright.sync_api import BrowserType, Page, sync_playwright

from benchmarks import servers
from benchmarks.figures import Target, spread
from benchmarks.patients import Patient, new_diary
from benchmarks.phone_browser import SLOWED, opened

_YEARS = 20
_TAPS = 30
_BETWEEN_MS = 400
# The phone as after a sign-in: it belongs to this diary and has heard nothing yet.
_BELONG = """
([account_id, diary_id]) => new Promise((done, failed) => {
  localStorage.setItem('welcomed', 'yes');
  const opening = indexedDB.open(localStorage.getItem('diary-current'));
  opening.onerror = () => failed(opening.error);
  opening.onsuccess = () => {
    const writing = opening.result.transaction('meta', 'readwrite');
    writing.objectStore('meta').put({ account_id, diary_id, epoch: null, cursor: 0 }, 'server');
    writing.oncomplete = () => (opening.result.close(), done());
  };
})
"""
_HEARD = """
() => new Promise((done) => {
  const look = () => {
    const opening = indexedDB.open(localStorage.getItem('diary-current'));
    opening.onsuccess = () => {
      const asked = opening.result.transaction('documents').objectStore('documents').count();
      asked.onsuccess = () => (opening.result.close(), asked.result > 7300 ? done() : setTimeout(look, 200));
    };
  };
  look();
})
"""
_TAP = """
() => new Promise((done) => {
  const channel = new MessageChannel();
  const from = performance.now();
  channel.port1.onmessage = () => done(performance.now() - from);
  document.querySelector('dialog [data-field=nausea]').click();
  requestAnimationFrame(() => channel.port2.postMessage(''));
})
"""


def measure(program: str, folder: Path) -> list[Target]:
    """Print the figure; the target that it is held against."""
    patient = new_diary(folder / "data", _YEARS)
    with servers.diary(folder / "data") as server, sync_playwright() as playwright:
        times = _times(playwright.chromium, program, folder / "phone", (server.port, patient))
    slowed = f"{_YEARS} years of diary, slowed {SLOWED}x"
    print(f"  from a tap to the answer painted, {slowed}  {spread(times, ' ms')}")
    return [Target("a tap to the answer painted", 50, median(times), "ms")]


def _times(engine: BrowserType, program: str, folder: Path, whose: tuple[int, Patient]) -> list[float]:
    port, patient = whose
    context = opened(engine, program, folder)
    name, _, value = patient.cookie.partition("=")
    address = f"http://localhost:{port}"
    context.add_cookies([{"name": name, "value": value, "url": address}])
    page = context.pages[0]
    page.goto(address)
    page.locator(".answers [data-answer=severe]").wait_for()
    page.wait_for_function("localStorage.getItem('diary-current') !== null")
    page.evaluate(_BELONG, [str(patient.account_id), str(patient.diary_id)])
    page.reload()
    page.evaluate(_HEARD)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    times = _taps(page)
    context.close()
    return times


def _taps(page: Page) -> list[float]:
    page.locator(".answers [data-answer=severe]").tap()
    page.locator("dialog [data-field=nausea]").wait_for()
    times = []
    for _ in range(_TAPS):
        page.wait_for_timeout(_BETWEEN_MS)
        times.append(float(page.evaluate(_TAP)))
    return times
