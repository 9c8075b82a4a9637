"""A patient's permission to a clinician, from the request to its end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.rules.consent import ANSWER_WITHIN, Consent, Standing, ends_soon, last_days, months_on, standing

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)
ASKED = Consent(NOW, None, NOW + timedelta(days=365), None)
GIVEN = replace(ASKED, confirmed_at=NOW)


def test_a_grant_waits_until_the_patient_confirms_it() -> None:
    assert standing(ASKED, NOW) is Standing.PENDING
    assert standing(GIVEN, NOW) is Standing.ACTIVE


def test_a_request_without_an_answer_ends_after_a_week() -> None:
    assert standing(ASKED, NOW + ANSWER_WITHIN - A_MOMENT) is Standing.PENDING
    assert standing(ASKED, NOW + ANSWER_WITHIN) is Standing.EXPIRED


def test_a_grant_ends_at_its_end() -> None:
    assert standing(GIVEN, GIVEN.ends_at - A_MOMENT) is Standing.ACTIVE
    assert standing(GIVEN, GIVEN.ends_at) is Standing.EXPIRED


@pytest.mark.parametrize("consent", [ASKED, GIVEN], ids=["pending", "active"])
def test_what_is_revoked_stays_revoked(consent: Consent) -> None:
    revoked = replace(consent, revoked_at=NOW)

    assert {standing(revoked, at) for at in (NOW, consent.ends_at)} == {Standing.REVOKED}


def test_both_are_reminded_in_the_last_thirty_days() -> None:
    days_before = (31, 30, 1, 0)

    reminded = [ends_soon(GIVEN, GIVEN.ends_at - timedelta(days=days)) for days in days_before]

    assert reminded == [False, True, True, False]
    assert not ends_soon(ASKED, ASKED.ends_at - timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 20), 12, date(2027, 11, 20)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_on_it_is_the_same_day_or_the_last_of_a_shorter_month(
    day: date, months: int, later: date
) -> None:
    assert months_on(day, months) == later


def test_a_grant_lasts_a_year_where_nothing_is_said_and_two_at_most() -> None:
    assert last_days(date(2026, 11, 20)) == (date(2027, 11, 20), date(2028, 11, 20))
