"""The devices on which somebody is signed in: seen, and signed out from another one."""

import pytest
from playwright.sync_api import Locator, expect

from tests.faults.processes import ServerProcess
from tests.served import Person

from .conftest import NewPhone
from .phone import Phone

pytestmark = pytest.mark.xdist_group("journeys-2")

Two = tuple[Phone, Phone]


@pytest.fixture
def two(phone: NewPhone, ada: Person) -> Two:
    """Ada's own phone, at its settings, and one that she lost, both signed in."""
    own, lost = phone().open(), phone().open()
    for one in (own, lost):
        one.belong_to(ada)
    own.go("/settings/")
    return own, lost


def devices(one: Phone) -> Locator:
    """The part of Settings with the devices."""
    return one.page.locator("#devices")


def test_every_device_is_named_and_the_own_one_is_told_apart(two: Two) -> None:
    rows = devices(two[0]).get_by_role("listitem")

    expect(rows).to_have_count(3)  # with the sign-in that the account was made by
    expect(rows.first).to_contain_text("Chrome, ")
    expect(rows.first).to_contain_text("This device")
    expect(rows.first.get_by_role("button")).to_have_count(0)
    expect(rows.nth(1)).to_contain_text("last used: today")


def test_sign_ins_that_did_not_work_are_told_beside_them(two: Two, ada: Person) -> None:
    own = two[0]
    expect(devices(own).get_by_role("listitem")).to_have_count(3)
    expect(devices(own)).not_to_contain_text("did not work")
    for _ in range(2):
        said = {"username": ada.username, "password": "five walnuts under a blue hat"}
        assert ada.served.client().post("/session", json=said).status_code == 401

    own.go("/settings/")

    expect(devices(own)).to_contain_text("Sign-ins that did not work: 2 · since: today · the last: today ")


def test_a_lost_phone_is_signed_out_and_what_it_logs_waits_until_it_signs_in(two: Two, ada: Person) -> None:
    own, lost = two
    day = lost.today

    devices(own).get_by_role("button", name="Sign out there Chrome").tap()

    expect(devices(own)).to_contain_text("Signed out on Chrome, ")
    expect(devices(own).get_by_role("listitem")).to_have_count(2)
    lost.tap("severe")
    lost.says("Sign in to send your days")
    assert ada.get("/days").json()["days"] == []

    lost.sign_in(ada)
    lost.go("/")
    lost.says("All days sent")
    assert ada.get(f"/days/{day}").json()["peak_intensity"] == "severe"


def test_all_other_devices_are_signed_out_at_once(two: Two, ada: Person) -> None:
    own, lost = two

    own.button("Sign out everywhere else").tap()

    expect(devices(own)).to_contain_text("Signed out everywhere but here.")
    expect(devices(own).get_by_role("listitem")).to_have_count(1)
    lost.reopen().says("Sign in to send your days")
    assert ada.http.get("/session").status_code == 401
    own.go("/")
    own.tap("mild")
    own.says("All days sent")


def test_without_the_server_the_list_says_so(two: Two, server: ServerProcess) -> None:
    own = two[0]
    expect(devices(own).get_by_role("listitem")).to_have_count(3)
    server.stop()

    own.button("Sign out everywhere else").tap()

    expect(devices(own)).to_contain_text("The server is not reached")
    expect(devices(own).get_by_role("listitem")).to_have_count(3)
