"""Make the pictures of the README and of the install sheet anew, from a made-up diary."""

import random
import re
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from playwright.sync_api import Playwright, expect, sync_playwright

from tests.faults.processes import ROOT, ServerProcess, running
from tests.journeys.people import DESK, demo, give_passkeys
from tests.journeys.phone import Phone
from tests.served import Person, Served

PICTURES = ROOT / "docs" / "pictures"
INSTALL = ROOT / "frontend" / "static" / "screenshots"
THEMES = ("light", "dark", "attack")
PAGES = {"today": "/", "calendar": "/calendar/", "trends": "/trends/", "injections": "/injections/"}
SCALE = {"device_scale_factor": 1.5}
WIDE = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False, "device_scale_factor": 1}
DAYS, FIRST_ROUND, BETWEEN_ROUNDS = 420, 60, 86
GAPS = range(205, 222)  # two weeks in which nobody logged
HAS_A_PREVENTIVE = "Nowak, Tomasz"  # of the demo, in the first clinic
FEATURES = ("unilateral", "pulsating", "worse_with_activity", "nausea", "photophobia", "phonophobia")


def fill(person: Person) -> None:
    """Fourteen months of a made-up person: five rounds, fewer headaches as they go on, gaps, medicines."""
    chance, today = random.Random(11), datetime.now(UTC).date()
    for number in range(FIRST_ROUND, DAYS - 10, BETWEEN_ROUNDS):
        day = today - timedelta(days=DAYS - number)
        session = {"injected_on": str(day), "product": "onabotulinumtoxinA", "total_units": 155}
        person.http.post(f"{person.diary}/injections", json=session)
    for number in range(DAYS):
        if number in GAPS or (chance.random() < 0.07 and number < DAYS - 1):
            continue
        likely = 0.68 if number < FIRST_ROUND + 14 else max(0.27, 0.6 - number / 900)
        entry = headache(chance) if chance.random() < likely else {"headache": False, "acute_medications": []}
        answer = person.put_day(str(today - timedelta(days=DAYS - number)), **entry)
        assert answer.is_success, answer.text


def headache(chance: random.Random) -> dict[str, Any]:
    """A made-up headache day."""
    triptan = {"name": "Sumatriptan 50 mg", "drug_class": "triptan", "doses": 1}
    taken = (
        [triptan | {"relief": chance.choice(("full", "partial", "none"))}] if chance.random() < 0.4 else []
    )
    said = {name: chance.random() < 0.55 for name in FEATURES} if chance.random() < 0.97 else {}
    return {
        "headache": True,
        "peak_intensity": chance.choice(("mild", "moderate", "moderate", "severe")),
        "duration_minutes": chance.choice((120, 240, 480)),
        "acute_medications": taken if said else None,
        **said,
    }


def shoot(phone: Phone, file: Path) -> None:
    """Take the screen as it is, once everything has come."""
    phone.page.wait_for_load_state("networkidle")
    phone.page.wait_for_timeout(400)
    file.parent.mkdir(parents=True, exist_ok=True)
    phone.page.screenshot(path=file, animations="disabled")


def pictures(phone: Phone) -> None:
    """Each main screen in each theme, then the sheet of the day."""
    for theme in THEMES:
        phone.wear(theme)
        for name, path in PAGES.items():
            phone.go(path)
            shoot(phone, PICTURES / f"{name}-{theme}.png")
        phone.go("/")
        phone.answer("moderate").tap()
        phone.sees_saved("moderate")
        if theme == "attack":
            phone.button("Add details").tap()
        expect(phone.page.get_by_role("dialog")).to_be_visible()
        shoot(phone, PICTURES / f"sheet-{theme}.png")
        phone.close_sheet()
        phone.undo()
        expect(phone.answer("moderate")).to_have_attribute("aria-pressed", "false")


def clinic_pictures(playwright: Playwright, folder: Path) -> None:
    """The clinic's list, a patient's page and the page to print, of the demo's synthetic people."""
    server = ServerProcess(folder, keeps_port=True)
    link = demo(server)
    with running(server):
        desk = Phone(playwright.chromium, folder / "desk", server.origin, look=DESK).open()
        give_passkeys(desk)
        desk.go(link)
        desk.button("Use a passkey").click()
        desk.page.get_by_role("link", name="To the patients").click()
        expect(desk.page.get_by_role("table")).to_be_visible()
        desk.page.wait_for_timeout(10_000)  # until every patient's summary is there
        desk.go("/clinic/")
        expect(desk.page.get_by_role("table")).to_be_visible()
        shoot(desk, PICTURES / "clinic-list.png")
        desk.page.get_by_role("button", name=re.compile("^Wear-off")).click()
        desk.page.get_by_role("link", name=HAS_A_PREVENTIVE).click()
        expect(desk.page.locator("#headline")).to_be_visible()
        shoot(desk, PICTURES / "clinic-patient.png")
        desk.close()


def main() -> None:
    """Write all pictures."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        with running(ServerProcess(folder, keeps_port=True)) as server:
            person = Person(Served(server.origin.replace("localhost", "127.0.0.1"), FastAPI()))
            fill(person)
            phone = Phone(playwright.chromium, folder / "phone", server.origin, look=SCALE).open()
            phone.belong_to(person)
            pictures(phone)
            phone.wear("light")
            for page in ("today", "trends"):
                phone.go(PAGES[page])
                shoot(phone, INSTALL / f"{page}.png")
            phone.close()
            desk = Phone(playwright.chromium, folder / "desk", server.origin, look=WIDE).open()
            desk.belong_to(person)
            desk.go("/calendar/")
            shoot(desk, INSTALL / "wide.png")
            desk.close()
        clinic_pictures(playwright, folder / "clinic")


if __name__ == "__main__":
    main()
