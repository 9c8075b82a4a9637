"""The forms that are typed into, each half filled: how to get there, what is typed, where it stands."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Locator, TimeoutError, expect

from .phone import Phone

LAST_WEEK = str(date.today() - timedelta(days=7))  # noqa: DTZ011  as the phone's


@dataclass(frozen=True)
class Form:
    """A form of the patient's pages."""

    name: str
    path: str
    open: Callable[[Phone], None]
    """Tap until its fields are there; where it opened by itself, nothing is left to tap."""
    fields: tuple[tuple[str, str], ...]
    """Labels, and what is typed: never enough to save it all."""

    def field(self, one: Phone, label: str) -> Locator:
        """A field by its label."""
        return one.page.get_by_label(label, exact=True).first

    def type(self, one: Phone) -> None:
        """Open the page and the form, and type letter by letter."""
        one.go(self.path)
        self.open(one)
        for label, text in self.fields:
            field = self.field(one, label)
            field.fill("")
            if text == LAST_WEEK:
                field.fill(text)
            else:
                field.press_sequentially(text)

    def sees(self, one: Phone) -> None:
        """Everything that was typed stands there."""
        self.open(one)
        for label, text in self.fields:
            expect(self.field(one, label)).to_have_value(text)


def tapped(button: str, first: str) -> Callable[[Phone], None]:
    """Opens a form with a button, unless its first field is there already."""

    def tap(one: Phone) -> None:
        opened, way = one.page.get_by_label(first, exact=True).first, one.button(button).first
        expect(opened.or_(way).first).to_be_visible()
        one.page.wait_for_timeout(300)  # a form that was left opens by itself
        if not opened.is_visible():
            way.tap()

    return tap


def nothing(_: Phone) -> None:
    """The form is there at once."""


def in_the_sheet(part: str, first: str) -> Callable[[Phone], None]:
    """Opens the sheet of today, and a part of it."""

    def tap(one: Phone) -> None:
        sheet = one.page.get_by_role("dialog")
        way = one.button("Add details")
        expect(sheet.or_(way).first).to_be_visible()
        one.page.wait_for_timeout(500)  # an answer opens it by itself
        if not sheet.is_visible():
            way.tap()
        expect(sheet).to_be_visible()
        while not sheet.get_by_label(first, exact=True).is_visible():
            with suppress(TimeoutError):
                one.button(part).tap(timeout=500)  # in the first moment of a sheet a tap counts for nothing
            one.page.wait_for_timeout(200)

    return tap


def third_step(one: Phone) -> None:
    """Goes on to the third screen of the welcome."""
    date_field = one.page.get_by_label("Date of a session")
    one.page.wait_for_timeout(300)  # it opens where something was typed
    while not date_field.is_visible():
        one.button("Next").tap()


FORMS = (
    Form(
        "medicine",
        "/",
        in_the_sheet("Add a medicine", "Name, with strength if you like"),
        (("Name, with strength if you like", "Zolmi"),),
    ),
    Form(
        "duration",
        "/",
        in_the_sheet("Exact", "Hours"),
        (("Hours", "2,2,5"), ("Minutes", "7,")),
    ),
    Form(
        "trigger",
        "/",
        in_the_sheet("Triggers, period, note", "New trigger"),
        (("New trigger", "Red wi"),),
    ),
    Form(
        "welcome",
        "/welcome/",
        third_step,
        (
            ("Date of a session", LAST_WEEK),
            ("Rounds before those dates", "3"),
            ("Headache days in a typical month before the very first injection", "22,"),
        ),
    ),
    Form(
        "session",
        "/injections/",
        tapped("Record a session", "Lot"),
        (
            ("Date", LAST_WEEK),
            ("Product", "Bot"),
            ("Units in all", "155,"),
            ("Lot", "C12"),
            ("Clinic", "Mitt"),
        ),
    ),
    Form(
        "preventive",
        "/injections/",
        tapped("Add a preventive or event", "Dose"),
        (("Name", "Topi"), ("Dose", "50"), ("First day", LAST_WEEK)),
    ),
    Form(
        "treatment",
        "/settings/",
        nothing,
        (
            ("Headache days in a typical month before the very first injection", "22,55"),
            ("Earlier rounds", "3,"),
        ),
    ),
    Form(
        "account",
        "/settings/",
        tapped("Create an account", "Name"),
        (("Name", "Ad"), ("User name", "ada-")),
    ),
)
