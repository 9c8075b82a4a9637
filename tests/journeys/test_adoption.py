"""A diary that was begun without an account, and what becomes of it when somebody signs in."""

from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.served import PASSWORD, Person

from .conftest import NewPhone
from .phone import Phone

pytestmark = pytest.mark.xdist_group("journeys-2")


def sessions(one: Phone) -> Locator:
    return one.page.get_by_role("main").get_by_role("listitem")


def record_a_session(one: Phone) -> None:
    one.go("/injections/")
    one.button("Record a session").tap()
    one.button("Save").tap()
    expect(one.page.get_by_role("main")).to_contain_text(", saved")  # it is listed before the disk has it
    expect(sessions(one)).to_have_count(1)


@pytest.fixture
def begun(phone: NewPhone) -> Phone:
    """A phone without an account, with one day and one session."""
    one = phone().open()
    record_a_session(one)
    one.go("/")
    one.tap("severe")
    return one


def account(one: Phone) -> Locator:
    return one.page.locator("#account")


def held(person: Person) -> tuple[int, int]:
    """How many days and sessions the server has."""
    return len(person.get("/days").json()["days"]), len(person.get("/injections").json()["injections"])


def test_a_new_account_takes_all_that_was_said_before(begun: Phone) -> None:
    name = f"new-{uuid4().hex[:12]}"
    begun.go("/settings/")
    begun.button("Create an account").tap()
    for label, text in (("Name", "Ada"), ("User name", name), ("Password", PASSWORD)):
        account(begun).get_by_label(label, exact=True).fill(text)
    begun.button("Create account").tap()
    expect(account(begun).get_by_role("listitem")).to_have_count(10)
    begun.button("I have kept them").tap()
    expect(account(begun)).to_contain_text("The days of this phone go into it.")

    begun.go("/")
    begun.says("All days sent")
    told = begun.page.evaluate(
        "async () => [(await (await fetch('/api/v1/diaries/mine/days')).json()).days.length,"
        " (await (await fetch('/api/v1/diaries/mine/injections')).json()).injections.length]"
    )
    assert told == [1, 1]


def test_what_was_said_before_goes_into_the_account_when_it_is_said_so(begun: Phone, ada: Person) -> None:
    begun.sign_in(ada)
    expect(account(begun)).to_contain_text("2 entries were made here before signing in.")
    assert held(ada) == (0, 0)

    begun.button("Take them into this account").tap()
    expect(account(begun)).to_contain_text("The days of this phone go into the account.")

    begun.go("/")
    begun.says("All days sent")
    assert held(ada) == (1, 1)


def test_it_joins_the_diary_that_the_phone_keeps_of_the_account_already(phone: NewPhone, ada: Person) -> None:
    one = phone().open()
    one.belong_to(ada)
    one.tap("mild")
    one.says("All days sent")
    one.go("/settings/")
    one.button("Sign out").tap()
    one.button("Sign out, keep the diary here").tap()
    expect(account(one)).to_contain_text("Signed out.")
    of_ada = one.page.evaluate("() => localStorage.getItem('diary-current')")
    one.page.evaluate("() => localStorage.setItem('diary-current', 'diary-without-account')")
    record_a_session(one)

    one.sign_in(ada)
    one.button("Take them into this account").tap()
    expect(account(one)).to_contain_text("The days of this phone go into the account.")

    one.go("/")
    one.says("All days sent")
    assert held(ada) == (1, 1)
    assert one.databases() == [of_ada]


def test_kept_apart_it_stays_on_the_phone_and_can_be_opened_again(phone: NewPhone, ada: Person) -> None:
    one = phone().open()
    record_a_session(one)

    one.sign_in(ada)
    one.button("Keep this phone’s diary apart").tap()
    expect(account(one)).to_contain_text("The account’s diary is open.")
    expect(account(one)).to_contain_text("without an account: 1 entry.")
    assert held(ada) == (0, 0)

    one.button("Open it").tap()
    expect(account(one)).not_to_contain_text("without an account: 1 entry.")
    one.go("/injections/")
    expect(sessions(one)).to_have_count(1)
    assert held(ada) == (0, 0)
