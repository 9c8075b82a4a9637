"""A diary read whole: what the rules eat."""

from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

import orjson
from sqlalchemy import bindparam, select

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
_ENTRIES = Prepared(
    select(
        *(_DAY[name] for name in ("day", "first_made_on", "imported", "acute_medications", "headache")),
        *(_DAY[name] for name in _CLINICAL),
        _DAY.aura,
    )
    .where(_DAY.diary_id == bindparam("of_diary"), ~_DAY.deleted)
    .order_by(_DAY.day)
)
_INTENSITY = {intensity.value: intensity for intensity in Intensity} | {None: None}
_DRUG_CLASS = {drug_class.value: drug_class for drug_class in DrugClass}
_RELIEF = {relief.value: relief for relief in Relief} | {None: None}
_LATE = timedelta(days=LATE_AFTER_DAYS)


def read_diary(tx: Transaction, diary_id: UUID) -> Diary:
    """The diary as the rules take it: what they never ask for (notes, triggers, names) is left behind."""
    rows = _ENTRIES(tx, of_diary=diary_id)
    treatment = find(tx, TREATMENT, Address(diary_id, diary_id))
    said = (treatment.values if treatment else None) or NOTHING_SAID
    reported = said["headache_days_per_30"]
    return Diary(
        entries=_entries(rows),
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


def _entries(rows: list[Row]) -> dict[date, Entry]:
    """The entries by day; days of which the same was said, as most without a headache, share one."""
    made: dict[Row, Entry] = {}
    entries = {}
    for row in rows:
        said = row[3:]
        entry = made.get(said)
        if entry is None:
            entry = made[said] = _entry(said)
        entries[row[0]] = entry
    return entries


def _entry(said: Row) -> Entry:
    medications, headache, intensity = said[:3]
    taken = None if medications is None else _medications(medications)
    return Entry(*(headache, _INTENSITY[intensity], *said[3:], taken))


def _medications(text: str) -> tuple[Medication, ...]:
    if text == "[]":
        return ()
    return tuple(
        Medication(
            name=item["name"],
            drug_class=_DRUG_CLASS[item["drug_class"]],
            doses=item["doses"],
            relief=_RELIEF[item["relief"]],
        )
        for item in orjson.loads(text)
    )
