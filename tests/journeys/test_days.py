"""Which day a tap is for, which days are gaps, and a day in the calendar that is seen when it is tapped."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from .conftest import NewPhone
from .phone import CLOCK, Phone

pytestmark = pytest.mark.xdist_group("journeys-1")

BERLIN = ZoneInfo("Europe/Berlin")
SMALL = {"viewport": {"width": 360, "height": 640}}
NO_LOOKING = "globalThis.setInterval = () => 0"  # what looks every few seconds looks never


def sleep(one: Phone, **time: float) -> None:
    """The clock goes on, and the page hears nothing of it."""
    one.page.evaluate(f"({CLOCK})({timedelta(**time).total_seconds() * 1000})")


def evening(one: NewPhone) -> Phone:
    """A phone at 22:00 with today open."""
    at = datetime.now(BERLIN).replace(hour=22, minute=0, second=0, microsecond=0)
    return one(at=at, before=[NO_LOOKING]).open()


def test_a_tap_after_a_night_is_for_the_new_day(phone: NewPhone) -> None:
    one = evening(phone)
    before = one.tap("free")
    sleep(one, hours=9)

    one.answer("mild").tap()

    expect(one.slot).to_contain_text("Mild, saved")
    days = [edit["key"] for edit in one.stored("outbox")]
    assert days == [str(before), str(before + timedelta(days=1))]


def test_the_same_answer_after_a_night_is_said_of_the_new_day(phone: NewPhone) -> None:
    one = evening(phone)
    before = one.tap("moderate")
    sleep(one, hours=9)

    one.answer("moderate").tap()

    expect(one.slot).to_contain_text(f" {(before + timedelta(days=1)).day}: Moderate, saved")
    assert len(one.stored("outbox")) == 2


@pytest.mark.parametrize("event", ["focus", "pageshow", "visibilitychange"])
def test_whatever_wakes_the_page_shows_the_new_day(phone: NewPhone, event: str) -> None:
    one = evening(phone)
    heading = one.page.locator("main h1")
    shown = heading.inner_text()
    sleep(one, hours=9)
    expect(heading).to_have_text(shown)  # the control: by itself nothing has looked

    one.page.evaluate("(name) => document.dispatchEvent(new Event(name, { bubbles: true }))", event)

    expect(heading).not_to_have_text(shown)


def test_the_same_as_yesterday_saves_nothing_when_another_day_is_yesterday_by_now(phone: NewPhone) -> None:
    at = datetime.now(BERLIN).replace(hour=22, minute=0, second=0, microsecond=0)
    one = phone(at=at - timedelta(days=1)).open()
    day = one.tap("mild")
    one.close()
    one.at, one.before = at, [NO_LOOKING]
    one.open()
    same = one.slot.get_by_role("button", name="Same as yesterday: mild")
    expect(same).to_be_visible()
    sleep(one, hours=9)

    same.tap()

    expect(same).to_have_count(0)  # it was shown of another day: nothing is said of either
    assert [edit["key"] for edit in one.stored("outbox")] == [str(day)]


def test_a_note_that_is_typed_over_midnight_stays_with_its_day(phone: NewPhone) -> None:
    one = evening(phone)
    day = one.today
    one.open_note("moderate").fill("flickering")
    sleep(one, hours=3)
    one.page.evaluate("() => dispatchEvent(new Event('focus'))")
    one.note.fill("flickering on the left")
    one.close_sheet()

    said = [(edit["key"], edit["set"]["note"]) for edit in one.stored("outbox") if "note" in edit["set"]]
    assert said[-1] == (str(day), "flickering on the left")


def test_an_empty_diary_has_no_gaps(phone: NewPhone) -> None:
    one = phone().open("/calendar/")
    one.page.get_by_role("button", name="A month earlier").tap()

    expect(one.page.get_by_text("Nothing logged")).to_be_visible()
    expect(one.page.get_by_role("button", name="Fill")).to_have_count(0)
    expect(one.page.locator("main")).not_to_contain_text("0 headache days")


def logged(one: Phone, back: int, answer: str) -> None:
    """Log a day by the calendar, so many days back."""
    one.go(f"/calendar/?day={one.today - timedelta(days=back)}")
    one.page.locator(".chosen").get_by_role("button", name=answer).tap()
    expect(one.page.locator(".chosen")).to_contain_text("saved")


def test_gaps_begin_with_the_first_day_that_is_logged(phone: NewPhone) -> None:
    one = phone(at=datetime.now(BERLIN).replace(day=20, hour=12)).open()
    logged(one, 5, "Mild")
    logged(one, 3, "No headache")

    expect(one.page.get_by_role("button", name="Fill 3 gaps")).to_be_visible()
    expect(one.page.locator("main")).to_contain_text("Your diary begins on 15")
    assert one.page.locator("[data-day] [data-mark=before]").count() == 14
    one.go("/")
    expect(one.page.locator("main")).to_contain_text("3 of the last 6 days not logged")
    one.page.get_by_role("button", name="Fill in").tap()
    expect(one.page.get_by_role("dialog").locator("h3")).to_have_count(4)  # three days, and several at once


def test_several_days_at_once_begin_with_none(phone: NewPhone) -> None:
    one = phone(at=datetime.now(BERLIN).replace(day=20, hour=12)).open()
    logged(one, 6, "Mild")
    one.page.get_by_role("button", name="Fill 5 gaps").tap()
    span = one.page.get_by_role("dialog").locator("section").first

    expect(span.get_by_role("button").first).to_be_disabled()
    expect(span).to_contain_text("Choose the first and the last day.")
    assert [box.input_value() for box in span.get_by_role("combobox").all()] == ["", ""]

    days = [str(one.today - timedelta(days=back)) for back in (4, 2)]
    for box, day in zip(span.get_by_role("combobox").all(), days, strict=True):
        box.select_option(day)
    expect(span).to_contain_text("Fills 3 days")
    span.get_by_role("button", name="Severe").tap()
    expect(one.page.get_by_role("dialog")).to_contain_text("3 days saved")
    assert len(one.stored("outbox")) == 4


def seen_above_the_bar(page: Page) -> bool:
    """Whether every one of the four answers lies on the screen, above the bar."""
    seen: bool = page.evaluate(
        """() => {
          const bar = document.querySelector('nav').getBoundingClientRect().top;
          const answers = [...document.querySelectorAll('.chosen .four button')];
          const boxes = answers.map((one) => one.getBoundingClientRect());
          return boxes.length === 4 && boxes.every(({ top, bottom }) => top >= 0 && bottom <= bar);
        }"""
    )
    return seen


@pytest.mark.parametrize("day", [1, 10, 20])
def test_a_day_that_is_tapped_in_the_calendar_shows_its_answers(phone: NewPhone, day: int) -> None:
    at = datetime.now(BERLIN).replace(day=20, hour=12)
    one = phone(at=at, look=SMALL).open("/calendar/")

    one.page.locator("[data-day]").nth(day - 1).tap()

    expect(one.page.locator(".chosen h2")).to_be_focused()
    assert seen_above_the_bar(one.page)
    one.page.evaluate("() => scrollTo(0, 0)")
    assert not seen_above_the_bar(one.page)  # the control: without scrolling they are out of sight
