"""Devices that say what no standard knows: every page opens, the answers work, and the server takes them."""

import re
from zoneinfo import available_timezones

import pytest
from playwright.sync_api import Page, expect

from tests.served import Person, wait_until

from .conftest import NewPhone

pytestmark = pytest.mark.xdist_group("journeys-1")

ZONES = ("'Etc/Unknown'", "undefined", "null", "'UTC+3'", "'+03:00'", "''", "'Factory'", "7")
SAYS = """
(() => {
  const own = Intl.DateTimeFormat.prototype.resolvedOptions;
  Intl.DateTimeFormat.prototype.resolvedOptions = function () {
    return { ...own.call(this), timeZone: %s };
  };
})()
"""
NO_TEXT = """
(() => {
  const fail = () => { throw new RangeError('no text of this device can be made'); };
  Intl.DateTimeFormat.prototype.formatToParts = fail;
  Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', { get: fail });
})()
"""
NO_YESTERDAY = """
(() => {
  const own = Date.prototype.toISOString;
  Date.prototype.toISOString = function () {
    if (this.getTime() % 86400000 === 0) throw new RangeError('this device has today alone');
    return own.call(this);
  };
})()
"""
FAULTS = {
    "no text of a date": (NO_TEXT, ""),
    "no day but today": (NO_YESTERDAY, "This page could not be shown"),
}
JUNK = """
(() => {
  const diary = localStorage.getItem('diary-current');
  const kept = { diary, day: 'never', answer: 'terrible' };
  localStorage.setItem('unsaved-answer', JSON.stringify(kept));
  localStorage.setItem('diaries', '[null, 7, {"name": null}]');
  localStorage.setItem('language', 'tlh');
  localStorage.setItem('theme', '<b>');
  for (const name of ['languages', 'language', 'platform']) {
    Object.defineProperty(navigator, name, { value: undefined });
  }
})()
"""
PAGES = ("/", "/calendar/?day=2026-02-30", "/calendar/?day=9", "/settings/#1", "/injections/", "/trends/")


def leave_sheets(page: Page) -> None:
    """Leave the sheet that an answer opens, where this device can show one; none opens for a second then."""
    calm = 0
    for _ in range(80):
        page.wait_for_timeout(250)
        calm = 0 if page.get_by_role("dialog").count() else calm + 1
        if calm == 4:
            return
        page.keyboard.press("Escape")
    raise AssertionError("a sheet stays open")


@pytest.mark.parametrize("zone", ZONES)
def test_a_device_without_a_zone_logs_sends_and_tells_the_time(
    phone: NewPhone, ada: Person, zone: str
) -> None:
    adas = phone(before=[SAYS % zone]).open()
    adas.belong_to(ada)
    day = adas.tap("severe")
    adas.says("All days sent")
    adas.reopen().says("All days sent")

    (past,) = ada.get(f"/days/{day}/history").json()["history"]
    assert past["time_zone"] in available_timezones()
    assert past["time_zone"] not in {"Factory", "Etc/Unknown"}


@pytest.mark.parametrize("fault", FAULTS)
def test_where_a_text_or_a_day_cannot_be_made_the_answers_work(
    phone: NewPhone, ada: Person, fault: str
) -> None:
    adas = phone().open()
    adas.belong_to(ada)
    adas.tap("free")
    adas.close()
    adas.before.append(FAULTS[fault][0])
    adas.open()

    expect(adas.page.locator("main h1")).to_have_text(FAULTS[fault][1] or str(adas.today))
    for answer in ("mild", "severe"):
        adas.answer(answer).tap()
        expect(adas.answer(answer)).to_have_attribute("aria-pressed", "true")
        leave_sheets(adas.page)
    day = f"/days/{adas.today}"
    wait_until(lambda: ada.get(day).json()["peak_intensity"] == "severe")
    adas.close()
    adas.before.clear()
    adas.open().says("All days sent")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_a_device_that_keeps_and_says_nonsense(phone: NewPhone, page: str) -> None:
    one = phone().open()
    one.tap("mild")
    one.close()
    one.before.append(JUNK)
    one.open("/")

    one.go(page)

    expect(one.page.locator("main h1")).not_to_contain_text("500")
    expect(one.page.locator("main [role=alert]").filter(has_text=re.compile(r"\S"))).to_have_count(0)
