"""Every field for a number: the number that is meant is saved, or none and a sentence says why."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, TimeoutError, expect

from tests.served import wait_until

from .conftest import NewPhone
from .forms import in_the_sheet, nothing, tapped, third_step
from .phone import Phone

pytestmark = pytest.mark.xdist_group("journeys-2")

FAULTS = ("2,2,5", "1.000,5", "1,2345", "99999", "-1", "1e1", "7 5")
BASELINE = "Headache days in a typical month before the very first injection"


@dataclass(frozen=True)
class Field:
    """A field, how to get to it, what saves it, and where its number stands in an edit."""

    name: str
    path: str
    open: Callable[[Phone], None]
    label: str
    save: str
    numbers: tuple[tuple[str, float], ...]
    read: Callable[[dict[str, Any]], object]

    def of(self, one: Phone) -> Locator:
        """The field itself."""
        return one.page.get_by_label(self.label, exact=True).first

    def saved(self, one: Phone) -> list[object]:
        """What the edits so far say of it."""
        said = (self.read(edit["set"]) for edit in one.stored("outbox"))
        return [number for number in said if number is not None]


def sites(one: Phone) -> None:
    """A session by muscle."""
    tapped("Record a session", "Lot")(one)
    if not one.button("155 U").is_visible():
        one.page.locator("summary", has_text="Sites").tap()
    one.button("155 U").tap()


def of_site(field: str) -> Callable[[dict[str, Any]], object]:
    return lambda said: said["sites"][0][field] if said.get("sites") else None


tenths = (("22,5", 22.5), ("22.5", 22.5), ("7", 7))
whole = (("7", 7), ("07", 7))
FIELDS = (
    Field(
        "hours",
        "/",
        in_the_sheet("Exact", "Hours"),
        "Hours",
        "Done",
        (("0,5", 30), ("0.5", 30), ("1,25", 75)),
        lambda said: said.get("duration_minutes"),
    ),
    Field(
        "minutes",
        "/",
        in_the_sheet("Exact", "Hours"),
        "Minutes",
        "Done",
        whole,
        lambda said: said.get("duration_minutes"),
    ),
    Field(
        "baseline at first",
        "/welcome/",
        third_step,
        BASELINE,
        "Save and go to today",
        tenths,
        lambda said: said.get("headache_days_per_30"),
    ),
    Field(
        "rounds at first",
        "/welcome/",
        third_step,
        "Rounds before those dates",
        "Save and go to today",
        whole,
        lambda said: said.get("earlier_rounds"),
    ),
    Field(
        "baseline",
        "/settings/",
        nothing,
        BASELINE,
        "Save",
        tenths,
        lambda said: said.get("headache_days_per_30"),
    ),
    Field(
        "rounds",
        "/settings/",
        nothing,
        "Earlier rounds",
        "Save",
        whole,
        lambda said: said.get("earlier_rounds"),
    ),
    Field(
        "units",
        "/injections/",
        tapped("Record a session", "Lot"),
        "Units in all",
        "Save",
        tenths,
        lambda said: said.get("total_units"),
    ),
    Field("points", "/injections/", sites, "Corrugator, left: Points", "Save", whole, of_site("points")),
    Field("site units", "/injections/", sites, "Corrugator, left: Units", "Save", tenths, of_site("units")),
)


def type_into(field: Locator, text: str) -> None:
    field.fill("")
    field.press_sequentially(text)


def test_there_are_nine_fields_and_seven_faults() -> None:
    assert (len(FIELDS), len(FAULTS), sum(len(field.numbers) for field in FIELDS)) == (9, 7, 23)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_what_is_no_number_of_the_field_is_said_and_never_saved(phone: NewPhone, field: Field) -> None:
    one = phone().open()
    one.tap("severe")
    one.go(field.path)
    field.open(one)

    for text in FAULTS:
        type_into(field.of(one), text)
        one.button(field.save).last.tap()

        expect(field.of(one)).to_have_attribute("aria-invalid", "true")
        expect(field.of(one)).to_have_value(text)
        assert field.saved(one) in ([], [0])  # nothing, or that nothing is known of earlier rounds


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_comma_and_point_are_the_same_number(phone: NewPhone, field: Field) -> None:
    one = phone().open()
    one.tap("severe")

    for text, number in field.numbers:
        one.go(field.path)
        field.open(one)
        if field.path == "/":
            for label in ("Hours", "Minutes"):
                one.page.get_by_label(label, exact=True).fill("")
        type_into(field.of(one), text)
        with suppress(TimeoutError):  # leaving the field saves it, too
            one.button(field.save).last.tap(timeout=3_000)
        wait_until(lambda number=number: field.saved(one)[-1:] == [number])  # type: ignore[misc]


def test_a_number_field_of_the_browser_makes_another_number_of_a_comma(phone: NewPhone) -> None:
    one = phone().open()
    one.page.evaluate(
        "() => document.body.prepend("
        "Object.assign(document.createElement('input'), {type: 'number', id: 'old'}))"
    )

    one.page.locator("#old").press_sequentially("22,5")

    assert one.page.locator("#old").input_value() != "22,5"


def test_no_page_has_a_number_field_of_the_browser(phone: NewPhone) -> None:
    one = phone().open()
    one.tap("severe")

    for field in FIELDS:
        one.go(field.path)
        field.open(one)
        assert one.page.locator("input[type=number]").count() == 0
        assert field.of(one).get_attribute("inputmode") in ("decimal", "numeric")
