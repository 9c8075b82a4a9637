"""What happens when the report cannot be written."""

import errno
import io
import json
import sys
from datetime import date

import pytest
import typer

from app.cli.report_output import write_reports
from app.rules.diary import Asked, Diary


class FullDisk(io.BytesIO):
    def write(self, _: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv"])
def test_a_full_disk_is_said_in_a_line_and_ends_the_command(
    form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(FullDisk(), write_through=True))
    with pytest.raises(typer.Exit) as ended:
        write_reports({None: Diary()}, Asked(date(2026, 5, 1)), form)
    assert ended.value.exit_code == 1
    assert capsys.readouterr().err == "headache-diary: standard output: No space left on device\n"


def test_with_many_patients_a_terminal_sees_progress_and_the_output_stays_clean(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    write_reports({str(number): Diary() for number in range(60)}, Asked(date(2026, 5, 1)), "jsonl")
    assert "Patients" in terminal.getvalue()
    assert len([json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]) == 60
