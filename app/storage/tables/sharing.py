"""Who else may read a diary, and who did."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlmodel import Field, SQLModel

from app.storage.columns import Moment, one_of


class Kind(StrEnum):
    """How an invitation reaches the clinician."""

    CODE = "code"  # shown in the room
    LINK = "link"  # sent


class Reader(StrEnum):
    """Who may ask for a diary that is another's."""

    CLINICIAN = "clinician"
    PATIENT = "patient"
    VISITOR = "visitor"  # holds a one-visit link


def _open_ones(name: str, condition: str) -> Index:
    """What finds the open ones of a diary, however many there were."""
    where = text(condition)
    return Index(name, "diary_id", "expires_at", sqlite_where=where, postgresql_where=where)


class Invitation(SQLModel, table=True):
    __table_args__ = (
        Index("ix_invitation_secret_hash", "secret_hash"),
        _open_ones("ix_invitation_open", "used_at IS NULL AND withdrawn_at IS NULL"),
        one_of("kind", Kind),
    )
    diary_id: UUID = Field(foreign_key="diary.diary_id", primary_key=True)
    invitation_id: UUID = Field(primary_key=True)
    kind: str = Field(max_length=32)
    secret_hash: bytes  # SHA-256 of the code, or of the link's random bytes
    notes: bool
    enter_treatment: bool
    ends_at: datetime = Field(sa_type=Moment)  # of the grant that it leads to
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)  # once
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)


class Grant(SQLModel, table=True):  # a patient's permission to a clinician
    __tablename__ = "consent_grant"
    __table_args__ = (
        Index("ix_consent_grant_clinician_id_diary_id", "clinician_id", "diary_id"),
        CheckConstraint("ends_at > requested_at", name="ends_after_it_begins"),
    )
    diary_id: UUID = Field(foreign_key="diary.diary_id", primary_key=True)
    grant_id: UUID = Field(primary_key=True)
    clinician_id: UUID  # the account
    notes: bool  # scopes beside reading
    enter_treatment: bool
    requested_at: datetime = Field(sa_type=Moment)
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class VisitLink(SQLModel, table=True):  # for a doctor without an account
    __tablename__ = "visit_link"
    __table_args__ = (
        Index("ix_visit_link_secret_hash", "secret_hash"),
        _open_ones("ix_visit_link_open", "revoked_at IS NULL"),
        CheckConstraint("tries BETWEEN 0 AND 5", name="five_tries"),
    )
    diary_id: UUID = Field(foreign_key="diary.diary_id", primary_key=True)
    link_id: UUID = Field(primary_key=True)
    secret_hash: bytes  # SHA-256 of 32 random bytes
    passcode_hash: str | None = Field(default=None, max_length=300)
    tries: int = Field(default=0)  # wrong passcodes, or ones that are being looked at
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    openings: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})


class VisitOpening(SQLModel, table=True):  # a page that was opened with such a link
    __tablename__ = "visit_opening"
    __table_args__ = (Index("ix_visit_opening_token_hash", "token_hash"),)
    diary_id: UUID = Field(foreign_key="diary.diary_id", primary_key=True)
    opening_id: UUID = Field(primary_key=True)
    link_id: UUID
    token_hash: bytes  # SHA-256 of 32 random bytes that the open page holds
    name: str = Field(sa_type=Text)  # as it was given
    opened_at: datetime = Field(sa_type=Moment)


class Audit(SQLModel, table=True):  # ids, verbs and times: rows are added, never changed, never removed
    __table_args__ = (one_of("reader", Reader),)
    diary_id: UUID = Field(primary_key=True)  # as it was asked for: there may be no such diary
    audit_id: UUID = Field(primary_key=True)  # in the order of time
    at: datetime = Field(sa_type=Moment)
    reader: str = Field(max_length=32)
    reader_id: UUID  # the account, or the opening of a link
    through: UUID | None = None  # the grant, or the link
    verb: str = Field(max_length=32)
    allowed: bool


class RefusedLook(SQLModel, table=True):  # tries that were refused, counted: nobody fills a list with them
    __tablename__ = "refused_look"
    __table_args__ = (one_of("reader", Reader), CheckConstraint("tries > 0", name="some_tries"))
    diary_id: UUID = Field(foreign_key="diary.diary_id", primary_key=True)
    reader_id: UUID = Field(primary_key=True)  # the account, or the opening of a link
    hour_at: datetime = Field(sa_type=Moment, primary_key=True)  # the beginning of the hour
    look_id: UUID  # new with each try: in the order of time among the looks
    reader: str = Field(max_length=32)
    through: UUID | None = None  # the link
    verb: str = Field(max_length=32)  # of the last try
    tries: int
    first_at: datetime = Field(sa_type=Moment)
    last_at: datetime = Field(sa_type=Moment)
