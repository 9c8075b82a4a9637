"""Ids of patients that do not join though they look alike: they are named, and never joined by guessing."""

import re
from collections.abc import Iterable, Mapping, Sequence

from app.interop.csv_files import quoted
from app.rules.names import letters_of

_PART = re.compile(r"\d+|[^\W\d_]+")
_MOST_NAMED = 20


def id_notices(of_days: Iterable[str], of_injections: Iterable[str]) -> list[str]:
    """What people should hear of the ids in both files; [] when each stands for itself."""
    days, sessions = dict.fromkeys(of_days), dict.fromkeys(of_injections)
    groups: dict[tuple[str, ...], list[str]] = {}
    for one in days | sessions:
        groups.setdefault(_look(one), []).append(one)
    alike = [_together(ids) for ids in groups.values() if len(ids) > 1]
    nobody = [_with_lookalikes(one, groups[_look(one)], days) for one in sessions if one not in days]
    notices = []
    if alike:
        notices.append(f"ids that look alike are different patients: {_listed(alike)}")
    if nobody:
        notices.append(f"injections of patients without a day in FILE: {_listed(nobody)}")
    return notices


def lookalikes(patient: str, known: Iterable[str]) -> list[str]:
    """The known ids that look like this one."""
    return [one for one in known if one != patient and _look(one) == _look(patient)]


def _look(patient: str) -> tuple[str, ...]:
    """What is left of an id without case, accents, form, blanks, punctuation and leading zeros."""
    parts = _PART.findall(letters_of(patient))
    return tuple(part.lstrip("0") or part[-1] for part in parts) or ("", patient)


def _with_lookalikes(patient: str, group: Iterable[str], days: Mapping[str, None]) -> str:
    alike = [one for one in group if one in days]
    return f"{_written(patient)} (FILE has {', '.join(map(_written, alike))})" if alike else _written(patient)


def _together(ids: list[str]) -> str:
    return " and ".join(map(_written, ids))


def _written(patient: str) -> str:
    """An id so that it can be told from one that looks the same: letters beyond ASCII by their numbers."""
    shown = quoted(patient)
    return shown if patient.isascii() else f"{shown} ({patient[:40].encode('unicode_escape').decode()})"


def _listed(texts: Sequence[str]) -> str:
    left_out = len(texts) - _MOST_NAMED
    told = "; ".join(texts[:_MOST_NAMED])
    return f"{told}; and {left_out} more" if left_out > 0 else told
