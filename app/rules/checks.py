"""The five answers of a check."""

from enum import StrEnum

from app.rules.answers import Answer


class Check(StrEnum):
    """A fact for the clinician; `not_yet` = its time has not come, `cannot_tell` = too few days are known."""

    YES = "yes"
    NO = "no"
    PROBABLE = "probable"
    CANNOT_TELL = "cannot_tell"
    NOT_YET = "not_yet"


def checked(answer: Answer) -> Check:
    """Word a three-valued answer as a check; unknown is `cannot_tell`."""
    if answer is None:
        return Check.CANNOT_TELL
    return Check.YES if answer else Check.NO
