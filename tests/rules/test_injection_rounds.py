"""Injection dates, the rounds they make, and the periods of a round."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.injection_rounds import (
    BLOCKS,
    GapQuestion,
    InjectionRound,
    PeriodName,
    gap_questions,
    injection_rounds,
    next_due_on,
)
from app.rules.periods import Period

from .diaries import INJECTED
from .strategies import FIRST, lawful

LATER = date(2030, 1, 1)


def after(days: int) -> date:
    return INJECTED + timedelta(days=days)


def rounds(*sessions: int, as_of: date = LATER, earlier: int = 0) -> list[InjectionRound]:
    return injection_rounds([after(days) for days in sessions], as_of, earlier)


def period(one: InjectionRound, name: PeriodName, as_of: date = LATER) -> tuple[int, int] | None:
    """First and end day of a period, counted from the first injection."""
    found = one.periods(as_of)[name]
    return found and ((found.period.start - INJECTED).days, (found.period.end - INJECTED).days)


def cut(one: InjectionRound, name: PeriodName) -> bool | None:
    found = one.periods(LATER)[name]
    return found and found.cut


def test_a_session_on_the_14th_day_after_the_first_is_a_top_up() -> None:
    (only,) = rounds(0, 7, 14)
    assert only.sessions == (after(0), after(7), after(14))
    assert only.injected_on == INJECTED


def test_a_session_on_the_15th_day_starts_a_new_round() -> None:
    assert [one.injected_on for one in rounds(0, 15)] == [after(0), after(15)]


def test_top_ups_count_from_the_rounds_first_session_and_not_from_each_other() -> None:
    assert [one.sessions for one in rounds(0, 14, 28)] == [(after(0), after(14)), (after(28),)]


def test_two_sessions_on_one_date_are_one() -> None:
    (only,) = rounds(0, 0)
    assert only.sessions == (INJECTED,)


def test_sessions_may_be_recorded_in_any_order() -> None:
    assert rounds(84, 0, 7) == rounds(0, 7, 84)


def test_a_session_after_today_is_ignored_and_one_of_today_is_not() -> None:
    assert len(rounds(0, 84, as_of=after(83))) == 1
    assert len(rounds(0, 84, as_of=after(84))) == 2
    assert rounds(0, as_of=after(-1)) == []


def test_earlier_rounds_shift_the_numbers() -> None:
    assert [one.number for one in rounds(0, 84)] == [1, 2]
    assert [one.number for one in rounds(0, 84, earlier=3)] == [4, 5]


@pytest.mark.parametrize(("next_session", "end"), [(70, 70), (83, 83), (84, 84), (100, 84)])
def test_a_round_ends_at_the_next_one_or_after_84_days(next_session: int, end: int) -> None:
    assert rounds(0, next_session)[0].end == after(end)


def test_the_last_round_ends_after_84_days() -> None:
    assert rounds(0)[0].end == after(84)


def test_a_round_is_complete_on_its_end_day_and_not_the_day_before() -> None:
    (only,) = rounds(0)
    assert not only.complete(after(83))
    assert only.complete(after(84))


def test_an_early_next_session_completes_the_round() -> None:
    assert rounds(0, 60, as_of=after(60))[0].complete(after(60))


@pytest.mark.parametrize(
    ("name", "days"),
    [
        (PeriodName.WEEKS_1_4, (0, 28)),
        (PeriodName.WEEKS_5_8, (28, 56)),
        (PeriodName.WEEKS_9_12, (56, 84)),
        (PeriodName.LAST_28, (56, 84)),
        (PeriodName.WHOLE_ROUND, (0, 84)),
        (PeriodName.AFTER_ONSET, (14, 84)),
        (PeriodName.BEFORE_ROUND, (-28, 0)),
        (PeriodName.BEYOND_12_WEEKS, (84, 91)),
    ],
)
def test_a_round_of_13_weeks_has_its_eight_periods(name: PeriodName, days: tuple[int, int]) -> None:
    assert period(rounds(0, 91)[0], name) == days


def test_the_periods_come_in_the_order_of_their_names() -> None:
    assert list(rounds(0)[0].periods(LATER)) == list(PeriodName)


@pytest.mark.parametrize(
    ("length", "blocks", "cuts"),
    [
        (84, [(0, 28), (28, 56), (56, 84)], [False, False, False]),
        (83, [(0, 28), (28, 56), (56, 83)], [False, False, True]),
        (57, [(0, 28), (28, 56), (56, 57)], [False, False, True]),
        (56, [(0, 28), (28, 56), None], [False, False, None]),
        (29, [(0, 28), (28, 29), None], [False, True, None]),
        (28, [(0, 28), None, None], [False, None, None]),
        (15, [(0, 15), None, None], [True, None, None]),
    ],
)
def test_a_block_that_the_next_round_shortens_is_cut_and_one_without_a_day_is_not_there(
    length: int, blocks: Sequence[tuple[int, int] | None], cuts: Sequence[bool | None]
) -> None:
    one = rounds(0, length)[0]
    assert [period(one, block) for block in BLOCKS] == blocks
    assert [cut(one, block) for block in BLOCKS] == cuts


@pytest.mark.parametrize(("length", "last_28"), [(84, (56, 84)), (56, (28, 56)), (70, (42, 70)), (55, None)])
def test_the_last_28_days_are_there_from_56_days_on(length: int, last_28: tuple[int, int] | None) -> None:
    assert period(rounds(0, length)[0], PeriodName.LAST_28) == last_28


def test_only_the_four_week_blocks_are_ever_cut() -> None:
    cuts = {name: cut(rounds(0, 70)[0], name) for name in PeriodName}
    assert [name for name, one in cuts.items() if one] == [PeriodName.WEEKS_9_12]


def test_after_onset_of_a_round_of_15_days_is_its_last_day() -> None:
    assert period(rounds(0, 15)[0], PeriodName.AFTER_ONSET) == (14, 15)


def test_there_is_no_day_beyond_12_weeks_when_the_next_round_is_in_time() -> None:
    assert period(rounds(0, 84)[0], PeriodName.BEYOND_12_WEEKS) is None
    assert period(rounds(0, 70)[0], PeriodName.BEYOND_12_WEEKS) is None
    assert period(rounds(0, 85)[0], PeriodName.BEYOND_12_WEEKS) == (84, 85)


def test_beyond_12_weeks_of_the_last_round_lasts_until_tomorrow() -> None:
    (last,) = rounds(0)
    assert period(last, PeriodName.BEYOND_12_WEEKS, after(83)) is None
    assert period(last, PeriodName.BEYOND_12_WEEKS, after(84)) == (84, 85)
    assert period(last, PeriodName.BEYOND_12_WEEKS, after(100)) == (84, 101)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        (PeriodName.WEEKS_1_4, 0),
        (PeriodName.WEEKS_5_8, 28),
        (PeriodName.WEEKS_9_12, 56),
        (PeriodName.LAST_28, 56),
        (PeriodName.WHOLE_ROUND, 0),
        (PeriodName.AFTER_ONSET, 14),
    ],
)
def test_a_period_is_there_from_its_first_day_on(name: PeriodName, begins: int) -> None:
    (only,) = rounds(0)
    assert period(only, name, after(begins - 1)) is None
    assert period(only, name, after(begins)) is not None


@pytest.mark.parametrize(
    ("gap", "asked"), [(149, False), (150, True), (168, True), (186, True), (187, False)]
)
def test_a_gap_of_150_to_186_days_asks_for_a_missing_session(gap: int, asked: bool) -> None:
    assert gap_questions(rounds(0, gap, earlier=2)) == ([GapQuestion(3, gap)] if asked else [])


def test_a_gap_is_measured_from_round_to_round_and_not_from_a_top_up() -> None:
    assert gap_questions(rounds(0, 14, 150)) == [GapQuestion(1, 150)]


def test_the_next_round_is_due_after_the_interval_of_the_diary() -> None:
    assert next_due_on(rounds(0, 90), 12) == after(90 + 84)
    assert next_due_on(rounds(0, 90, 97), 26) == after(90 + 182)


def test_nothing_is_due_without_a_round() -> None:
    assert next_due_on([], 12) is None


@lawful
@given(st.lists(st.integers(0, 400), min_size=1, max_size=6), st.integers(0, 500))
def test_the_blocks_tile_every_complete_round(sessions: list[int], today: int) -> None:
    as_of = FIRST + timedelta(days=today)
    for one in injection_rounds([FIRST + timedelta(days=days) for days in sessions], as_of, 0):
        blocks = [found.period for name in BLOCKS if (found := one.periods(as_of)[name])]
        if one.complete(as_of):
            assert blocks[0].start == one.injected_on
            assert blocks[-1].end == one.end
        assert all(earlier.end == later.start for earlier, later in pairwise(blocks))


@lawful
@given(st.lists(st.integers(0, 400), min_size=1, max_size=6))
def test_every_session_belongs_to_exactly_one_round(sessions: list[int]) -> None:
    dates = [FIRST + timedelta(days=days) for days in sessions]
    grouped = [day for one in injection_rounds(dates, LATER, 0) for day in one.sessions]
    assert grouped == sorted(set(dates))


def test_a_period_keeps_its_full_end_while_it_is_in_progress() -> None:
    found = rounds(0)[0].periods(after(3))[PeriodName.WEEKS_1_4]
    assert found is not None
    assert found.period == Period(after(0), after(28))
