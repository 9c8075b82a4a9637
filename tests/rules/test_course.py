"""The course on one axis: blocks that tile it, intensities that add up, medicine days by class."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given

from app.rules.calendar_months import calendar_months
from app.rules.course import BlockName, Course, course
from app.rules.diary import Asked, Diary
from app.rules.entry import DrugClass, Entry, Intensity
from app.rules.measures import OVERUSE_CLASSES
from app.rules.treatment_report import treatment_report

from .diaries import AT_ROUND_END, BEFORE, INJECTED, ROUND_END, as_of, days, four_weeks, one_round, took
from .strategies import days_of_diaries, diaries, lawful

DAY = timedelta(days=1)


def course_of(diary: Diary, asked: Asked) -> Course:
    return course(diary, treatment_report(diary, asked), calendar_months(diary, asked))


def names(found: Course) -> list[tuple[str, int | None]]:
    return [(one.name.value, one.round_number) for one in found.blocks]


def test_an_empty_diary_has_a_course_without_anything() -> None:
    found = course_of(Diary(), AT_ROUND_END)

    assert (found.blocks, found.medicine, found.classes) == ((), (), ())
    assert (found.first_day, found.logged_days, found.hours_before, found.hours_after) == (None, 0, None, {})


def test_a_round_is_three_blocks_after_the_time_before() -> None:
    found = course_of(one_round(*[four_weeks(8)] * 4), AT_ROUND_END)

    round_1 = [("weeks_1_4", 1), ("weeks_5_8", 1), ("weeks_9_12", 1)]
    assert names(found) == [("before", None), *round_1, ("beyond_12_weeks", 1)]
    assert found.blocks[-1].in_progress


def test_without_a_session_the_blocks_end_today() -> None:
    found = course_of(Diary(days(BEFORE, four_weeks(8))), as_of(INJECTED - DAY))

    assert names(found) == [("before", None)]
    assert found.blocks[0].period.end == INJECTED


def test_before_the_first_session_there_are_three_blocks_at_most() -> None:
    diary = Diary(days(INJECTED - timedelta(days=200), four_weeks(8) * 7), [INJECTED])

    assert names(course_of(diary, as_of(INJECTED))) == [("before", None)] * 3 + [("weeks_1_4", 1)]


def test_a_late_round_has_blocks_beyond_its_twelve_weeks_and_the_last_is_cut() -> None:
    late = ROUND_END + timedelta(days=40)
    diary = Diary(days(BEFORE, four_weeks(8) * 7), [INJECTED, late])

    beyond = [one for one in course_of(diary, as_of(late)).blocks if one.name is BlockName.BEYOND_12_WEEKS]

    assert [(one.period.days, one.cut) for one in beyond] == [(28, False), (12, True)]


def test_the_headache_days_of_a_block_are_told_by_intensity() -> None:
    said = [Intensity.SEVERE, Intensity.SEVERE, Intensity.MODERATE, Intensity.MILD, None]
    entries = {BEFORE + number * DAY: Entry(True, peak_intensity=one) for number, one in enumerate(said)}

    assert course_of(Diary(entries, [INJECTED]), AT_ROUND_END).blocks[0].intensity == (2, 1, 1, 1)


def test_hours_are_those_of_the_days_of_which_the_duration_was_said() -> None:
    aching = {BEFORE + number * DAY: Entry(True, duration_minutes=90) for number in range(4)}
    silent = {BEFORE + number * DAY: Entry(True) for number in range(4, 20)}

    found = course_of(Diary(aching | silent, [INJECTED]), AT_ROUND_END)

    assert found.hours_before == (360, 4, 20)
    assert found.hours_after == {1: (0, 0, 0)}


def test_medicine_days_are_told_by_class_with_the_days_nothing_was_said_of() -> None:
    entries = {
        date(2026, 3, 1): took(DrugClass.TRIPTAN, DrugClass.TRIPTAN, DrugClass.GEPANT),
        date(2026, 3, 2): took(DrugClass.TRIPTAN),
        date(2026, 3, 3): Entry(headache=True),
    }

    (march,) = course_of(Diary(entries), as_of(date(2026, 3, 31))).medicine

    assert march.days == {DrugClass.TRIPTAN: 2, DrugClass.GEPANT: 1}
    assert march.unsaid == 29


def test_the_classes_with_a_limit_come_first() -> None:
    entries = {BEFORE: took(DrugClass.OTHER, DrugClass.GEPANT, DrugClass.SIMPLE_ANALGESIC, DrugClass.TRIPTAN)}

    assert course_of(Diary(entries), AT_ROUND_END).classes == (
        DrugClass.TRIPTAN,
        DrugClass.SIMPLE_ANALGESIC,
        DrugClass.GEPANT,
        DrugClass.OTHER,
    )


@lawful
@given(diary=diaries(), day=days_of_diaries)
def test_blocks_follow_each_other_and_count_what_the_report_counts(diary: Diary, day: date) -> None:
    asked = as_of(day)
    report = treatment_report(diary, asked)
    found = course_of(diary, asked)

    assert all(one.period.end == other.period.start for one, other in pairwise(found.blocks))
    assert all(sum(one.intensity) == one.counts.of(asked.headline).yes for one in found.blocks)
    for one in report.rounds:
        blocks = {
            block.name.value: block.counts
            for block in found.blocks
            if block.round_number == one.figures.round.number
        }
        told = {
            name.value: figures.counts
            for name, figures in one.figures.periods.items()
            if figures and name.value in blocks and name.value != "beyond_12_weeks"
        }
        assert {name: counts for name, counts in blocks.items() if name in told} == told


@lawful
@given(diary=diaries(), day=days_of_diaries)
def test_medicine_days_by_class_are_those_of_the_months(diary: Diary, day: date) -> None:
    for one in course_of(diary, as_of(day)).medicine:
        counted = one.month.counts.classes[: len(OVERUSE_CLASSES)]
        told = [one.days.get(drug_class, 0) for drug_class in OVERUSE_CLASSES]
        assert told == [counts.yes for counts in counted]
        assert [days + one.unsaid for days in told] == [counts.at_most for counts in counted]
