"""The figures of one round: each period counted and compared with the baseline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.rules.baseline import Baseline
from app.rules.counted_days import CountedDays, PeriodCounts
from app.rules.counting import Ratio
from app.rules.injection_rounds import InjectionRound, PeriodName, RoundPeriod
from app.rules.measures import Measure
from app.rules.percent_reduction import NotGiven, PercentReduction, reduction
from app.rules.periods import Period


class PeriodFigures(NamedTuple):
    """One period of a round to its full end, with the counts up to and including `as_of`."""

    period: Period
    in_progress: bool
    cut: bool
    counts: PeriodCounts
    baseline: Baseline

    def reduction(self, measure: Measure) -> PercentReduction | NotGiven:
        """Compare a measure with its baseline."""
        return reduction(self.baseline.rates(measure), self.counts.of(measure))


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """One round with the figures of its eight periods; None for a period that does not exist (yet)."""

    round: InjectionRound
    complete: bool
    periods: Mapping[PeriodName, PeriodFigures | None]


def round_figures(
    injection_round: InjectionRound, counted: CountedDays, baseline: Baseline, as_of: date
) -> RoundFigures:
    """Count each period of a round, to be compared with the baseline."""

    def figures(named: RoundPeriod) -> PeriodFigures:
        period, cut = named
        counts = counted.within(period.up_to(as_of))
        return PeriodFigures(period, period.in_progress(as_of), cut, counts, baseline)

    periods = injection_round.periods(as_of)
    return RoundFigures(
        round=injection_round,
        complete=injection_round.complete(as_of),
        periods={name: figures(named) if named else None for name, named in periods.items()},
    )


def judged_percent(figures: PeriodFigures | None, measure: Measure) -> Ratio | None:
    """Percentage that a judgement may rest on: given, and known on enough days on both sides; else None."""
    if figures is None or not figures.baseline.judgeable(measure):
        return None
    if figures.counts.of(measure).valid_rates is None:
        return None
    given = figures.reduction(measure)
    return None if isinstance(given, NotGiven) else given.percent
