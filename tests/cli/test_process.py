"""The command as a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]
DAYS = "patient,day,headache\n" + "".join(f"{number},2026-01-05,yes\n" for number in range(200))


def test_a_report_for_programs_needs_no_server_no_database_and_no_tables(tmp_path: Path) -> None:
    days = tmp_path / "days.csv"
    days.write_text("day,headache\n2026-01-05,yes\n")
    script = (
        "import sys; from app.cli import app\n"
        f"app(['report', {str(days)!r}, '--format', 'json'], standalone_mode=False)\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout)["treatment_report"]
    assert not {"fastapi", "sqlmodel", "sqlalchemy", "rich", "uvicorn"} & set(run.stderr.split())


def test_a_reader_that_has_had_enough_ends_the_report_quietly() -> None:
    process = subprocess.Popen(
        [*COMMAND, "report", "-", "--as-of", "2026-05-01", "--format", "jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.close()
    process.stdin.write(DAYS.encode())
    process.stdin.close()
    assert process.wait(60) == 1
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()


def test_bad_lines_end_the_process_with_status_2() -> None:
    run = subprocess.run(
        [*COMMAND, "report", "-"], input=b"day,headache\n2026-01-05,\xe9\n", capture_output=True, check=False
    )
    assert (run.returncode, run.stdout) == (2, b"")
    assert b"line 2: byte 12 of the line (0xE9) is not UTF-8" in run.stderr
