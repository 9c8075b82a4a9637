"""Every screen in every theme, as a program hears it that reads screens aloud (axe)."""

from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.served import Person

from .conftest import NewPhone, Tell
from .phone import Phone
from .screens import contradict

pytestmark = pytest.mark.xdist_group("journeys-1")

THEMES = ("light", "dark", "attack")
PAGES = ("/", "/calendar/", "/trends/", "/injections/", "/settings/", "/welcome/", "/print/")
SHEETS = ("the day's sheet", "the gaps", "a session", "tables", "the devices", "what needs attention")
LOOKED_BACK = 130
TOUCHED = "main :is(button, a, label:has(input)), nav a"
SMALLER_THAN_A_FINGER = f"""
() => [...document.querySelectorAll('{TOUCHED}')]
  .filter((one) => !one.closest('p') && one.checkVisibility())
  .map((one) => [one.textContent.trim() || one.ariaLabel, one.getBoundingClientRect()])
  .filter(([, {{ width, height }}]) => width < 47.5 || height < 47.5)
  .map(([name, {{ width, height }}]) => `${{name}} ${{width}}x${{height}}`)
"""
BRIGHTEST = """
() => {
  const papers = [...document.querySelectorAll('html, body, main')];
  const colours = papers.map((one) => getComputedStyle(one).backgroundColor);
  const parts = (colour) => (/, 0\\)$/.test(colour) ? [0] : colour.match(/\\d+/g).slice(0, 3).map(Number));
  return Math.max(...colours.flatMap(parts));
}
"""
TWICE_THE_SIZE = """
addEventListener('DOMContentLoaded', () => (document.documentElement.style.fontSize = '200%'));
"""


@pytest.fixture
def adas(phone: NewPhone, ada: Person) -> Phone:
    """A phone with half a year of diary, a round behind and one running."""
    today = datetime.now(UTC).date()
    for ago in (100, 20):
        ada.http.post(f"{ada.diary}/injections", json={"injected_on": str(today - timedelta(days=ago))})
    for ago in range(LOOKED_BACK, 0, -1):
        if ago % 9:
            headache = {"headache": True, "peak_intensity": "moderate", "acute_medications": []}
            free = {"headache": False, "acute_medications": []}
            ada.put_day(str(today - timedelta(days=ago)), **(headache if ago % 3 == 0 else free))
    one = phone(look={"reduced_motion": "reduce"}).open()  # what still moves is pale for a moment
    one.belong_to(ada)
    return one


def violations(adas: Phone) -> list[str]:
    """What axe finds on what is shown, as rule and place."""
    found = Axe().run(adas.page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def open_sheet(adas: Phone, sheet: str) -> None:
    """Open what opens over a page, or within it."""
    if sheet == "the day's sheet":
        adas.go("/")
        adas.answer("moderate").tap()
        if adas.page.locator("html").get_attribute("data-theme") == "attack":  # there nothing opens by itself
            adas.button("Add details").tap()
        expect(adas.page.get_by_role("dialog")).to_be_visible()
    elif sheet == "the gaps":
        adas.go("/calendar/")
        adas.page.get_by_role("button", name="Fill").tap()
        expect(adas.page.get_by_role("dialog")).to_be_visible()
    elif sheet == "the devices":
        adas.go("/settings/")
        expect(adas.page.locator("#devices").get_by_role("listitem").first).to_be_visible()
    elif sheet == "what needs attention":
        adas.go("/settings/")
        expect(adas.page.locator("#attention").get_by_role("group").first).to_be_visible()
    elif sheet == "a session":
        adas.go("/injections/")
        adas.button("Record a session").tap()
        expect(adas.page.get_by_label("Date")).to_be_visible()
    else:
        adas.go("/trends/")
        expect(adas.page.locator("[data-line]").first).to_be_attached()
        adas.button("Table").tap()
        expect(adas.page.get_by_role("table").first).to_be_visible()


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_on_any_screen(adas: Phone, ada: Person, theme: str, tell: Tell) -> None:
    adas.wear(theme)
    contradict(ada, 3, headache=False)
    found: dict[str, list[str]] = {}
    for path in PAGES:
        adas.go(path)
        expect(adas.page.locator("html")).to_have_attribute("data-theme", theme)
        found[path] = violations(adas)
    for sheet in SHEETS:
        open_sheet(adas, sheet)
        found[sheet] = violations(adas)

    tell(f"{theme}: {len(found)} screens, {sum(map(len, found.values()))} violations")
    assert {screen: faults for screen, faults in found.items() if faults} == {}
    assert len(found) == 13


def test_axe_finds_a_button_without_a_name_and_letters_too_pale(adas: Phone) -> None:
    adas.page.evaluate(
        "() => { const one = document.querySelector('main h1'); one.style.color = '#e0ddd4';"
        " one.after(document.createElement('button')); }"
    )

    assert {fault.split(":")[0] for fault in violations(adas)} >= {"button-name", "color-contrast"}


@pytest.mark.parametrize("path", ["/", "/calendar/", "/trends/", "/injections/", "/settings/"])
def test_everything_that_is_tapped_is_as_large_as_a_finger(adas: Phone, path: str) -> None:
    adas.go(path)
    adas.page.wait_for_load_state("networkidle")

    assert adas.page.evaluate(SMALLER_THAN_A_FINGER) == []


@pytest.mark.parametrize("theme", ["dark", "attack"])
def test_the_screen_is_dark_before_anything_of_the_app_has_run(adas: Phone, theme: str) -> None:
    adas.wear(theme)
    adas.page.route("**/_app/**/*.js", lambda route: route.abort())

    adas.page.goto(adas.address + "/", wait_until="domcontentloaded")

    assert adas.page.evaluate(BRIGHTEST) < 40
    adas.close()
    assert all("Failed to fetch dynamically imported module" in one for one in adas.faults)
    adas.faults.clear()  # it is what was asked for


@pytest.mark.parametrize("path", PAGES)
def test_letters_of_twice_the_size_make_no_page_wider_than_the_screen(phone: NewPhone, path: str) -> None:
    adas = phone(before=[TWICE_THE_SIZE])
    adas.open(path)

    wide = adas.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")

    assert wide[0] <= wide[1]


def test_the_calendar_marks_the_days_on_which_devices_differ(adas: Phone, ada: Person) -> None:
    contradict(ada, 3, headache=False)
    day = str(datetime.now(UTC).date() - timedelta(days=3))
    adas.go(f"/calendar/?day={day}")
    marked = adas.page.get_by_role("button", name="Said differently by two devices")

    expect(marked).to_have_attribute("data-day", day)
    assert violations(adas) == []
    adas.page.get_by_role("link", name="Said differently by two devices").tap()
    adas.button("Keep this one").tap()
    adas.says("All days sent")
    adas.go(f"/calendar/?day={day}")
    expect(adas.page.locator(f"[data-day='{day}']")).to_be_visible()
    expect(marked).to_have_count(0)
