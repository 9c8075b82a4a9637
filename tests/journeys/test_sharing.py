"""A patient and a clinician in one room, as the README tells it; and a doctor who has but a link."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.faults.processes import ServerProcess
from tests.served import PASSWORD, Person

from .conftest import NewPhone
from .people import DESK, create_account, enrolment, give_passkeys, read_download
from .phone import Phone

pytestmark = pytest.mark.xdist_group("journeys-1")

NewClinician = Callable[[], Phone]


@pytest.fixture
def adas(phone: NewPhone, ada: Person) -> Phone:
    """Ada's phone, with a day and a session, at the page on sharing."""
    ada.put_day("2026-11-01", headache=True, note="private")
    ada.http.post(f"{ada.diary}/injections", json={"injected_on": "2026-10-05"})
    one = phone().open()
    one.belong_to(ada)
    one.go("/share/")
    return one


@pytest.fixture
def clinician(phone: NewPhone, server: ServerProcess) -> NewClinician:
    """Makes clinicians who enrolled with a passkey, at their list."""

    def new() -> Phone:
        one = phone(look=DESK).open("/")
        give_passkeys(one)
        one.go(enrolment(server, f"grace-{uuid4().hex[:12]}"))
        one.button("Use a passkey").click()
        one.page.get_by_role("link", name="To the patients").click()
        expect(one.page.get_by_text("No patient has let you read yet.")).to_be_visible()
        return one

    return new


def show_a_code(adas: Phone) -> str:
    adas.button("Show a code").tap()
    return adas.page.locator(".code").inner_text()


def hand_shake(adas: Phone, grace: Phone) -> None:
    """Code, name, confirmation."""
    grace.page.get_by_label("The patient’s code").fill(show_a_code(adas))
    grace.button("Ask to read").click()
    adas.button("Let Dr Grace read").tap()
    expect(adas.page.get_by_text("Dr Grace may read your diary now.")).to_be_visible()


def test_invite_confirm_read_see_who_looked_revoke(adas: Phone, clinician: NewClinician) -> None:
    grace = clinician()

    grace.page.get_by_label("The patient’s code").fill(show_a_code(adas).lower())
    grace.button("Ask to read").click()
    expect(grace.page.get_by_text("Asked. The patient sees your name now")).to_be_visible()
    expect(grace.page.get_by_text("No patient has let you read yet.")).to_be_visible()

    asking = adas.page.get_by_role("heading", name="Dr Grace, Headache clinic, Mitte")
    expect(asking).to_contain_text("asks to read your diary")
    adas.button("Let Dr Grace read").tap()
    expect(adas.page.get_by_text("Dr Grace may read your diary now.")).to_be_visible()

    grace.go("/clinic/")
    grace.page.get_by_role("link", name="Ada").click()
    expect(grace.page.get_by_role("heading", name="Round 1")).to_be_visible()
    assert "private" not in grace.page.content()
    assert "Ada" not in grace.page.title()

    adas.go("/share/")
    expect(adas.page.locator("#looks")).to_contain_text("Dr Grace, Headache clinic, Mitte")
    expect(adas.page.locator("#looks")).to_contain_text("report")

    adas.page.get_by_role("button", name="Revoke Dr Grace").tap()
    expect(adas.page.get_by_text("Dr Grace can read nothing any more.")).to_be_visible()
    grace.button("Read again").click()
    expect(grace.page.get_by_text("This diary is not open to you")).to_be_visible()
    assert grace.page.get_by_role("heading", name="Round 1").count() == 0


def test_a_scanned_code_is_filled_in_and_leaves_the_address(adas: Phone, clinician: NewClinician) -> None:
    grace = clinician()
    code = show_a_code(adas).replace(" ", "")

    grace.go(f"/clinic/#{code}")

    expect(grace.page.get_by_label("The patient’s code")).to_have_value(code)
    assert grace.page.url.endswith("/clinic/")


def test_a_declined_clinician_reads_nothing(adas: Phone, clinician: NewClinician) -> None:
    grace = clinician()
    grace.page.get_by_label("The patient’s code").fill(show_a_code(adas))
    grace.button("Ask to read").click()

    adas.button("Decline").tap()

    expect(adas.page.get_by_text("Dr Grace was declined.")).to_be_visible()
    grace.go("/clinic/")
    expect(grace.page.get_by_text("No patient has let you read yet.")).to_be_visible()


def test_what_a_permission_covers_is_changed_later(adas: Phone, clinician: NewClinician) -> None:
    grace = clinician()
    hand_shake(adas, grace)

    adas.page.get_by_role("button", name="Change Dr Grace").tap()
    adas.page.get_by_label("Show my notes too").first.check()
    adas.button("Save").tap()

    expect(adas.page.get_by_text("with your notes")).to_be_visible()
    grace.go("/clinic/")
    expect(grace.page.get_by_role("rowheader", name="Ada")).to_contain_text("with notes")


def test_a_clinician_signs_in_again_with_the_passkey(clinician: NewClinician) -> None:
    grace = clinician()

    grace.button("Sign out").click()  # and the device offers its passkey at once

    expect(grace.page.get_by_role("heading", name="Enter a code")).to_be_visible()


def make_a_link(adas: Phone, passcode: str = "") -> str:
    adas.page.get_by_label("Passcode").fill(passcode)
    adas.button("Make a link").tap()
    return adas.page.locator(".link").inner_text().removeprefix(adas.address)


def open_the_link(doctor: Phone, name: str = "Dr Holm, walk-in clinic") -> None:
    doctor.page.get_by_label("Your name, and where you work").fill(name)
    doctor.button("Open the report").click()


def test_a_link_shows_the_report_until_it_is_ended_in_an_open_page_too(adas: Phone, phone: NewPhone) -> None:
    doctor = phone(look=DESK).open(make_a_link(adas))
    open_the_link(doctor)
    expect(doctor.page.get_by_role("heading", name="Round 1")).to_be_visible()
    assert doctor.databases() == []  # nothing is kept on that machine

    adas.go("/share/")
    expect(adas.page.locator("#visit")).to_contain_text("Opened by Dr Holm, walk-in clinic")
    adas.button("End it").tap()

    expect(doctor.page.get_by_text("This link opens nothing")).to_be_visible()
    assert doctor.page.get_by_role("heading", name="Round 1").count() == 0


def test_a_link_with_a_passcode_asks_for_it(adas: Phone, phone: NewPhone) -> None:
    doctor = phone(look=DESK).open(make_a_link(adas, passcode="4711"))
    open_the_link(doctor)

    doctor.page.get_by_label("Passcode").fill("4712")
    doctor.button("Open the report").click()
    expect(doctor.page.get_by_text("The passcode is not right")).to_be_visible()
    doctor.page.get_by_label("Passcode").fill("4711")
    doctor.button("Open the report").click()

    expect(doctor.page.get_by_role("heading", name="Report of Ada")).to_be_visible()


def test_a_passkey_is_added_and_signs_in_and_proves_anew_who_one_is(phone: NewPhone) -> None:
    one = phone().open()
    give_passkeys(one)
    create_account(one, f"new-{uuid4().hex[:12]}")
    one.go("/account/")
    one.button("Add a passkey").tap()
    expect(one.page.get_by_text("The passkey is added.")).to_be_visible()

    one.go("/settings/")
    one.button("Sign out").tap()
    one.button("Sign out, keep the diary here").tap()
    one.page.locator("#account").get_by_role("button", name="Sign in", exact=True).tap()
    expect(one.page.locator("#account")).to_contain_text("This phone is signed in as Ada.")  # offered at once

    one.go("/account/")
    expect(one.page.locator("#passkeys")).to_contain_text("Last used: today")


def test_a_lost_password_is_replaced_with_a_recovery_code(phone: NewPhone, ada: Person) -> None:
    one = phone().open("/settings/")
    one.button("Sign in").tap()
    one.button("Password lost?").tap()
    for label, text in (
        ("User name", ada.username),
        ("Recovery code", ada.account["recovery_codes"][0]),
        ("New password", "seven lanterns in a quiet harbour"),
    ):
        one.page.get_by_label(label).fill(text)

    one.button("Open the account again").tap()

    expect(one.page.locator("#account")).to_contain_text("This phone is signed in as Ada.")
    assert ada.http.get("/session").status_code == 401


def test_everything_that_is_kept_is_taken_along(adas: Phone, tmp_path: Path) -> None:
    adas.go("/account/")

    told = json.loads(read_download(adas.page, "Save the file", tmp_path))

    assert [day["value"]["note"] for day in told["days"]] == ["private"]
    assert len(told["injections"]) == 1


def test_an_account_is_erased_here_and_on_the_server(adas: Phone, ada: Person) -> None:
    adas.go("/account/")
    adas.button("Erase account and diary").tap()
    adas.button("Erase, here and on the server").tap()

    expect(adas.page.get_by_text("The account and the diary are erased.")).to_be_visible()
    expect(adas.page.locator("#account")).to_contain_text("This diary lives on this phone alone.")
    sign_in = {"username": ada.username, "password": PASSWORD}
    assert ada.served.client().post("/session", json=sign_in).status_code == 401
    assert adas.stored("documents") == []
