"""Which 28 days everything is compared with."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from app.rules.baseline import Baseline, BaselineKind, BaselineWarning, baseline
from app.rules.counted_days import CountedDays
from app.rules.counting import Rates
from app.rules.diary import Asked, Diary, HeadacheDay
from app.rules.measures import Measure
from app.rules.percent_reduction import Reason
from app.rules.periods import Period

from .diaries import BEFORE, INJECTED, ROUND_END, days, four_weeks, row, treated

AT = Asked(ROUND_END)
AT_4H = Asked(ROUND_END, HeadacheDay.FOUR_HOURS)
FIRST_28 = Period(BEFORE, INJECTED)


def chosen(diary: Diary, asked: Asked = AT) -> Baseline:
    first = min(diary.injections, default=None)
    return baseline(diary, asked, CountedDays(diary.entries, asked.as_of), first)


def ending(days_before: int, letters: str) -> Diary:
    """Days of which the last lies so many days before the first injection."""
    first = INJECTED - timedelta(days=days_before + len(letters) - 1)
    return Diary(days(first, letters), [INJECTED])


def rate(found: Baseline, measure: Measure = Measure.HEADACHE) -> Fraction:
    rates = found.rates(measure)
    assert isinstance(rates, Rates)
    return rates.rate.exact


def test_twenty_known_days_of_the_28_before_the_first_injection_are_the_baseline() -> None:
    found = chosen(treated(row(16, 4)))
    assert (found.kind, found.period) == (BaselineKind.DIARY, FIRST_28)
    assert rate(found) == Fraction(28 * 16, 20)


def test_nineteen_known_days_are_provisional() -> None:
    found = chosen(treated(row(16, 3)))
    assert (found.kind, found.period) == (BaselineKind.PROVISIONAL, FIRST_28)


def test_fourteen_known_days_are_still_provisional_and_thirteen_are_nothing() -> None:
    assert chosen(treated(row(14))).kind is BaselineKind.PROVISIONAL
    assert chosen(treated(row(13))).kind is BaselineKind.NONE


def test_an_earlier_valid_period_comes_before_a_provisional_one() -> None:
    entries = days(BEFORE - timedelta(days=10), row(20, 0)) | days(BEFORE + timedelta(days=10), "h" * 9)
    found = chosen(Diary(entries, [INJECTED]))
    assert found.kind is BaselineKind.SHIFTED
    assert found.period is not None
    assert found.period.days == 28


def test_the_latest_of_the_earlier_valid_periods_is_taken() -> None:
    found = chosen(ending(20, "h" * 60))
    assert found.kind is BaselineKind.SHIFTED
    assert found.period == Period(INJECTED - timedelta(days=39), INJECTED - timedelta(days=11))
    assert found.counts is not None
    assert found.counts.logged_days == 20


def test_a_period_shifted_by_one_day_will_do() -> None:
    found = chosen(ending(10, "h" * 20))
    one_day = timedelta(days=1)
    assert found.kind is BaselineKind.SHIFTED
    assert found.period == Period(BEFORE - one_day, INJECTED - one_day)


@pytest.mark.parametrize(("last_day", "kind"), [(98, BaselineKind.SHIFTED), (99, BaselineKind.NONE)])
def test_a_shifted_baseline_ends_at_most_90_days_before_the_first_injection(
    last_day: int, kind: BaselineKind
) -> None:
    found = chosen(ending(last_day, "h" * 20))
    assert found.kind is kind
    if found.period:
        assert (INJECTED - found.period.end).days + 1 == 90


def test_days_from_the_first_injection_on_are_in_no_baseline() -> None:
    assert chosen(Diary(days(INJECTED, "h" * 80), [INJECTED])).kind is BaselineKind.NONE
    with_the_day_itself = days(INJECTED - timedelta(days=19), "h" * 20)
    assert chosen(Diary(with_the_day_itself, [INJECTED])).kind is BaselineKind.PROVISIONAL


def test_the_diary_comes_before_what_was_typed() -> None:
    assert chosen(treated(row(14), headache_days_per_30=24)).kind is BaselineKind.PROVISIONAL
    assert chosen(treated(row(13), headache_days_per_30=24)).kind is BaselineKind.REPORTED


@pytest.mark.parametrize(
    ("typed", "per_28"),
    [(24, Fraction(112, 5)), (Decimal("22.5"), Fraction(21)), (30, Fraction(28)), (0, Fraction(0))],
)
def test_a_typed_month_of_30_days_is_scaled_to_28(typed: int | Decimal, per_28: Fraction) -> None:
    found = chosen(treated(headache_days_per_30=typed))
    rates = found.rates(Measure.HEADACHE)
    assert isinstance(rates, Rates)
    assert [one.exact for one in rates] == [per_28] * 3


def test_a_typed_baseline_knows_headache_alone() -> None:
    found = chosen(treated(headache_days_per_30=24))
    others = [measure for measure in Measure if measure is not Measure.HEADACHE]
    assert {found.rates(measure) for measure in others} == {Reason.NO_BASELINE}
    assert [measure for measure in Measure if found.judgeable(measure)] == [Measure.HEADACHE]


def test_what_was_typed_is_never_taken_for_four_hour_days() -> None:
    assert chosen(treated(headache_days_per_30=24), AT_4H).kind is BaselineKind.NONE


def test_the_headline_measure_decides_which_days_are_known() -> None:
    diary = treated("L" * 14 + "h" * 14)
    assert chosen(diary).kind is BaselineKind.DIARY
    assert chosen(diary, AT_4H).kind is BaselineKind.PROVISIONAL


def test_without_an_injection_only_what_was_typed_is_a_baseline() -> None:
    assert chosen(treated(four_weeks(20), injections=[])).kind is BaselineKind.NONE
    assert (
        chosen(treated(four_weeks(20), injections=[], headache_days_per_30=9)).kind is BaselineKind.REPORTED
    )


def test_without_a_baseline_no_measure_has_a_rate_or_a_judgement() -> None:
    found = chosen(treated())
    assert (found.rates(Measure.HEADACHE), found.judgeable(Measure.HEADACHE)) == (Reason.NO_BASELINE, False)
    assert found.warnings == ()


def test_each_measure_has_its_own_sufficiency_in_the_one_period() -> None:
    found = chosen(treated("t" * 19 + "h" * 9))
    assert rate(found, Measure.ACUTE_MEDICATION) == 28
    assert not found.judgeable(Measure.ACUTE_MEDICATION)
    assert found.judgeable(Measure.HEADACHE)
    assert found.rates(Measure.SEVERE) is Reason.BASELINE_INSUFFICIENT


def test_with_earlier_rounds_what_was_typed_comes_before_the_diary() -> None:
    found = chosen(treated(four_weeks(20), headache_days_per_30=24, earlier_rounds=1))
    assert (found.kind, found.period) == (BaselineKind.REPORTED, None)
    assert found.warnings == (BaselineWarning.RECALL_UNDERCOUNTS,)


@pytest.mark.parametrize("known_days", [20, 14])
def test_with_earlier_rounds_the_diarys_own_baseline_was_on_treatment(known_days: int) -> None:
    found = chosen(treated(row(known_days), earlier_rounds=1))
    assert found.warnings == (BaselineWarning.BASELINE_ON_TREATMENT,)


def test_with_earlier_rounds_and_four_hour_days_the_diary_is_taken_with_its_warning() -> None:
    found = chosen(treated("L" * 28, headache_days_per_30=24, earlier_rounds=1), AT_4H)
    assert (found.kind, found.warnings) == (BaselineKind.DIARY, (BaselineWarning.BASELINE_ON_TREATMENT,))


@pytest.mark.parametrize(("headache", "warned"), [(14, True), (15, False)])
def test_a_baseline_below_15_days_per_28_is_below_the_chronic_range(headache: int, warned: bool) -> None:
    warnings = chosen(treated(four_weeks(headache))).warnings
    assert warnings == ((BaselineWarning.BELOW_CHRONIC_RANGE,) if warned else ())


def test_the_chronic_range_is_asked_of_the_headline_measure() -> None:
    diary = treated("L" * 14 + "s" * 14)
    assert chosen(diary).warnings == ()
    assert chosen(diary, AT_4H).warnings == (BaselineWarning.BELOW_CHRONIC_RANGE,)


def test_a_typed_baseline_says_that_recall_undercounts_and_warnings_are_in_order() -> None:
    assert chosen(treated(headache_days_per_30=16)).warnings == (
        BaselineWarning.BELOW_CHRONIC_RANGE,
        BaselineWarning.RECALL_UNDERCOUNTS,
    )
    both = chosen(treated(four_weeks(3), earlier_rounds=1)).warnings
    assert both == (BaselineWarning.BASELINE_ON_TREATMENT, BaselineWarning.BELOW_CHRONIC_RANGE)


def test_the_first_recorded_injection_fixes_the_baseline_for_all_rounds() -> None:
    later = date(2026, 4, 27)
    diary = treated(four_weeks(20), four_weeks(5), injections=[later, INJECTED])
    assert chosen(diary).period == FIRST_28
