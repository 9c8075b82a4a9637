"""A clinician before the follow-up: who did not reach 30 %, why, what to print; and what both may enter."""

import re
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.faults.processes import ServerProcess, running
from tests.served import Person

from .conftest import NewPhone
from .people import DESK, demo, enrolment, give_passkeys
from .phone import Phone
from .test_sharing import show_a_code

pytestmark = pytest.mark.xdist_group("journeys-2")


@pytest.fixture
def adas(phone: NewPhone, ada: Person) -> Phone:
    """Ada's phone, with a round behind her."""
    today = date.today()  # noqa: DTZ011  as the server's
    ada.http.post(f"{ada.diary}/injections", json={"injected_on": str(today - timedelta(days=100))})
    for ago in range(130, 0, -1):
        aches = ago % 2 == 0 if ago > 100 else ago % 4 == 0
        ada.put_day(str(today - timedelta(days=ago)), headache=aches, acute_medications=[])
    one = phone().open()
    one.belong_to(ada)
    one.go("/share/")
    return one


@pytest.fixture
def grace(phone: NewPhone, server: ServerProcess, adas: Phone) -> Phone:
    """A clinician at Ada's page, with permission to enter."""
    one = phone(look=DESK).open("/")
    give_passkeys(one)
    one.go(enrolment(server, f"grace-{uuid4().hex[:12]}"))
    one.button("Use a passkey").click()
    one.page.get_by_role("link", name="To the patients").click()
    one.page.get_by_label("The patient’s code").fill(show_a_code(adas))
    one.button("Ask to read").click()
    expect(adas.button("Let Dr Grace read")).to_be_visible()
    adas.page.get_by_label("May enter sessions").first.check()
    adas.button("Let Dr Grace read").tap()
    expect(adas.page.get_by_text("Dr Grace may read your diary now.")).to_be_visible()
    one.go("/clinic/")
    one.page.get_by_role("link", name="Ada").click()
    expect(headline(one)).to_contain_text("fewer headache days")
    return one


def headline(one: Phone) -> Locator:
    return one.page.locator("#headline")


def test_a_session_of_the_clinic_shows_its_author_and_the_patient_objects(grace: Phone, adas: Phone) -> None:
    grace.button("Enter a session").click()
    grace.page.get_by_label("Lot").fill("C1234")
    grace.page.locator("summary", has_text="Sites").click()
    grace.button("155 U").click()
    grace.page.get_by_label("Frontalis, left: Points").fill("3")
    grace.page.get_by_label("Frontalis, left: Units").fill("15")
    grace.page.keyboard.press("Tab")
    expect(grace.page.get_by_text("32 points, 160 U in all")).to_be_visible()
    grace.button("Save").click()
    entered = "160 U · 32 points · lot C1234 · entered by Dr Grace"
    expect(grace.page.locator("#sessions + ul")).to_contain_text(entered)

    adas.go("/injections/")
    expect(adas.page.get_by_text("entered by Dr Grace")).to_be_visible()
    adas.button("Object").tap()
    adas.page.get_by_label("What is wrong with it").fill("That was last week.")
    adas.button("Object").tap()
    expect(adas.page.get_by_text("You object: That was last week.")).to_be_visible()
    adas.go("/")
    adas.says("All days sent")

    grace.button("Read again").click()
    expect(grace.page.locator("#ask + ul")).to_contain_text("objects to the session of")
    expect(grace.page.locator("#sessions + ul li")).to_have_count(2)


def test_a_preventive_that_the_patient_says_stands_on_the_clinics_axis(grace: Phone, adas: Phone) -> None:
    adas.go("/injections/")
    adas.button("Add a preventive or event").tap()
    adas.page.get_by_label("Name", exact=True).fill("Topiramate")
    adas.page.get_by_label("Dose").fill("50 mg")
    adas.page.get_by_label("First day").fill(str(date.today() - timedelta(days=20)))  # noqa: DTZ011
    adas.button("Save").tap()
    expect(adas.page.get_by_text(re.compile("Topiramate.?, saved"))).to_be_visible()
    adas.go("/")
    adas.says("All days sent")

    grace.button("Read again").click()

    expect(grace.page.locator("#ask + ul")).to_contain_text(
        re.compile("Topiramate began on .*, inside the 28 days compared in round 1")
    )
    expect(grace.page.locator("svg").get_by_text("Topiramate 50 mg")).to_be_visible()


def test_each_mark_of_the_course_is_reached_and_told_by_the_keyboard(grace: Phone) -> None:
    marks = grace.page.locator("svg g[role=img][aria-label]")
    told = []
    marks.first.focus()
    for _ in range(marks.count()):
        told.append(grace.page.evaluate("() => document.activeElement.getAttribute('aria-label')"))
        grace.page.keyboard.press("ArrowRight")

    assert told == [one.get_attribute("aria-label") for one in marks.all()]
    assert "28 of 28 logged" in told[1]


def test_the_other_definition_and_an_earlier_day_are_one_click_away(grace: Phone) -> None:
    grace.button("4 hours or more").click()
    expect(
        grace.page.get_by_text("A headache day is one with at least four hours of headache.")
    ).to_be_visible()

    grace.button("Months").click()
    expect(grace.page.get_by_role("heading", name="Days with 4 hours of headache")).to_be_visible()
    grace.button("Four-week blocks").click()
    grace.button("Any headache").click()
    grace.page.get_by_label("As of").fill(str(date.today() - timedelta(days=95)))  # noqa: DTZ011
    grace.button("Show").click()

    expect(headline(grace)).to_contain_text("Round 1: In progress")
    grace.button("As of today").click()
    expect(headline(grace)).to_contain_text("fewer headache days")


def test_the_page_to_print_opens_as_a_pdf(grace: Phone) -> None:
    address = grace.page.get_by_role("link", name="One-page report").get_attribute("href")

    found = grace.page.evaluate(
        "async (at) => { const answer = await fetch(at); const body = await answer.text();"
        " return [answer.status, answer.headers.get('content-type'), body.slice(0, 5)]; }",
        address,
    )

    assert found == [200, "application/pdf", "%PDF-"]


def test_a_one_visit_link_prints_the_same_page(adas: Phone, phone: NewPhone, tmp_path: Path) -> None:
    adas.button("Make a link").tap()
    doctor = phone(look=DESK).open(adas.page.locator(".link").inner_text().removeprefix(adas.address))
    doctor.page.get_by_label("Your name, and where you work").fill("Dr Holm")
    doctor.button("Open the report").click()
    expect(headline(doctor)).to_contain_text("Round 1")

    with doctor.page.expect_download() as begun:
        doctor.button("One-page report").click()
    begun.value.save_as(tmp_path / "page.pdf")

    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")


def test_with_the_demo_who_did_not_reach_30_percent_is_found_opened_and_understood(
    phone: NewPhone, tmp_path: Path
) -> None:
    server = ServerProcess(tmp_path / "demo", keeps_port=True)
    link = demo(server)
    with running(server):
        one = phone(look=DESK, address=server.origin).open("/")
        give_passkeys(one)
        one.go(link)
        one.button("Use a passkey").click()
        one.page.get_by_role("link", name="To the patients").click()
        one.page.get_by_role("button", name=re.compile("^Below 30 % after two rounds [1-9]")).click()
        one.page.get_by_role("rowheader").first.get_by_role("link").click()

        expect(one.page.locator("#ask + ul")).to_contain_text("Below 30 % after two rounds")
        expect(one.page.locator("#checks + ul")).to_contain_text(
            re.compile(r"round 2: [12]?\d\.\d.%, level 30 %")
        )
        expect(one.page.get_by_role("link", name="One-page report")).to_be_visible()
        one.close()
