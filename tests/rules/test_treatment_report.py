"""The whole report: what belongs to it, and the laws that hold for every diary."""

from datetime import date, timedelta

from hypothesis import given

from app.interop.report_document import report_document
from app.rules.baseline import BaselineKind
from app.rules.diary import Asked, Diary, HeadacheDay
from app.rules.injection_rounds import BLOCKS, PeriodName
from app.rules.measures import Measure
from app.rules.treatment_report import EntryTotals, treatment_report
from app.rules.verdict import Verdict

from .diaries import AT_ROUND_END, BEFORE, INJECTED, ROUND_END, days, four_weeks, treated
from .strategies import days_of_diaries, diaries, lawful

DAY = timedelta(days=1)


def test_an_empty_diary_has_a_report_without_rounds() -> None:
    report = treatment_report(Diary(), AT_ROUND_END)
    assert (report.baseline.kind, report.rounds, report.next_due_on) == (BaselineKind.NONE, (), None)
    assert report.entries == EntryTotals(total=0, late=None, imported=None)


def test_the_next_round_is_due_after_the_diarys_own_interval() -> None:
    assert treatment_report(Diary(injections=[INJECTED]), AT_ROUND_END).next_due_on == ROUND_END
    diary = Diary(injections=[INJECTED], interval_weeks=16)
    assert treatment_report(diary, AT_ROUND_END).next_due_on == INJECTED + timedelta(weeks=16)


def test_rounds_are_numbered_on_from_the_earlier_ones() -> None:
    report = treatment_report(treated(earlier_rounds=2, injections=[INJECTED, ROUND_END]), AT_ROUND_END)
    assert [one.figures.round.number for one in report.rounds] == [3, 4]
    assert list(report.programme_checks.hull_by_round) == [3, 4]


def test_a_gap_between_rounds_is_asked_about() -> None:
    report = treatment_report(Diary(injections=[INJECTED, INJECTED + 168 * DAY]), Asked(date(2027, 1, 1)))
    assert [(gap.after_round, gap.days) for gap in report.gap_questions] == [(1, 168)]


def test_late_and_imported_entries_are_counted_up_to_today() -> None:
    entries = days(BEFORE, "hhhh")
    known = {BEFORE, BEFORE + 2 * DAY, BEFORE + 3 * DAY}
    diary = Diary(entries, late=known, imported={BEFORE + 9 * DAY})
    assert treatment_report(diary, Asked(BEFORE + 2 * DAY)).entries == EntryTotals(3, 2, 0)


def test_a_day_that_is_not_logged_is_no_late_entry() -> None:
    diary = Diary(days(BEFORE, "h"), late={BEFORE, BEFORE + DAY}, imported={BEFORE + DAY})
    assert treatment_report(diary, Asked(BEFORE + 2 * DAY)).entries == EntryTotals(1, 1, 0)


def test_the_report_keeps_what_was_asked() -> None:
    asked = Asked(ROUND_END, HeadacheDay.FOUR_HOURS, 40, 20)
    assert treatment_report(treated(), asked).asked == asked


def test_a_later_round_is_compared_with_the_baseline_before_the_first() -> None:
    diary = treated(four_weeks(20), four_weeks(20), injections=[INJECTED, ROUND_END])
    diary = Diary({**diary.entries, **days(ROUND_END + 56 * DAY, four_weeks(10))}, diary.injections)
    report = treatment_report(diary, Asked(ROUND_END + 84 * DAY))
    assert [one.verdict.verdict for one in report.rounds] == [Verdict.BELOW, Verdict.BENCHMARK_MET]


@lawful
@given(diaries(), days_of_diaries)
def test_entries_and_sessions_after_today_change_nothing(diary: Diary, today: date) -> None:
    until = Diary(
        {day: entry for day, entry in diary.entries.items() if day <= today},
        [day for day in diary.injections if day <= today],
        diary.headache_days_per_30,
        diary.earlier_rounds,
    )
    assert report_document(treatment_report(diary, Asked(today))) == report_document(
        treatment_report(until, Asked(today))
    )


@lawful
@given(diaries(), days_of_diaries)
def test_the_order_of_logging_and_of_the_sessions_is_irrelevant(diary: Diary, today: date) -> None:
    other = Diary(
        dict(reversed([*diary.entries.items()])),
        [*reversed(diary.injections)],
        diary.headache_days_per_30,
        diary.earlier_rounds,
    )
    asked = Asked(today, HeadacheDay.FOUR_HOURS)
    assert report_document(treatment_report(diary, asked)) == report_document(treatment_report(other, asked))


@lawful
@given(diaries(injected=True), days_of_diaries)
def test_the_blocks_of_a_round_add_up_to_the_round(diary: Diary, today: date) -> None:
    for one in treatment_report(diary, Asked(today)).rounds:
        whole = one.figures.periods[PeriodName.WHOLE_ROUND]
        blocks = [block for name in BLOCKS if (block := one.figures.periods[name])]
        assert whole is not None
        assert sum(block.counts.days for block in blocks) == whole.counts.days
        for measure in Measure:
            assert sum(block.counts.of(measure).yes for block in blocks) == whole.counts.of(measure).yes


@lawful
@given(diaries(injected=True), days_of_diaries)
def test_the_headache_day_of_the_report_changes_no_count(diary: Diary, today: date) -> None:
    any_day = treatment_report(diary, Asked(today)).rounds
    four_hours = treatment_report(diary, Asked(today, HeadacheDay.FOUR_HOURS)).rounds
    for one, other in zip(any_day, four_hours, strict=True):
        counts = [
            {name: found and found.counts for name, found in report.figures.periods.items()}
            for report in (one, other)
        ]
        assert counts[0] == counts[1]


@lawful
@given(diaries(injected=True), days_of_diaries)
def test_a_verdict_is_certain_only_where_something_is_judged(diary: Diary, today: date) -> None:
    judged = {Verdict.BENCHMARK_MET, Verdict.PARTIAL, Verdict.BELOW}
    report = treatment_report(diary, Asked(today))
    for one in report.rounds:
        assert not one.verdict.certain or one.verdict.verdict in judged
        assert not one.verdict.certain or report.baseline.kind is not BaselineKind.REPORTED
        assert (one.verdict.reason is not None) == (one.verdict.verdict is Verdict.NOT_COMPUTED)
