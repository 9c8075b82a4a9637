"""Waiting after failed tries: a slip costs nothing, guessing is hopeless."""

from datetime import UTC, datetime, timedelta

import pytest

from app.rules.throttling import (
    SIGN_INS_WITHIN,
    Failures,
    one_more,
    one_more_of_network,
    wait_after,
    wait_for_another_code,
)

MOST = 600
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def after(tries: int, at: datetime = NOW) -> Failures:
    """So many tries, each as soon as it may be made."""
    failures = None
    for _ in range(tries):
        failures = one_more(failures, failures.free_at if failures else at)
        assert failures is not None
    assert failures is not None
    return failures


@pytest.mark.parametrize(
    ("count", "seconds"), [(0, 0), (4, 0), (5, 1), (6, 2), (9, 16), (14, 512), (15, 900), (1000, 900)]
)
def test_the_wait_grows_from_the_fifth_failure_to_a_quarter_of_an_hour(count: int, seconds: int) -> None:
    assert wait_after(count) == timedelta(seconds=seconds)


def test_four_slips_cost_nothing() -> None:
    assert after(4).free_at == NOW


def test_a_try_that_comes_too_early_is_not_made() -> None:
    fifth = after(5)

    assert one_more(fifth, fifth.free_at - timedelta(microseconds=1)) is None
    assert one_more(fifth, fifth.free_at) == Failures(6, fifth.free_at, fifth.free_at + timedelta(seconds=2))


def test_a_day_after_the_last_failure_all_are_forgotten() -> None:
    tenth = after(10)

    assert one_more(tenth, tenth.last_at + timedelta(days=1)) == after(1, tenth.last_at + timedelta(days=1))


def test_in_a_day_nobody_can_guess_more_than_109_times() -> None:
    tries, failures = 0, None
    while failures is None or failures.free_at < NOW + timedelta(days=1):
        failures, tries = one_more(failures, failures.free_at if failures else NOW), tries + 1
        assert failures is not None

    assert tries == 109


def test_after_five_wrong_codes_none_counts_for_as_long_as_a_code_lasts() -> None:
    assert [wait_for_another_code(count) for count in (1, 4, 5, 6)] == [
        timedelta(0),
        timedelta(0),
        timedelta(minutes=10),
        timedelta(minutes=10),
    ]


def at_once(empty_at: datetime | None, now: datetime) -> tuple[int, datetime | None]:
    """How many tries of a network may be made now; and what is counted then."""
    tries = 0
    while (later := one_more_of_network(empty_at, now, MOST)) is not None:
        empty_at, tries = later, tries + 1
    return tries, empty_at


def test_a_network_has_its_tries_at_once_and_none_beyond() -> None:
    assert at_once(None, NOW)[0] == MOST


@pytest.mark.parametrize(("share", "back"), [(0, 0.0), (1, 1.0), (0.5, 0.5), (0.25, 0.25), (7, 1.0)])
def test_tries_of_a_network_come_back_as_time_passes(share: float, back: float) -> None:
    _, full = at_once(None, NOW)

    assert at_once(full, NOW + share * SIGN_INS_WITHIN)[0] == back * MOST


def test_whoever_tries_slowly_enough_never_waits() -> None:
    empty_at, now = None, NOW
    for _ in range(3 * MOST):
        empty_at = one_more_of_network(empty_at, now, MOST)
        assert empty_at is not None
        now += SIGN_INS_WITHIN / MOST
