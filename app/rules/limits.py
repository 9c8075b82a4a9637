"""How much one person, link or network may have; what is beyond is refused by itself, and nothing is lost."""

from dataclasses import dataclass
from datetime import date

MEGABYTE = 1_000_000
BESIDE = 500
"""Bytes that count for what is kept beside each value: who, when, from which device, which operation."""

OTHER_DEVICE = "other device"
"""What a device is called that came after as many as are kept by name."""


@dataclass(frozen=True)
class Limits:
    """Each is a setting, DIARY_LIMIT_ and its name; units, ranges and what is beyond: app/settings.py."""

    sessions: int = 20
    devices: int = 50
    invitations: int = 10
    visit_links: int = 20
    openings: int = 50
    values_per_day: int = 1_000
    account_megabytes: int = 100
    accounts_per_hour: int = 20
    accounts_per_day: int = 60
    sign_ins_per_hour: int = 600
    days_after_end: int = 30

    @property
    def account_bytes(self) -> int:
        """What one account may have stored."""
        return self.account_megabytes * MEGABYTE


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many values a document got on the day on which it got its last one."""

    on: date
    values: int


def one_more_value(before: Tally | None, today: date, most: int) -> Tally | None:
    """The tally with one value more of today; None when the document has got its most of today already."""
    values = before.values if before and before.on == today else 0
    return Tally(today, values + 1) if values < most else None
