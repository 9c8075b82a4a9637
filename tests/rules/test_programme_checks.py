"""What NICE TA260, EHF 2018 and Hull ask after."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from app.rules.diary import Asked, Diary, HeadacheDay
from app.rules.programme_checks import ProgrammeChecks
from app.rules.treatment_report import treatment_report

from .diaries import BEFORE, INJECTED, ROUND_END, days, four_weeks, row, treated

SECOND = ROUND_END
SECOND_END = SECOND + timedelta(days=84)
FREE_BLOCK = four_weeks(0)


def checks(diary: Diary, as_of: date = ROUND_END) -> ProgrammeChecks:
    return treatment_report(diary, Asked(as_of)).programme_checks


def two_rounds(before: str, *blocks: str, earlier_rounds: int = 0) -> Diary:
    """The 28 days before, and then day after day the blocks of two rounds."""
    entries = days(BEFORE, before + "".join(blocks))
    return Diary(entries, [INJECTED, SECOND], earlier_rounds=earlier_rounds)


def second_round(before: str, last_28: str) -> Diary:
    return two_rounds(before, *[FREE_BLOCK] * 5, last_28)


# NICE TA260: low response


@pytest.mark.parametrize(("after", "said"), [(14, "no"), (15, "yes"), (28, "yes"), (0, "no")])
def test_nice_low_response_is_below_30_percent_after_round_2(after: int, said: str) -> None:
    found = checks(second_round(four_weeks(20), four_weeks(after)), SECOND_END)
    assert found.nice_low_response == said


def test_a_reduction_by_29_percent_is_a_low_response() -> None:
    found = checks(second_round(four_weeks(24), four_weeks(17)), SECOND_END)
    assert found.nice_low_response == "yes"


def test_nice_waits_for_the_end_of_round_2() -> None:
    diary = second_round(four_weeks(20), four_weeks(20))
    assert checks(diary, SECOND_END - timedelta(days=1)).nice_low_response == "not_yet"
    assert checks(treated(four_weeks(20), four_weeks(20))).nice_low_response == "not_yet"


@pytest.mark.parametrize(
    ("before", "after"),
    [(row(15, 4, 9), four_weeks(5)), (four_weeks(20), row(5, 14, 9)), (FREE_BLOCK, four_weeks(5))],
)
def test_nice_cannot_be_told_without_valid_days_on_both_sides(before: str, after: str) -> None:
    assert checks(second_round(before, after), SECOND_END).nice_low_response == "cannot_tell"


def test_nice_judges_on_a_typed_baseline() -> None:
    diary = Diary(days(INJECTED, four_weeks(20) * 6), [INJECTED, SECOND], headache_days_per_30=24)
    assert checks(diary, SECOND_END).nice_low_response == "yes"


def test_one_earlier_round_makes_the_first_recorded_one_round_2() -> None:
    diary = treated("", four_weeks(20), headache_days_per_30=24, earlier_rounds=1)
    assert checks(diary).nice_low_response == "yes"


@pytest.mark.parametrize("injections", [[INJECTED], []])
def test_nice_cannot_be_told_when_round_2_was_not_recorded(injections: Sequence[date]) -> None:
    diary = treated(
        four_weeks(20), four_weeks(5), injections=injections, headache_days_per_30=24, earlier_rounds=2
    )
    assert checks(diary).nice_low_response == "cannot_tell"


def test_nice_cannot_be_told_of_a_round_2_shorter_than_8_weeks() -> None:
    third = SECOND + timedelta(days=55)
    entries = days(BEFORE, four_weeks(20) * 7)
    assert checks(Diary(entries, [INJECTED, SECOND, third]), third).nice_low_response == "cannot_tell"


# The three latest complete months

JANUARY = date(2026, 1, 1)


def three_months(*months: str, injected: date = JANUARY, as_of: date = date(2026, 4, 1)) -> ProgrammeChecks:
    """January, February and March 2026, as letters."""
    starts = (JANUARY, date(2026, 2, 1), date(2026, 3, 1))
    entries = {
        day: said
        for start, month in zip(starts, months, strict=True)
        for day, said in days(start, month).items()
    }
    return checks(Diary(entries, [injected]), as_of)


def months_said(*months: str) -> tuple[str, str]:
    found = three_months(*months)
    return found.nice_episodic_3_months.value, found.ehf_below_10_for_3_months.value


@pytest.mark.parametrize(
    ("headache", "said"), [(9, ("yes", "yes")), (10, ("yes", "no")), (14, ("yes", "no")), (15, ("no", "no"))]
)
def test_three_months_are_below_15_or_10_headache_days_each(headache: int, said: tuple[str, str]) -> None:
    low = row(3, 25)
    assert months_said(low + "...", low, row(headache, 31 - headache)) == said
    assert months_said(row(headache, 31 - headache), low, low + "...") == said


def test_unlogged_days_that_could_reach_the_limit_make_it_probable() -> None:
    assert months_said(row(8, 19, 4), row(3, 25), row(3, 28)) == ("yes", "probable")
    assert months_said(row(12, 13, 6), row(3, 25), row(3, 28)) == ("probable", "no")


def test_a_scaled_month_equal_to_the_limit_is_not_probably_below_it() -> None:
    assert months_said(row(3, 28), row(14, 12, 2), row(3, 28)) == ("no", "no")
    assert months_said(row(3, 28), row(3, 25), row(12, 12, 7)) == ("no", "no")


def test_a_month_scaled_to_less_than_the_limit_is_probably_below_it() -> None:
    assert months_said(row(3, 28), row(12, 12, 4), row(3, 28))[0] == "probable"


def test_a_month_with_too_few_days_leaves_the_three_months_open() -> None:
    assert months_said(row(3, 28), row(3, 16, 9), row(3, 28)) == ("yes", "cannot_tell")
    assert months_said(row(3, 28), row(5, 5, 18), row(3, 28)) == ("cannot_tell", "cannot_tell")


def test_a_month_that_certainly_reached_the_limit_answers_no_whatever_the_others_are() -> None:
    assert months_said(row(0, 0, 31), row(15, 13), row(0, 0, 31)) == ("no", "no")
    assert months_said(row(0, 0, 31), row(14, 14), row(0, 0, 31)) == ("cannot_tell", "no")


def test_the_three_months_wait_until_they_are_complete() -> None:
    low = row(3, 25)
    found = three_months(low, low, low, as_of=date(2026, 3, 31))
    assert found.nice_episodic_3_months == found.ehf_below_10_for_3_months == "not_yet"


def test_the_three_months_all_begin_on_or_after_the_first_injection() -> None:
    low = row(3, 25)
    late = three_months(low, low, low, injected=date(2026, 1, 2))
    in_time = three_months(low + "...", low, low + "...", injected=JANUARY)
    assert late.nice_episodic_3_months == "not_yet"
    assert in_time.nice_episodic_3_months == "yes"


def test_the_three_months_are_the_latest_complete_ones() -> None:
    entries = days(JANUARY, "h" * 31 + "." * 89)
    found = checks(Diary(entries, [JANUARY]), date(2026, 4, 30))
    assert found.nice_episodic_3_months == "no"
    assert checks(Diary(entries, [JANUARY]), date(2026, 5, 1)).nice_episodic_3_months == "yes"


def test_the_three_months_do_not_wait_for_round_2_and_need_an_injection() -> None:
    low = row(3, 25)
    assert three_months(low + "...", low, low + "...").nice_low_response == "not_yet"
    assert checks(Diary(days(JANUARY, low * 4)), date(2026, 4, 1)).nice_episodic_3_months == "not_yet"


# EHF 2018: each round against the four weeks before it


@pytest.mark.parametrize(("after", "said"), [(14, "no"), (15, "yes")])
def test_ehf_compares_the_first_four_weeks_of_a_round_with_the_four_before_it(after: int, said: str) -> None:
    diary = two_rounds(four_weeks(0), FREE_BLOCK, FREE_BLOCK, four_weeks(20), four_weeks(after))
    assert checks(diary, SECOND_END).ehf_low_response_by_round == {2: said}


def test_ehf_begins_with_round_2_and_waits_for_its_end() -> None:
    diary = two_rounds(four_weeks(20), FREE_BLOCK, FREE_BLOCK, four_weeks(20), four_weeks(10))
    assert checks(diary).ehf_low_response_by_round == {2: "not_yet"}
    assert checks(treated(four_weeks(20), four_weeks(5))).ehf_low_response_by_round == {}


def test_ehf_reads_the_first_recorded_round_after_an_earlier_one() -> None:
    entries = days(BEFORE, four_weeks(20) + four_weeks(10))
    assert checks(Diary(entries, [INJECTED], earlier_rounds=1)).ehf_low_response_by_round == {2: "no"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (row(15, 4, 9), four_weeks(5)),
        (four_weeks(20), row(5, 14, 9)),
        (four_weeks(0), four_weeks(5)),
        ("?" * 28, four_weeks(5)),
    ],
)
def test_ehf_cannot_be_told_without_valid_days_and_headache_before(before: str, after: str) -> None:
    diary = two_rounds(four_weeks(20), FREE_BLOCK, FREE_BLOCK, before, after)
    assert checks(diary, SECOND_END).ehf_low_response_by_round == {2: "cannot_tell"}


# Hull


def hull(before: str, after: str, asked: Asked | None = None) -> str:
    report = treatment_report(treated(before, after), asked or Asked(ROUND_END))
    return report.programme_checks.hull_by_round[1].value


def test_hull_is_met_by_half_the_headache_days() -> None:
    assert hull(four_weeks(20), four_weeks(10)) == "yes"


def test_hull_is_met_by_half_the_migraine_days() -> None:
    assert hull("m" * 10 + "n" * 10 + "f" * 8, "m" * 5 + "n" * 15 + "f" * 8) == "yes"


def test_hull_is_not_met_by_almost_half() -> None:
    assert hull("m" * 20 + "n" + "?" * 7, "m" * 12 + "n" * 13 + "?" * 3) == "no"


def test_hull_is_met_by_twice_the_headache_free_days() -> None:
    assert hull("m" * 21 + "f" * 7, "m" * 14 + "f" * 14) == "yes"
    assert hull("m" * 21 + "f" * 7, "m" * 15 + "f" * 13) == "no"


def test_hull_leaves_the_headache_free_days_out_when_there_were_none_before() -> None:
    assert hull("m" * 28, "m" * 15 + "f" * 13) == "no"
    assert hull("m" * 28, "m" * 14 + "f" * 14) == "yes"


def test_hull_cannot_be_told_while_a_part_is_unknown_and_none_is_met() -> None:
    assert hull(four_weeks(20), four_weeks(15)) == "cannot_tell"
    assert hull(row(15, 4, 9), four_weeks(2)) == "cannot_tell"
    assert hull(four_weeks(20), row(2, 17, 9)) == "cannot_tell"


def test_one_part_that_is_met_is_enough_whatever_the_others_are() -> None:
    assert hull(four_weeks(20), four_weeks(9)) == "yes"
    assert hull("?" * 9 + "m" * 19, "?" * 9 + "m" * 19) == "cannot_tell"


def test_hull_on_a_typed_baseline_knows_headache_days_alone() -> None:
    typed = treated("", four_weeks(11), headache_days_per_30=24)
    assert checks(typed).hull_by_round == {1: "yes"}
    assert checks(treated("", four_weeks(20), headache_days_per_30=24)).hull_by_round == {1: "cannot_tell"}


def test_hull_waits_for_the_end_of_each_round() -> None:
    diary = two_rounds(four_weeks(20), *[four_weeks(5)] * 6)
    assert checks(diary).hull_by_round == {1: "yes", 2: "not_yet"}
    assert checks(diary, SECOND_END).hull_by_round == {1: "yes", 2: "yes"}


def test_hull_cannot_be_told_of_a_round_without_its_last_28_days() -> None:
    early = INJECTED + timedelta(days=55)
    diary = treated("m" * 14 + "f" * 14, injections=[INJECTED, early])
    assert checks(diary, early).hull_by_round == {1: "cannot_tell", 2: "not_yet"}


def test_hull_reads_the_headache_day_of_the_report() -> None:
    four_hours = Asked(ROUND_END, HeadacheDay.FOUR_HOURS)
    before, after = "L" * 20 + "." * 8, "L" * 10 + "s" * 12 + "." * 6
    assert hull(before, after) == "cannot_tell"
    assert hull(before, after, four_hours) == "yes"


def test_the_programmes_own_numbers_are_no_parameters() -> None:
    diary = second_round(four_weeks(20), four_weeks(15))
    asked = Asked(SECOND_END, benchmark=10, continuation=5)
    assert treatment_report(diary, asked).programme_checks.nice_low_response == "yes"


def test_without_injections_nothing_is_checked_yet() -> None:
    assert checks(Diary()) == ProgrammeChecks("not_yet", "not_yet", {}, "not_yet", {})  # type: ignore[arg-type]
