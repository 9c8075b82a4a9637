"""The percentage reduction against the baseline."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.rules.counting import Counts, Rates
from app.rules.percent_reduction import NotGiven, PercentReduction, Reason, reduction

from . import naive
from .strategies import lawful
from .test_counting import counts


def known(yes: int, no: int, days: int = 28) -> Rates:
    rates = Counts(yes, no, days).rates
    assert rates is not None
    return rates


def given_reduction(before: Rates, after: Counts) -> PercentReduction:
    found = reduction(before, after)
    assert isinstance(found, PercentReduction)
    return found


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [
        (20, 10, Fraction(50)),
        (20, 14, Fraction(30)),
        (21, 11, Fraction(1000, 21)),
        (12, 15, Fraction(-25)),
        (28, 28, Fraction(0)),
        (20, 0, Fraction(100)),
    ],
)
def test_the_reduction_is_the_fall_in_percent_of_the_baseline(
    before: int, after: int, percent: Fraction
) -> None:
    found = given_reduction(known(before, 28 - before), Counts(after, 28 - after, 28))
    assert [found.percent.exact, found.at_least.exact, found.at_most.exact] == [percent] * 3


def test_unlogged_days_on_both_sides_widen_the_bounds() -> None:
    found = given_reduction(known(16, 6), Counts(7, 14, 28))
    assert found.percent.exact == 100 * (1 - Fraction(7, 21) / Fraction(16, 22))
    assert found.at_least.exact == Fraction(25, 2)
    assert found.at_most.exact == Fraction(1500, 22)


def test_the_change_is_in_days_per_28_and_negative_when_better() -> None:
    assert given_reduction(known(20, 8), Counts(8, 16, 28)).change.exact == Fraction(28, 3) - 20


def test_a_baseline_without_headache_has_no_reduction_but_a_change() -> None:
    found = reduction(known(0, 28), Counts(3, 25, 28))
    assert isinstance(found, NotGiven)
    assert found.reason is Reason.BASELINE_ZERO
    assert found.change is not None
    assert found.change.exact == 3


def test_a_baseline_of_zero_is_said_before_a_period_with_too_few_days() -> None:
    assert reduction(known(0, 28), Counts(1, 1, 28)) == NotGiven(Reason.BASELINE_ZERO)
    assert reduction(known(0, 28), None) == NotGiven(Reason.BASELINE_ZERO)


def test_a_period_with_too_few_days_gives_neither_reduction_nor_change() -> None:
    assert reduction(known(20, 8), Counts(3, 10, 28)) == NotGiven(Reason.PERIOD_INSUFFICIENT)


def test_a_period_that_is_not_there_is_missing() -> None:
    assert reduction(known(20, 8), None) == NotGiven(Reason.PERIOD_MISSING)


@pytest.mark.parametrize("reason", [Reason.NO_BASELINE, Reason.BASELINE_INSUFFICIENT])
@pytest.mark.parametrize("after", [Counts(10, 18, 28), Counts(0, 0, 28), None])
def test_what_the_baseline_lacks_is_said_first(reason: Reason, after: Counts | None) -> None:
    assert reduction(reason, after) == NotGiven(reason)


def test_the_reasons_come_in_the_order_in_which_they_are_said() -> None:
    assert list(Reason) == [
        "no_baseline",
        "baseline_insufficient",
        "baseline_zero",
        "period_missing",
        "period_insufficient",
    ]


@lawful
@given(counts(), counts())
def test_a_reduction_is_never_above_100_and_lies_between_its_bounds(before: Counts, after: Counts) -> None:
    assume(before.rates)
    found = reduction(before.rates or Reason.NO_BASELINE, after)
    if isinstance(found, PercentReduction):
        assert found.at_least.exact <= found.percent.exact <= found.at_most.exact <= 100


@lawful
@given(counts(), counts())
def test_a_reduction_is_that_of_the_sentences(before: Counts, after: Counts) -> None:
    b, e = naive.figures(*before), naive.figures(*after)
    assume(b and e and before.rates)
    found = reduction(before.rates or Reason.NO_BASELINE, after)
    exact = None if isinstance(found, NotGiven) else naive.Figures(*(one.exact for one in found[:3]))
    assert b is not None
    assert e is not None
    assert exact == naive.reductions(b, e)
    assert found.change is not None
    assert found.change.exact == e.rate - b.rate


@lawful
@given(counts(), counts(), st.booleans())
def test_logging_an_unlogged_day_narrows_the_bounds(before: Counts, after: Counts, yes: bool) -> None:
    assume(before.rates and before.yes and after.rates and after.known < after.days)
    logged = after._replace(yes=after.yes + yes, no=after.no + (not yes))
    rates = before.rates or Reason.NO_BASELINE
    wide, narrow = reduction(rates, after), reduction(rates, logged)
    assert isinstance(wide, PercentReduction)
    assert isinstance(narrow, PercentReduction)
    assert wide.at_least.exact <= narrow.at_least.exact
    assert narrow.at_most.exact <= wide.at_most.exact
