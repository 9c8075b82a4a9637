"""What a report is made from, out of files and options; whatever hinders it ends the command with 2."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NoReturn, TypeVar

import typer

from app.errors import BadFile
from app.interop.csv_days import DaysFile, Patient, read_days
from app.interop.csv_files import quoted
from app.interop.csv_injections import InjectionsFile, read_injections
from app.interop.patient_ids import id_notices, lookalikes
from app.rules.diary import Diary

Read = TypeVar("Read", DaysFile, InjectionsFile)
Diaries = dict[Patient, Diary]


@dataclass(frozen=True, slots=True)
class Said:
    """What the options say of every patient's treatment."""

    injected_on: tuple[date, ...] = ()
    headache_days_per_30: Decimal | None = None
    earlier_rounds: int = 0


def diaries_from(file: str, injections: str | None, patient: str | None, said: Said) -> Diaries:
    """The diaries by patient, in file order; those with injections alone come last."""
    if file == injections == "-":
        refuse(["FILE and --injections cannot both be standard input"])
    refused: list[str] = []
    days = _read(file, read_days, refused)
    none = InjectionsFile(days.has_patients if days else False, {})
    sessions = none if injections is None else _read(injections, read_injections, refused)
    if refused or days is None or sessions is None:
        refuse(refused)
    if days.has_patients != sessions.has_patients:
        has, lacks = ("FILE", "--injections") if days.has_patients else ("--injections", "FILE")
        refuse([f"{has} has the column patient and {lacks} has not: whose injections they are is not said"])
    chosen = _chosen(days, sessions, patient)
    _name_ids(days, sessions, chosen if patient is not None else None)
    return _joined(days, sessions, said, chosen)


def nothing_counted_after(as_of: date, diaries: Diaries) -> None:
    """Say on standard error what lies after the day of the report and is not counted."""
    days = sum(day > as_of for diary in diaries.values() for day in diary.entries)
    injections = sum(day > as_of for diary in diaries.values() for day in diary.injections)
    if days or injections:
        notice(f"not counted, because after {as_of}: days {days}, injections {injections}")


def notice(text: str) -> None:
    """One line for people, on standard error."""
    typer.echo(f"headache-diary: {text}", err=True)


def refuse(reasons: Sequence[str]) -> NoReturn:
    """Name every reason on standard error and end with exit status 2."""
    for reason in reasons:
        notice(reason)
    raise typer.Exit(2)


def _read(name: str, read: Callable[[bytes], Read], refused: list[str]) -> Read | None:
    """What a file says; None when it cannot be read, with the reasons added to `refused`."""
    shown = "standard input" if name == "-" else name or "a file without a name"
    try:
        answer = read(sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
    except BadFile as error:
        refused += [f"{shown}: {fault}" for fault in error.lines]
        return None
    except (OSError, ValueError) as error:
        refused.append(f"{shown}: {getattr(error, 'strerror', None) or error}")
        return None
    for text in answer.notices:
        notice(f"{shown}: {text}")
    return answer


def _chosen(days: DaysFile, sessions: InjectionsFile, patient: str | None) -> list[Patient]:
    """Whose reports are asked for: everybody's, in file order, or one patient's."""
    everybody = list(dict.fromkeys([*days.entries, *sessions.injected_on]))
    if patient is None:
        return everybody
    if not days.has_patients:
        refuse([f"--patient {quoted(patient)}: FILE has no column patient"])
    if patient.strip() not in everybody:
        alike = lookalikes(patient.strip(), [one for one in everybody if one is not None])
        hint = f"; it has {', '.join(map(quoted, alike))}" if alike else ""
        refuse([f"--patient {quoted(patient)}: not in FILE{hint}"])
    return [patient.strip()]


def _name_ids(days: DaysFile, sessions: InjectionsFile, chosen: list[Patient] | None) -> None:
    """Say which ids look alike and do not join, and whose injections are nobody's; where chosen, of these."""
    of_days = [one for one in days.entries if one is not None]
    of_sessions = [one for one in sessions.injected_on if one is not None]
    if chosen is not None:
        near = {id_ for one in chosen if one for id_ in (one, *lookalikes(one, [*of_days, *of_sessions]))}
        of_days, of_sessions = [[one for one in ids if one in near] for ids in (of_days, of_sessions)]
    for text in id_notices(of_days, of_sessions):
        notice(text)


def _joined(days: DaysFile, sessions: InjectionsFile, said: Said, patients: list[Patient]) -> Diaries:
    if not patients:
        notice("no patient in FILE")
    if len(patients) > 1 and said != Said():
        notice(f"what the options say of the treatment counts for all {len(patients)} patients")
    blank = Diary(headache_days_per_30=said.headache_days_per_30, earlier_rounds=said.earlier_rounds)
    return {
        patient: replace(
            blank,
            entries=days.entries.get(patient, {}),
            injections=(*sessions.injected_on.get(patient, ()), *said.injected_on),
        )
        for patient in patients
    }
