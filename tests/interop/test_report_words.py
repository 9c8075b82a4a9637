"""The figures of golden diaries in words: more or fewer, bounds, and `probably` where it is not certain."""

import pytest

from app.interop import report_words as words
from tests.interop.reports import document, last_complete


def headline(name: str) -> str:
    report = document(name)["treatment_report"]
    return words.headline(last_complete(report), report)


def compared(name: str) -> str:
    report = document(name)["treatment_report"]
    return words.compared(last_complete(report), report)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("exactly_50_percent", "50.0 % fewer headache days, both bounds the same. 50 % level reached."),
        ("exactly_30_percent", "30.0 % fewer headache days, both bounds the same. Between 30 % and 50 %."),
        (
            "missing_days_make_it_probable",
            "53.3 % fewer headache days, between 40.0 % and 60.0 %. 50 % level probably reached.",
        ),
        (
            "rounding_must_not_lift",
            "27.4 % fewer headache days, between 25.0 % and 30.0 %. 30 % level probably not reached.",
        ),
        ("worse", "25.0 % more headache days, both bounds the same. 30 % level not reached."),
        (
            "baseline_provisional",
            "84.2 % fewer headache days, between 16.7 % and 90.5 %. "
            "No verdict: fewer than 20 of 28 days known.",
        ),
        ("too_few_days_after", "Not given: 13 of 28 days known, 14 needed for a figure, 20 for a verdict."),
        (
            "no_headache_at_baseline",
            "Not given: no headache day before the treatment, so there is no percentage.",
        ),
        ("injections_only", "Not given: no figure from before the treatment to compare with."),
        (
            "four_hours_definition",
            "45.6 % fewer headache days, between 57.1 % more and 73.3 % fewer. "
            "Probably between 30 % and 50 %.",
        ),
    ],
)
def test_the_headline_says_change_bounds_and_verdict(name: str, sentence: str) -> None:
    assert headline(name) == sentence


def test_the_periods_compared_are_named_with_their_dates() -> None:
    assert compared("exactly_50_percent") == (
        "Weeks 9 to 12 of the round (2026-03-30 to 2026-04-26) compared with the 28 days before the first "
        "injection (2026-01-05 to 2026-02-01, 28 of 28 logged)."
    )


def test_a_round_that_the_next_injection_ends_is_named_by_it() -> None:
    report = document("four_rounds_with_everything")["treatment_report"]
    assert words.compared(report["rounds"][0], report).startswith(
        "28 days before the next injection (2026-03-30"
    )


def test_a_baseline_from_memory_is_said_to_be_one() -> None:
    assert compared("reported_baseline").endswith(
        "compared with the headache days of a typical month before the very first treatment, from memory."
    )


def test_earlier_rounds_make_the_first_injection_the_first_recorded_one() -> None:
    report = document("joined_in_mid_treatment")["treatment_report"]
    diary = {**document("exactly_50_percent")["treatment_report"]["baseline"]}
    assert "before the first recorded injection" in words.compared_with({**report, "baseline": diary})


def test_without_a_baseline_nothing_is_compared() -> None:
    assert compared("injections_only") == ""


@pytest.mark.parametrize(
    ("worst", "best", "said"),
    [
        (35.0, 54.5, "between 35.0 % and 54.5 %"),
        (-30.0, -20.0, "between 20.0 % and 30.0 %"),
        (-5.0, 12.0, "between 5.0 % more and 12.0 % fewer"),
        (-5.0, 0.0, "between 5.0 % more and 0.0 % fewer"),
        (30.0, 30.0, "both bounds the same"),
        (None, 30.0, ""),
    ],
)
def test_bounds_say_more_and_fewer_where_they_differ(worst: float | None, best: float, said: str) -> None:
    assert words.bounds({"at_least": worst, "at_most": best}) == said


def test_counted_days_show_how_many_there_may_have_been() -> None:
    assert words.count({"count": 12, "at_most": 15}) == "12 to 15"
    assert words.count({"count": 12, "at_most": 12}) == "12"


def test_too_few_days_give_no_rate() -> None:
    assert words.per_28({"per_28": None}) == "too few days"


def test_where_medicine_was_not_said_recorded_days_are_called_a_lower_bound() -> None:
    assert words.medicine_not_said(document("four_rounds_with_everything")["months"]) == (
        "On 53 of 389 logged days medicine was not said: recorded medicine days are a lower bound."
    )
    assert words.medicine_not_said(document("overuse_sustained")["months"]) == ""


def test_overuse_names_class_level_and_the_months_before() -> None:
    month = document("overuse_sustained")["months"][2]
    assert words.overuse(month, month["medication_overuse"][1]) == (
        "2026-05: triptans on 12 days, level 10: level reached, as in the two months before"
    )


def test_rounds_are_told_in_their_order() -> None:
    assert (
        words.by_round({"10": "no", "2": "yes", "3": "cannot_tell"})
        == "round 2 yes, round 3 cannot tell, round 10 no"
    )
    assert words.by_round({}) == "no round yet"


def test_a_name_from_a_file_cannot_act_on_a_terminal() -> None:
    assert words.printable("Zoë \x1b[31m\u202e\n") == "Zoë \\x1b[31m\\u202e\\n"
