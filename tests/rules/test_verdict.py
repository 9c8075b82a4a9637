"""The verdict of a round: which level its reduction reaches, and how certain that is."""

from datetime import timedelta
from fractions import Fraction

import pytest

from app.rules.diary import Asked, Diary, HeadacheDay
from app.rules.percent_reduction import Reason
from app.rules.treatment_report import treatment_report
from app.rules.verdict import RoundVerdict, Verdict

from .diaries import AT_ROUND_END, BEFORE, INJECTED, ROUND_END, days, four_weeks, one_round, row, treated


def verdict(diary: Diary, asked: Asked = AT_ROUND_END) -> RoundVerdict:
    return treatment_report(diary, asked).rounds[0].verdict


def judged(diary: Diary, asked: Asked = AT_ROUND_END) -> tuple[str, bool]:
    found = verdict(diary, asked)
    return found.verdict.value, found.certain


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (20, 10, "benchmark_met"),
        (21, 11, "partial"),
        (20, 14, "partial"),
        (20, 15, "below"),
        (10, 7, "partial"),
        (12, 15, "below"),
        (20, 0, "benchmark_met"),
    ],
)
def test_50_and_30_percent_themselves_count_as_reached(before: int, after: int, said: str) -> None:
    assert judged(treated(four_weeks(before), four_weeks(after))) == (said, True)


def test_a_reduction_just_below_30_that_no_rounding_may_lift_stays_below() -> None:
    assert judged(treated(four_weeks(20), row(14, 13))) == ("below", False)


@pytest.mark.parametrize(
    ("after", "certain"),
    [(four_weeks(5, unlogged=5), True), (four_weeks(5, unlogged=6), False)],
)
def test_the_benchmark_is_met_for_certain_when_at_least_50_percent_is(after: str, certain: bool) -> None:
    assert judged(treated(four_weeks(20), after)) == ("benchmark_met", certain)


@pytest.mark.parametrize(
    ("after", "certain"),
    [
        (four_weeks(11, unlogged=3), True),
        (four_weeks(11, unlogged=4), False),
        (four_weeks(10, unlogged=2), False),
    ],
)
def test_partial_is_certain_between_at_least_30_and_at_most_below_50(after: str, certain: bool) -> None:
    assert judged(treated(four_weeks(20), after)) == ("partial", certain)


@pytest.mark.parametrize(
    ("after", "certain"),
    [(four_weeks(15, unlogged=1), True), (four_weeks(14, unlogged=2), False)],
)
def test_below_is_certain_when_at_most_is_below_30_percent(after: str, certain: bool) -> None:
    assert judged(treated(four_weeks(20), after)) == ("below", certain)


def test_a_typed_baseline_is_never_certain() -> None:
    assert judged(treated("", four_weeks(0), headache_days_per_30=24)) == ("benchmark_met", False)
    assert judged(treated("", four_weeks(15), headache_days_per_30=24)) == ("partial", False)
    assert judged(treated("", four_weeks(28), headache_days_per_30=24)) == ("below", False)


@pytest.mark.parametrize(
    ("before", "after"),
    [(row(15, 4), four_weeks(5)), (four_weeks(20), row(3, 16)), (row(12, 2), row(3, 11))],
)
def test_a_provisional_side_is_shown_but_not_judged(before: str, after: str) -> None:
    assert judged(treated(before, after)) == ("provisional", False)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (row(13), four_weeks(5), Reason.NO_BASELINE),
        (four_weeks(0), four_weeks(5), Reason.BASELINE_ZERO),
        (four_weeks(0), "", Reason.BASELINE_ZERO),
        (four_weeks(20), row(3, 10), Reason.PERIOD_INSUFFICIENT),
        (row(12, 2), row(3, 10), Reason.PERIOD_INSUFFICIENT),
    ],
)
def test_a_verdict_that_is_not_computed_says_why(before: str, after: str, reason: Reason) -> None:
    found = verdict(treated(before, after))
    assert (found.verdict, found.certain, found.reason) == (Verdict.NOT_COMPUTED, False, reason)


@pytest.mark.parametrize(
    ("before", "reason"),
    [(four_weeks(20), "period_missing"), (four_weeks(0), "baseline_zero"), ("", "no_baseline")],
)
def test_a_round_shorter_than_8_weeks_has_no_last_28_days_to_judge(before: str, reason: str) -> None:
    early = INJECTED + timedelta(days=55)
    found = verdict(treated(before, injections=[INJECTED, early]), Asked(early))
    assert (found.verdict, found.reason) == (Verdict.NOT_COMPUTED, reason)


def test_a_round_in_progress_has_no_verdict_yet() -> None:
    found = verdict(treated(four_weeks(20), row(5, 22)), Asked(ROUND_END - timedelta(days=1)))
    assert found == RoundVerdict(Verdict.IN_PROGRESS, certain=False)
    assert (found.reason, found.blocks_reaching_benchmark, found.blocks_judged) == (None, None, None)


def test_the_levels_are_parameters_of_the_rule() -> None:
    diary = treated(four_weeks(20), four_weeks(14))
    assert judged(diary, Asked(ROUND_END, benchmark=30, continuation=20)) == ("benchmark_met", True)
    assert judged(diary, Asked(ROUND_END, benchmark=Fraction(61, 2), continuation=30)) == ("partial", True)
    assert judged(diary, Asked(ROUND_END, benchmark=50, continuation=Fraction(61, 2))) == ("below", True)


def test_blocks_are_counted_against_the_benchmark() -> None:
    found = verdict(one_round(four_weeks(20), four_weeks(10), four_weeks(11), four_weeks(3)))
    assert (found.blocks_reaching_benchmark, found.blocks_judged) == (2, 3)


def test_a_block_that_is_provisional_or_insufficient_is_not_judged() -> None:
    found = verdict(one_round(four_weeks(20), row(0, 19, 9), row(0, 5, 23), four_weeks(20)))
    assert (found.blocks_reaching_benchmark, found.blocks_judged) == (0, 1)


def test_no_block_is_judged_on_a_provisional_baseline() -> None:
    found = verdict(one_round(row(15, 4, 9), *[four_weeks(0)] * 3))
    assert (found.blocks_reaching_benchmark, found.blocks_judged) == (0, 0)


def test_no_block_is_judged_on_a_baseline_of_zero() -> None:
    found = verdict(one_round(*[four_weeks(0)] * 4))
    assert (found.blocks_reaching_benchmark, found.blocks_judged) == (0, 0)


def test_blocks_are_judged_on_a_typed_baseline() -> None:
    diary = Diary(days(INJECTED, four_weeks(5) * 3), [INJECTED], headache_days_per_30=24)
    assert verdict(diary)[3:] == (3, 3)


def test_a_cut_block_is_judged_by_its_own_days() -> None:
    end = INJECTED + timedelta(days=63)
    diary = Diary(days(BEFORE, four_weeks(20) + four_weeks(5) * 2 + row(1, 6)), [INJECTED, end])
    assert verdict(diary, Asked(end))[3:] == (3, 3)


def test_the_verdict_reads_the_four_hour_day_when_that_is_the_headache_day() -> None:
    diary = treated("L" * 20 + "." * 8, "L" * 10 + "s" * 18)
    assert judged(diary) == ("below", True)
    assert judged(diary, Asked(ROUND_END, HeadacheDay.FOUR_HOURS)) == ("benchmark_met", True)
