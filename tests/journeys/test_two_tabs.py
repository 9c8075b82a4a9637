"""Two tabs of one phone: when one opens another diary, the other neither shows nor fills the one before."""

import pytest
from playwright.sync_api import Page, expect

from tests.served import Person

from .conftest import NewPerson, NewPhone
from .phone import Phone

pytestmark = pytest.mark.xdist_group("journeys-1")

CURRENT = "() => localStorage.getItem('diary-current')"
OUTBOX = """
(name) => new Promise((resolve) => {
  const opening = indexedDB.open(name);
  opening.onsuccess = () => {
    const all = opening.result.transaction('outbox').objectStore('outbox').count();
    all.onsuccess = () => (opening.result.close(), resolve(all.result));
  };
})
"""


def second_tab(one: Phone) -> Page:
    """Today in another tab."""
    assert one.context is not None
    tab = one.context.new_page()
    tab.goto(one.address + "/")
    expect(tab.locator(".answers")).to_be_visible()
    return tab


def leave(one: Phone, how: str, said: str) -> None:
    one.go("/settings/")
    one.button("Sign out").tap()
    one.button(how).tap()
    expect(one.page.locator("#account")).to_contain_text(said)


def test_a_diary_that_one_tab_removes_is_gone_from_the_other_too(phone: NewPhone, ada: Person) -> None:
    one = phone().open()
    one.belong_to(ada)
    day = one.tap("severe")
    one.says("All days sent")
    tab = second_tab(one)
    expect(tab.locator(".answers [data-answer=severe]")).to_have_attribute("aria-pressed", "true")

    leave(one, "Remove from this phone", "The diary was removed from this phone")

    expect(tab.locator(".answers [data-answer=severe]")).to_have_attribute("aria-pressed", "false")
    assert len(one.databases()) == 1
    tab.locator(".answers [data-answer=free]").tap()
    expect(tab.locator(".slot")).to_contain_text(", saved")
    assert ada.get(f"/days/{day}").json()["peak_intensity"] == "severe"


def test_what_is_tapped_in_the_other_tab_goes_into_the_diary_that_is_open_now(
    phone: NewPhone, ada: Person, person: NewPerson
) -> None:
    one, ben = phone().open(), person()
    one.belong_to(ada)
    tab = second_tab(one)

    leave(one, "Sign out, keep the diary here", "Signed out.")
    tab_line = tab.locator("header").get_by_role("status").first
    one.sign_in(ben)
    one.go("/")
    one.says("All days sent")
    expect(tab_line).to_contain_text("All days sent")
    tab.locator(".answers [data-answer=severe]").tap()
    expect(tab.locator(".slot")).to_contain_text(", saved")

    one.go("/")
    one.says("All days sent")
    assert len(ben.get("/days").json()["days"]) == 1
    assert ada.get("/days").json()["days"] == []


def test_nothing_is_written_into_a_diary_that_is_no_longer_the_open_one(phone: NewPhone) -> None:
    one = phone().open()
    before = one.page.evaluate(CURRENT)
    one.page.evaluate("() => localStorage.setItem('diary-current', 'diary-of-another-tab')")

    one.answer("severe").tap()

    expect(one.slot).to_contain_text("was not saved")
    assert one.page.evaluate(OUTBOX, before) == 0
