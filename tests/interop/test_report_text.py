"""The report as text for people."""

import io
import re

import pytest
from rich.console import Console

from app.interop.report_text import print_report
from tests.interop.reports import NAMES, document

FORBIDDEN = re.compile(
    r"!|\b(?:should|missed|success|failure|attack|cycle|stop|(?-i:None)|nan)\b", re.IGNORECASE
)


def text(name: str, patient: str | None = None) -> str:
    out = io.StringIO()
    print_report(
        Console(file=out, width=100, markup=False, emoji=False, highlight=False), document(name, patient)
    )
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


@pytest.mark.parametrize("name", NAMES)
def test_every_golden_report_is_told_without_advice_blame_or_praise(name: str) -> None:
    told = text(name)
    assert FORBIDDEN.findall(told) == []
    assert "rules-1" in told
    assert "Headache day: " in told
    assert "Baseline: " in told


@pytest.mark.parametrize("name", NAMES)
def test_every_line_fits_a_page(name: str) -> None:
    assert max(map(len, text(name).splitlines())) <= 100


def test_the_report_begins_with_the_latest_complete_round() -> None:
    assert text("four_rounds_with_everything", "17").splitlines()[:2] == [
        "Headache report of patient 17 as of 2027-02-02",
        "Round 3: 54.6 % fewer headache days, between 34.8 % and 63.0 %. 50 % level probably reached.",
    ]


def test_a_month_shows_logged_days_bounds_and_range() -> None:
    assert "2026-06          27 of 30  12 to 15  12.4 (11.2 to 14.0)  probably episodic" in text(
        "four_rounds_with_everything"
    )


def test_months_count_the_headache_day_that_was_asked_for() -> None:
    assert "2026-02          26 of 28  5 to 11   6.4 (5.0 to 11.0)" in text("four_hours_definition")


def test_the_running_month_and_round_are_said_to_be_running() -> None:
    told = text("four_rounds_with_everything")
    assert "2027-02, so far" in told
    assert "round still running" in told


def test_a_gap_between_rounds_is_asked_about() -> None:
    assert "Rounds 3 and 4 began 168 days apart: was one between them not recorded?" in text(
        "four_rounds_with_everything"
    )


def test_overuse_is_told_as_a_level_and_not_as_advice() -> None:
    assert "2026-03: triptans on 12 days, level 10: level reached" in text("overuse_sustained")


def test_programme_checks_are_told_with_their_rule() -> None:
    told = text("four_rounds_with_everything")
    assert "NICE TA260, reduction below 30 % at the end of round 2: no" in told
    assert "Hull, any of its three parts: round 1 yes, round 2 yes, round 3 yes, round 4 not yet" in told


def test_without_injections_there_are_months_alone() -> None:
    told = text("leap_february_in_progress")
    assert "No injection recorded, so there are months alone." in told
    assert "Programme checks" not in told


def test_while_the_first_round_runs_its_end_is_said() -> None:
    told = text("random_0129")
    assert "Round 3 is still running; it ends on 2024-12-16 at the latest." in told


def test_warnings_about_the_baseline_are_told() -> None:
    assert "Numbers from memory tend to be too low" in text("reported_baseline")


def test_a_patients_name_is_shown_as_written_and_never_acts() -> None:
    assert "of patient [bold]:smile:\\x1b[31m as of" in text("worse", "[bold]:smile:\x1b[31m")
