"""What is calculated from diaries and kept, so that a list costs one look: it can be made anew."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel

from app.storage.columns import Moment

SORT_KEYS = ("due", "injected", "week", "verdict", "percent", "now", "change", "logged", "asks")


class Summary(SQLModel, table=True):  # of one diary: good for this state of it, these rules, until then
    diary_id: UUID = Field(foreign_key="diary.diary_id", primary_key=True)
    change_counter: int = Field(sa_type=BigInteger)  # the diary's, when it was calculated
    rules_version: str = Field(max_length=32)
    valid_until: datetime = Field(sa_type=Moment)  # the patient's next midnight
    computed_at: datetime = Field(sa_type=Moment)
    document: str = Field(sa_type=Text)  # JSON
    changed: str | None = Field(default=None, sa_type=Text)  # JSON: a verdict that other rules gave before


class PatientLine(SQLModel, table=True):  # a line of a clinician's list: one for each active grant
    __tablename__ = "patient_line"
    __table_args__ = (
        Index("ix_patient_line_clinician_id_folded", "clinician_id", "folded", "diary_id"),
        *(
            Index(f"ix_patient_line_clinician_id_{name}", "clinician_id", name, "diary_id")
            for name in SORT_KEYS
        ),
    )
    diary_id: UUID = Field(foreign_key="diary.diary_id", primary_key=True)
    clinician_id: UUID = Field(primary_key=True)
    grant_id: UUID
    ends_at: datetime = Field(sa_type=Moment)
    name: str = Field(max_length=200)
    folded: str = Field(max_length=400)  # the name, to be sorted by and searched in
    due: int  # days as ordinals; what is not there sorts last
    injected: int
    week: int
    verdict: int
    percent: int  # tenths
    now: int  # tenths of days per 28
    change: int
    logged: int
    asks: int
    below: bool
    overuse: bool
    wear_off: bool
