"""What a count is worth: sufficiency, rates per 28 days and their bounds."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.counting import Counts, Ratio, Sufficiency

from . import naive
from .strategies import lawful


@st.composite
def counts(draw: st.DrawFn) -> Counts:
    days = draw(st.integers(1, 120))
    known = draw(st.integers(0, days))
    yes = draw(st.integers(0, known))
    return Counts(yes, known - yes, days)


@pytest.mark.parametrize(
    ("known", "days", "sufficiency"),
    [
        (20, 28, "valid"),
        (19, 28, "provisional"),
        (14, 28, "provisional"),
        (13, 28, "insufficient"),
        (22, 30, "valid"),
        (21, 30, "provisional"),
        (23, 31, "valid"),
        (22, 31, "provisional"),
        (16, 31, "provisional"),
        (15, 31, "insufficient"),
        (5, 7, "valid"),
        (1, 1, "valid"),
        (0, 1, "insufficient"),
        (0, 0, "insufficient"),
    ],
)
def test_five_of_seven_known_days_are_enough_and_half_are_provisional(
    known: int, days: int, sufficiency: str
) -> None:
    assert Counts(known, 0, days).sufficiency == sufficiency
    assert Counts(0, known, days).sufficiency == sufficiency


def test_a_count_is_between_the_yes_days_and_all_that_may_be_yes() -> None:
    counted = Counts(yes=8, no=16, days=28)
    assert (counted.yes, counted.at_most, counted.known) == (8, 12, 24)


def test_a_rate_takes_the_known_days_and_its_bounds_take_all_days() -> None:
    rates = Counts(yes=8, no=16, days=28).rates
    assert rates is not None
    assert [one.exact for one in rates] == [Fraction(28, 3), 8, 12]


def test_the_15_of_28_days_of_a_known_period_are_15_per_28() -> None:
    rates = Counts(yes=15, no=13, days=28).rates
    assert rates is not None
    assert {one.exact for one in rates} == {Fraction(15)}


def test_no_rate_is_given_for_too_few_known_days() -> None:
    assert Counts(yes=13, no=0, days=28).rates is None
    assert Counts(yes=0, no=0, days=0).rates is None


@pytest.mark.parametrize(("known", "judged"), [(20, True), (19, False), (13, False)])
def test_a_judgement_rests_on_valid_counts_alone(known: int, judged: bool) -> None:
    counted = Counts(yes=known, no=0, days=28)
    assert counted.valid_rates == (counted.rates if judged else None)
    assert (counted.valid_rates is not None) is judged


@pytest.mark.parametrize(("yes", "reaches"), [(14, False), (15, True)])
def test_a_count_is_scaled_from_the_known_days_to_all_days(yes: int, reaches: bool) -> None:
    assert Counts(yes, 28 - yes, 30).prorated_reaches(16) is reaches


def test_a_scaled_count_equal_to_the_limit_reaches_it() -> None:
    assert Counts(yes=12, no=12, days=30).prorated_reaches(15)
    assert not Counts(yes=12, no=12, days=30).prorated_reaches(16)


@pytest.mark.parametrize(("numerator", "reaches"), [(499, False), (500, True), (501, True)])
def test_a_level_is_reached_by_exactly_that_much(numerator: int, reaches: bool) -> None:
    assert Ratio(numerator, 10).reaches(50) is reaches
    assert Ratio(numerator, 10).reaches(Fraction(100, 2)) is reaches


def test_a_level_may_be_a_fraction() -> None:
    assert Ratio(100, 3).reaches(Fraction(100, 3))
    assert not Ratio(100, 3).reaches(Fraction(67, 2))


@lawful
@given(counts())
def test_the_rate_lies_between_its_bounds_and_none_is_above_28(counted: Counts) -> None:
    rates = counted.rates
    if rates is not None:
        assert 0 <= rates.lowest.exact <= rates.rate.exact <= rates.highest.exact <= 28


@lawful
@given(counts())
def test_the_rates_are_those_of_the_sentences(counted: Counts) -> None:
    rates = counted.rates
    assert (rates and tuple(one.exact for one in rates)) == naive.figures(*counted)


@lawful
@given(counts(), st.booleans())
def test_logging_an_unlogged_day_never_widens_the_bounds(counted: Counts, yes: bool) -> None:
    logged = counted._replace(yes=counted.yes + yes, no=counted.no + (not yes))
    if counted.known < counted.days and counted.rates and logged.rates:
        assert logged.rates.lowest.exact >= counted.rates.lowest.exact
        assert logged.rates.highest.exact <= counted.rates.highest.exact


@lawful
@given(counts())
def test_only_a_count_that_is_insufficient_has_no_rate(counted: Counts) -> None:
    assert (counted.rates is None) == (counted.sufficiency is Sufficiency.INSUFFICIENT)
