"""A form is opened, another device edits, the form is saved: both stay, or the clash is said."""

import re
from contextlib import suppress
from uuid import uuid4

import pytest
from playwright.sync_api import Error, expect

from tests.faults.processes import ServerProcess
from tests.served import Person, wait_until

from .conftest import NewPhone
from .forms import LAST_WEEK
from .people import DESK, enrolment, give_passkeys
from .phone import Phone
from .test_sharing import show_a_code

pytestmark = pytest.mark.xdist_group("journeys-2")


@pytest.fixture
def adas(phone: NewPhone, ada: Person) -> Phone:
    """Ada's phone, with a session, a preventive and a treatment."""
    ada.http.put(f"{ada.diary}/injections/{uuid4()}", json={"injected_on": LAST_WEEK, "lot": "C1"})
    ada.http.post(
        f"{ada.diary}/circumstances", json={"kind": "preventive", "name": "Topiramate", "began_on": LAST_WEEK}
    )
    ada.http.put(f"{ada.diary}/treatment", json={"interval_weeks": 12})
    one = phone().open()
    one.belong_to(ada)
    return one


def hear(one: Phone) -> None:
    """The phone hears what was said elsewhere."""
    with one.page.expect_response("**/sync"):
        one.page.evaluate("dispatchEvent(new Event('online'))")
    one.page.wait_for_timeout(300)


def other(ada: Person, path: str, **change: object) -> None:
    """Another device changes a document."""
    if path == "treatment":
        answer = ada.http.put(f"{ada.diary}/treatment", json=change)
    else:
        (document,) = ada.get(f"/{path}").json()[path]
        key = document[f"{path[:-1]}_id"]
        kept = ("revision", f"{path[:-1]}_id", "entered_by", "conflict")
        body = {field: value for field, value in document.items() if field not in kept}
        answer = ada.http.put(f"{ada.diary}/{path}/{key}", json=body | change)
    assert answer.is_success, answer.text


@pytest.mark.parametrize("reopened", [False, True], ids=["open", "opened again"])
def test_a_form_says_only_what_was_changed_in_it_so_that_another_devices_edit_stays(
    adas: Phone, ada: Person, reopened: bool
) -> None:
    adas.go("/injections/")
    adas.button("Change").first.tap()
    adas.page.get_by_label("Product").fill("Botox")
    adas.button("Change").first.tap()
    adas.page.get_by_label("Dose").fill("50 mg")
    wait_until(lambda: len(adas.stored("drafts")) == 2)
    other(ada, "injections", lot="C2", clinic="Mitte")
    other(ada, "circumstances", name="Topiramat")
    hear(adas)
    if reopened:
        adas.reopen("/injections/")

    for _ in range(2):
        adas.button("Save").first.tap()
        adas.page.wait_for_timeout(200)
    expect(adas.button("Save")).to_have_count(0)
    adas.go("/")
    adas.says("All days sent")

    (session,) = ada.get("/injections").json()["injections"]
    assert (session["product"], session["lot"], session["clinic"]) == ("Botox", "C2", "Mitte")
    (preventive,) = ada.get("/circumstances").json()["circumstances"]
    assert (preventive["name"], preventive["dose"]) == ("Topiramat", "50 mg")


def test_the_treatment_in_settings_leaves_what_another_device_said(adas: Phone, ada: Person) -> None:
    adas.go("/settings/")
    adas.page.get_by_label("Headache days in a typical month").press_sequentially("22,5")
    wait_until(lambda: len(adas.stored("drafts")) == 1)
    other(ada, "treatment", earlier_rounds=4, interval_weeks=16)
    hear(adas)

    adas.button("Save").tap()
    expect(adas.page.get_by_text("Saved on this phone", exact=True)).to_be_visible()
    expect(adas.page.get_by_label("Earlier rounds")).to_have_value("4")
    adas.go("/")
    adas.says("All days sent")

    told = ada.get("/treatment").json()
    assert (told["headache_days_per_30"], told["earlier_rounds"], told["interval_weeks"]) == (22.5, 4, 16)


def test_a_note_that_is_typed_leaves_what_another_device_said_of_the_day(adas: Phone, ada: Person) -> None:
    adas.open_note("moderate").press_sequentially("left side")
    day = str(adas.today)
    wait_until(lambda: ada.get(f"/days/{day}").is_success)
    document = ada.get(f"/days/{day}").json()
    kept = ("day", "revision", "entered_by", "conflict")
    body = {field: value for field, value in document.items() if field not in kept}
    assert ada.http.put(f"{ada.diary}/days/{day}", json=body | {"nausea": True}).is_success
    hear(adas)

    adas.close_sheet()
    adas.go("/")
    adas.says("All days sent")

    now = ada.get(f"/days/{day}").json()
    assert (now["note"], now["nausea"]) == ("left side", True)


@pytest.fixture
def grace(phone: NewPhone, server: ServerProcess, adas: Phone) -> Phone:
    """A clinician at Ada's page, with permission to enter."""
    adas.go("/share/")
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
    one.page.locator("summary", has_text="Change").click()
    one.page.locator("section details").get_by_role("button").first.click()
    return one


def end_sign_in(grace: Phone) -> None:
    """The server no longer knows who she is, and the page finds out."""
    assert grace.context is not None
    grace.context.clear_cookies()
    with grace.page.expect_response(lambda answer: answer.status == 401):
        grace.button("Read again").click()


def sign_in(grace: Phone) -> None:
    """With the passkey; this browser may offer it, and take it, by itself."""
    with suppress(Error):
        grace.page.get_by_role("button", name=re.compile("passkey")).first.click(timeout=5_000)


def test_signing_in_again_returns_to_what_the_clinician_typed(grace: Phone, ada: Person) -> None:
    grace.page.get_by_label("Lot").fill("C12")
    grace.page.get_by_label("Units in all").fill("155,")

    end_sign_in(grace)
    sign_in(grace)

    expect(grace.page.get_by_label("Lot")).to_have_value("C12")
    expect(grace.page.get_by_label("Units in all")).to_have_value("155,")
    stored = grace.page.evaluate("() => JSON.stringify([localStorage, sessionStorage])")
    assert "C12" not in stored
    assert grace.databases() == [] or "C12" not in "".join(map(str, grace.stored("drafts")))


def test_after_signing_out_with_a_warning_nothing_of_it_comes_back(grace: Phone) -> None:
    grace.page.get_by_label("Lot").fill("C12")

    grace.button("Sign out").click()
    expect(grace.page.get_by_text("Something you typed is not saved.")).to_be_visible()
    grace.button("Sign out and delete it").click()
    sign_in(grace)

    expect(grace.button("Enter a session")).to_be_visible()
    expect(grace.page.get_by_label("Lot")).to_have_count(0)


def test_what_the_patient_said_meanwhile_stays_beside_what_the_clinician_enters(
    grace: Phone, ada: Person
) -> None:
    grace.page.get_by_label("Product").fill("Botox")
    other(ada, "injections", clinic="Mitte")

    grace.button("Save").click()
    expect(grace.page.get_by_label("Product")).to_have_count(0)

    (session,) = ada.get("/injections").json()["injections"]
    assert (session["product"], session["clinic"], session["lot"]) == ("Botox", "Mitte", "C1")


def test_the_same_field_is_refused_with_its_name_and_the_clinicians_text_stays(
    grace: Phone, ada: Person
) -> None:
    grace.page.get_by_label("Lot").fill("C3")
    other(ada, "injections", lot="C2")

    grace.button("Save").click()
    expect(grace.page.get_by_text("Somebody else changed this in the meantime: Lot.")).to_be_visible()
    expect(grace.page.get_by_label("Lot")).to_have_value("C3")
    assert [one["lot"] for one in ada.get("/injections").json()["injections"]] == ["C2"]

    grace.button("Save").click()
    expect(grace.page.get_by_label("Lot")).to_have_count(0)
    assert [one["lot"] for one in ada.get("/injections").json()["injections"]] == ["C3"]
