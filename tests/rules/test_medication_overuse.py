"""Days with acute medication per calendar month against their limits."""

from datetime import date, timedelta

import pytest

from app.rules.calendar_months import calendar_months
from app.rules.diary import Asked, Diary, HeadacheDay
from app.rules.entry import DrugClass, Entry
from app.rules.medication_overuse import MedicationOveruse
from app.rules.periods import Month

from .diaries import took

JANUARY, FEBRUARY, MARCH, APRIL = (date(2026, month, 1) for month in (1, 2, 3, 4))
NONE_TAKEN = Entry(headache=True, acute_medications=())
TRIPTAN, SIMPLE, OPIOID = DrugClass.TRIPTAN, DrugClass.SIMPLE_ANALGESIC, DrugClass.OPIOID


def month(first: date, *days: tuple[int, Entry], until: int = 28) -> dict[date, Entry]:
    """So many days of each, and the rest up to the 28th with headache and no medication."""
    said = [entry for number, entry in days for _ in range(number)]
    said += [NONE_TAKEN] * (until - len(said))
    return {first + timedelta(days=position): entry for position, entry in enumerate(said)}


def overuse(
    entries: dict[date, Entry],
    as_of: date = APRIL,
    of: date = MARCH,
    headache_day: HeadacheDay = HeadacheDay.ANY,
) -> list[MedicationOveruse]:
    found = calendar_months(Diary(entries), Asked(as_of, headache_day))
    return [
        one for calendar in found if calendar.month.first_day == of for one in calendar.medication_overuse
    ]


def said(found: list[MedicationOveruse]) -> list[tuple[str, int, int, str]]:
    return [(one.drug_class, one.days, one.limit, one.level.value) for one in found]


@pytest.mark.parametrize(
    ("drug_class", "limit"),
    [("triptan", 10), ("ergot", 10), ("opioid", 10), ("combination_analgesic", 10), ("simple_analgesic", 15)],
)
def test_each_class_has_its_limit_of_days_a_month(drug_class: str, limit: int) -> None:
    taken = took(DrugClass(drug_class))
    assert said(overuse(month(MARCH, (limit, taken)))) == [(drug_class, limit, limit, "reached")]
    assert overuse(month(MARCH, (limit - 1, taken), until=31)) == []


@pytest.mark.parametrize("drug_class", [DrugClass.GEPANT, DrugClass.DITAN, DrugClass.OTHER])
def test_other_classes_have_no_limit(drug_class: DrugClass) -> None:
    assert overuse(month(MARCH, (28, took(drug_class)))) == []


def test_several_medications_of_a_class_on_one_day_are_one_day() -> None:
    assert overuse(month(MARCH, (9, took(TRIPTAN, TRIPTAN)), until=31)) == []


def test_medication_on_headache_free_days_counts() -> None:
    found = overuse(month(MARCH, (10, took(TRIPTAN, headache=False))))
    assert said(found) == [("triptan", 10, 10, "reached")]


def test_unlogged_days_make_overuse_possible_when_the_scaled_days_reach_the_limit() -> None:
    assert said(overuse(month(MARCH, (9, took(TRIPTAN)), until=27))) == [("triptan", 9, 10, "possible")]
    assert overuse(month(MARCH, (9, took(TRIPTAN)), until=28)) == []


def test_overuse_is_possible_only_in_a_valid_month() -> None:
    assert said(overuse(month(MARCH, (9, took(TRIPTAN)), until=23))) == [("triptan", 9, 10, "possible")]
    assert overuse(month(MARCH, (9, took(TRIPTAN)), until=22)) == []


def test_overuse_is_possible_only_in_a_complete_month() -> None:
    entries = month(MARCH, (9, took(TRIPTAN)), until=25)
    assert overuse(entries, as_of=date(2026, 3, 31)) == []
    assert said(overuse(month(MARCH, (10, took(TRIPTAN)), until=25), as_of=date(2026, 3, 31))) == [
        ("triptan", 10, 10, "reached")
    ]


def test_a_day_on_which_medication_was_not_said_is_an_unknown_day() -> None:
    entries = month(MARCH, (9, took(TRIPTAN)), (4, Entry(headache=True)), until=31)
    assert said(overuse(entries)) == [("triptan", 9, 10, "possible")]


def test_ten_days_with_two_classes_together_are_multiple_overuse() -> None:
    found = overuse(month(MARCH, (5, took(TRIPTAN)), (5, took(OPIOID)), until=31))
    assert said(found) == [("multiple", 10, 10, "reached")]
    assert overuse(month(MARCH, (5, took(TRIPTAN)), (4, took(OPIOID)), until=31)) == []


def test_multiple_overuse_needs_two_classes_with_a_limit() -> None:
    assert overuse(month(MARCH, (9, took(SIMPLE)), (9, took(DrugClass.GEPANT)), until=31)) == []
    assert overuse(month(MARCH, (14, took(SIMPLE)), until=31)) == []
    found = overuse(month(MARCH, (9, took(SIMPLE)), (1, took(DrugClass.ERGOT)), until=31))
    assert said(found) == [("multiple", 10, 10, "reached")]


def test_a_day_with_two_classes_is_one_day_of_multiple() -> None:
    assert overuse(month(MARCH, (9, took(TRIPTAN, OPIOID)), until=31)) == []


def test_multiple_is_said_only_when_no_single_class_is_reached() -> None:
    found = overuse(month(MARCH, (10, took(TRIPTAN)), (5, took(OPIOID)), until=31))
    assert said(found) == [("triptan", 10, 10, "reached")]


def test_multiple_stands_beside_a_single_class_that_is_only_possible() -> None:
    found = overuse(month(MARCH, (9, took(TRIPTAN)), (1, took(OPIOID)), until=27))
    assert said(found) == [("multiple", 10, 10, "reached"), ("triptan", 9, 10, "possible")]


def test_multiple_may_be_possible_too() -> None:
    found = overuse(month(MARCH, (5, took(TRIPTAN)), (4, took(OPIOID)), until=26))
    assert said(found) == [("multiple", 9, 10, "possible")]


def test_two_single_classes_are_listed_by_name() -> None:
    found = overuse(month(MARCH, (15, took(TRIPTAN, SIMPLE, OPIOID)), until=31))
    assert [one.drug_class for one in found] == ["opioid", "simple_analgesic", "triptan"]


# Sustained


def three(*taken: tuple[int, Entry], headache: int = 28) -> dict[date, Entry]:
    """January to March alike: these days of medication, and headache on so many days."""
    free = Entry(headache=False, acute_medications=())
    rest = headache - sum(number for number, _ in taken)
    days = [*taken, (rest, NONE_TAKEN), (28 - headache, free)]
    return {day: entry for first in (JANUARY, FEBRUARY, MARCH) for day, entry in month(first, *days).items()}


def sustained(found: list[MedicationOveruse]) -> dict[str, bool]:
    return {one.drug_class: one.sustained for one in found}


def test_overuse_is_sustained_in_the_third_month_in_a_row() -> None:
    entries = three((10, took(TRIPTAN)))
    assert sustained(overuse(entries)) == {"triptan": True}
    assert sustained(overuse(entries, of=FEBRUARY)) == {"triptan": False}


@pytest.mark.parametrize("broken", [JANUARY, FEBRUARY])
def test_a_month_below_the_limit_breaks_sustained_overuse(broken: date) -> None:
    entries = three((10, took(TRIPTAN))) | {broken: NONE_TAKEN}
    assert sustained(overuse(entries)) == {"triptan": False}


@pytest.mark.parametrize(("headache", "is_sustained"), [(15, True), (14, False)])
def test_sustained_overuse_needs_15_headache_days_in_each_month(headache: int, is_sustained: bool) -> None:
    assert sustained(overuse(three((10, took(TRIPTAN)), headache=headache))) == {"triptan": is_sustained}


@pytest.mark.parametrize("few", [JANUARY, FEBRUARY, MARCH])
def test_one_month_with_fewer_headache_days_breaks_sustained_overuse(few: date) -> None:
    quiet = {few + timedelta(days=day): Entry(False, acute_medications=()) for day in range(14, 28)}
    assert sustained(overuse(three((10, took(TRIPTAN))) | quiet)) == {"triptan": False}


def test_possible_overuse_is_never_sustained() -> None:
    entries = three((10, took(TRIPTAN)))
    last = {day: entry for day, entry in entries.items() if day not in {MARCH, date(2026, 3, 28)}}
    found = overuse(last)
    assert said(found) == [("triptan", 9, 10, "possible")]
    assert sustained(found) == {"triptan": False}


def test_overuse_of_the_running_month_may_already_be_sustained() -> None:
    assert sustained(overuse(three((10, took(TRIPTAN))), as_of=date(2026, 3, 20))) == {"triptan": True}


def test_multiple_is_sustained_whether_or_not_it_was_said_in_the_months_before() -> None:
    single = {
        first + timedelta(days=day): took(TRIPTAN) for first in (JANUARY, FEBRUARY) for day in range(10)
    }
    entries = three((5, took(TRIPTAN)), (6, took(OPIOID))) | single
    assert sustained(overuse(entries, of=FEBRUARY)) == {"triptan": False}
    assert sustained(overuse(entries)) == {"multiple": True}


def test_multiple_needs_two_classes_in_each_of_the_three_months() -> None:
    single = {JANUARY + timedelta(days=day): took(SIMPLE) for day in range(14)}
    entries = three((5, took(SIMPLE)), (6, took(OPIOID))) | single
    assert sustained(overuse(entries)) == {"multiple": False}


@pytest.mark.parametrize(
    ("broken", "is_sustained"), [(date(2025, 12, 1), True), (JANUARY, False), (FEBRUARY, False)]
)
def test_the_two_months_before_the_first_one_asked_for_still_count(broken: date, is_sustained: bool) -> None:
    diary = Diary(three((10, took(TRIPTAN))) | {broken: NONE_TAKEN})
    (march,) = calendar_months(diary, Asked(APRIL), Month(2026, 3), Month(2026, 3))
    assert sustained(list(march.medication_overuse)) == {"triptan": is_sustained}


def test_the_15_headache_days_are_of_the_headache_day_of_the_report() -> None:
    entries = three((10, took(TRIPTAN)))
    found = overuse(entries, headache_day=HeadacheDay.FOUR_HOURS)
    assert sustained(found) == {"triptan": False}
