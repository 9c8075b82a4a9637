"""Diaries: what is current, and every value that ever was."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text, true
from sqlmodel import Field, SQLModel

from app.rules.circumstances import CircumstanceKind
from app.rules.entry import Intensity
from app.storage.columns import Moment, one_of

HEADACHE_FEATURES = (
    "unilateral",
    "pulsating",
    "worse_with_activity",
    "nausea",
    "vomiting",
    "photophobia",
    "phonophobia",
    "osmophobia",
)
_ONLY_WITH_HEADACHE = ("peak_intensity", "duration_minutes", *HEADACHE_FEATURES)


class Diary(SQLModel, table=True):
    diary_id: UUID = Field(primary_key=True)
    change_counter: int = Field(default=0, sa_type=BigInteger)  # revision, cursor and ETag
    created_at: datetime = Field(sa_type=Moment)
    erased_at: datetime | None = Field(default=None, sa_type=Moment)
    epoch: UUID | None = None  # its own, since a phone had heard what this database never said
    epoch_within: UUID | None = None  # the database's epoch then: in another one the own counts no more
    stored_bytes: int = Field(
        default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": text("0")}
    )  # of all that was said in it: see app/rules/limits.py


class _Document(SQLModel):  # what a diary consists of: a current value with the revision that made it
    diary_id: UUID = Field(foreign_key="diary.diary_id", primary_key=True)
    revision: int = Field(sa_type=BigInteger)
    deleted: bool = Field(default=False)  # a tombstone: its fields are null, its history stays
    conflict: str | None = Field(default=None, sa_type=Text)  # JSON, until one is picked
    said: str | None = Field(
        default=None, sa_type=Text
    )  # JSON: which device said which part; null = not known yet
    counted_on: date | None = None  # the day of its last value, where that is the latest on earth
    counted_values: int | None = None  # how many it got on that day


class Day(_Document, table=True):  # one diary, one calendar day, its current answer
    __table_args__ = (
        Index("ix_day_diary_id_revision", "diary_id", "revision"),
        CheckConstraint("deleted OR headache IS NOT NULL", name="headache_said"),
        CheckConstraint("duration_minutes BETWEEN 1 AND 1440", name="duration_within_the_day"),
        one_of("peak_intensity", Intensity),
        CheckConstraint(
            "headache OR (" + " AND ".join(f"{name} IS NULL" for name in _ONLY_WITH_HEADACHE) + ")",
            name="features_only_with_headache",
        ),
    )
    day: date = Field(primary_key=True)
    first_made_on: date  # when it was first made, as a date in the writer's own zone: tells late entries
    imported: bool = Field(default=False)
    headache: bool | None = None
    peak_intensity: str | None = Field(default=None, max_length=32)
    duration_minutes: int | None = None
    unilateral: bool | None = None
    pulsating: bool | None = None
    worse_with_activity: bool | None = None
    nausea: bool | None = None
    vomiting: bool | None = None
    photophobia: bool | None = None
    phonophobia: bool | None = None
    osmophobia: bool | None = None
    aura: bool = Field(default=False)
    acute_medications: str | None = Field(default=None, sa_type=Text)  # JSON list; null = not said
    triggers: str = Field(default="[]", sa_type=Text)  # JSON list of tags
    menstruation: bool | None = None
    note: str | None = Field(default=None, sa_type=Text)


class Injection(_Document, table=True):  # one session of injections
    __table_args__ = (
        Index("ix_injection_diary_id_revision", "diary_id", "revision"),
        CheckConstraint("deleted OR injected_on IS NOT NULL", name="date_said"),
        CheckConstraint("total_units_tenths BETWEEN 0 AND 99990", name="units_in_range"),
    )
    injection_id: UUID = Field(primary_key=True)  # made by the client or here
    injected_on: date | None = None
    product: str | None = Field(default=None, max_length=200)
    lot: str | None = Field(default=None, max_length=100)
    total_units_tenths: int | None = None  # tenths of a unit: exact
    sites: str | None = Field(default=None, sa_type=Text)  # JSON list
    clinic: str | None = Field(default=None, max_length=200)
    note: str | None = Field(default=None, sa_type=Text)
    objection: str | None = Field(default=None, sa_type=Text)  # the patient's, to what the clinic entered
    entered_by: str | None = Field(
        default=None, max_length=200
    )  # the clinician's name then; null = the patient


class Treatment(_Document, table=True):  # what the diary is told about the time before it, and the interval
    __table_args__ = (
        CheckConstraint("headache_tenths_per_30 BETWEEN 0 AND 300", name="reported_days_in_range"),
        CheckConstraint("earlier_rounds BETWEEN 0 AND 60", name="earlier_rounds_in_range"),
        CheckConstraint("interval_weeks BETWEEN 12 AND 26", name="interval_in_range"),
    )
    headache_tenths_per_30: int | None = None  # tenths of a day: exact
    earlier_rounds: int = Field(default=0)
    interval_weeks: int = Field(default=12)


class Circumstance(_Document, table=True):  # what else may change the course: a preventive, a life event
    __table_args__ = (
        Index("ix_circumstance_diary_id_revision", "diary_id", "revision"),
        CheckConstraint("deleted OR (kind IS NOT NULL AND began_on IS NOT NULL)", name="said"),
        CheckConstraint("ended_on >= began_on", name="ends_after_its_beginning"),
        one_of("kind", CircumstanceKind),
    )
    circumstance_id: UUID = Field(primary_key=True)  # made by the client or here
    kind: str | None = Field(default=None, max_length=32)
    name: str | None = Field(default=None, max_length=200)
    dose: str | None = Field(default=None, max_length=100)
    began_on: date | None = None
    ended_on: date | None = None  # null = it goes on
    note: str | None = Field(default=None, sa_type=Text)
    entered_by: str | None = Field(default=None, max_length=200)


# Every value that ever was: rows are added, never changed (the migration adds triggers that refuse it)


class _Revision(SQLModel):
    diary_id: UUID = Field(foreign_key="diary.diary_id", primary_key=True)
    revision: int = Field(primary_key=True, sa_type=BigInteger)  # the diary's change counter then
    value: str | None = Field(default=None, sa_type=Text)  # JSON as on the wire; null = deleted
    shown: bool = Field(default=True, sa_column_kwargs={"server_default": true()})  # or kept beside
    based_on: int | None = Field(default=None, sa_type=BigInteger)  # the revision that was current
    operation_id: UUID | None = None  # made by the client when the edit was saved there
    account_id: UUID  # who
    device_id: UUID  # from which device
    made_at: datetime = Field(sa_type=Moment)  # by the client's clock
    time_zone: str = Field(max_length=64)  # and in its zone
    saved_at: datetime = Field(sa_type=Moment)  # by the server's clock
    value_hash: bytes | None = (
        None  # of the value: whether it ever was is one look; null = of a release before
    )


class DayRevision(_Revision, table=True):
    __tablename__ = "day_revision"
    __table_args__ = (
        UniqueConstraint("diary_id", "operation_id"),
        Index("ix_day_revision_diary_id_day_value_hash", "diary_id", "day", "value_hash"),
    )
    day: date


class InjectionRevision(_Revision, table=True):
    __tablename__ = "injection_revision"
    __table_args__ = (
        UniqueConstraint("diary_id", "operation_id"),
        Index(
            "ix_injection_revision_diary_id_injection_id_value_hash", "diary_id", "injection_id", "value_hash"
        ),
    )
    injection_id: UUID


class TreatmentRevision(_Revision, table=True):
    __tablename__ = "treatment_revision"
    __table_args__ = (
        UniqueConstraint("diary_id", "operation_id"),
        Index("ix_treatment_revision_diary_id_value_hash", "diary_id", "value_hash"),
    )


class CircumstanceRevision(_Revision, table=True):
    __tablename__ = "circumstance_revision"
    __table_args__ = (
        UniqueConstraint("diary_id", "operation_id"),
        # in full it is longer than a name may be in PostgreSQL
        Index("ix_circumstance_revision_value_hash", "diary_id", "circumstance_id", "value_hash"),
    )
    circumstance_id: UUID


class Operation(SQLModel, table=True):  # an edit that came by sync: kept for ever, so that it counts once
    diary_id: UUID = Field(foreign_key="diary.diary_id", primary_key=True)
    operation_id: UUID = Field(primary_key=True)  # made by the phone when the edit was saved there
    content_hash: bytes  # SHA-256 of what it said with its base, as releases before compare it
    said_hash: bytes | None = None  # of what it said alone: the same id never says two things
    status: str = Field(max_length=32)
    revision: int | None = Field(default=None, sa_type=BigInteger)  # shown after it
    said_revision: int | None = Field(default=None, sa_type=BigInteger)  # holds what it said
    saved_at: datetime = Field(sa_type=Moment)


REVISION_TABLES = ("day_revision", "injection_revision", "treatment_revision", "circumstance_revision")
