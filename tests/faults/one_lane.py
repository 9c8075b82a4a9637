"""`headache-diary` where everybody waits in one lane: the negative control of a flood of sign-ins."""

from collections.abc import Callable
from typing import TypeVar

from app.api.lanes import Lane, Lanes
from app.cli import main

T = TypeVar("T")
in_their_lane = Lanes.do


async def in_one_lane(lanes: Lanes, _lane: Lane, work: Callable[[], T]) -> T:
    """Wait with all others, first come, first served."""
    return await in_their_lane(lanes, Lane.STRANGERS, work)


if __name__ == "__main__":
    Lanes.do = in_one_lane  # type: ignore[assignment, method-assign]
    main()
