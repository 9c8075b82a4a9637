"""Grants: what a patient lets a clinician read, from the handshake to its end."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, insert, null, select, update

from app.errors import NotThere
from app.rules.consent import Consent, Standing, ends_soon, standing
from app.storage.kinds import table_of
from app.storage.patient_lines import Line, put_lines
from app.storage.people import hold_diary
from app.storage.prepared import Prepared, Row, Transaction
from app.storage.summaries import find_summary
from app.storage.tables import Account, Clinic, Clinician, Grant

_GRANT, _ACCOUNT = table_of(Grant), table_of(Account)
_CLINICIAN, _CLINIC = table_of(Clinician), table_of(Clinic)
_OF_DIARY = _GRANT.c.diary_id == bindparam("of_diary")
_THIS = _OF_DIARY & (_GRANT.c.grant_id == bindparam("of_grant"))
_OF_CLINICIAN = _GRANT.c.clinician_id == bindparam("of_clinician")
_OWN_COLUMNS = (
    _GRANT.c.diary_id,
    _GRANT.c.grant_id,
    _GRANT.c.clinician_id,
    _GRANT.c.notes,
    _GRANT.c.enter_treatment,
    _GRANT.c.requested_at,
    _GRANT.c.confirmed_at,
    _GRANT.c.ends_at,
    _GRANT.c.revoked_at,
)


@dataclass(frozen=True, slots=True)
class Scopes:
    """What a grant covers beside reading."""

    notes: bool
    enter_treatment: bool


@dataclass(frozen=True, slots=True)
class KeptGrant:
    """A grant, and whose name stands at its other end: the clinician's for the patient, and the reverse."""

    diary_id: UUID
    grant_id: UUID
    clinician_id: UUID
    scopes: Scopes
    consent: Consent
    display_name: str = ""
    clinic: str | None = None
    time_zone: str = "UTC"

    def standing(self, now: datetime) -> Standing:
        """How it stands now."""
        return standing(self.consent, now)

    def ends_soon(self, now: datetime) -> bool:
        """Whether both are reminded of its end."""
        return ends_soon(self.consent, now)


def _seen_by_patient(*where: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    return (
        select(*_OWN_COLUMNS, _ACCOUNT.c.display_name, _CLINIC.c.name, _ACCOUNT.c.time_zone)
        .select_from(_GRANT)
        .join(_ACCOUNT, _ACCOUNT.c.account_id == _GRANT.c.clinician_id)
        .outerjoin(_CLINICIAN, _CLINICIAN.c.account_id == _GRANT.c.clinician_id)
        .outerjoin(_CLINIC, _CLINIC.c.clinic_id == _CLINICIAN.c.clinic_id)
        .where(*where)
        .order_by(_GRANT.c.requested_at.desc(), _GRANT.c.grant_id)
    )


def _seen_by_clinician() -> Select[tuple[object, ...]]:
    return (
        select(*_OWN_COLUMNS, _ACCOUNT.c.display_name, null(), _ACCOUNT.c.time_zone)
        .select_from(_GRANT)
        .join(_ACCOUNT, _ACCOUNT.c.diary_id == _GRANT.c.diary_id)
        .where(_OF_CLINICIAN, _OF_DIARY)
    )


_ALL_OF_DIARY = Prepared(_seen_by_patient(_OF_DIARY))
_ONE_OF_DIARY = Prepared(_seen_by_patient(_THIS))
_BETWEEN = Prepared(_seen_by_clinician())
_HOLD = Prepared(select(_GRANT.c.grant_id).where(_OF_DIARY, _OF_CLINICIAN).with_for_update(read=True))
_INSERT = Prepared(insert(_GRANT))
_CONFIRM = Prepared(
    update(_GRANT)
    .where(_THIS)
    .values(
        notes=bindparam("said_notes"),
        enter_treatment=bindparam("said_treatment"),
        confirmed_at=bindparam("at"),
        ends_at=bindparam("until"),
    )
)
_NAME = Prepared(select(_ACCOUNT.c.display_name).where(_ACCOUNT.c.diary_id == bindparam("of_diary")))
_REVOKE = Prepared(update(_GRANT).where(_THIS).values(revoked_at=bindparam("at")))


def grants_of(tx: Transaction, diary_id: UUID) -> list[KeptGrant]:
    """Every grant that a diary ever had, the last first."""
    return [_kept(row) for row in _ALL_OF_DIARY(tx, of_diary=diary_id)]


def grant_of(tx: Transaction, diary_id: UUID, grant_id: UUID) -> KeptGrant:
    """One of them. NotThere."""
    row = _ONE_OF_DIARY.first(tx, of_diary=diary_id, of_grant=grant_id)
    if row is None:
        raise NotThere
    return _kept(row)


def active_grant(tx: Transaction, diary_id: UUID, clinician_id: UUID, now: datetime) -> KeptGrant | None:
    """The grant that lets this clinician into this diary now, the widest of them; None when none does."""
    rows = _BETWEEN(tx, of_diary=diary_id, of_clinician=clinician_id)
    active = [one for one in map(_kept, rows) if one.standing(now) is Standing.ACTIVE]
    return max(active, key=_width, default=None)


def name_of(tx: Transaction, diary_id: UUID) -> str:
    """The name of the patient whose diary it is; "" when there is no such diary."""
    row = _NAME.first(tx, of_diary=diary_id)
    return str(row[0]) if row else ""


def _width(one: KeptGrant) -> tuple[bool, bool]:
    return one.scopes.enter_treatment, one.scopes.notes


def hold_grants(tx: Transaction, diary_id: UUID, clinician_id: UUID) -> None:
    """Let no revocation of these come between now and the end of the transaction."""
    if tx.dialect.name != "sqlite":  # its one writer has nobody beside it
        _HOLD(tx, of_diary=diary_id, of_clinician=clinician_id)


def request_grant(tx: Transaction, grant: KeptGrant) -> None:
    """Keep a grant that waits for the patient's confirmation."""
    _INSERT(
        tx,
        diary_id=grant.diary_id,
        grant_id=grant.grant_id,
        clinician_id=grant.clinician_id,
        notes=grant.scopes.notes,
        enter_treatment=grant.scopes.enter_treatment,
        requested_at=grant.consent.requested_at,
        confirmed_at=None,
        ends_at=grant.consent.ends_at,
        revoked_at=None,
    )


def confirm_grant(
    tx: Transaction, grant: KeptGrant, scopes: Scopes, ends_at: datetime, now: datetime
) -> None:
    """The patient says: this much, until then. Also changes a grant that is active; the list follows."""
    _CONFIRM(
        tx,
        of_diary=grant.diary_id,
        of_grant=grant.grant_id,
        said_notes=scopes.notes,
        said_treatment=scopes.enter_treatment,
        at=grant.consent.confirmed_at or now,
        until=ends_at,
    )
    refresh_lines(tx, grant.diary_id, now)


def revoke_grant(tx: Transaction, grant: KeptGrant, now: datetime) -> None:
    """Decline or end a grant; one that was revoked before keeps its moment."""
    if grant.consent.revoked_at is None:
        _REVOKE(tx, of_diary=grant.diary_id, of_grant=grant.grant_id, at=now)
        refresh_lines(tx, grant.diary_id, now)


def refresh_lines(tx: Transaction, diary_id: UUID, now: datetime) -> None:
    """Let the lists of all clinicians who may read a diary say what its grants, name and summary say now."""
    hold_diary(tx, diary_id)  # two who do this at once would each put the same lines
    active = [one for one in grants_of(tx, diary_id) if one.standing(now) is Standing.ACTIVE]
    widest = {one.clinician_id: one for one in sorted(active, key=_width)}
    lines = [
        Line(diary_id, one.clinician_id, one.grant_id, one.consent.ends_at, name_of(tx, diary_id))
        for one in widest.values()
    ]
    kept = find_summary(tx, diary_id) if lines else None
    put_lines(tx, diary_id, lines, kept.document if kept else None)


def _kept(row: Row) -> KeptGrant:
    diary_id, grant_id, clinician_id, notes, enter_treatment, requested, confirmed, ends, revoked, *names = (
        row
    )
    consent = Consent(requested, confirmed, ends, revoked)
    return KeptGrant(diary_id, grant_id, clinician_id, Scopes(notes, enter_treatment), consent, *names)
