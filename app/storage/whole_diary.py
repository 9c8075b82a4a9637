"""A diary read whole: what the rules eat."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any, TypeAlias
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, bindparam, select

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
_OF_EVERY_DAY = ("day", "first_made_on", "imported", "acute_medications", "aura")


def _days(columns: tuple[str, ...], chosen: ColumnElement[bool]) -> Prepared:
    here = (_DAY.diary_id == bindparam("of_diary"), ~_DAY.deleted)
    return Prepared(select(*(_DAY[name] for name in columns)).where(*here, chosen).order_by(_DAY.day))


_WITH_HEADACHE = _days((*_OF_EVERY_DAY, *_CLINICAL), _DAY.headache)
_HEADACHE_FREE = _days(_OF_EVERY_DAY, ~_DAY.headache)  # nothing else can be said about them
_INTENSITY = {intensity.value: intensity for intensity in Intensity} | {None: None}
_Known: TypeAlias = dict[tuple[Any, ...], Medication]
_LATE = timedelta(days=LATE_AFTER_DAYS)


def read_diary(tx: Transaction, diary_id: UUID) -> Diary:
    """The diary as the rules take it: what they never ask for (notes, triggers, names) is left behind."""
    with_headache = _WITH_HEADACHE(tx, of_diary=diary_id)
    headache_free = _HEADACHE_FREE(tx, of_diary=diary_id)
    rows = with_headache + headache_free
    treatment = find(tx, TREATMENT, Address(diary_id, diary_id))
    said = (treatment.values if treatment else None) or NOTHING_SAID
    reported = said["headache_days_per_30"]
    return Diary(
        entries=dict(sorted((_with_headache(with_headache) | _headache_free(headache_free)).items())),
        injections=[injected_on for (injected_on,) in INJECTED_ON(tx, of_diary=diary_id)],
        headache_days_per_30=None if reported is None else Fraction(str(reported)),
        earlier_rounds=said["earlier_rounds"],
        interval_weeks=said["interval_weeks"],
        late={row[0] for row in rows if row[1] - row[0] > _LATE},
        imported={row[0] for row in rows if row[2]},
    )


def latest_of(diary: Diary) -> date | None:
    """The latest day with an entry or an injection, None in an empty diary."""
    return max([*diary.entries, *diary.injections], default=None)


def _with_headache(rows: list[Row]) -> dict[date, Entry]:
    known: _Known = {}
    entries = {}
    for day, _made, _imported, medications, aura, intensity, *features in rows:
        taken = _medications(medications, known)
        entries[day] = Entry(*(True, _INTENSITY[intensity], *features, aura, taken))
    return entries


def _headache_free(rows: list[Row]) -> dict[date, Entry]:
    """Days of which the same was said, as most without a headache, share one entry."""
    known: _Known = {}
    made: dict[Row, Entry] = {}
    entries = {}
    for row in rows:
        said = row[3:]
        if said not in made:
            medications, aura = said
            made[said] = Entry(False, aura=aura, acute_medications=_medications(medications, known))
        entries[row[0]] = made[said]
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
