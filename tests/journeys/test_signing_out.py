"""Signing out while something waits: it stays and is sent later, or it goes only once sent or given up."""

import re

import pytest
from playwright.sync_api import expect

from tests.faults.processes import ServerProcess
from tests.served import Person, wait_until

from .conftest import NewPerson, NewPhone
from .phone import Phone

pytestmark = pytest.mark.xdist_group("journeys-2")

SESSION = "async () => (await fetch('/api/v1/session')).status"


@pytest.fixture
def adas(phone: NewPhone, ada: Person, server: ServerProcess) -> Phone:
    """Ada's phone with a severe day that is on it alone; the server is stopped."""
    one = phone().open()
    one.belong_to(ada)
    one.keep_shell()
    server.stop()
    one.tap("severe")
    one.says("1 to send")
    return one


def leave(one: Phone, how: str) -> None:
    """Sign out, in Settings."""
    one.go("/settings/")
    one.button("Sign out").tap()
    one.button(how).tap()


def test_signing_out_needs_the_server_and_says_so(adas: Phone) -> None:
    leave(adas, "Sign out, keep the diary here")

    expect(adas.page.locator("#account")).to_contain_text("The server is not reached. Nothing has changed")
    assert len(adas.stored("outbox")) == 1


def test_removing_waits_for_what_was_not_sent_and_sends_it_first(
    adas: Phone, ada: Person, server: ServerProcess
) -> None:
    leave(adas, "Remove from this phone")
    expect(adas.page.locator("#account")).to_contain_text("1 entry is on this phone only")
    expect(adas.button("Remove although 1 entry was not sent")).to_be_disabled()
    assert len(adas.stored("outbox")) == 1

    server.start()
    # Where it was sent by itself meanwhile, the page asks anew.
    again = adas.page.get_by_role("button", name=re.compile("^(Try to send again|Remove from this phone)$"))
    removed = adas.page.get_by_text("The diary was removed from this phone")
    adas.tap_until(again, removed.is_visible)

    expect(adas.page.locator("#account")).to_contain_text("The diary was removed from this phone")
    assert ada.get(f"/days/{adas.today}").json()["peak_intensity"] == "severe"
    assert (adas.stored("outbox"), adas.stored("documents")) == ([], [])
    assert len(adas.databases()) == 1


def test_what_was_not_sent_goes_only_when_it_is_given_up(
    adas: Phone, ada: Person, server: ServerProcess
) -> None:
    leave(adas, "Remove from this phone")
    adas.page.get_by_label("This entry may be lost for good").check()
    adas.button("Remove although 1 entry was not sent").tap()
    expect(adas.page.locator("#account")).to_contain_text("The diary was removed from this phone")

    server.start()
    adas.reopen().says("Saved on this phone, without an account")

    assert ada.get("/days").json()["days"] == []
    assert ada.http.get("/session").status_code == 200
    wait_until(lambda: adas.page.evaluate(SESSION) == 401)


def test_nobody_else_who_signs_in_receives_it_and_it_is_sent_when_its_owner_comes_back(
    adas: Phone, ada: Person, person: NewPerson, server: ServerProcess
) -> None:
    day = adas.today
    adas.hold_back("/sync")
    server.start()
    leave(adas, "Sign out, keep the diary here")
    expect(adas.page.locator("#account")).to_contain_text("Signed out. The diary stays on this phone.")
    adas.let_through("/sync")
    ben = person()

    adas.sign_in(ben)
    expect(adas.page.locator("#account")).to_contain_text("1 entry in it waits until its owner signs in.")
    adas.go("/")
    adas.says("All days sent")
    expect(adas.answer("severe")).to_have_attribute("aria-pressed", "false")
    assert ben.get("/days").json()["days"] == ada.get("/days").json()["days"] == []

    leave(adas, "Sign out, keep the diary here")
    expect(adas.page.locator("#account")).to_contain_text("Signed out.")
    adas.sign_in(ada)
    adas.go("/")
    adas.says("All days sent")
    assert ada.get(f"/days/{day}").json()["peak_intensity"] == "severe"
    assert ben.get("/days").json()["days"] == []
