"""A browser that is older than the app can run in says one sentence, and nothing breaks."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.faults.processes import ServerProcess

from .conftest import NewPhone, Tell

pytestmark = pytest.mark.xdist_group("journeys-1")

FLOOR = Path(__file__).parents[2] / "frontend/static/floor.js"
SAYS = {"en-GB": "This browser is too old", "de-DE": "Dieser Browser ist zu alt"}
PAGES = ["/", "/calendar/", "/trends/", "/settings/", "/welcome/", "/visit/", "/enrol/", "/clinic/"]
# Newer than the floor: the app must not need them.
NEWER = (
    "Map.groupBy", "Object.groupBy", "AbortSignal.any", "Array.fromAsync", "Promise.withResolvers",
    "Promise.try", "URL.canParse", "URL.parse", "Set.prototype.union", "String.prototype.isWellFormed",
    "Navigator.prototype.userActivation", "HTMLElement.prototype.showPopover", "navigation", "scheduler",
    "Document.prototype.startViewTransition", "Element.prototype.checkVisibility",
    "IDBFactory.prototype.databases",
)  # fmt: skip
WITHOUT = """
(path) => {
  const names = path.split('.');
  const last = names.pop();
  const holder = names.reduce((part, name) => part[name], globalThis);
  delete holder[last];
  if (last in holder) Object.defineProperty(holder, last, { value: undefined });
}
"""


def late() -> list[str]:
    """What the start of the app asks for."""
    listed = re.findall(r'^ {4}"([\w.]+)",$|"(crypto\.\w+|navigator\.\w+)"', FLOOR.read_text("utf-8"), re.M)
    return [one or other for one, other in listed]


def without(browser: Browser, names: list[str], language: str = "en-GB") -> Page:
    page = browser.new_context(locale=language, service_workers="block").new_page()
    for name in names:
        page.add_init_script(f"({WITHOUT.strip()})('{name}')")
    return page


def test_without_any_one_thing_it_needs_today_is_one_sentence(
    browser: Browser, server: ServerProcess, tell: Tell
) -> None:
    names = late()
    for name in names:
        page = without(browser, [name])
        page.goto(server.origin)
        expect(page.locator("body")).to_have_text(re.compile(rf"^{SAYS['en-GB']}.*device\.$", re.S))
        page.context.close()
    tell(f"{len(names)} things taken away, one by one, each said")
    assert len(names) == 22


@pytest.mark.parametrize("language", SAYS)
def test_every_page_says_it_in_both_languages_and_breaks_no_policy(
    browser: Browser, server: ServerProcess, language: str
) -> None:
    page = without(browser, ["Array.prototype.toReversed", "Object.hasOwn"], language)
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda fault: heard.append(str(fault)))
    for path in PAGES:
        page.goto(server.origin + path)
        expect(page.locator("body")).to_have_text(re.compile(f"^{SAYS[language]}"))
        expect(page.locator("html")).to_have_attribute("lang", language[:2])
        page.wait_for_timeout(300)
        expect(page.get_by_role("paragraph")).to_have_count(1)
    page.context.close()
    assert heard == []


def test_without_all_that_is_newer_than_the_floor_a_tap_is_saved(phone: NewPhone) -> None:
    lacking = [f"({WITHOUT.strip()})('{name}')" for name in NEWER]
    adas = phone(before=lacking).open()
    assert adas.page.evaluate("[typeof Map.groupBy, typeof AbortSignal.any]") == ["undefined", "undefined"]

    adas.tap("mild")

    assert [edit["set"]["peak_intensity"] for edit in adas.reopen().stored("outbox")] == ["mild"]


def test_without_the_script_that_asks_nothing_says_it(browser: Browser, server: ServerProcess) -> None:
    page = without(browser, late())
    page.route("**/floor.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(server.origin)
    page.wait_for_timeout(1000)

    expect(page.locator("body")).not_to_contain_text(SAYS["en-GB"])
    expect(page.locator("h1")).not_to_have_text(re.compile(r"\d"))
    page.context.close()
