"""Single cells of a diary in CSV: empty is "not said", a wrong one a ValueError naming what is allowed."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from app.interop.csv_files import quoted
from app.rules.entry import MINUTES_OF_A_DAY, DrugClass, Intensity, Medication, Relief

Choice = TypeVar("Choice", bound=StrEnum)

_ANSWERS = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
_MOST_DOSES = 999
_WHOLE = re.compile(r"([0-9]{1,9})(?:[.,]0{1,9})?")


def required_answer(text: str) -> bool:
    """Yes or no; an empty cell is refused, because a row says something about its day."""
    said = answer(text)
    if said is None:
        raise ValueError(f"empty; allowed are {', '.join(_ANSWERS)}; a day nobody logged has no row")
    return said


def answer(text: str) -> bool | None:
    """Yes or no in any letter case; None when empty."""
    said = _ANSWERS.get(text.casefold())
    if text and said is None:
        raise ValueError(f"{quoted(text)} is no answer; allowed are {', '.join(_ANSWERS)}")
    return said


def intensity(text: str) -> Intensity | None:
    """Peak intensity of the day; None when empty."""
    return _one_of(Intensity, text, "an intensity") if text else None


def minutes(text: str) -> int | None:
    """Whole minutes of a day, 1-1440; None when empty."""
    return _whole(text, MINUTES_OF_A_DAY, "minutes") if text else None


def medications(text: str) -> tuple[Medication, ...] | None:
    """`none` or `class:name:doses:relief` joined by `;`; None when empty. No doses count as one."""
    if not text:
        return None
    return () if text.casefold() == "none" else tuple(_medication(item) for item in text.split(";"))


def tags(text: str) -> tuple[str, ...]:
    """Tags joined by `;`; none when empty."""
    return tuple(tag for part in text.split(";") if (tag := part.strip()))


def _medication(item: str) -> Medication:
    parts = item.split(":")
    if len(parts) < 4:
        raise ValueError(f"{quoted(item)} is not class:name:doses:relief; allowed is also: none")
    drug_class, *name, doses, relief = parts
    return Medication(
        name=":".join(name).strip(),
        drug_class=_one_of(DrugClass, drug_class.strip(), "a drug class"),
        doses=_whole(doses.strip(), _MOST_DOSES, "doses") if doses.strip() else 1,
        relief=_one_of(Relief, relief.strip(), "a relief") if relief.strip() else None,
    )


def _one_of(choices: type[Choice], text: str, noun: str) -> Choice:
    try:
        return choices(text.casefold())
    except ValueError:
        raise ValueError(f"{quoted(text)} is not {noun}; allowed are {', '.join(choices)}") from None


def _whole(text: str, most: int, noun: str) -> int:
    found = _WHOLE.fullmatch(text)
    number = int(found[1]) if found else 0
    if not 1 <= number <= most:
        raise ValueError(f"{quoted(text)}; allowed are whole {noun} from 1 to {most}")
    return number


CELLS: dict[str, Callable[[str], Any]] = {
    "headache": required_answer,
    "peak_intensity": intensity,
    "duration_minutes": minutes,
    "unilateral": answer,
    "pulsating": answer,
    "worse_with_activity": answer,
    "nausea": answer,
    "vomiting": answer,
    "photophobia": answer,
    "phonophobia": answer,
    "osmophobia": answer,
    "aura": lambda text: answer(text) or False,
    "acute_medications": medications,
    "triggers": tags,
    "menstruation": answer,
    "note": str,
}
"""How each field of an entry is read from its column."""
