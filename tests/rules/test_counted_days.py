"""Counting a diary's days in a period."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.counted_days import CountedDays
from app.rules.counting import Counts
from app.rules.diary import Diary
from app.rules.entry import DrugClass, Entry, Relief
from app.rules.measures import OVERUSE_CLASSES, Measure
from app.rules.periods import Period

from . import naive
from .diaries import days, took
from .strategies import FIRST, LENGTH, days_of_diaries, diaries, entry, lawful

MONDAY = date(2026, 1, 5)
WEEK = Period(MONDAY, MONDAY + timedelta(days=7))
NEXT_YEAR = date(2027, 1, 1)


def test_an_unlogged_day_is_neither_a_headache_day_nor_a_headache_free_day() -> None:
    counted = CountedDays(days(MONDAY, "hh.???."), NEXT_YEAR).within(WEEK)
    assert counted.of(Measure.HEADACHE) == Counts(yes=2, no=2, days=7)
    assert counted.of(Measure.HEADACHE_FREE) == Counts(yes=2, no=2, days=7)
    assert counted.logged_days == 4


def test_the_first_day_is_counted_and_the_end_day_is_not() -> None:
    counted = CountedDays(days(MONDAY - timedelta(days=1), "hh......h"), NEXT_YEAR).within(WEEK)
    assert counted.of(Measure.HEADACHE) == Counts(yes=1, no=6, days=7)


def test_a_diary_without_entries_has_unlogged_days_only() -> None:
    counted = CountedDays({}, NEXT_YEAR).within(WEEK)
    assert set(counted.measures) == {Counts(0, 0, 7)}
    assert counted.relief == (0, 0, 0, 0)


def test_today_is_counted_and_days_after_today_are_not() -> None:
    counted = CountedDays(days(MONDAY, "hhhhhhh"), MONDAY + timedelta(days=2))
    assert counted.within(WEEK).of(Measure.HEADACHE) == Counts(yes=3, no=0, days=7)
    assert counted.logged == [MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)]


def test_each_class_with_a_limit_is_counted_by_days_and_last_any_of_them() -> None:
    entries = {
        MONDAY: took(DrugClass.TRIPTAN, DrugClass.TRIPTAN, DrugClass.OPIOID),
        MONDAY + timedelta(days=1): took(DrugClass.TRIPTAN),
        MONDAY + timedelta(days=2): took(DrugClass.GEPANT),
        MONDAY + timedelta(days=3): Entry(headache=True),
    }
    counted = CountedDays(entries, NEXT_YEAR).within(WEEK)
    assert [one.yes for one in counted.classes] == [2, 0, 1, 0, 0, 2]
    assert [one.no for one in counted.classes] == [1, 3, 2, 3, 3, 1]
    assert {one.days for one in counted.classes} == {7}


def test_relief_is_counted_for_each_medication_of_the_list_not_for_each_dose() -> None:
    entries = {
        MONDAY: took(DrugClass.TRIPTAN, DrugClass.OTHER, relief=Relief.FULL),
        MONDAY + timedelta(days=1): took(DrugClass.TRIPTAN, relief=Relief.PARTIAL, headache=False),
        MONDAY + timedelta(days=2): took(DrugClass.TRIPTAN, DrugClass.OTHER, DrugClass.OTHER),
        MONDAY + timedelta(days=3): took(DrugClass.TRIPTAN, relief=Relief.NONE),
        MONDAY + timedelta(days=7): took(DrugClass.TRIPTAN, relief=Relief.NONE),
    }
    assert CountedDays(entries, NEXT_YEAR).within(WEEK).relief == (2, 1, 1, 3)


def test_many_medications_on_one_day_disturb_no_other_count() -> None:
    entries = {MONDAY: took(*[DrugClass.TRIPTAN] * 70_000, relief=Relief.NONE)}
    counted = CountedDays(entries, NEXT_YEAR).within(WEEK)
    assert counted.relief == (0, 0, 70_000, 0)
    assert counted.of(Measure.ACUTE_MEDICATION) == Counts(1, 0, 7)


@pytest.mark.parametrize("measure", Measure)
def test_a_measure_is_counted_the_same_alone_and_with_the_others(measure: Measure) -> None:
    counted = CountedDays(days(MONDAY, "hLs.tam"), NEXT_YEAR).within(WEEK)
    assert counted.of(measure) == counted.measures[list(Measure).index(measure)]


@lawful
@given(diaries(), days_of_diaries, st.integers(0, 100))
def test_every_count_is_that_of_a_recount_day_by_day(diary: Diary, start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    counted = CountedDays(diary.entries, NEXT_YEAR).within(period)
    recounted = [naive.counted(diary.entries, measure, *period) for measure in Measure]
    assert list(map(tuple, counted.measures)) == recounted


@lawful
@given(diaries(), st.randoms(use_true_random=False))
def test_the_order_of_logging_is_irrelevant(diary: Diary, order: Random) -> None:
    shuffled = list(diary.entries.items())
    order.shuffle(shuffled)
    whole = Period(FIRST, FIRST + timedelta(days=LENGTH))
    one, other = CountedDays(dict(shuffled), NEXT_YEAR), CountedDays(diary.entries, NEXT_YEAR)
    assert one.within(whole) == other.within(whole)


@lawful
@given(diaries(), entry, days_of_diaries)
def test_logging_a_day_never_lowers_a_count_and_never_raises_what_it_may_be_at_most(
    diary: Diary, logged: Entry, day: date
) -> None:
    without = {one: said for one, said in diary.entries.items() if one != day}
    whole = Period(FIRST, FIRST + timedelta(days=LENGTH + 41))
    less = CountedDays(without, NEXT_YEAR).within(whole).measures
    more = CountedDays(without | {day: logged}, NEXT_YEAR).within(whole).measures
    for one, other in zip(less, more, strict=True):
        assert one.yes <= other.yes <= one.yes + 1
        assert one.at_most - 1 <= other.at_most <= one.at_most


def test_the_classes_with_a_limit_are_five() -> None:
    assert len(OVERUSE_CLASSES) == 5
