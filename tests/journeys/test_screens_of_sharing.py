"""The screens of sharing, of the account and of the clinic, in every theme (axe), and for fingers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.faults.processes import ServerProcess
from tests.served import Person

from .conftest import NewPhone, Tell
from .people import DESK, enrolment, give_passkeys
from .phone import Phone
from .test_screens import SMALLER_THAN_A_FINGER, THEMES, violations

pytestmark = pytest.mark.xdist_group("journeys-2")

STILL = {"reduced_motion": "reduce"}  # what still moves is pale for a moment
Found = dict[str, list[str]]


@pytest.fixture
def adas(phone: NewPhone, ada: Person) -> Phone:
    """Ada's phone, with a round behind her."""
    today = datetime.now(UTC).date()
    ada.http.post(f"{ada.diary}/injections", json={"injected_on": str(today - timedelta(days=100))})
    for ago in range(130, 0, -2):
        ada.put_day(str(today - timedelta(days=ago)), headache=ago % 3 == 0)
    one = phone(look=STILL).open()
    one.belong_to(ada)
    return one


def look(one: Phone, found: Found, screen: str, seen: Callable[[], None]) -> None:
    """What is wrong with what is shown, once it is."""
    seen()
    found[screen] = violations(one) + list(one.page.evaluate(SMALLER_THAN_A_FINGER))


def shows(one: Phone, words: str) -> Callable[[], None]:
    """Waits for these words."""
    return lambda: expect(one.page.get_by_text(words).first).to_be_visible()


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_on_any_screen_of_sharing(
    adas: Phone, phone: NewPhone, server: ServerProcess, theme: str, tell: Tell
) -> None:
    found: Found = {}
    grace, doctor = phone(look=DESK | STILL).open(), phone(look=DESK | STILL).open()
    for one in (adas, grace, doctor):
        one.wear(theme)
    give_passkeys(grace)
    grace.go("/clinic/")
    look(grace, found, "the clinic's sign-in", shows(grace, "Sign in as a clinician"))
    grace.go(enrolment(server, f"grace-{uuid4().hex[:12]}"))
    look(grace, found, "enrolment", shows(grace, "Use a password and a code app"))
    grace.button("Use a passkey").click()
    grace.page.get_by_role("link", name="To the patients").click()

    adas.go("/share/")
    adas.button("Show a code").tap()
    look(adas, found, "a code", shows(adas, "Good until"))
    code = adas.page.locator(".code").inner_text()
    grace.page.get_by_label("The patient’s code").fill(code)
    grace.button("Ask to read").click()
    look(adas, found, "somebody asks", shows(adas, "asks to read your diary"))
    adas.button("Let Dr Grace read").tap()
    grace.go("/clinic/")
    look(grace, found, "the clinic", lambda: expect(grace.page.get_by_role("table")).to_be_visible())
    grace.page.get_by_role("link", name="Ada").click()
    look(grace, found, "a patient", shows(grace, "Round 1"))
    grace.button("Table").click()
    grace.page.locator("details summary").first.click()
    look(grace, found, "a patient's tables", shows(grace, "Whole round"))
    grace.button("Months").click()
    look(grace, found, "a patient's months", shows(grace, "Headache days per month"))
    grace.go("/clinic/account/")
    look(grace, found, "a clinician's account", shows(grace, "Passkeys"))

    adas.button("Make a link").tap()
    link = adas.page.locator(".link").inner_text().removeprefix(adas.address)
    doctor.go(link)
    look(doctor, found, "a visit", shows(doctor, "Your name, and where you work"))
    doctor.page.get_by_label("Your name").fill("Dr Holm")
    doctor.button("Open the report").click()
    look(doctor, found, "a visit's report", shows(doctor, "Round 1"))
    adas.go("/share/")
    look(adas, found, "who looked", shows(adas, "Dr Holm, by a one-visit link"))
    adas.go("/account/")
    look(adas, found, "the account", shows(adas, "Recovery codes"))

    tell(f"{theme}: {len(found)} screens of sharing, {sum(map(len, found.values()))} violations")
    assert {screen: faults for screen, faults in found.items() if faults} == {}
    assert len(found) == 13


@pytest.mark.parametrize("path", ["/share/", "/account/", "/clinic/", "/visit/#x", "/enrol/#x"])
def test_letters_of_twice_the_size_make_no_page_wider_than_the_screen(phone: NewPhone, path: str) -> None:
    script = "addEventListener('DOMContentLoaded', () => (document.documentElement.style.fontSize = '200%'))"
    one = phone(before=[script])
    one.open(path)

    wide = one.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")

    assert wide[0] <= wide[1]
