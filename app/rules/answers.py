"""Yes, no or unknown, and how they combine (three-valued logic, Kleene)."""

from typing import TypeAlias

Answer: TypeAlias = bool | None
"""True = yes, False = no, None = unknown."""


def at_least(needed: int, *answers: Answer) -> Answer:
    """Yes when so many are yes, no when yes and unknown together are fewer, else unknown."""
    yes = answers.count(True)
    if yes >= needed:
        return True
    return None if yes + answers.count(None) >= needed else False


def both(one: Answer, other: Answer) -> Answer:
    """Yes when both are yes, no as soon as one is no, else unknown."""
    return at_least(2, one, other)


def any_of(*answers: Answer) -> Answer:
    """Yes as soon as one is yes, no when all are no, else unknown; no for none at all."""
    return at_least(1, *answers)
