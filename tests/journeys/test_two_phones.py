"""Two phones of one person that say different things about one day."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.faults.processes import ServerProcess
from tests.served import Person

from .conftest import NewPhone
from .phone import Phone

pytestmark = pytest.mark.xdist_group("journeys-1")

Two = tuple[Phone, Phone]


@pytest.fixture
def two(phone: NewPhone, ada: Person, server: ServerProcess) -> Two:
    """Ada's two phones, closed: both said something while the server was stopped; now it runs again."""
    old, new = phone().open(), phone().open()
    for one in (old, new):
        one.belong_to(ada)
        one.keep_shell()
    server.stop()
    for one, answer in ((old, "mild"), (new, "severe")):
        one.tap(answer)
        one.close()
    server.start()
    return old, new


def flagged(ada: Person, day: date) -> dict[str, Any]:
    """The day on the server, as a newcomer to it hears it."""
    said = {"device_id": ada.account["account_id"], "epoch": None, "cursor": 0, "operations": []}
    changes = ada.http.post(f"{ada.diary}/sync", json=said).json()["changes"]
    (change,) = [change for change in changes if change["key"] == str(day)]
    return dict(change)


def meet(first: Phone, second: Phone) -> date:
    """Both come back, one after the other, and hear what the other one said; the day."""
    first.open().says("All days sent")
    second.open().says("An entry needs attention")
    first.reopen().says("An entry needs attention")
    return first.today


@pytest.mark.parametrize(("order", "shown", "kept"), [((0, 1), "mild", "severe"), ((1, 0), "severe", "mild")])
def test_the_first_to_arrive_is_shown_and_both_phones_and_the_server_keep_both(
    two: Two, ada: Person, order: tuple[int, int], shown: str, kept: str
) -> None:
    day = meet(two[order[0]], two[order[1]])

    on_server = flagged(ada, day)
    told = [one.stored("documents") for one in two]
    assert on_server["values"]["peak_intensity"] == shown
    assert [other["values"]["peak_intensity"] for other in on_server["conflict"]["others"]] == [kept]
    for (document,) in told:
        assert document["values"] == on_server["values"]
        assert document["conflict"] == on_server["conflict"]
    for one in two:
        expect(one.answer(shown)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(("button", "counts"), [("Keep this one", "mild"), ("Take the other one", "severe")])
def test_what_is_picked_on_one_phone_counts_on_both(two: Two, ada: Person, button: str, counts: str) -> None:
    old, new = two
    day = meet(old, new)
    old.page.get_by_role("link", name="An entry needs attention").tap()
    old.button(button).tap()
    old.says("All days sent")

    new.reopen().says("All days sent")

    on_server = flagged(ada, day)
    assert (on_server["values"]["peak_intensity"], on_server["conflict"]) == (counts, None)
    expect(new.answer(counts)).to_have_attribute("aria-pressed", "true")
    assert [one.stored("documents")[0]["conflict"] for one in two] == [None, None]
    history = ada.get(f"/days/{day}/history").json()["history"]
    assert {past["value"]["peak_intensity"] for past in history} == {"mild", "severe"}


def change_product(one: Phone, product: str) -> None:
    one.go("/injections/")
    one.button("Change").tap()
    one.page.get_by_label("Product").fill(product)
    one.button("Save").tap()
    expect(one.page.get_by_role("main")).to_contain_text(f"{product}")


def test_two_products_of_one_session_are_both_kept_and_one_is_picked(
    phone: NewPhone, ada: Person, server: ServerProcess
) -> None:
    ada.http.post(f"{ada.diary}/injections", json={"injected_on": "2026-02-02"})
    old, new = phone().open(), phone().open()
    for one in (old, new):
        one.belong_to(ada)
        one.keep_shell()
    server.stop()
    change_product(old, "Botox")
    change_product(new, "Dysport")
    for one in (old, new):
        one.close()
    server.start()
    old.open().says("All days sent")
    new.open().says("An entry needs attention")

    new.page.get_by_role("link", name="An entry needs attention").tap()
    attention = new.page.locator("#attention")
    expect(attention).to_contain_text("Injection 2 February 2026")
    expect(attention.get_by_role("group", name="Shown now")).to_contain_text("Botox")
    expect(attention.get_by_role("group", name="From another device")).to_contain_text("Dysport")
    new.button("Take the other one").tap()
    new.says("All days sent")

    (session,) = ada.get("/injections").json()["injections"]
    assert session["product"] == "Dysport"
    old.reopen().says("All days sent")
