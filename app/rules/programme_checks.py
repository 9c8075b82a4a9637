"""Facts that three treatment programmes ask after, with their own numbers: NICE TA260, EHF 2018 and Hull."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.rules.answers import Answer, any_of
from app.rules.baseline import Baseline
from app.rules.checks import Check, checked
from app.rules.counted_days import CountedDays
from app.rules.counting import Counts, Ratio, Sufficiency
from app.rules.diary import Asked
from app.rules.injection_rounds import PeriodName
from app.rules.measures import Measure
from app.rules.percent_reduction import Reason, percent_reduction
from app.rules.periods import Month
from app.rules.round_figures import PeriodFigures, RoundFigures, judged_percent

LOW_RESPONSE_PERCENT = 30
HULL_PERCENT = 50
HULL_TIMES = 2
NICE_DAYS = 15
EHF_DAYS = 10


class ProgrammeChecks(NamedTuple):
    """The checks of the three programmes; the rounds by their number, earlier ones included."""

    nice_low_response: Check
    nice_episodic_3_months: Check
    ehf_low_response_by_round: Mapping[int, Check]
    ehf_below_10_for_3_months: Check
    hull_by_round: Mapping[int, Check]


def programme_checks(
    rounds: Sequence[RoundFigures],
    counted: CountedDays,
    baseline: Baseline,
    asked: Asked,
    earlier_rounds: int,
) -> ProgrammeChecks:
    """Check every recorded round and the three latest complete months."""
    headline = asked.headline
    months = _latest_3_months(rounds, counted, asked)
    later = [figures for figures in rounds if figures.round.number >= 2]
    return ProgrammeChecks(
        nice_low_response=_nice_low_response(rounds, headline, earlier_rounds),
        nice_episodic_3_months=_below_in_each(months, NICE_DAYS),
        ehf_low_response_by_round={
            figures.round.number: _ehf_low_response(figures, headline) for figures in later
        },
        ehf_below_10_for_3_months=_below_in_each(months, EHF_DAYS),
        hull_by_round={figures.round.number: _hull(figures, baseline, headline) for figures in rounds},
    )


def _nice_low_response(rounds: Sequence[RoundFigures], headline: Measure, earlier_rounds: int) -> Check:
    """Check whether the headline reduction of the round numbered 2 is below 30 % (TA260).

    With two or more earlier rounds that round was not recorded, and nobody can tell.
    """
    if earlier_rounds >= 2:
        return Check.CANNOT_TELL
    second = next((figures for figures in rounds if figures.round.number == 2), None)
    if second is None or not second.complete:
        return Check.NOT_YET
    percent = judged_percent(second.periods[PeriodName.LAST_28], headline)
    return checked(percent and not percent.reaches(LOW_RESPONSE_PERCENT))


def _ehf_low_response(figures: RoundFigures, headline: Measure) -> Check:
    """Check whether headache days fell by less than 30 % from the 28 days before a round to its weeks 1-4."""
    if not figures.complete:
        return Check.NOT_YET
    percent = ehf_percent(figures, headline)
    return checked(percent and not percent.reaches(LOW_RESPONSE_PERCENT))


def ehf_percent(figures: RoundFigures, headline: Measure) -> Ratio | None:
    """Percentage by which headache days fell from the 28 days before a round to its weeks 1-4 (EHF 2018).

    None when one side is not valid, or had none before.
    """
    before = _valid_rate(figures.periods[PeriodName.BEFORE_ROUND], headline)
    after = _valid_rate(figures.periods[PeriodName.WEEKS_1_4], headline)
    if before is None or after is None or before.numerator == 0:
        return None
    return percent_reduction(before, after)


def _valid_rate(figures: PeriodFigures | None, measure: Measure) -> Ratio | None:
    rates = figures.counts.of(measure).valid_rates if figures else None
    return rates and rates.rate


def _hull(figures: RoundFigures, baseline: Baseline, headline: Measure) -> Check:
    """Check for any of the three Hull criteria (Khalil 2014) in the last 28 days of a round."""
    if not figures.complete:
        return Check.NOT_YET
    last_28 = figures.periods[PeriodName.LAST_28]
    fallen = [judged_percent(last_28, measure) for measure in (headline, Measure.MIGRAINE)]
    halved = [percent and percent.reaches(HULL_PERCENT) for percent in fallen]
    return checked(any_of(*halved, _twice_headache_free(last_28, baseline)))


def _twice_headache_free(last_28: PeriodFigures | None, baseline: Baseline) -> Answer:
    """Answer whether there are at least twice the headache-free days of the baseline (our reading).

    Without one at baseline this part is left out: it answers no, which leaves the others to decide.
    """
    before = baseline.rates(Measure.HEADACHE_FREE)
    if isinstance(before, Reason):
        return None
    if before.rate.numerator == 0:
        return False
    after = _valid_rate(last_28, Measure.HEADACHE_FREE)
    if after is None or not baseline.judgeable(Measure.HEADACHE_FREE):
        return None
    return after.reaches(HULL_TIMES * before.rate.exact)


def _latest_3_months(
    rounds: Sequence[RoundFigures], counted: CountedDays, asked: Asked
) -> list[Counts] | None:
    """Count headache days in the three latest complete months.

    None unless all of them begin on or after the first recorded injection.
    """
    months = latest_3_months(asked.as_of, rounds[0].round.injected_on if rounds else None)
    if not months:
        return None
    return [counted.within(month.period).of(asked.headline) for month in months]


def latest_3_months(as_of: date, first_injected_on: date | None) -> list[Month]:
    """The three latest complete months; [] unless all begin on or after the first recorded injection."""
    running = Month.of(as_of)
    months = [running.shifted(back) for back in (-3, -2, -1)]
    return [] if first_injected_on is None or months[0].first_day < first_injected_on else months


def _below_in_each(months: Sequence[Counts] | None, limit: int) -> Check:
    """Check for fewer headache days than `limit` in each of the three months."""
    if months is None:
        return Check.NOT_YET
    if all(counts.at_most < limit for counts in months):
        return Check.YES
    valid = all(counts.sufficiency is Sufficiency.VALID for counts in months)
    if valid and not any(counts.prorated_reaches(limit) for counts in months):
        return Check.PROBABLE
    if not valid and not any(counts.yes >= limit for counts in months):
        return Check.CANNOT_TELL
    return Check.NO
