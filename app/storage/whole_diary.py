"""A diary read whole: what the rules eat."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any, TypeAlias
from uuid import UUID

import orjson
from sqlalchemy import String, bindparam, cast, func, literal_column, or_, select

from app.rules.diary import LATE_AFTER_DAYS, Diary
from app.rules.entry import DrugClass, Entry, Intensity, Medication, Relief
from app.storage.days import DAYS
from app.storage.documents import find
from app.storage.injections import INJECTED_ON, NOTHING_SAID, TREATMENT
from app.storage.kinds import Address
from app.storage.prepared import Prepared, Row, Transaction

_DAY = DAYS.table.c
_CLINICAL = (
    "peak_intensity",
    "duration_minutes",
    "unilateral",
    "pulsating",
    "worse_with_activity",
    "nausea",
    "vomiting",
    "photophobia",
    "phonophobia",
    "osmophobia",
)

_HERE = (_DAY.diary_id == bindparam("of_diary"), ~_DAY.deleted)
_WITH_HEADACHE = Prepared(
    select(_DAY.day, _DAY.acute_medications, _DAY.aura, *(_DAY[name] for name in _CLINICAL)).where(
        *_HERE, _DAY.headache
    )
)
# Nothing else can be said about a headache-free day: a few groups hold them all, each with its days.
_DAYS_OF_A_GROUP = func.aggregate_strings(
    cast(_DAY.day, String),
    literal_column("' '"),  # type: ignore[arg-type]  # a plain " " would be filled in anew at each execution
)
_HEADACHE_FREE = Prepared(
    select(_DAYS_OF_A_GROUP, _DAY.acute_medications, _DAY.aura)
    .where(*_HERE, ~_DAY.headache)
    .group_by(_DAY.acute_medications, _DAY.aura)
)
_LATER_OR_IMPORTED = Prepared(
    select(_DAY.day, _DAY.first_made_on, _DAY.imported).where(
        *_HERE, or_(_DAY.first_made_on > _DAY.day, _DAY.imported)
    )
)
_INTENSITY = {intensity.value: intensity for intensity in Intensity} | {None: None}
_Known: TypeAlias = dict[tuple[Any, ...], Medication]
_LATE = timedelta(days=LATE_AFTER_DAYS)


def read_diary(tx: Transaction, diary_id: UUID) -> Diary:
    """The diary as the rules take it: what they never ask for (notes, triggers, names) is left behind."""
    with_headache = _with_headache(_WITH_HEADACHE(tx, of_diary=diary_id))
    headache_free = _headache_free(_HEADACHE_FREE(tx, of_diary=diary_id))
    later_or_imported = _LATER_OR_IMPORTED(tx, of_diary=diary_id)
    treatment = find(tx, TREATMENT, Address(diary_id, diary_id))
    said = (treatment.values if treatment else None) or NOTHING_SAID
    reported = said["headache_days_per_30"]
    return Diary(
        entries=dict(sorted((with_headache | headache_free).items())),
        injections=[injected_on for (injected_on,) in INJECTED_ON(tx, of_diary=diary_id)],
        headache_days_per_30=None if reported is None else Fraction(str(reported)),
        earlier_rounds=said["earlier_rounds"],
        interval_weeks=said["interval_weeks"],
        late={day for day, first_made_on, _ in later_or_imported if first_made_on - day > _LATE},
        imported={day for day, _, imported in later_or_imported if imported},
    )


def latest_of(diary: Diary) -> date | None:
    """The latest day with an entry or an injection, None in an empty diary."""
    return max([*diary.entries, *diary.injections], default=None)


def _with_headache(rows: list[Row]) -> dict[date, Entry]:
    known: _Known = {}
    return {
        day: Entry(*(True, _INTENSITY[intensity], *features, aura, _medications(medications, known)))
        for day, medications, aura, intensity, *features in rows
    }


def _headache_free(rows: list[Row]) -> dict[date, Entry]:
    """Days of which the same was said share one entry."""
    known: _Known = {}
    entries: dict[date, Entry] = {}
    for days, medications, aura in rows:
        entry = Entry(False, aura=aura, acute_medications=_medications(medications, known))
        entries |= dict.fromkeys(map(date.fromisoformat, days.split()), entry)
    return entries


def _medications(text: str | None, known: _Known) -> tuple[Medication, ...] | None:
    """The medications of a day, None when nothing was said; equal ones are one."""
    if text is None:
        return None
    said = [(item["name"], item["drug_class"], item["doses"], item["relief"]) for item in orjson.loads(text)]
    for one in said:
        if one not in known:
            name, drug_class, doses, relief = one
            known[one] = Medication(name, DrugClass(drug_class), doses, relief and Relief(relief))
    return tuple([known[one] for one in said])
