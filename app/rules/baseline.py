"""Which 28 days before the first injection everything is compared with."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from app.rules.counted_days import CountedDays, PeriodCounts
from app.rules.counting import Rates, Ratio, Sufficiency
from app.rules.diary import Asked, Diary, HeadacheDay
from app.rules.measures import Measure
from app.rules.percent_reduction import Reason
from app.rules.periods import Period, four_weeks_until

SHIFTED_AT_MOST_DAYS = 90
CHRONIC_DAYS = 15


class BaselineKind(StrEnum):
    """Where the baseline comes from."""

    DIARY = "diary"
    SHIFTED = "shifted"
    PROVISIONAL = "provisional"
    REPORTED = "reported"
    NONE = "none"


class BaselineWarning(StrEnum):
    """What must be said beside a baseline."""

    BASELINE_ON_TREATMENT = "baseline_on_treatment"
    BELOW_CHRONIC_RANGE = "below_chronic_range"
    RECALL_UNDERCOUNTS = "recall_undercounts"


@dataclass(frozen=True, slots=True)
class Baseline:
    """One baseline for all rounds: a counted period, or a typed rate of headache days, or neither.

    `warnings` are in alphabetical order.
    """

    kind: BaselineKind
    period: Period | None = None
    counts: PeriodCounts | None = None
    reported: Rates | None = None
    warnings: tuple[BaselineWarning, ...] = ()

    def rates(self, measure: Measure) -> Rates | Reason:
        """Baseline rate of a measure, or the reason why it has none."""
        if self.counts:
            return self.counts.of(measure).rates or Reason.BASELINE_INSUFFICIENT
        return self.reported if self.reported and measure is Measure.HEADACHE else Reason.NO_BASELINE

    def judgeable(self, measure: Measure) -> bool:
        """Whether a judgement may rest on it: counted on enough days, or reported."""
        if self.counts:
            return self.counts.of(measure).sufficiency is Sufficiency.VALID
        return self.reported is not None and measure is Measure.HEADACHE


def baseline(diary: Diary, asked: Asked, counted: CountedDays, first_injected_on: date | None) -> Baseline:
    """Choose the baseline, fixed by the first recorded injection; without any, a reported one or none.

    With earlier rounds that were not recorded the diary's own was on treatment: a reported one comes first.
    """
    own = _own(counted, asked.headline, first_injected_on) if first_injected_on else None
    reported = _reported(diary, asked)
    chosen = (reported or own) if diary.earlier_rounds else (own or reported)
    if chosen is None:
        return Baseline(BaselineKind.NONE)
    return replace(chosen, warnings=tuple(_warnings(chosen, diary, asked.headline)))


def _own(counted: CountedDays, headline: Measure, first_injected_on: date) -> Baseline | None:
    before = four_weeks_until(first_injected_on)
    sufficiency = counted.within(before).of(headline).sufficiency
    if sufficiency is Sufficiency.VALID:
        return Baseline(BaselineKind.DIARY, before, counted.within(before))
    shifted = _shifted(counted, headline, first_injected_on)
    if shifted:
        return Baseline(BaselineKind.SHIFTED, shifted, counted.within(shifted))
    if sufficiency is Sufficiency.PROVISIONAL:
        return Baseline(BaselineKind.PROVISIONAL, before, counted.within(before))
    return None


def _shifted(counted: CountedDays, headline: Measure, first_injected_on: date) -> Period | None:
    """Find the latest valid 28 days whose last day is at most 90 days before the first injection (ours)."""
    for days_before in range(2, SHIFTED_AT_MOST_DAYS + 1):
        period = four_weeks_until(first_injected_on - timedelta(days=days_before - 1))
        if counted.within(period).of(headline).sufficiency is Sufficiency.VALID:
            return period
    return None


def _reported(diary: Diary, asked: Asked) -> Baseline | None:
    """Take the typed days of a 30-day month; never for the 4-hour day, which recall does not ask for."""
    typed = diary.headache_days_per_30
    if typed is None or asked.headache_day is HeadacheDay.FOUR_HOURS:
        return None
    per_28 = Fraction(typed) * 28 / 30
    rate = Ratio(per_28.numerator, per_28.denominator)
    return Baseline(BaselineKind.REPORTED, reported=Rates(rate, rate, rate))


def _warnings(chosen: Baseline, diary: Diary, headline: Measure) -> Iterator[BaselineWarning]:
    if chosen.counts and diary.earlier_rounds:
        yield BaselineWarning.BASELINE_ON_TREATMENT
    rates = chosen.rates(headline)
    if isinstance(rates, Rates) and not rates.rate.reaches(CHRONIC_DAYS):
        yield BaselineWarning.BELOW_CHRONIC_RANGE
    if chosen.reported:
        yield BaselineWarning.RECALL_UNDERCOUNTS
