"""Where the focus is: never under the bar of pages, in what opens, and back at what opened it."""

import re

import pytest
from playwright.sync_api import expect

from tests.faults.processes import ServerProcess
from tests.served import Person

from . import screens
from .conftest import NewPhone, Tell
from .focus import Looking, covered_on
from .people import DESK
from .screens import Walker

pytestmark = pytest.mark.xdist_group("journeys-1")

STILL = {"reduced_motion": "reduce"}
# What each variant takes from the page's own style sheets.
WITHOUT_ROOM = "html { scroll-padding: 0 !important } main { padding-bottom: 0 !important }"
A_SECOND_BAR = "main::after { content: ''; position: fixed; inset: 40% 0 0; background: var(--surface) }"
# Path, what is pressed, what then has the focus.
OPENERS = [
    ("/injections/", "injections_record", "form input[type=date]"),
    ("/injections/", "circumstance_add", "form [type=radio]"),
    ("/settings/", "attention_each", "#attention form [type=radio]"),
    ("/account/", "own_erase_button", "#erase .sure *"),
    ("/account/", "own_codes_new", "dialog[open] *"),
    ("/calendar/", "calendar_fill", "dialog[open] h2"),
    ("/", "today_fill", "dialog[open] h2"),
    ("/", "today_details", "dialog[open] h2"),
]
HOLDS_FOCUS = "(selector) => document.activeElement.matches(selector)"
NAME_OF_FOCUS = "() => document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()"


@pytest.fixture
def adas(phone: NewPhone, ada: Person) -> Walker:
    """Ada, with a diary of some months."""
    screens.said_before(ada)
    one = phone(look=STILL).open()
    one.sign_in(ada)
    return Walker(one)


def test_the_focus_is_never_covered_on_any_screen_of_a_patient(
    adas: Walker, phone: NewPhone, tell: Tell
) -> None:
    looking, stranger = Looking(), Walker(phone(look=STILL).open())
    looking.through({"": adas}, screens.patient(adas))
    looking.through({"": stranger}, screens.newcomer(stranger))

    tell(str(looking))
    assert looking.faults == []
    assert looking.screens == screens.PATIENT + screens.NEWCOMER


def test_the_focus_is_never_covered_on_any_screen_of_the_clinic(
    adas: Walker, phone: NewPhone, server: ServerProcess, tell: Tell
) -> None:
    looking, grace = Looking(), Walker(phone(look=DESK | STILL).open())
    looking.through({"": grace, "patient": adas}, screens.clinic(grace, adas, server))
    looking.through({"": grace}, screens.visitor(grace, adas))

    tell(str(looking))
    assert looking.faults == []
    assert looking.screens == screens.CLINIC + screens.VISITOR


@pytest.mark.parametrize(("style", "path"), [(WITHOUT_ROOM, "/settings/"), (A_SECOND_BAR, "/injections/")])
def test_a_bar_over_what_has_the_focus_is_noticed(adas: Walker, style: str, path: str) -> None:
    adas.go(path)
    adas.page.evaluate(
        "(style) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(style);"
        " document.adoptedStyleSheets.push(sheet); }",
        style,
    )

    stops, faults = covered_on(adas, path)

    assert stops > 20
    assert any("lies under" in fault for fault in faults)


def test_the_focus_goes_into_what_opens_and_back_to_what_opened_it(adas: Walker, tell: Tell) -> None:
    adas.page.route("**/recovery-codes", lambda route: route.fulfill(status=403, body=screens.PROVE))
    adas.go("/")
    adas.phone.answer("mild").press("Enter")
    adas.sees("dialog[open]")
    adas.leave()
    counted = 0
    for path, key, inside in OPENERS:
        adas.go(path)
        opener = adas.button(key)
        words = opener.get_attribute("aria-label") or opener.inner_text().strip()
        adas.press(key)
        adas.page.wait_for_function(HOLDS_FOCUS, arg=inside)
        close(adas)
        adas.page.wait_for_function(f"(words) => ({NAME_OF_FOCUS})() === words", arg=words)
        counted += 1

    tell(f"{counted} openers, each has the focus again")
    assert counted == len(OPENERS) == 8


def close(walker: Walker) -> None:
    """Close what is open: a sheet by Escape, a form by its last button."""
    if walker.page.locator("dialog[open]").count():
        walker.leave()
        return
    words = re.compile("|".join({walker.word("sheet_cancel"), walker.word("account_cancel")}))
    walker.page.locator("main").get_by_role("button", name=words).first.press("Enter")


def test_what_goes_away_with_the_focus_leaves_it_to_what_is_around(adas: Walker) -> None:
    adas.go("/")
    adas.phone.answer("free").press("Enter")
    undo = adas.phone.slot.get_by_role("button", name=adas.word("today_undo"))
    undo.press("Enter")
    expect(undo).to_have_count(0)

    adas.page.wait_for_function(HOLDS_FOCUS, arg=".slot, .slot *")


def test_the_line_that_asks_for_attention_leads_the_focus_there(adas: Walker) -> None:
    adas.go("/")
    adas.page.get_by_role("link", name=adas.word("status_attention")).press("Enter")

    adas.page.wait_for_function(HOLDS_FOCUS, arg="#attention")
    adas.press("attention_keep")
    adas.page.wait_for_function(HOLDS_FOCUS, arg="main [role=status]")
    expect(adas.page.get_by_text(adas.word("attention_settled"))).to_be_visible()
