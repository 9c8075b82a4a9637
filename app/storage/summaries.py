"""Summaries of diaries: kept with the state they were calculated from, found when they are out of date."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import bindparam, delete, func, insert, or_, select

from app.storage.days import DAYS
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import Account, Diary, PatientLine, Summary

_SUMMARY, _LINE = table_of(Summary), table_of(PatientLine)
_DIARY, _ACCOUNT = table_of(Diary), table_of(Account)
_STALE = Prepared(
    select(_LINE.c.diary_id, _ACCOUNT.c.time_zone)
    .distinct()
    .select_from(_LINE)
    .join(_DIARY, _DIARY.c.diary_id == _LINE.c.diary_id)
    .join(_ACCOUNT, _ACCOUNT.c.diary_id == _LINE.c.diary_id)
    .outerjoin(_SUMMARY, _SUMMARY.c.diary_id == _LINE.c.diary_id)
    .where(
        or_(
            _SUMMARY.c.diary_id.is_(None),
            _SUMMARY.c.change_counter != _DIARY.c.change_counter,
            _SUMMARY.c.rules_version != bindparam("rules"),
            _SUMMARY.c.valid_until <= bindparam("at"),
        )
    )
    .limit(bindparam("at_most"))
)
_OF_DIARY = _SUMMARY.c.diary_id == bindparam("of_diary")
_FIND = Prepared(
    select(
        _SUMMARY.c.change_counter,
        _SUMMARY.c.rules_version,
        _SUMMARY.c.valid_until,
        _SUMMARY.c.computed_at,
        _SUMMARY.c.document,
        _SUMMARY.c.changed,
    ).where(_OF_DIARY)
)
_LISTED = Prepared(select(_LINE.c.clinician_id).where(_LINE.c.diary_id == bindparam("of_diary")).limit(1))
_REMOVE = Prepared(delete(_SUMMARY).where(_OF_DIARY))
_INSERT = Prepared(insert(_SUMMARY))
_COUNTER = Prepared(select(_DIARY.c.change_counter).where(_DIARY.c.diary_id == bindparam("of_diary")))
_CONFLICTS = Prepared(
    select(func.count())
    .select_from(DAYS.table)
    .where(DAYS.table.c.diary_id == bindparam("of_diary"), DAYS.table.c.conflict.is_not(None))
)


@dataclass(frozen=True, slots=True)
class KeptSummary:
    """A summary with the state that it was calculated from."""

    change_counter: int
    rules_version: str
    valid_until: datetime
    computed_at: datetime
    document: dict[str, Any]
    changed: dict[str, Any] | None


def stale_diaries(tx: Transaction, rules_version: str, now: datetime, at_most: int) -> list[tuple[UUID, str]]:
    """Diaries that clinicians may read, without a summary or with an old one; with the patient's zone."""
    rows = _STALE(tx, rules=rules_version, at=now, at_most=at_most)
    return [(diary_id, time_zone) for diary_id, time_zone in rows]


def find_summary(tx: Transaction, diary_id: UUID) -> KeptSummary | None:
    """The summary of a diary, current or not; None when there is none yet."""
    row = _FIND.first(tx, of_diary=diary_id)
    if row is None:
        return None
    counter, rules_version, valid_until, computed_at, document, changed = row
    told = changed and orjson.loads(changed)
    return KeptSummary(counter, rules_version, valid_until, computed_at, orjson.loads(document), told)


def keep_summary(tx: Transaction, diary_id: UUID, kept: KeptSummary) -> None:
    """Keep it in the place of an earlier one."""
    forget_summary(tx, diary_id)
    _INSERT(
        tx,
        diary_id=diary_id,
        change_counter=kept.change_counter,
        rules_version=kept.rules_version,
        valid_until=kept.valid_until,
        computed_at=kept.computed_at,
        document=orjson.dumps(kept.document).decode(),
        changed=kept.changed and orjson.dumps(kept.changed).decode(),
    )


def is_listed(tx: Transaction, diary_id: UUID) -> bool:
    """Whether a clinician may read the diary; never an erased one."""
    return bool(_LISTED(tx, of_diary=diary_id))


def forget_summary(tx: Transaction, diary_id: UUID) -> None:
    """It has to be calculated anew."""
    _REMOVE(tx, of_diary=diary_id)


def change_counter(tx: Transaction, diary_id: UUID) -> int:
    """The state of a diary; 0 when there is no such diary."""
    row = _COUNTER.first(tx, of_diary=diary_id)
    return int(row[0]) if row else 0


def conflicts_of(tx: Transaction, diary_id: UUID) -> int:
    """Days of which two devices say different things."""
    return int(_CONFLICTS(tx, of_diary=diary_id)[0][0])
