"""The course of a treatment on one time axis: four-week blocks and medicine days by class and month."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.rules.calendar_months import CalendarMonth
from app.rules.counted_days import CountedDays, PeriodCounts
from app.rules.diary import Diary
from app.rules.entry import DrugClass, Entry, Intensity
from app.rules.injection_rounds import BLOCKS, InjectionRound, PeriodName
from app.rules.measures import Measure, is_of_the_trials
from app.rules.medication_overuse import LIMIT_DAYS
from app.rules.periods import FOUR_WEEKS, Month, Period
from app.rules.treatment_report import RoundReport, TreatmentReport

BLOCKS_BEFORE = 3  # twelve weeks, as long as a round (ours)
INTENSITIES: tuple[Intensity | None, ...] = (Intensity.SEVERE, Intensity.MODERATE, Intensity.MILD, None)


class BlockName(StrEnum):
    """Where a block lies: before the first injection, in a round, or after its twelve weeks."""

    BEFORE = "before"
    WEEKS_1_4 = "weeks_1_4"
    WEEKS_5_8 = "weeks_5_8"
    WEEKS_9_12 = "weeks_9_12"
    BEYOND_12_WEEKS = "beyond_12_weeks"


@dataclass(frozen=True, slots=True)
class Block:
    """Four weeks of the course, or fewer where the next round cuts them.

    `intensity`: the headache days counted, by their peak intensity in the order of INTENSITIES; their sum is
    the count of the headline measure. Its counts cover the days up to and including `as_of`.
    """

    name: BlockName
    round_number: int | None
    period: Period
    in_progress: bool
    cut: bool
    counts: PeriodCounts
    intensity: tuple[int, ...]


class MedicineMonth(NamedTuple):
    """Days with each class in a calendar month, `unsaid`: days of which nothing was said about medicine.

    A class was taken on `days[class]` days at least, and on so many and the unsaid ones at most.
    """

    month: CalendarMonth
    days: Mapping[DrugClass, int]
    unsaid: int


class HeadacheHours(NamedTuple):
    """Minutes with headache on the headache days of a period of which the duration was said.

    `said` of `headache_days` days: where one is silent, the minutes are a lower bound.
    """

    minutes: int
    said: int
    headache_days: int


@dataclass(frozen=True, slots=True)
class Course:
    """The whole course as of the report's day; empty lists where nothing is logged."""

    blocks: tuple[Block, ...]
    medicine: tuple[MedicineMonth, ...]
    classes: tuple[DrugClass, ...]  # those ever taken, the ones with a limit first
    first_day: date | None
    logged_days: int
    hours_before: HeadacheHours | None  # None without a counted baseline
    hours_after: Mapping[int, HeadacheHours]  # of each round's last 28 days, by its number


def course(
    diary: Diary, report: TreatmentReport, months: list[CalendarMonth], counted: CountedDays | None = None
) -> Course:
    """Lay the days of this diary on one axis, beside its report and its months. `counted`: as there."""
    counted = counted or CountedDays(diary.entries, report.asked.as_of)
    blocks = tuple(_block(one, diary, counted, report) for one in _places(counted, report))
    medicine = tuple(_medicine(months, diary))
    before = report.baseline.period
    last_28 = {one.figures.round.number: one.figures.periods[PeriodName.LAST_28] for one in report.rounds}
    taken = {drug_class for month in medicine for drug_class in month.days}
    return Course(
        blocks=blocks,
        medicine=medicine,
        classes=tuple(one for one in (*LIMIT_DAYS, *_WITHOUT_LIMIT) if one in taken),
        first_day=counted.logged[0] if counted.logged else None,
        logged_days=len(counted.logged),
        hours_before=_hours(before, diary, report) if before else None,
        hours_after={
            number: _hours(figures.period, diary, report) for number, figures in last_28.items() if figures
        },
    )


_WITHOUT_LIMIT = tuple(one for one in DrugClass if one not in LIMIT_DAYS)
_Place = tuple[BlockName, int | None, Period, bool]  # and whether it is cut


def _places(counted: CountedDays, report: TreatmentReport) -> list[_Place]:
    rounds = report.rounds
    tomorrow = report.asked.as_of + timedelta(days=1)
    places = _before(counted, rounds[0].figures.round.injected_on if rounds else tomorrow)
    for one in rounds:
        places += _of_round(one)
        places += _beyond(one.figures.round, report.asked.as_of)
    return places


def _before(counted: CountedDays, end: date) -> list[_Place]:
    """Whole blocks back from the first injection, or from today without one, as far as days are logged."""
    if not counted.logged:
        return []
    blocks = min(BLOCKS_BEFORE, -(-(end - counted.logged[0]).days // FOUR_WEEKS.days))
    starts = [end - back * FOUR_WEEKS for back in range(blocks, 0, -1)]
    return [(BlockName.BEFORE, None, Period(start, start + FOUR_WEEKS), False) for start in starts]


def _of_round(one: RoundReport) -> Iterator[_Place]:
    for name in BLOCKS:
        figures = one.figures.periods[name]
        if figures is not None and figures.period.days:
            yield BlockName(name.value), one.figures.round.number, figures.period, figures.cut


def _beyond(one: InjectionRound, as_of: date) -> Iterator[_Place]:
    """What follows the twelve weeks of a late round; counted like the others, in no verdict."""
    whole = one.periods(as_of)[PeriodName.BEYOND_12_WEEKS]
    start = whole.period.start if whole else as_of
    while whole and start < whole.period.end:
        full = start + FOUR_WEEKS
        end = full if one.next_on is None else min(full, whole.period.end)
        yield BlockName.BEYOND_12_WEEKS, one.number, Period(start, end), end < full
        start = full


def _block(place: _Place, diary: Diary, counted: CountedDays, report: TreatmentReport) -> Block:
    name, number, period, cut = place
    as_of = report.asked.as_of
    counts = counted.within(period.up_to(as_of))
    found = Counter(entry.peak_intensity for entry in _headache_days(period, diary, report))
    intensity = tuple(found[one] for one in INTENSITIES)
    return Block(name, number, period, period.in_progress(as_of), cut, counts, intensity)


def _headache_days(period: Period, diary: Diary, report: TreatmentReport) -> Iterator[Entry]:
    """The entries of the days in a period that count as headache days, up to and including `as_of`."""
    known, any_counts = period.up_to(report.asked.as_of), report.asked.headline is Measure.HEADACHE
    for day in range(known.days):
        entry = diary.entries.get(known.start + timedelta(days=day))
        if entry is not None and entry.headache and (any_counts or is_of_the_trials(entry)):
            yield entry


def _hours(period: Period, diary: Diary, report: TreatmentReport) -> HeadacheHours:
    found = [entry.duration_minutes for entry in _headache_days(period, diary, report)]
    said = [minutes for minutes in found if minutes is not None]
    return HeadacheHours(sum(said), len(said), len(found))


def _medicine(months: list[CalendarMonth], diary: Diary) -> Iterator[MedicineMonth]:
    taken: dict[Month, Counter[DrugClass]] = {one.month: Counter() for one in months}
    last = months[-1].month.first_day + timedelta(days=months[-1].counts.days) if months else None
    for day, entry in diary.entries.items():
        if entry.acute_medications and last and day < last:
            taken[Month.of(day)].update({medication.drug_class for medication in entry.acute_medications})
    for one in months:
        said = one.counts.of(Measure.ACUTE_MEDICATION).known
        yield MedicineMonth(one, dict(taken[one.month]), one.counts.days - said)
