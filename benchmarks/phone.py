"""The phone's app in Chromium: a cold start without a network to a saved day, and Lighthouse's scores."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import BrowserType, sync_playwright

from benchmarks import clinic, phone_taps, servers
from benchmarks.figures import Target, spread
from benchmarks.phone_browser import FLAGS, SLOWED, opened

_LIGHTHOUSE = Path(__file__).parent / "lighthouse"
_CATEGORIES = {"performance": 0.98, "accessibility": 1.0, "best-practices": 1.0}
_OF_THE_CLINIC = {"accessibility": 1.0}
_KEPT = """
() => new Promise((done) => {
  const look = () => (navigator.serviceWorker.controller ? done() : setTimeout(look, 20));
  look();
})
"""
_SAVED = """
() => new Promise((done) => {
  const over = () => globalThis.savedAt || performance.now() > 30_000;
  const look = () => (over() ? done(globalThis.savedAt ?? Infinity) : setTimeout(look, 20));
  look();
})
"""
# Taps until the answer is taken, as a person does, and notes when it says saved; from the navigation on.
_TAP = """
(() => {
  const look = () => {
    const answer = document.querySelector('.answers [data-answer=free]');
    if (answer?.getAttribute('aria-pressed') === 'false') answer.click();
    const said = document.querySelector('.slot')?.textContent ?? '';
    if (said.includes(', saved')) globalThis.savedAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""


def measure(folder: Path, repetitions: int) -> list[Target]:
    """Print the figures; the targets that they are held against. None where there is no Chromium."""
    program = shutil.which("chromium")
    if program is None:
        print("  NOT RUN: no Chromium")
        return []
    taps = phone_taps.measure(program, folder / "taps")
    with sync_playwright() as playwright:
        times = [_cold_start(playwright.chromium, program, folder / str(n)) for n in range(repetitions)]
    print(f"  from a cold, offline start to a saved day, processor slowed {SLOWED}x  {spread(times, ' ms')}")
    targets = [Target("cold offline start to a saved day", 1000, median(times), "ms"), *taps]
    return targets + _lighthouse(folder / "lighthouse", program, repetitions)


def _cold_start(engine: BrowserType, program: str, folder: Path) -> float:
    """Milliseconds from the navigation to "saved", the server's process stopped, the browser just opened."""
    with servers.diary(folder / "data") as server:
        address = f"http://localhost:{server.port}/"
        context = opened(engine, program, folder / "phone")
        context.pages[0].goto(address)
        context.pages[0].evaluate(_KEPT)
        context.close()
    context = opened(engine, program, folder / "phone")
    page = context.pages[0]
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    context.add_init_script(_TAP)
    page.goto(address, wait_until="commit")
    saved: float = page.evaluate(_SAVED)
    context.close()
    return saved


def _lighthouse(folder: Path, program: str, repetitions: int) -> list[Target]:
    """The median scores of Today as Lighthouse's mobile run gives them."""
    folder.mkdir(parents=True)
    node = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": f"{node}:{os.environ['PATH']}", "CHROME_PATH": program}
    if not (_LIGHTHOUSE / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--silent"], cwd=_LIGHTHOUSE, env=environment, check=True)
    with servers.diary(folder / "data") as server:
        address = f"http://localhost:{server.port}/"
        runs = [_scores(address, folder / f"{number}.json", environment) for number in range(repetitions)]
    targets = _told("Today", runs, _CATEGORIES)
    cookie, diary_id = clinic.one_patient(folder / "clinic")
    with servers.diary(folder / "clinic") as server:
        for name, path in {"clinic's list": "clinic/", "patient page": f"clinic/patient/#{diary_id}"}.items():
            address, told = f"http://localhost:{server.port}/{path}", folder / f"{name}.json"
            scores = _scores(address, told, environment, f'--extra-headers={{"Cookie": "{cookie}"}}')
            targets += _told(name, [scores], _OF_THE_CLINIC)
    return targets


def _told(page: str, runs: list[dict[str, float]], limits: dict[str, float]) -> list[Target]:
    """Print the scores of a page; the targets among them."""
    for category in limits:
        print(f"  Lighthouse mobile, {page}: {category:16} {spread([run[category] for run in runs])}")
    return [
        Target(
            f"Lighthouse, {page}: {category}", limit, median(run[category] for run in runs), "", at_least=True
        )
        for category, limit in limits.items()
    ]


def _scores(address: str, told: Path, environment: dict[str, str], *more: str) -> dict[str, float]:
    command = ["node", "node_modules/lighthouse/cli/index.js", address, "--quiet", "--output=json"]
    chosen = [
        "--no-enable-error-reporting",
        f"--only-categories={','.join(_CATEGORIES)}",
        f"--output-path={told}",
    ]
    chrome = f"--chrome-flags=--headless {' '.join(FLAGS)}"
    subprocess.run([*command, *chosen, *more, chrome], cwd=_LIGHTHOUSE, env=environment, check=True)
    found = json.loads(told.read_text("utf-8"))["categories"]
    return {category: found[category]["score"] for category in _CATEGORIES}
