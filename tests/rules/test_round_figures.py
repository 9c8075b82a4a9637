"""The figures of one round: each period counted and compared with the baseline."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given

from app.rules.counting import Counts, Ratio
from app.rules.diary import Asked, Diary
from app.rules.injection_rounds import PeriodName
from app.rules.measures import Measure
from app.rules.percent_reduction import NotGiven, Reason
from app.rules.round_figures import PeriodFigures, RoundFigures, judged_percent
from app.rules.treatment_report import treatment_report

from . import naive
from .diaries import AT_ROUND_END, INJECTED, ROUND_END, four_weeks, one_round, row, treated
from .strategies import days_of_diaries, diaries, lawful


def figures(diary: Diary, asked: Asked = AT_ROUND_END) -> RoundFigures:
    return treatment_report(diary, asked).rounds[0].figures


def last_28(before: str, after: str) -> PeriodFigures:
    found = figures(treated(before, after)).periods[PeriodName.LAST_28]
    assert found is not None
    return found


def judged(before: str, after: str, measure: Measure = Measure.HEADACHE) -> Fraction | None:
    percent = judged_percent(last_28(before, after), measure)
    return percent and percent.exact


def test_a_period_in_progress_counts_so_far_and_keeps_its_end() -> None:
    asked = Asked(INJECTED + timedelta(days=9))
    found = figures(one_round(four_weeks(20), four_weeks(28)), asked).periods[PeriodName.WEEKS_1_4]
    assert found is not None
    assert (found.in_progress, found.cut, found.period.days) == (True, False, 28)
    assert found.counts.of(Measure.HEADACHE) == Counts(10, 0, 10)


def test_a_period_that_has_ended_is_not_in_progress() -> None:
    found = figures(one_round(four_weeks(20), four_weeks(28)), Asked(INJECTED + timedelta(days=28)))
    block = found.periods[PeriodName.WEEKS_1_4]
    assert block is not None
    assert not block.in_progress
    assert not found.complete


def test_a_block_shortened_by_the_next_round_is_cut() -> None:
    early = INJECTED + timedelta(days=70)
    found = figures(treated(injections=[INJECTED, early]), Asked(early))
    cuts = {name.value: one.cut for name, one in found.periods.items() if one}
    assert [name for name, cut in cuts.items() if cut] == ["weeks_9_12"]
    assert found.complete


def test_periods_that_do_not_exist_have_no_figures() -> None:
    found = figures(treated(), AT_ROUND_END)
    assert [name for name, one in found.periods.items() if one is None] == []
    assert figures(treated(), Asked(INJECTED)).periods[PeriodName.LAST_28] is None


def test_each_measure_of_each_period_is_compared_with_its_own_baseline() -> None:
    found = last_28("m" * 20 + "n" * 8, "m" * 5 + "n" * 23)
    percents = {
        measure: given.percent.exact
        for measure in (Measure.HEADACHE, Measure.MIGRAINE)
        if not isinstance(given := found.reduction(measure), NotGiven)
    }
    assert percents == {Measure.HEADACHE: 0, Measure.MIGRAINE: 75}


def test_a_measure_known_on_too_few_days_at_baseline_has_no_reduction() -> None:
    found = last_28(four_weeks(20), four_weeks(5)).reduction(Measure.SEVERE)
    assert found == NotGiven(Reason.BASELINE_INSUFFICIENT)


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [
        (four_weeks(20), four_weeks(5), 75),
        (row(15, 5), row(5, 15), Fraction(200, 3)),
        (row(15, 4), four_weeks(5), None),
        (four_weeks(20), row(5, 14), None),
        (four_weeks(0), four_weeks(5), None),
        ("", four_weeks(5), None),
    ],
)
def test_a_judgement_needs_enough_known_days_on_both_sides(
    before: str, after: str, percent: Fraction | None
) -> None:
    assert judged(before, after) == percent


def test_a_judgement_asks_for_the_known_days_of_its_own_measure() -> None:
    assert judged("m" * 20 + "?" * 8, "m" * 5 + "h" * 15 + "." * 8, Measure.MIGRAINE) is None
    assert judged("m" * 20 + "?" * 8, "m" * 5 + "n" * 15 + "." * 8, Measure.MIGRAINE) == Fraction(2300, 28)


def test_a_typed_baseline_may_be_judged_for_headache_days_alone() -> None:
    diary = treated("", "m" * 12 + "n" * 16, headache_days_per_30=30)
    found = figures(diary).periods[PeriodName.LAST_28]
    assert judged_percent(found, Measure.HEADACHE) == Ratio(0, 28 * 28)
    assert judged_percent(found, Measure.MIGRAINE) is None


def test_a_period_that_is_not_there_is_not_judged() -> None:
    assert judged_percent(None, Measure.HEADACHE) is None


@lawful
@given(diaries(injected=True), days_of_diaries)
def test_every_figure_of_every_period_is_that_of_the_sentences(diary: Diary, today: date) -> None:
    report = treatment_report(diary, Asked(today))
    before = report.baseline.period
    periods = [one for round_ in report.rounds for one in round_.figures.periods.values() if one]
    for one in periods if before else []:
        end = min(one.period.end, today + timedelta(days=1))
        for measure in (Measure.HEADACHE, Measure.MIGRAINE, Measure.ACUTE_MEDICATION):
            b = naive.figures(*naive.counted(diary.entries, measure, *before)) if before else None
            e = naive.figures(*naive.counted(diary.entries, measure, one.period.start, end))
            expected = naive.reductions(b, e) if b and e else None
            found = one.reduction(measure)
            exact = None if isinstance(found, NotGiven) else tuple(ratio.exact for ratio in found[:3])
            assert exact == expected


def test_the_round_of_the_figures_is_the_round_itself() -> None:
    found = figures(treated())
    assert (found.round.injected_on, found.round.end, found.complete) == (INJECTED, ROUND_END, True)
