"""The percentage reduction against the baseline, with its bounds; or why it is not given."""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from app.rules.counting import Counts, Rates, Ratio


class Reason(StrEnum):
    """Why a reduction is not given; the first that applies, in this order."""

    NO_BASELINE = "no_baseline"
    BASELINE_INSUFFICIENT = "baseline_insufficient"
    BASELINE_ZERO = "baseline_zero"
    PERIOD_MISSING = "period_missing"
    PERIOD_INSUFFICIENT = "period_insufficient"


class PercentReduction(NamedTuple):
    """Fall from baseline in percent: positive is better, negative is worse, never above 100.

    `at_least` and `at_most`: what it can have been, whatever the unknown days were. `change`: days per 28
    days, negative is better.
    """

    percent: Ratio
    at_least: Ratio
    at_most: Ratio
    change: Ratio


class NotGiven(NamedTuple):
    """No reduction, and why; the change in days per 28 days is there whenever both rates are."""

    reason: Reason
    change: Ratio | None = None


@lru_cache(maxsize=16384)
def reduction(baseline: Rates | Reason, after: Counts | None) -> PercentReduction | NotGiven:
    """Compare a measure's rate in a period with its baseline; `after` None = there is no such period.

    A baseline above zero has a lowest and a highest rate above zero: the bounds come with the percentage.
    """
    if isinstance(baseline, Reason):
        return NotGiven(baseline)
    zero = baseline.rate.numerator == 0
    rates = after.rates if after else None
    if rates is None:
        lacking = Reason.PERIOD_INSUFFICIENT if after else Reason.PERIOD_MISSING
        return NotGiven(Reason.BASELINE_ZERO if zero else lacking)
    change = change_per_28(baseline.rate, rates.rate)
    if zero:
        return NotGiven(Reason.BASELINE_ZERO, change)
    return PercentReduction(
        percent=percent_reduction(baseline.rate, rates.rate),
        at_least=percent_reduction(baseline.lowest, rates.highest),
        at_most=percent_reduction(baseline.highest, rates.lowest),
        change=change,
    )


def percent_reduction(baseline: Ratio, after: Ratio) -> Ratio:
    """Fall from baseline in percent: 100 * (b - e) / b, negative when worse; the baseline is above zero."""
    before, since = baseline.numerator * after.denominator, after.numerator * baseline.denominator
    return Ratio(100 * (before - since), before)


def change_per_28(baseline: Ratio, after: Ratio) -> Ratio:
    """Change from baseline in days per 28 days: e - b, negative is better."""
    before, since = baseline.numerator * after.denominator, after.numerator * baseline.denominator
    return Ratio(since - before, baseline.denominator * after.denominator)
