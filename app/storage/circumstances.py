"""Other preventives and life events."""

from datetime import date
from typing import Any
from uuid import UUID

from app.rules.circumstances import Circumstance, CircumstanceKind
from app.rules.merge import PartOf, parts_of
from app.storage.documents import everything
from app.storage.kinds import Kind, Labels, Shape, Unsaid, Values
from app.storage.prepared import Row, Transaction
from app.storage.tables import Circumstance as CircumstanceRow
from app.storage.tables import CircumstanceRevision

_FIELDS = ("kind", "name", "dose", "began_on", "ended_on", "note")
_DAYS = ("began_on", "ended_on")


def _to_columns(values: Values) -> Values:
    return values | {name: values[name] and date.fromisoformat(values[name]) for name in _DAYS}


def _from_columns(row: Row) -> Values:
    values: dict[str, Any] = dict(zip(_FIELDS, row, strict=True))
    return values | {name: values[name] and values[name].isoformat() for name in _DAYS}


_PARTS = (
    *parts_of(("kind", "name", "dose", "note")),
    PartOf("began_on", _DAYS),  # together: no merge makes one end before it began
)


def _labels(values: Values) -> Labels:
    yield from ((name, values[name]) for name in ("name", "dose") if values[name])


CIRCUMSTANCES = Kind(
    (CircumstanceRow, CircumstanceRevision),
    "circumstance_id",
    Shape(_to_columns, _from_columns, labels=_labels),
    Unsaid(_PARTS, dict.fromkeys(_FIELDS)),
)


def circumstances_of(tx: Transaction, diary_id: UUID) -> list[Circumstance]:
    """All of a diary as the rules take them, their notes left behind; [] when there are none."""
    found = []
    for document in everything(tx, CIRCUMSTANCES, diary_id):
        said = document.values or {}
        ended_on = said["ended_on"] and date.fromisoformat(said["ended_on"])
        began_on = date.fromisoformat(said["began_on"])
        kind = CircumstanceKind(said["kind"])
        what = (document.key, kind, said["name"], said["dose"])
        found.append(Circumstance(*what, began_on, ended_on, document.entered_by))
    return found
