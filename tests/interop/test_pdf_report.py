"""The printed page: one page for every diary, in both languages, with the words and figures of the report."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.interop.check_facts import check_facts
from app.interop.course_document import circumstances_document, course_document, touched_document
from app.interop.page_words import between
from app.interop.pdf_report import Language, Paper, Printer, Sheet, page_of
from app.interop.report_document import report_document
from app.interop.summary_document import summary_document
from app.interop.words import MESSAGES, NO_BREAK, Words
from app.rules.calendar_months import calendar_months
from app.rules.circumstances import Circumstance, CircumstanceKind, touched
from app.rules.course import course
from app.rules.diary import Asked, Diary
from app.rules.summary import summary
from app.rules.treatment_report import treatment_report
from tests.rules.diaries import (
    AT_ROUND_END,
    BEFORE,
    INJECTED,
    LAST_28,
    as_of,
    days,
    four_weeks,
    one_round,
    treated,
)


def languages() -> list[str]:
    """Every language that there is a message file for."""
    return sorted(file.stem for file in MESSAGES.glob("*.json"))


MADE_AT = datetime(2026, 11, 20, 12, 0, 0, 123, tzinfo=UTC)
TWELVE_ROUNDS = [date.fromordinal(INJECTED.toordinal() + 84 * number) for number in range(12)]
LONG = Diary(days(BEFORE, "hh.?tt.aa" * 120), TWELVE_ROUNDS)
DIARIES: dict[str, tuple[Diary, Asked]] = {
    "empty": (Diary(), AT_ROUND_END),
    "no session": (Diary(days(BEFORE, four_weeks(8))), AT_ROUND_END),
    "a round": (one_round(*[four_weeks(8)] * 4), AT_ROUND_END),
    "more days": (treated(four_weeks(10), four_weeks(15)), AT_ROUND_END),
    "too few": (treated(four_weeks(10), four_weeks(2, 20)), AT_ROUND_END),
    "reported": (treated("", four_weeks(8), headache_days_per_30=20), AT_ROUND_END),
    "running": (one_round(four_weeks(8)), as_of(INJECTED)),
    "three years": (LONG, as_of(date.fromordinal(TWELVE_ROUNDS[-1].toordinal() + 80))),
}


def course_of(diary: Diary, asked: Asked) -> dict[str, Any]:
    report, months = treatment_report(diary, asked), calendar_months(diary, asked)
    name = "Topiramate, up to the dose that was tolerated, with a long explanation of why " * 2
    kind = CircumstanceKind.PREVENTIVE
    known = [Circumstance(UUID(int=n), kind, name, "50 mg", LAST_28, LAST_28) for n in range(9)]
    sessions = [
        {"injected_on": day.isoformat(), "objection": "It was later. " * 40} for day in diary.injections
    ]
    return {
        "display_name": "Ada Lovelace-Brandt",
        "today": asked.as_of.isoformat(),
        "treatment_report": report_document(report),
        "course": course_document(course(diary, report, months), report),
        "circumstances": circumstances_document(known),
        "touched": touched_document(touched(report, known)),
        "check_facts": check_facts(report, months),
        "sessions": sessions,
        "summary": summary_document(summary(diary, asked)),
    }


@pytest.fixture(scope="module")
def printer() -> Printer:
    """Fonts are loaded once."""
    return Printer()


@pytest.mark.parametrize("name", DIARIES)
@pytest.mark.parametrize("paper", Paper)
def test_every_diary_fits_on_one_page(printer: Printer, name: str, paper: Paper) -> None:
    told = course_of(*DIARIES[name])
    for language in languages():
        for kind in Sheet:
            page = page_of(told, Words(language), kind, paper)
            assert len(printer.pages(page, MADE_AT, "svg")) == 1


def test_the_same_page_is_the_same_file(printer: Printer) -> None:
    page = page_of(course_of(*DIARIES["a round"]), Words("en"))

    assert printer.pdf(page, MADE_AT) == printer.pdf(page, MADE_AT)


@pytest.mark.parametrize(
    "name", ["偏頭痛 🌧", "محمد علي", "Łódź", "#strong[x] $x$ @ref <a> // \\", "a\u202eb"]
)
def test_a_name_in_any_letters_is_printed_as_text(printer: Printer, name: str) -> None:
    pdf = printer.pdf(page_of(course_of(*DIARIES["a round"]) | {"display_name": name}, Words("en")), MADE_AT)

    assert b"/StructTreeRoot" in pdf


def test_the_page_says_what_the_report_says() -> None:
    page = page_of(course_of(*DIARIES["a round"]), Words("en"))

    assert page["headline"] == "Round 1: 0.0\N{NO-BREAK SPACE}% fewer headache days, every day is known"
    assert page["tables"][0]["rows"][0][3] == "8.0"
    assert "rules-1" in page["footer"]
    assert "not advice" in page["footer"]


def test_bounds_on_both_sides_of_nothing_say_more_and_fewer() -> None:
    assert between(Words("en"), -66.7, 22.2) == f"between 66.7{NO_BREAK}% more and 22.2{NO_BREAK}% fewer"
    assert between(Words("de"), -66.7, -3.0) == f"zwischen 66,7{NO_BREAK}% mehr und 3,0{NO_BREAK}% mehr"
    assert between(Words("en"), 35.0, 54.5) == f"between 35.0{NO_BREAK}% and 54.5{NO_BREAK}%"


def test_a_rise_is_told_as_more() -> None:
    page = page_of(course_of(*DIARIES["more days"]), Words("en"))

    assert "50.0\N{NO-BREAK SPACE}% more headache days" in page["headline"]


def test_a_figure_that_is_not_given_says_why() -> None:
    page = page_of(course_of(*DIARIES["too few"]), Words("de"))

    assert "8 von 28" in page["headline"]
    assert "14" in page["headline"]


def test_the_sheet_for_a_re_authorisation_has_days_hours_percentage_and_dates() -> None:
    page = page_of(course_of(*DIARIES["reported"]), Words("en"), Sheet.REAUTHORISATION)
    told = dict(page["sheet"])

    assert told["Headache days before, per 28"] == "18.7"
    assert told["Headache hours before"] == "no figure"
    assert told["Percentage"].startswith("57.1")
    assert told["Dates of the sessions"] == "2 Feb 2026"


def test_a_text_is_filled_in_with_its_plural() -> None:
    words = Words("en")

    assert words.say("course_late", count=1).startswith("1 entry made")
    assert words.say("course_late", count=2).startswith("2 entries made")


def test_there_is_a_page_in_every_language_that_there_are_messages_for() -> None:
    assert [one.value for one in sorted(Language)] == languages()


def test_every_text_that_the_page_names_is_in_every_language() -> None:
    folder = Path(page_of.__code__.co_filename).parent
    source = "".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    named = set(re.findall(r'"((?:pdf|course|trends|clinic)_[a-z0-9_]+[a-z0-9])"', source))

    assert len(named) > 60
    for language in languages():
        known = json.loads((MESSAGES / f"{language}.json").read_text("utf-8"))
        assert named - known.keys() == set()


def test_names_on_the_page_keep_their_direction_inside(printer: Printer) -> None:
    told = course_of(*DIARIES["a round"])
    named = {"name": "שלום (7)\u202e", "dose": "50 mg"}
    told |= {"display_name": "محمد (7)", "circumstances": [one | named for one in told["circumstances"]]}
    told |= {"touched": [one | named for one in told["touched"]]}

    page = page_of(told, Words("de"))

    written = json.dumps(page, ensure_ascii=False)
    assert page["name"] == "\u2068محمد (7)\u2069"
    assert "\u2068שלום (7) 50 mg\u2069" in written
    assert "\u202e" not in written
    assert printer.pdf(page, MADE_AT).startswith(b"%PDF")


def test_names_from_left_to_right_are_printed_without_marks() -> None:
    written = json.dumps(page_of(course_of(*DIARIES["a round"]), Words("en")), ensure_ascii=False)

    assert not re.search("[\u2066-\u2069\u202a-\u202e]", written)
