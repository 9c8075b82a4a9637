"""Links as mail gateways leave them, in a real browser: the page opens, and the address keeps no secret."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.faults.processes import ServerProcess
from tests.served import Person

from .conftest import NewPhone
from .people import DESK, enrolment

pytestmark = pytest.mark.xdist_group("journeys-1")
NAME = "Your name, and where you work"


@pytest.mark.parametrize("end", ["#{}", "#{}.", "%23{}", "%23{}%3E.", "%2523{}", "#%22{}%22"])
def test_a_one_visit_link_opens_and_leaves_the_address(phone: NewPhone, ada: Person, end: str) -> None:
    ada.http.put("/account", json={"display_name": "עדה (7)", "time_zone": "Europe/Berlin"})
    secret = ada.http.post(f"{ada.diary}/visit-links", json={}).json()["secret"]
    doctor = phone(look=DESK).open(f"/visit/{end.format(secret)}")

    expect(doctor.page).to_have_url(f"{doctor.address}/visit/")
    doctor.page.get_by_label(NAME).fill("Dr Who")
    doctor.button("Open the report").click()

    expect(doctor.page.get_by_role("heading", name="Report of עדה (7)")).to_be_visible()
    assert doctor.page.locator("h1 bdi").inner_text() == "עדה (7)"
    assert doctor.page.url == f"{doctor.address}/visit/"
    kept = doctor.page.evaluate("navigation.entries().map((entry) => entry.url)")
    assert not any(secret in address for address in kept)
    doctor.page.reload()
    expect(doctor.page.get_by_text("This page does not keep the link.")).to_be_visible()


def test_a_spoilt_link_opens_where_the_app_is_kept(phone: NewPhone, ada: Person) -> None:
    secret = ada.http.post(f"{ada.diary}/visit-links", json={}).json()["secret"]
    doctor = phone(look=DESK).open("/")
    doctor.keep_shell()

    doctor.go(f"/visit/%23{secret}")

    expect(doctor.page.get_by_label(NAME)).to_be_visible()
    assert doctor.page.url == f"{doctor.address}/visit/"


@pytest.mark.parametrize("end", ["%23{}", "#{}>", "%23{}."])
def test_a_spoilt_invitation_fills_the_field(phone: NewPhone, server: ServerProcess, end: str) -> None:
    grace = phone(look=DESK).open("/")
    address = enrolment(server, f"grace-{uuid4().hex[:12]}")
    token = address.partition("#")[2]

    grace.go(f"/enrol/{end.format(token)}")

    expect(grace.page.get_by_role("heading", name="Welcome, Dr Grace")).to_be_visible()
    assert grace.page.url == f"{grace.address}/enrol/#{token}"
