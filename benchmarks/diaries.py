"""Made-up diaries: full entries, as a person on treatment would keep them for years."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.storage.kinds import Values

DAYS_OF_A_YEAR = 365
ROUNDS_OF_A_YEAR = 4
_BEFORE_FIRST_ROUND = 60
_BETWEEN_ROUNDS = 89
_FEATURES = (
    "unilateral",
    "pulsating",
    "worse_with_activity",
    "nausea",
    "vomiting",
    "photophobia",
    "phonophobia",
    "osmophobia",
)
_MEDICATIONS = (
    ("Sumatriptan 50 mg", "triptan"),
    ("Ibuprofen 400 mg", "simple_analgesic"),
    ("Paracetamol 500 mg", "simple_analgesic"),
    ("Rimegepant 75 mg", "gepant"),
    ("Thomapyrin", "combination_analgesic"),
)
_TRIGGERS = ("stress", "weather", "too little sleep", "wine", "screen")


def entries(years: int, last: date, seed: int = 7) -> Iterator[tuple[date, Values]]:
    """An entry for each day of these years, the last one included; fewer headaches as time goes by."""
    chance = random.Random(seed)
    days = years * DAYS_OF_A_YEAR
    for number in range(days):
        day = last - timedelta(days=days - 1 - number)
        likely = max(0.25, 0.7 - number / 2000)
        yield day, _headache(chance) if chance.random() < likely else _headache_free(chance)


def injection_days(years: int, last: date) -> list[date]:
    """The days of the injections: four rounds a year, the first after two months of diary."""
    first = last - timedelta(days=years * DAYS_OF_A_YEAR - 1) + timedelta(days=_BEFORE_FIRST_ROUND)
    return [first + timedelta(days=_BETWEEN_ROUNDS * number) for number in range(ROUNDS_OF_A_YEAR * years)]


def injection(injected_on: date) -> Values:
    """One session."""
    return {
        "injected_on": injected_on.isoformat(),
        "product": "onabotulinumtoxinA",
        "lot": None,
        "total_units": 155,
        "sites": None,
        "clinic": None,
        "note": None,
        "objection": None,
    }


def _headache(chance: random.Random) -> Values:
    taken = chance.choice((0, 1, 1, 2))
    return {
        "headache": True,
        "peak_intensity": chance.choice(("mild", "moderate", "moderate", "severe")),
        "duration_minutes": chance.choice((30, 90, 120, 180, 240, 360, 600, 1440)),
        **{name: chance.choice((True, False, None)) for name in _FEATURES},
        "aura": chance.random() < 0.1,
        "acute_medications": [_medication(chance) for _ in range(taken)],
        "triggers": chance.sample(_TRIGGERS, chance.randrange(3)),
        "menstruation": False,
        "note": "Went to bed early, better in the evening." if chance.random() < 0.2 else None,
    }


def _headache_free(chance: random.Random) -> Values:
    nothing = dict.fromkeys(("peak_intensity", "duration_minutes", *_FEATURES))
    rest: Values = {"aura": False, "acute_medications": [], "triggers": [], "menstruation": False}
    return {"headache": False, **nothing, **rest, "note": "Sport" if chance.random() < 0.1 else None}


def _medication(chance: random.Random) -> dict[str, Any]:
    name, drug_class = chance.choice(_MEDICATIONS)
    return {
        "id": str(UUID(int=chance.getrandbits(128), version=4)),
        "name": name,
        "drug_class": drug_class,
        "doses": chance.choice((1, 1, 2)),
        "relief": chance.choice(("none", "partial", "full", None)),
    }
