"""`headache-diary report`: what it takes, what it answers, and what it refuses."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import app

ONE = "day,headache\n2026-01-05,yes\n2026-01-06,no\n"
TWO = "patient,day,headache\nb,2026-01-05,yes\na,2026-01-05,no\n"


def report(*options: str, days: str | bytes = ONE) -> Result:
    return CliRunner().invoke(app, ["report", "-", "--as-of", "2026-05-01", *options], input=days)


def documents(*options: str, days: str = ONE) -> list[dict[str, Any]]:
    run = report("--format", "jsonl", *options, days=days)
    assert run.exit_code == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def refused(run: Result) -> list[str]:
    assert (run.exit_code, run.stdout) == (2, "")
    return run.stderr.replace("headache-diary: ", "").splitlines()


def injected_on(document: dict[str, Any]) -> list[str]:
    return [one["injected_on"] for one in document["treatment_report"]["rounds"]]


@pytest.fixture
def injections(tmp_path: Path) -> Path:
    path = tmp_path / "injections.csv"
    path.write_text("patient,injected_on\na,2026-02-02\nc,2026-02-03\n")
    return path


def test_without_injections_the_months_still_come() -> None:
    (document,) = documents()
    assert [month["month"] for month in document["months"]][:2] == ["2026-01", "2026-02"]
    assert document["treatment_report"]["rounds"] == []


def test_what_a_file_cannot_say_is_null() -> None:
    (document,) = documents()
    assert document["treatment_report"]["entries"] == {"total": 2, "late": None, "imported": None}


def test_one_diary_as_json_is_one_object_without_a_patient() -> None:
    run = report("--format", "json")
    assert set(json.loads(run.stdout)) == {"months", "treatment_report"}


def test_diaries_of_patients_as_json_are_a_list_in_the_order_of_the_file() -> None:
    run = report("--format", "json", days=TWO)
    assert [one["patient"] for one in json.loads(run.stdout)] == ["b", "a"]


def test_a_line_a_patient_as_jsonl_and_null_without_the_column() -> None:
    assert [one["patient"] for one in documents(days=TWO)] == ["b", "a"]
    assert [one["patient"] for one in documents()] == [None]


def test_a_patient_with_injections_alone_has_a_report_too(injections: Path) -> None:
    told = documents("--injections", str(injections), days=TWO)
    assert [(one["patient"], injected_on(one)) for one in told] == [
        ("b", []),
        ("a", ["2026-02-02"]),
        ("c", ["2026-02-03"]),
    ]


def test_one_patient_may_be_reported_alone(injections: Path) -> None:
    told = documents("--patient", "a", "--injections", str(injections), days=TWO)
    assert [(one["patient"], injected_on(one)) for one in told] == [("a", ["2026-02-02"])]


def test_a_patient_who_is_not_in_the_file_is_refused() -> None:
    assert refused(report("--patient", "z", days=TWO)) == ["--patient 'z': not in FILE"]
    assert refused(report("--patient", "z")) == ["--patient 'z': FILE has no column patient"]


def test_injections_may_be_given_as_options() -> None:
    (document,) = documents("--injected-on", "2026-02-02", "--injected-on", "2026-04-27")
    assert injected_on(document) == ["2026-02-02", "2026-04-27"]


def test_what_the_options_say_counts_for_every_patient_and_is_said() -> None:
    run = report("--injected-on", "2026-02-02", "--format", "jsonl", days=TWO)
    assert [injected_on(json.loads(line)) for line in run.stdout.splitlines()] == [["2026-02-02"]] * 2
    assert "what the options say of the treatment counts for all 2 patients" in run.stderr


def test_injections_without_patients_are_refused_where_days_have_them(tmp_path: Path) -> None:
    path = tmp_path / "injections.csv"
    path.write_text("injected_on\n2026-02-02\n")
    (reason,) = refused(report("--injections", str(path), days=TWO))
    assert reason.endswith("whose injections they are is not said")


def test_injections_of_patients_are_refused_where_days_have_none(injections: Path) -> None:
    (reason,) = refused(report("--injections", str(injections)))
    assert reason.endswith("whose injections they are is not said")


def test_every_bad_line_of_both_files_is_named_and_nothing_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "injections.csv"
    path.write_text("injected_on\nlast week\n")
    run = report("--injections", str(path), days="day,headache\n2026-01-05,perhaps\n2026-02-30,no\n")
    assert refused(run) == [
        "standard input: line 2: headache: 'perhaps' is no answer; allowed are yes, no, true, false, 1, 0",
        "standard input: line 3: day: '2026-02-30' is not a day of the calendar",
        f"{path}: line 2: injected_on: 'last week'; a day is required, written YYYY-MM-DD",
    ]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["report", str(tmp_path / "none.csv")])
    assert refused(run) == [f"{tmp_path / 'none.csv'}: No such file or directory"]


def test_a_file_without_a_name_is_not_the_same_as_no_file() -> None:
    assert refused(report("--injections", "")) == ["a file without a name: Is a directory"]


def test_standard_input_can_be_one_file_alone() -> None:
    assert refused(report("--injections", "-")) == ["FILE and --injections cannot both be standard input"]


def test_a_day_given_twice_is_said_and_the_later_row_counts() -> None:
    run = report("--format", "jsonl", days=ONE + "2026-01-05,no\n")
    assert json.loads(run.stdout)["months"][0]["measures"]["headache"]["count"] == 0
    assert "line 4 replaces line 2: 2026-01-05 is given twice" in run.stderr


def test_days_and_injections_after_the_day_of_the_report_are_not_counted_and_this_is_said() -> None:
    run = report("--injected-on", "2027-01-01", "--format", "jsonl", days=ONE + "2026-05-02,yes\n")
    assert json.loads(run.stdout)["treatment_report"]["entries"]["total"] == 2
    assert "not counted, because after 2026-05-01: days 1, injections 1" in run.stderr


def test_columns_that_are_not_read_are_said_on_standard_error() -> None:
    run = report("--format", "jsonl", days="day,headache,mood\n2026-01-05,yes,low\n")
    assert run.exit_code == 0
    assert "columns not read: 'mood'" in run.stderr


def test_a_file_without_any_patient_gives_an_empty_report_and_says_so() -> None:
    run = report("--format", "json", days="patient,day,headache\n")
    assert (run.exit_code, json.loads(run.stdout)) == (0, [])
    assert "no patient in FILE" in run.stderr


@pytest.mark.parametrize("days", ["22.5", "22,5"])
def test_a_typed_number_of_headache_days_is_exact(days: str) -> None:
    (document,) = documents("--headache-days-per-30", days, "--injected-on", "2026-02-02")
    baseline = document["treatment_report"]["baseline"]
    assert (baseline["kind"], baseline["measures"]["headache"]["per_28"]) == ("reported", 21.0)


@pytest.mark.parametrize(
    "options",
    [
        ("--headache-days-per-30", "31"),
        ("--headache-days-per-30", "-1"),
        ("--headache-days-per-30", "nan"),
        ("--headache-days-per-30", "1e-999999999"),
        ("--earlier-rounds", "61"),
        ("--earlier-rounds", "-1"),
        ("--as-of", "2026-02-30"),
        ("--as-of", "9999-12-31"),
        ("--as-of", "1899-12-31"),
        ("--injected-on", "02.02.2026"),
        ("--headache-day", "2h"),
        ("--format", "pdf"),
    ],
)
def test_an_option_out_of_bounds_is_refused(options: tuple[str, str]) -> None:
    run = report(*options)
    assert (run.exit_code, run.stdout) == (2, "")
    assert options[0] in run.stderr


def test_the_headache_day_of_four_hours_is_said_in_the_report() -> None:
    (document,) = documents("--headache-day", "4h")
    assert document["treatment_report"]["headline_measure"] == "headache_4h"


def test_earlier_rounds_shift_the_numbers() -> None:
    (document,) = documents("--earlier-rounds", "3", "--injected-on", "2026-02-02")
    assert document["treatment_report"]["rounds"][0]["number"] == 4


def test_as_csv_each_round_is_a_row() -> None:
    run = report("--format", "csv", "--injected-on", "2026-02-02", "--injected-on", "2026-04-27")
    rows = list(csv.DictReader(run.stdout.splitlines()))
    assert [(row["round"], row["injected_on"]) for row in rows] == [("1", "2026-02-02"), ("2", "2026-04-27")]


def test_for_people_it_is_plain_text_without_terminal_codes() -> None:
    run = report(days=TWO)
    assert run.stdout.startswith("Headache report of patient b as of 2026-05-01\n")
    assert "\x1b" not in run.stdout
    assert max(map(len, run.stdout.splitlines())) <= 100
