"""How long to wait after failed tries: growing, so that guessing is hopeless and a slip costs nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.rules.consent import CODE_FOR

FREE_TRIES = 5
FORGOTTEN_AFTER = timedelta(days=1)
SIGN_INS_WITHIN = timedelta(hours=1)
"""After so long without a try they may come at once again; meanwhile as many come back as time has passed."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=15)
Wait = Callable[[int], timedelta]
_DOUBLINGS = 10  # 1 s doubled ten times is beyond the longest wait


@dataclass(frozen=True, slots=True)
class Failures:
    """Tries that failed, or are being looked at: how many, the last one, and when the next may come."""

    count: int
    last_at: datetime
    free_at: datetime


def wait_after(count: int) -> timedelta:
    """Nothing before the fifth failure; then one second, doubled with each, a quarter of an hour at most."""
    if count < FREE_TRIES:
        return timedelta(0)
    doubled: int = 2 ** min(count - FREE_TRIES, _DOUBLINGS)
    return min(_LONGEST_WAIT, _FIRST_WAIT * doubled)


def wait_for_another_code(count: int) -> timedelta:
    """Five tries; then no code that was shown in the room before counts any more."""
    return timedelta(0) if count < FREE_TRIES else CODE_FOR


def one_more(before: Failures | None, now: datetime, wait: Wait = wait_after) -> Failures | None:
    """The failures with a try of now; None when none may be made yet. A day later they are forgotten."""
    if before is None or now - before.last_at >= FORGOTTEN_AFTER:
        before = Failures(0, now, now)
    if now < before.free_at:
        return None
    count = before.count + 1
    return Failures(count, now, now + wait(count))


def one_more_of_network(empty_at: datetime | None, now: datetime, most: int) -> datetime | None:
    """When nothing counts any more of what a network has tried, with a try of now; None: it has to wait.

    At `most` so many tries may come at once, right or wrong, of unknown browsers. Each counts for a while
    that is its share of the hour; without any, `empty_at` is None.
    """
    later = max(empty_at or now, now) + SIGN_INS_WITHIN / most
    return None if later - now > SIGN_INS_WITHIN else later
