"""Light is a side effect: what each theme sends out, and nothing drawn brighter than its words."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.faults.processes import ServerProcess
from tests.served import Person

from . import screens
from .conftest import NewPhone, Tell
from .screens import Walker

pytestmark = pytest.mark.xdist_group("journeys-2")

STILL = {"reduced_motion": "reduce"}
LIGHT = Path(__file__).with_name("brightness.js").read_text("utf-8").partition("\n")[2]
# The most that a screen's mean may be, and its brightest spot: the theme's words, by day its papers.
LIMITS = {"light": (0.87, 0.957), "dark": (0.05, 0.70), "attack": (0.02, 0.2215)}
WEAR = """
(theme) => {
  if (theme) document.documentElement.dataset.theme = theme;
  else document.documentElement.removeAttribute('data-theme');
}
"""
# A picture that is scanned is dark on light in every theme.
HIDE_SCANNED = """
() => document.querySelectorAll('svg[shape-rendering=crispEdges]')
  .forEach((one) => (one.style.visibility = 'hidden'))
"""
CONTROLS = ":is(main, dialog[open]) :is(input, select, textarea):not([tabindex='-1']):visible"
RAW = """
() => [...document.querySelectorAll('progress, meter, input')]
  .filter((one) => !/text|password|date|number/.test(one.type))
  .filter((one) => one.checkVisibility() && getComputedStyle(one).appearance !== 'none')
  .map((one) => one.outerHTML.slice(0, 80))
"""
# Tag, kind, colour scheme.
PLANTED = [
    ("input", "checkbox", "dark"),
    ("input", "radio", "dark"),
    ("input", "date", "light"),
    ("progress", "", "dark"),
]
PLANT = """
([tag, type, scheme]) => {
  const control = document.createElement(tag);
  if (type) control.type = type;
  control.style.colorScheme = scheme;
  document.querySelector('main').prepend(control);
}
"""


class Meter:
    """Measures pictures of screens."""

    def __init__(self, paper: Page) -> None:
        self.paper, self.controls, self.lists = paper, 0, 0
        self.means: dict[str, list[float]] = {theme: [] for theme in LIMITS}
        self.faults = list[str]()

    def measure(self, picture: bytes, theme: str, what: str) -> None:
        """Keep what is too bright."""
        mean, most = self.paper.evaluate(f"(png) => ({LIGHT})(png)", base64.b64encode(picture).decode())
        if most > LIMITS[theme][1]:
            self.faults.append(f"{what}, {theme}: brightest spot {most:.3f}")
        if not what.startswith("a control"):
            self.means[theme].append(mean)
            if mean > LIMITS[theme][0]:
                self.faults.append(f"{what}, {theme}: mean {mean:.4f}")

    def look(self, walker: Walker, screen: str) -> None:
        """The whole screen in every theme, then each control with the focus, in the dark and in an attack."""
        page = walker.page
        page.evaluate(HIDE_SCANNED)
        before = page.evaluate("() => document.documentElement.dataset.theme ?? ''")
        for theme in LIMITS:
            page.evaluate(WEAR, theme)
            self.measure(page.screenshot(full_page=True, animations="disabled"), theme, screen)
            if theme != "light":
                self._controls(page, theme, screen)
        self.faults += [f"{screen}: drawn by the browser: {what}" for what in page.evaluate(RAW)]
        page.evaluate(WEAR, before)

    def _controls(self, page: Page, theme: str, screen: str) -> None:
        focus = page.evaluate_handle("() => document.activeElement")
        for control in page.locator(CONTROLS).all()[:8]:
            control.focus()
            if control.evaluate("(one) => one.matches('select')"):
                control.press("Space")
            what = f"a control of {screen}: {control.evaluate('(one) => one.outerHTML')[:60]}"
            self.measure(page.screenshot(animations="disabled"), theme, what)
            self.controls += 1
            if page.locator("select:open").count():
                page.keyboard.press("Escape")
                self.lists += 1
        focus.evaluate("(element) => element.focus()")


@pytest.fixture
def meter(browser: Browser) -> Meter:
    """What measures, on a page of its own."""
    return Meter(browser.new_page())


@pytest.fixture
def adas(phone: NewPhone, ada: Person) -> Walker:
    """Ada, with a diary of some months."""
    screens.said_before(ada)
    one = phone(look=STILL).open()
    one.sign_in(ada)
    return Walker(one)


def test_no_screen_is_brighter_than_its_theme_allows(
    adas: Walker, phone: NewPhone, server: ServerProcess, meter: Meter, tell: Tell
) -> None:
    stranger, grace = (Walker(phone(look=STILL).open()) for _ in range(2))
    count = 0
    for walker, names in (
        (adas, screens.patient(adas)),
        (stranger, screens.newcomer(stranger)),
        (grace, screens.clinic(grace, adas, server)),
    ):
        for name in names:
            meter.look(adas if name.startswith("patient: ") else walker, name)
            count += 1

    means = {theme: f"{min(all):.3f} to {max(all):.3f}" for theme, all in meter.means.items()}
    controls = f"{meter.controls} controls with the focus, {meter.lists} lists"
    tell(f"{count} screens, {controls}, mean luminance {means}")
    assert meter.faults == []
    assert meter.controls > 200
    assert meter.lists > 0
    assert count == screens.PATIENT + screens.NEWCOMER + screens.CLINIC


@pytest.mark.parametrize("planted", PLANTED)
def test_what_the_browser_draws_itself_is_noticed(
    adas: Walker, meter: Meter, planted: tuple[str, str, str]
) -> None:
    adas.go("/welcome/")
    adas.page.evaluate(PLANT, planted)

    meter.look(adas, "welcome")

    assert len(meter.faults) > 0


def test_today_sends_out_no_more_light_than_it_should(adas: Walker, meter: Meter) -> None:
    most = {"light": 0.83, "dark": 0.035, "attack": 0.0075}
    for theme in most:
        adas.phone.wear(theme)
        adas.go("/")
        meter.measure(adas.page.screenshot(animations="disabled"), theme, "today")

    assert meter.faults == []
    assert {theme: mean for theme, (mean,) in meter.means.items() if mean > most[theme]} == {}
