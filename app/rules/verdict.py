"""The verdict of a round against the benchmark and the continuation level: certain, probable or withheld."""

from enum import StrEnum
from typing import NamedTuple

from app.rules.baseline import Baseline
from app.rules.diary import Asked
from app.rules.injection_rounds import BLOCKS, PeriodName
from app.rules.percent_reduction import NotGiven, PercentReduction, Reason, reduction
from app.rules.round_figures import RoundFigures, judged_percent


class Verdict(StrEnum):
    """What a round's headline says; the first that applies."""

    IN_PROGRESS = "in_progress"
    NOT_COMPUTED = "not_computed"
    PROVISIONAL = "provisional"
    BENCHMARK_MET = "benchmark_met"
    PARTIAL = "partial"
    BELOW = "below"


class RoundVerdict(NamedTuple):
    """A round's verdict, and in how many of its four-week blocks the benchmark was reached.

    `certain`: no unknown day could change it; False wherever nothing is judged. `reason`: why it was not
    computed. Both numbers of blocks are None while the round is in progress.
    """

    verdict: Verdict
    certain: bool = False
    reason: Reason | None = None
    blocks_reaching_benchmark: int | None = None
    blocks_judged: int | None = None


def round_verdict(figures: RoundFigures, baseline: Baseline, asked: Asked) -> RoundVerdict:
    """Judge the headline measure in the last 28 days of a round against the two levels asked for."""
    if not figures.complete:
        return RoundVerdict(Verdict.IN_PROGRESS)
    verdict, certain, reason = _headline(figures, baseline, asked)
    judged = [judged_percent(figures.periods[block], asked.headline) for block in BLOCKS]
    percents = [percent for percent in judged if percent is not None]
    reaching = [percent for percent in percents if percent.reaches(asked.benchmark)]
    return RoundVerdict(verdict, certain, reason, len(reaching), len(percents))


def _headline(figures: RoundFigures, baseline: Baseline, asked: Asked) -> tuple[Verdict, bool, Reason | None]:
    last_28 = figures.periods[PeriodName.LAST_28]
    given = last_28.reduction(asked.headline) if last_28 else reduction(baseline.rates(asked.headline), None)
    if isinstance(given, NotGiven):
        return Verdict.NOT_COMPUTED, False, given.reason
    if judged_percent(last_28, asked.headline) is None:
        return Verdict.PROVISIONAL, False, None
    verdict, certain = _level(given, asked)
    return verdict, certain and baseline.reported is None, None


def _level(given: PercentReduction, asked: Asked) -> tuple[Verdict, bool]:
    """Tell which level the reduction reaches, and whether its bounds reach the same."""
    if given.percent.reaches(asked.benchmark):
        return Verdict.BENCHMARK_MET, given.at_least.reaches(asked.benchmark)
    below_benchmark = not given.at_most.reaches(asked.benchmark)
    if given.percent.reaches(asked.continuation):
        return Verdict.PARTIAL, given.at_least.reaches(asked.continuation) and below_benchmark
    return Verdict.BELOW, not given.at_most.reaches(asked.continuation)
