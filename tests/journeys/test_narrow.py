"""Little room: German at twice the size on 360 pixels, the bar's words on 320, a phone on its side."""

import pytest
from playwright.sync_api import expect

from tests.faults.processes import ServerProcess
from tests.served import Person

from . import screens
from .conftest import NewPhone, Tell
from .screens import Walker

pytestmark = pytest.mark.xdist_group("journeys-1")

STILL = {"reduced_motion": "reduce"}
NARROW = {"viewport": {"width": 360, "height": 740}}
ON_THEIR_SIDES = [(844, 390), (667, 375), (640, 360), (568, 320)]
LARGER = "() => (document.documentElement.style.fontSize = '200%')"
# What is wider than the screen, or than the sheet that holds it; a table may scroll by itself.
TOO_WIDE = """
(width) => {
  const apart = (one) => one.closest('svg, .unseen, [role=region][tabindex]');
  const beyond = [...document.querySelectorAll('main *')]
    .filter((one) => !apart(one) && one.getBoundingClientRect().right > width + 0.5);
  const page = document.documentElement.scrollWidth > width
    ? [`the page: ${beyond.slice(-3).map((one) => `${one.tagName} ${one.textContent.trim().slice(0, 30)}`)}`]
    : [];
  const holders = [...document.querySelectorAll('main, main *, dialog[open], dialog[open] *, nav, nav *')];
  const cut = holders.filter((one) => {
    const { overflowX, clipPath } = getComputedStyle(one);
    const own = overflowX === 'visible' || clipPath !== 'none' || one.closest('svg, [role=region][tabindex]');
    return !own && one.scrollWidth > one.clientWidth + 1;
  });
  const told = (one) => `${one.tagName}.${one.className}: ${one.scrollWidth} in ${one.clientWidth}`;
  return [...page, ...cut.map(told)];
}
"""
# The words of the bar that are broken, cut or not on the screen.
CUT_WORDS = """
() => [...document.querySelectorAll('nav .name')].filter((one) => {
  if (!one.checkVisibility()) return false;
  const range = document.createRange();
  range.selectNodeContents(one);
  const { left, right } = range.getBoundingClientRect();
  const room = one.closest('li').getBoundingClientRect();
  const inside = left >= room.left - 0.5 && right <= Math.min(room.right + 0.5, innerWidth);
  return range.getClientRects().length > 1 || !inside;
}).map((one) => one.textContent)
"""
SEEN_ANSWERS = """
() => [...document.querySelectorAll('.answers [data-answer]')].filter((one) => {
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const over = document.elementFromPoint((left + right) / 2, bottom - 3);
  return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth && one.contains(over);
}).length
"""


@pytest.fixture
def adas(phone: NewPhone, ada: Person) -> Walker:
    """Ada, with a diary of some months, on a small phone in German."""
    screens.said_before(ada)
    one = phone(look=STILL | NARROW).open()
    one.sign_in(ada)
    return Walker(one, "de")


def too_wide(walker: Walker, screen: str) -> list[str]:
    """What does not fit at twice the size."""
    walker.page.evaluate(LARGER)
    return [f"{screen}: {what}" for what in walker.page.evaluate(TOO_WIDE, NARROW["viewport"]["width"])]


def test_german_at_twice_the_size_makes_no_screen_scroll_sideways(
    adas: Walker, phone: NewPhone, server: ServerProcess, tell: Tell
) -> None:
    stranger, grace = (Walker(phone(look=STILL | NARROW).open(), "de") for _ in range(2))
    faults, count = list[str](), 0
    for walker, names in (
        (adas, screens.patient(adas)),
        (stranger, screens.newcomer(stranger)),
        (grace, screens.clinic(grace, adas, server)),
        (grace, screens.visitor(grace, adas)),
    ):
        for name in names:
            faults += too_wide(adas if name.startswith("patient: ") else walker, name)
            count += 1

    tell(f"{count} screens, {len(faults)} wider than the screen")
    assert faults == []
    assert count == screens.PATIENT + screens.NEWCOMER + screens.CLINIC + screens.VISITOR


def test_a_word_that_is_too_long_for_the_screen_is_noticed(adas: Walker) -> None:
    adas.go("/settings/", "#attention")
    adas.page.evaluate("() => (document.querySelector('h2').style.whiteSpace = 'nowrap')")
    adas.page.evaluate("() => (document.querySelector('h2').textContent = 'Aufmerksamkeit'.repeat(5))")

    assert len(too_wide(adas, "settings")) > 0


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("size", ["100%", "150%", "200%"])
def test_the_words_of_the_bar_are_whole_on_320_pixels(phone: NewPhone, language: str, size: str) -> None:
    one = Walker(phone(look={"viewport": {"width": 320, "height": 640}}).open(), language)
    one.go("/calendar/")
    one.page.evaluate("(size) => (document.documentElement.style.fontSize = size)", size)

    assert one.page.locator("nav .name:visible").count() == 4
    assert one.page.evaluate(CUT_WORDS) == []
    one.page.evaluate("() => (document.querySelector('nav .name').textContent = 'Heute'.repeat(20))")
    assert len(one.page.evaluate(CUT_WORDS)) >= 1


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("theme", ["light", "attack"])
def test_a_phone_on_its_side_shows_all_four_answers(adas: Walker, language: str, theme: str) -> None:
    adas.phone.wear(theme)
    adas.language = language
    adas.go("/", "[data-answer]")
    seen = {}
    for width, height in ON_THEIR_SIDES:
        adas.page.set_viewport_size({"width": width, "height": height})
        adas.page.evaluate("() => scrollTo(0, 0)")
        seen[width, height] = adas.page.evaluate(SEEN_ANSWERS)
    adas.phone.answer("free").press("Enter")
    expect(adas.phone.answer("free")).to_have_attribute("aria-pressed", "true")

    assert seen == dict.fromkeys(ON_THEIR_SIDES, 4)
    assert adas.page.evaluate(SEEN_ANSWERS) == 4
    adas.page.set_viewport_size({"width": 568, "height": 200})
    assert adas.page.evaluate(SEEN_ANSWERS) < 4
