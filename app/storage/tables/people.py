"""People and how they sign in; what stands apart from the diaries, by name."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, false, text, true
from sqlmodel import Field, SQLModel

from app.storage.columns import Moment, one_of


class Role(StrEnum):
    """What an account is for."""

    PATIENT = "patient"
    CLINICIAN = "clinician"


class Purpose(StrEnum):
    """What a challenge, or a one-time link, was made for; it serves nothing else."""

    SIGN_IN = "sign_in"
    ADD_PASSKEY = "add_passkey"
    CONFIRM = "confirm"
    ENROL = "enrol"
    RESET = "reset"


# The database


class DatabaseIdentity(SQLModel, table=True):  # one row: which database this is
    __tablename__ = "database_identity"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)
    id: int = Field(primary_key=True)
    epoch: UUID  # new after a restore: revisions of another epoch are unknown here
    probed_at: datetime | None = Field(default=None, sa_type=Moment)  # the write probe of /readyz
    key_check: bytes | None = None  # of the key that seals seeds of code apps: see app/storage/seal.py
    chains_settled: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    own_epochs_told: int = Field(
        default=0, sa_column_kwargs={"server_default": text("0")}
    )  # in a start-up line


# People


class Account(SQLModel, table=True):
    __table_args__ = (
        one_of("role", Role),
        CheckConstraint("(role = 'patient') = (diary_id IS NOT NULL)", name="patient_has_a_diary"),
    )
    account_id: UUID = Field(primary_key=True)
    username: str = Field(max_length=64, unique=True)  # normalised: NFKC, case folded
    display_name: str = Field(max_length=200)
    role: str = Field(max_length=32)
    time_zone: str = Field(max_length=64)
    password_hash: str = Field(max_length=300)  # "" = none: signs in with a passkey
    diary_id: UUID | None = Field(default=None, unique=True)
    created_at: datetime = Field(sa_type=Moment)
    credentials_revision: int = Field(
        default=0, sa_column_kwargs={"server_default": "0"}
    )  # raised by each change: a sign-in that was checked against the ones before opens nothing


class RecoveryCode(SQLModel, table=True):
    __tablename__ = "recovery_code"
    account_id: UUID = Field(foreign_key="account.account_id", primary_key=True, ondelete="CASCADE")
    code_hash: bytes = Field(primary_key=True)  # SHA-256 of 120 random bits; 80 in earlier ones
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class Device(SQLModel, table=True):
    account_id: UUID = Field(foreign_key="account.account_id", primary_key=True, ondelete="CASCADE")
    device_id: UUID = Field(primary_key=True)
    name: str = Field(max_length=200)
    first_seen_at: datetime = Field(sa_type=Moment)


class Session(SQLModel, table=True):
    token_hash: bytes = Field(primary_key=True)  # SHA-256 of the cookie's 32 random bytes
    session_id: UUID = Field(unique=True)
    account_id: UUID = Field(foreign_key="account.account_id", index=True, ondelete="CASCADE")
    device_id: UUID
    created_at: datetime = Field(sa_type=Moment)
    last_seen_at: datetime = Field(sa_type=Moment)
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)  # the person proved themselves anew


class KnownDevice(SQLModel, table=True):  # a browser that has signed in: its failures are its own
    __tablename__ = "known_device"
    token_hash: bytes = Field(primary_key=True)  # SHA-256 of its cookie's 32 random bytes
    account_id: UUID = Field(
        foreign_key="account.account_id", primary_key=True, index=True, ondelete="CASCADE"
    )
    first_seen_at: datetime = Field(sa_type=Moment)


class Passkey(SQLModel, table=True):
    credential_id: bytes = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.account_id", index=True, ondelete="CASCADE")
    passkey_id: UUID = Field(unique=True)  # its name in addresses
    public_key: bytes
    sign_count: int = Field(sa_type=BigInteger)
    name: str = Field(max_length=200)
    created_at: datetime = Field(sa_type=Moment)
    last_used_at: datetime | None = Field(default=None, sa_type=Moment)


class Totp(SQLModel, table=True):  # a clinician's second factor beside a password (RFC 6238)
    account_id: UUID = Field(foreign_key="account.account_id", primary_key=True, ondelete="CASCADE")
    secret: str = Field(max_length=64)  # sealed; base32 as an earlier release left it until the next start
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    last_step: int = Field(default=0, sa_type=BigInteger)  # of the last code taken: none counts twice
    renew: bool = Field(
        default=True, sa_column_kwargs={"server_default": true()}
    )  # of a release that computed it from a link: another one is offered at each sign-in
    next_secret: str | None = Field(default=None, max_length=64)  # the one offered, sealed


class Challenge(SQLModel, table=True):  # what a passkey signs, once
    __table_args__ = (one_of("purpose", Purpose),)
    challenge_id: UUID = Field(primary_key=True)
    challenge: bytes
    purpose: str = Field(max_length=32)
    account_id: UUID | None = Field(
        default=None, foreign_key="account.account_id", index=True, ondelete="CASCADE"
    )
    expires_at: datetime = Field(sa_type=Moment, index=True)


class OneTimeLink(SQLModel, table=True):  # made by the operator: enrols a clinician, opens an account again
    __tablename__ = "one_time_link"
    __table_args__ = (one_of("purpose", Purpose),)
    token_hash: bytes = Field(primary_key=True)  # SHA-256 of 32 random bytes
    account_id: UUID = Field(foreign_key="account.account_id", index=True, ondelete="CASCADE")
    purpose: str = Field(max_length=32)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    seed: str | None = Field(default=None, max_length=64)  # of the code app that it sets up, sealed


class Throttle(SQLModel, table=True):  # failures of an account, a network, a device
    subject: bytes = Field(primary_key=True)  # SHA-256 of which of them
    failures: int
    last_at: datetime = Field(sa_type=Moment, index=True)
    free_at: datetime = Field(sa_type=Moment)  # no try counts before


class FailedTries(SQLModel, table=True):  # to sign in to an account, for its owner to see
    __tablename__ = "failed_tries"
    __table_args__ = (CheckConstraint("tries > 0", name="some_tries"),)
    account_id: UUID = Field(foreign_key="account.account_id", primary_key=True, ondelete="CASCADE")
    tried_on: date = Field(primary_key=True)  # UTC
    tries: int
    first_at: datetime = Field(sa_type=Moment)
    last_at: datetime = Field(sa_type=Moment)


class NewAccounts(SQLModel, table=True):  # how many were made from a network
    __tablename__ = "new_accounts"
    network: bytes = Field(primary_key=True)  # SHA-256 of it
    hour: datetime = Field(primary_key=True, sa_type=Moment, index=True)  # its beginning
    accounts: int


# Clinics


class Clinic(SQLModel, table=True):
    clinic_id: UUID = Field(primary_key=True)
    name: str = Field(max_length=200, unique=True)
    created_at: datetime = Field(sa_type=Moment)


class Clinician(SQLModel, table=True):  # where an account of that role works
    account_id: UUID = Field(foreign_key="account.account_id", primary_key=True, ondelete="CASCADE")
    clinic_id: UUID = Field(foreign_key="clinic.clinic_id", index=True)
