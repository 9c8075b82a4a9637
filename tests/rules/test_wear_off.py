"""Whether headache days rose towards the end of a round."""

from datetime import timedelta

import pytest

from app.rules.checks import Check
from app.rules.diary import Asked, Diary, HeadacheDay
from app.rules.treatment_report import treatment_report

from .diaries import AT_ROUND_END, BEFORE, INJECTED, ROUND_END, days, four_weeks, one_round, row


def wear_off(diary: Diary, asked: Asked = AT_ROUND_END) -> Check:
    return treatment_report(diary, asked).rounds[0].wear_off


def blocks(before: int, *after: int) -> Diary:
    return one_round(*[four_weeks(headache) for headache in (before, *after)])


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ((10, 10, 13), "yes"),
        ((10, 10, 12), "no"),
        ((12, 12, 15), "yes"),
        ((13, 13, 16), "no"),
        ((16, 16, 20), "no"),
        ((14, 14, 18), "yes"),
        ((15, 15, 19), "no"),
        ((0, 0, 3), "yes"),
        ((0, 0, 0), "no"),
    ],
)
def test_wear_off_is_a_rise_by_3_days_and_by_a_quarter_from_at_most_70_percent_of_baseline(
    after: tuple[int, int, int], said: str
) -> None:
    assert wear_off(blocks(20, *after)) == said


def test_a_rise_by_exactly_a_quarter_is_wear_off() -> None:
    assert wear_off(blocks(28, 16, 16, 20)) == "yes"
    assert wear_off(blocks(28, 17, 17, 21)) == "no"


def test_a_rise_by_almost_a_quarter_is_no_wear_off() -> None:
    fifteen, eighteen_of_27 = four_weeks(15), row(18, 9, 1)
    assert wear_off(one_round(four_weeks(28), fifteen, fifteen, eighteen_of_27)) == "no"


@pytest.mark.parametrize(("before", "said"), [(20, "yes"), (19, "no")])
def test_a_nadir_of_exactly_70_percent_of_baseline_is_low_enough(before: int, said: str) -> None:
    assert wear_off(blocks(before, 14, 20, 20)) == said


def test_the_nadir_is_the_lower_of_the_first_two_blocks() -> None:
    assert wear_off(blocks(20, 10, 19, 13)) == "yes"
    assert wear_off(blocks(20, 19, 10, 13)) == "yes"


def test_wear_off_is_not_asked_before_the_round_has_ended() -> None:
    assert wear_off(blocks(20, 10, 10, 20), Asked(ROUND_END - timedelta(days=1))) == "not_yet"


def test_a_block_that_is_not_valid_leaves_wear_off_open() -> None:
    whole = four_weeks(10)
    for unknown in range(3):
        after = [whole, whole, four_weeks(20)]
        after[unknown] = row(10, 9, 9)
        assert wear_off(one_round(four_weeks(20), *after)) == "cannot_tell"


@pytest.mark.parametrize("length", [83, 56])
def test_a_cut_or_missing_block_leaves_wear_off_open(length: int) -> None:
    end = INJECTED + timedelta(days=length)
    entries = days(BEFORE, "".join(four_weeks(headache) for headache in (20, 5, 5, 20)))
    assert wear_off(Diary(entries, [INJECTED, end]), Asked(end)) == "cannot_tell"


def test_without_a_baseline_rate_wear_off_cannot_be_told() -> None:
    assert wear_off(Diary(days(INJECTED, four_weeks(10) * 3), [INJECTED])) == "cannot_tell"


def test_a_provisional_or_typed_baseline_will_do_for_wear_off() -> None:
    rising = four_weeks(10) * 2 + four_weeks(20)
    assert wear_off(one_round(row(14, 0, 14), rising)) == "yes"
    assert wear_off(Diary(days(INJECTED, rising), [INJECTED], headache_days_per_30=24)) == "yes"


def test_wear_off_reads_the_headache_day_of_the_report() -> None:
    diary = one_round("L" * 28, ("L" * 10 + "s" * 10 + "." * 8) * 2, "L" * 20 + "." * 8)
    assert wear_off(diary) == "no"
    assert wear_off(diary, Asked(ROUND_END, HeadacheDay.FOUR_HOURS)) == "yes"
