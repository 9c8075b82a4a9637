"""What a clinician sees of a patient before opening the diary: one line of the list."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from app.rules.baseline import BaselineKind
from app.rules.calendar_months import calendar_months
from app.rules.checks import Check
from app.rules.counted_days import CountedDays
from app.rules.counting import Counts, Rates
from app.rules.diary import Asked, Diary
from app.rules.injection_rounds import GapQuestion, PeriodName
from app.rules.measures import Measure
from app.rules.medication_overuse import MedicationOveruse, OveruseLevel
from app.rules.percent_reduction import NotGiven, PercentReduction, Reason
from app.rules.periods import Month, Period, four_weeks_until
from app.rules.treatment_report import RoundReport, TreatmentReport, treatment_report
from app.rules.verdict import RoundVerdict

ROUND_LOOKED_BACK = timedelta(days=84)
ASKED_WITHIN = timedelta(days=10)  # of the end of the round's last 28 days: before, there is time (ours)
NEEDED_OF_28 = 20  # for a verdict (PREEMPT)


class JudgedRound(NamedTuple):
    """The last round that has ended: its headline and its verdict."""

    number: int
    verdict: RoundVerdict
    reduction: PercentReduction | NotGiven
    wear_off: Check


class MonthOveruse(NamedTuple):
    """A limit that the days of a month reached."""

    month: Month
    overuse: MedicationOveruse


class DaysNeeded(NamedTuple):
    """How many more days, logged by then, make the running round's last 28 days enough for a verdict."""

    days: int
    by: date


@dataclass(frozen=True, slots=True)
class Summary:
    """One patient as of one day. None where there is no round, no baseline, or nothing to ask for.

    `now`: the headline measure in the 28 days up to and including that day. `overuse`: of the running month
    and the one before, each class at its latest. `symptoms_unsaid`: headache days of the last 12 weeks of
    which too little was said to tell whether they were migraine days.
    """

    as_of: date
    last_injected_on: date | None
    next_due_on: date | None
    round_number: int | None
    week: int | None
    judged: JudgedRound | None
    below_after_two_rounds: Check
    before: Rates | Reason
    baseline_kind: BaselineKind
    now: Counts
    logged_of_28: int
    overuse: tuple[MonthOveruse, ...]
    gap_questions: tuple[GapQuestion, ...]
    symptoms_unsaid: int
    days_needed: DaysNeeded | None
    entries: int


def summary(diary: Diary, asked: Asked) -> Summary:
    """Sum a diary up as of the day asked; an empty one has a summary too."""
    counted = CountedDays(diary.entries, asked.as_of)
    return summary_of(treatment_report(diary, asked, counted), diary, counted)


def summary_of(report: TreatmentReport, diary: Diary, counted: CountedDays) -> Summary:
    """Sum up the report of this diary, whose days up to the day asked are counted."""
    asked = report.asked
    tomorrow = asked.as_of + timedelta(days=1)
    last_28 = counted.within(four_weeks_until(tomorrow))
    last_round = counted.within(Period(tomorrow - ROUND_LOOKED_BACK, tomorrow))
    running = report.rounds[-1].figures.round if report.rounds else None
    return Summary(
        as_of=asked.as_of,
        last_injected_on=running.sessions[-1] if running else None,
        next_due_on=report.next_due_on,
        round_number=running.number if running else None,
        week=(asked.as_of - running.injected_on).days // 7 + 1 if running else None,
        judged=_judged(report, asked),
        below_after_two_rounds=report.programme_checks.nice_low_response,
        before=report.baseline.rates(asked.headline),
        baseline_kind=report.baseline.kind,
        now=last_28.of(asked.headline),
        logged_of_28=last_28.logged_days,
        overuse=_overuse(diary, asked, counted),
        gap_questions=report.gap_questions,
        symptoms_unsaid=last_round.logged_days - last_round.of(Measure.MIGRAINE).known,
        days_needed=_days_needed(report),
        entries=report.entries.total,
    )


def _judged(report: TreatmentReport, asked: Asked) -> JudgedRound | None:
    ended = [one for one in report.rounds if one.figures.complete]
    if not ended:
        return None
    last = ended[-1]
    return JudgedRound(last.figures.round.number, last.verdict, _headline(last, asked), last.wear_off)


def _headline(one: RoundReport, asked: Asked) -> PercentReduction | NotGiven:
    last_28 = one.figures.periods[PeriodName.LAST_28]
    return last_28.reduction(asked.headline) if last_28 else NotGiven(Reason.PERIOD_MISSING)


def _overuse(diary: Diary, asked: Asked, counted: CountedDays) -> tuple[MonthOveruse, ...]:
    running = Month.of(asked.as_of)
    found: dict[str, MonthOveruse] = {}
    for month in calendar_months(diary, asked, running.shifted(-1), running, counted):
        for one in month.medication_overuse:
            if one.level is OveruseLevel.REACHED:
                found[one.drug_class] = MonthOveruse(month.month, one)
    return tuple(found[name] for name in sorted(found))


def _days_needed(report: TreatmentReport) -> DaysNeeded | None:
    if not report.rounds or report.rounds[-1].figures.complete:
        return None
    last_28 = report.rounds[-1].figures.periods[PeriodName.LAST_28]
    if last_28 is None:
        return None
    lacking = NEEDED_OF_28 - last_28.counts.logged_days
    last_day = last_28.period.end - timedelta(days=1)
    late = last_day - report.asked.as_of <= ASKED_WITHIN
    return DaysNeeded(lacking, last_day) if late and lacking > 0 else None
