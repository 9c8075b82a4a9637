"""Injection dates from CSV: one row a session, of one person or of several."""

from dataclasses import dataclass, field
from datetime import date

from app.interop.csv_dates import days_of_column
from app.interop.csv_days import Patient, patients_of, refuse
from app.interop.csv_files import read_table


@dataclass(frozen=True, slots=True)
class InjectionsFile:
    """What a file of injections says: dates per patient (None without that column), in file order."""

    has_patients: bool
    injected_on: dict[Patient, list[date]]
    notices: list[str] = field(default_factory=list)


def read_injections(data: bytes) -> InjectionsFile:
    """Read a file of injections; BadFile names every faulty line, and then nothing is taken.

    A date given twice stays twice: two sessions on one date are one by the rules. A header alone gives none.
    """
    table = read_table(data, ("patient", "injected_on"), ("injected_on",))
    cells = {row.line: row.cells["injected_on"] for row in table.rows}
    days, faults = days_of_column(cells, "injected_on")
    patients = patients_of(table, faults)
    refuse(table, faults)
    answer = InjectionsFile("patient" in table.columns, {}, table.notices)
    for line, day in days.items():
        answer.injected_on.setdefault(patients[line], []).append(day)
    return answer
