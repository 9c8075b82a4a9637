"""The injection sessions of a diary, and what it is told about its treatment."""

from datetime import date
from fractions import Fraction
from typing import Any

import orjson
from sqlalchemy import bindparam, select

from app.rules.merge import parts_of
from app.storage.kinds import Kind, Labels, Shape, Unsaid, Values
from app.storage.prepared import Prepared, Row
from app.storage.tables import Injection, InjectionRevision, Treatment, TreatmentRevision

_INJECTION = ("injected_on", "product", "lot", "total_units_tenths", "sites", "clinic", "note", "objection")


def _tenths(number: float | None) -> int | None:
    return None if number is None else round(Fraction(str(number)) * 10)


def _from_tenths(tenths: int | None) -> int | float | None:
    if tenths is None:
        return None
    return tenths // 10 if tenths % 10 == 0 else tenths / 10


def _injection_to_columns(values: Values) -> Values:
    columns = {name: value for name, value in values.items() if name != "total_units"}
    sites = values["sites"]
    return columns | {
        "injected_on": date.fromisoformat(values["injected_on"]),
        "total_units_tenths": _tenths(values["total_units"]),
        "sites": None if sites is None else orjson.dumps(sites).decode(),
    }


def _injection_from_columns(row: Row) -> Values:
    values: dict[str, Any] = dict(zip(_INJECTION, row, strict=True))
    total = _from_tenths(values.pop("total_units_tenths"))
    sites = values["sites"]
    return values | {
        "injected_on": values["injected_on"].isoformat(),
        "total_units": total,
        "sites": None if sites is None else orjson.loads(sites),
    }


def _injection_labels(values: Values) -> Labels:
    yield from ((name, values[name]) for name in ("product", "lot", "clinic") if values[name])
    yield from ((f"sites.{at}.muscle", site["muscle"]) for at, site in enumerate(values["sites"] or ()))


_BLANK: Values = dict.fromkeys(
    ("injected_on", "product", "lot", "total_units", "sites", "clinic", "note", "objection")
)
INJECTIONS = Kind(
    (Injection, InjectionRevision),
    "injection_id",
    Shape(
        _injection_to_columns,
        _injection_from_columns,
        answering=frozenset({"objection"}),
        labels=_injection_labels,
    ),
    Unsaid(parts_of(tuple(_BLANK)), _BLANK),
)


def _treatment_to_columns(values: Values) -> Values:
    columns = {name: value for name, value in values.items() if name != "headache_days_per_30"}
    return columns | {"headache_tenths_per_30": _tenths(values["headache_days_per_30"])}


def _treatment_from_columns(row: Row) -> Values:
    tenths, earlier_rounds, interval_weeks = row
    return {
        "headache_days_per_30": _from_tenths(tenths),
        "earlier_rounds": earlier_rounds,
        "interval_weeks": interval_weeks,
    }


NOTHING_SAID: Values = {"headache_days_per_30": None, "earlier_rounds": 0, "interval_weeks": 12}
"""The treatment of a diary that was told nothing about it."""

TREATMENT = Kind(
    (Treatment, TreatmentRevision),
    "diary_id",
    Shape(_treatment_to_columns, _treatment_from_columns),
    Unsaid(parts_of(tuple(NOTHING_SAID)), NOTHING_SAID),
)

INJECTED_ON = Prepared(
    select(INJECTIONS.table.c.injected_on).where(
        INJECTIONS.table.c.diary_id == bindparam("of_diary"), ~INJECTIONS.table.c.deleted
    )
)
