"""Taps at human pace, in any engine: what was tapped against what the server has afterwards.

`python -m tests.engines.taps --engine firefox --rounds 6 --slow 4 --held 700` prints one line of JSON.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from tests.faults.processes import ROOT, ServerProcess, running
from tests.served import Person, Served

from .browser import Browser
from .chromium import Chromium
from .firefox import Firefox
from .phone import Phone
from .webkit import WebKit

ENGINES: dict[str, type[Browser]] = {"chromium": Chromium, "firefox": Firefox, "webkit": WebKit}
ANSWERS = ("mild", "moderate", "severe")
FEATURES = (
    "unilateral", "pulsating", "worse_with_activity", "nausea", "vomiting", "photophobia", "phonophobia",
    "osmophobia",
)  # fmt: skip
WORDS = json.loads((ROOT / "messages/en.json").read_text("utf-8"))
NEXT = {None: True, True: False, False: None}
# What the server answers reaches the page later, by up to so many milliseconds.
HOLD = """
async (most) => {
  const ask = globalThis.fetch;
  globalThis.fetch = async (...asked) => {
    const answer = await ask(...asked);
    await new Promise((go) => setTimeout(go, Math.random() * most));
    return answer;
  };
}
"""


@dataclass
class Pace:
    """How it is tapped."""

    rounds: int = 6
    chips: int = 8
    slow: int = 1
    held: int = 0
    least: float = 0.2
    most: float = 0.7
    seed: int = 1


@dataclass
class Counted:
    """What came of it."""

    taps: int
    lost: int
    conflicts: int
    attention: bool


@contextmanager
def opened(engine: str, address: str) -> Iterator[Phone]:
    """A phone in this engine with an empty profile."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = ENGINES[engine](Path(folder))
        try:
            browser.start()
            yield Phone(browser, address)
        finally:
            browser.close()


def tap_all(phone: Phone, ada: Person, pace: Pace) -> Counted:
    """Tap the answers of today and the chips of its sheet, and compare with the server's day."""
    chance = random.Random(pace.seed)
    phone.belong_to(ada)
    phone.browser.ask(HOLD, pace.held)
    phone.browser.slow_down(pace.slow)
    said: dict[str, Any] = dict.fromkeys(FEATURES)
    taps = 0
    for _ in range(pace.rounds):
        answer = chance.choice([one for one in ANSWERS if one != said.get("peak_intensity")])
        said["peak_intensity"] = answer
        phone.tap(f".answers [data-answer={answer}]")
        phone.sees_sheet()
        for name in chance.choices(FEATURES, k=pace.chips):
            tap_chip(phone, name)
            said[name] = NEXT[said[name]]
            time.sleep(chance.uniform(pace.least, pace.most))
        taps += 1 + pace.chips
        phone.close_sheet()
    return counted(phone, ada, said, taps)


def tap_chip(phone: Phone, name: str) -> None:
    """Tap a symptom, whatever it says at the moment."""
    part = f"dialog [data-field={name}]"
    words = WORDS[f"sheet_{name}"]
    if phone.count(part):
        phone.tap(part)
    else:
        phone.tap(button=f"{words}|{words}{WORDS['chip_no']}")


def counted(phone: Phone, ada: Person, said: dict[str, Any], taps: int) -> Counted:
    """Wait until all is sent, and compare."""
    phone.waits_for(lambda: phone.count("header .attention") or phone.shows("All days sent", "header"))
    attention = phone.count("header .attention") > 0
    day = ada.get(f"/days/{phone.today}").json()
    asked = {"device_id": ada.account["account_id"], "epoch": None, "cursor": 0, "operations": []}
    changes = ada.http.post(f"{ada.diary}/sync", json=asked).json()["changes"]
    lost = [name for name, value in said.items() if day[name] != value]
    return Counted(taps, len(lost), sum(bool(change["conflict"]) for change in changes), attention)


def main(arguments: list[str]) -> None:
    """Run it once and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, default="chromium")
    for name, default in asdict(Pace()).items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    chosen = vars(parser.parse_args(arguments))
    engine, pace = chosen.pop("engine"), Pace(**chosen)
    with tempfile.TemporaryDirectory() as folder, running(ServerProcess(Path(folder))) as server:
        ada = Person(Served(server.origin.replace("localhost", "127.0.0.1"), FastAPI()))
        with opened(engine, server.origin) as phone:
            result = tap_all(phone, ada, pace)
    sys.stdout.write(json.dumps({"engine": engine, **asdict(pace), **asdict(result)}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
