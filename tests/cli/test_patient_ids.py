"""Ids that do not join are named: nothing is joined by guessing, and the report comes all the same."""

import json
from pathlib import Path
from unicodedata import normalize

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from tests.conftest import Tell

ALIKE = [
    ("007", "7"),
    ("P1", "p1"),
    ("P01", "P1"),
    ("Zoë", normalize("NFD", "Zoë")),
    ("Ａ１", "A1"),
    ("P 1", "P  1"),
    ("P1", "P1\u200b"),
    ("P1", "P1\ufeff"),
    ("P1", "\u2060P1"),
    ("P-1", "P–1"),
    ("Müller", "Muller"),
    ("STRASSE 3", "Straße 3"),
    ("000", "0"),
    ("\u0661\u0662", "12"),
]
OTHERS = [("7", "70"), ("P1", "P2"), ("P11", "P1 1"), ("*", "+"), ("Ana", "Anna")]


def report(folder: Path, days: list[str], sessions: list[str], *options: str) -> Result:
    """A report of a file of days and one of injections."""
    file, injections = folder / "days.csv", folder / "injections.csv"
    file.write_text("patient,day,headache\n" + "".join(f"{one},2026-01-05,yes\n" for one in days), "utf-8")
    rows = "".join(f"{one},2026-02-02\n" for one in sessions)
    injections.write_text(f"patient,injected_on\n{rows}", "utf-8")
    said = ["report", str(file), "--injections", str(injections), "--as-of", "2026-05-01"]
    return CliRunner().invoke(app, [*said, "--format", "jsonl", *options])


def rounds(run: Result) -> dict[str, int]:
    """How many rounds each patient has."""
    assert run.exit_code == 0, run.stderr
    documents = [json.loads(line) for line in run.stdout.splitlines()]
    return {one["patient"]: len(one["treatment_report"]["rounds"]) for one in documents}


@pytest.mark.parametrize(("of_days", "of_sessions"), ALIKE)
def test_an_id_that_does_not_join_is_named_and_not_joined(
    tmp_path: Path, of_days: str, of_sessions: str
) -> None:
    run = report(tmp_path, [of_days], [of_sessions])

    assert rounds(run) == {of_days: 0, of_sessions: 1}
    assert "ids that look alike are different patients" in run.stderr
    assert "injections of patients without a day in FILE" in run.stderr
    assert "(FILE has" in run.stderr


@pytest.mark.parametrize(("of_days", "of_sessions"), OTHERS)
def test_an_id_that_looks_like_no_other_is_nobodys_alone(
    tmp_path: Path, of_days: str, of_sessions: str
) -> None:
    run = report(tmp_path, [of_days], [of_sessions])

    assert rounds(run) == {of_days: 0, of_sessions: 1}
    assert "look alike" not in run.stderr
    assert f"injections of patients without a day in FILE: '{of_sessions}'\n" in run.stderr


def test_ids_that_join_are_not_spoken_of(tmp_path: Path, tell: Tell) -> None:
    days = ["P1", "P2", "P3"]
    run = report(tmp_path, days, ["P1", "P3"])

    tell(f"{len(ALIKE)} pairs that look alike, {len(OTHERS)} that do not")
    assert (run.stderr, rounds(run)) == ("", {"P1": 1, "P2": 0, "P3": 1})
    assert len(ALIKE) == 14


def test_two_ids_of_one_file_that_look_alike_are_named(tmp_path: Path) -> None:
    run = report(tmp_path, ["007", "7", "8"], [])

    assert run.stderr == "headache-diary: ids that look alike are different patients: '007' and '7'\n"


def test_forms_that_look_the_same_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    run = report(tmp_path, ["Zoë", normalize("NFD", "Zoë")], [])

    assert r"(Zo\xeb) and" in run.stderr
    assert r"(Zoe\u0308)" in run.stderr


def test_with_one_patient_chosen_only_what_looks_like_that_one_is_named(tmp_path: Path) -> None:
    days, sessions = ["007", "P1"], ["7", "p1"]

    chosen = report(tmp_path, days, sessions, "--patient", "P1")
    unknown = report(tmp_path, days, [], "--patient", "p1")

    assert rounds(chosen) == {"P1": 0}
    assert ("p1" in chosen.stderr, "007" in chosen.stderr) == (True, False)
    assert (unknown.exit_code, "not in FILE; it has 'P1'" in unknown.stderr) == (2, True)


def test_very_many_are_counted(tmp_path: Path) -> None:
    run = report(tmp_path, ["A"], [f"x{number}y" for number in range(100)])

    assert run.exit_code == 0
    assert "; and 80 more" in run.stderr


def test_blanks_at_the_end_are_no_part_of_an_id(tmp_path: Path) -> None:
    run = report(tmp_path, ["P1"], ["P1  ", "P1\u00a0"])

    assert (run.stderr, rounds(run)) == ("", {"P1": 1})


def test_an_id_from_right_to_left_stays_inside_its_place(tmp_path: Path) -> None:
    run = report(tmp_path, ["שלום (7)", "علی‌رضا"], [], "--format", "text")

    assert "of patient \u2068שלום (7)\u2069 as of" in run.stdout
    assert "of patient \u2068علی\u200cرضا\u2069 as of" in run.stdout


def test_a_report_that_names_no_id_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    monkeypatch.setattr("app.cli.report_input.id_notices", lambda *_: [])

    silent = [pair for pair in ALIKE if not report(tmp_path, [pair[0]], [pair[1]]).stderr]

    tell(f"{len(silent)} of {len(ALIKE)} pairs are passed over in silence")
    assert silent == ALIKE
