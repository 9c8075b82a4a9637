"""A patient's permission to a clinician: what it covers, how long it lasts, how it stands."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.rules.periods import Month

CODE_FOR = timedelta(minutes=10)
INVITATION_FOR = timedelta(days=7)
ANSWER_WITHIN = timedelta(days=7)
GRANT_FOR_MONTHS, GRANT_MOST_MONTHS = 12, 24
REMIND_BEFORE = timedelta(days=30)
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0, O, 1 and I
CODE_LENGTH = 8


class Standing(StrEnum):
    """How a grant stands."""

    PENDING = "pending"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Consent:
    """The moments of a grant."""

    requested_at: datetime
    confirmed_at: datetime | None
    ends_at: datetime
    revoked_at: datetime | None


def standing(consent: Consent, now: datetime) -> Standing:
    """How it stands now. Nothing but the patient's own confirmation makes a grant active."""
    if consent.revoked_at is not None:
        return Standing.REVOKED
    if now >= consent.ends_at:
        return Standing.EXPIRED
    if consent.confirmed_at is not None:
        return Standing.ACTIVE
    if now >= consent.requested_at + ANSWER_WITHIN:
        return Standing.EXPIRED
    return Standing.PENDING


def ends_soon(consent: Consent, now: datetime) -> bool:
    """Whether the patient and the clinician are reminded of its end."""
    return standing(consent, now) is Standing.ACTIVE and consent.ends_at - now <= REMIND_BEFORE


def months_on(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    later = Month.of(day).shifted(months)
    return min(later.first_day + timedelta(days=day.day - 1), later.next().first_day - timedelta(days=1))


def last_days(today: date) -> tuple[date, date]:
    """The last day of a grant where none is said, and the latest that can be said."""
    return months_on(today, GRANT_FOR_MONTHS), months_on(today, GRANT_MOST_MONTHS)
