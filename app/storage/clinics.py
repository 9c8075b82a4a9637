"""Clinics, the clinicians who work there, and the one-time links that the operator hands out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from app.errors import NameTaken, NotThere
from app.storage.kinds import table_of
from app.storage.people import NewAccount, create_account
from app.storage.prepared import Prepared, Transaction
from app.storage.tables import Account, Clinic, Clinician, OneTimeLink, Purpose, Role

LINK_FOR = timedelta(days=7)
_CLINIC, _CLINICIAN = table_of(Clinic), table_of(Clinician)
_LINK, _ACCOUNT = table_of(OneTimeLink), table_of(Account)
_CLINIC_NAMED = Prepared(select(_CLINIC.c.clinic_id).where(_CLINIC.c.name == bindparam("of_name")))
_INSERT_CLINIC = Prepared(insert(_CLINIC))
_INSERT_CLINICIAN = Prepared(insert(_CLINICIAN))
_CLINIC_OF = Prepared(
    select(_CLINIC.c.name)
    .join_from(_CLINICIAN, _CLINIC, _CLINIC.c.clinic_id == _CLINICIAN.c.clinic_id)
    .where(_CLINICIAN.c.account_id == bindparam("of_account"))
)
_INSERT_LINK = Prepared(insert(_LINK))
_FORGET_LINKS = Prepared(
    delete(_LINK).where(_LINK.c.account_id == bindparam("of_account"), _LINK.c.used_at.is_(None))
)
_FIND_LINK = Prepared(
    select(
        _ACCOUNT.c.account_id,
        _ACCOUNT.c.username,
        _ACCOUNT.c.display_name,
        _ACCOUNT.c.role,
        _ACCOUNT.c.time_zone,
        _LINK.c.purpose,
    )
    .join_from(_LINK, _ACCOUNT, _ACCOUNT.c.account_id == _LINK.c.account_id)
    .where(
        _LINK.c.token_hash == bindparam("of_token"),
        _LINK.c.used_at.is_(None),
        _LINK.c.expires_at > bindparam("at"),
    )
)
_USE_LINK = Prepared(
    update(_LINK)
    .where(
        _LINK.c.token_hash == bindparam("of_token"),
        _LINK.c.used_at.is_(None),
        _LINK.c.expires_at > bindparam("at"),
    )
    .values(used_at=bindparam("used"))
    .returning(_LINK.c.account_id)
)
_SEED_OF = Prepared(select(_LINK.c.seed).where(_LINK.c.token_hash == bindparam("of_token")))
_SET_SEED = Prepared(
    update(_LINK).where(_LINK.c.token_hash == bindparam("of_token")).values(seed=bindparam("sealed"))
)
_ROLE_OF = Prepared(
    select(_ACCOUNT.c.account_id, _ACCOUNT.c.role).where(_ACCOUNT.c.username == bindparam("of_name"))
)


@dataclass(frozen=True, slots=True)
class Invited:
    """Whose account a one-time link opens, and for what."""

    account_id: UUID
    username: str
    display_name: str
    role: Role
    time_zone: str
    purpose: Purpose


def add_clinic(tx: Transaction, clinic_id: UUID, name: str, now: datetime) -> None:
    """Make a clinic. NameTaken when there is one of this name."""
    if _CLINIC_NAMED(tx, of_name=name):
        raise NameTaken(f"there is a clinic named {name!r} already")
    _INSERT_CLINIC(tx, clinic_id=clinic_id, name=name, created_at=now)


def add_clinician(tx: Transaction, account: NewAccount, clinic: str, now: datetime) -> None:
    """Make a clinician's account at a clinic, which nobody can sign in to yet. NotThere, UsernameTaken."""
    row = _CLINIC_NAMED.first(tx, of_name=clinic)
    if row is None:
        raise NotThere(f"there is no clinic named {clinic!r}: `clinic add` makes one")
    create_account(tx, account, [], now)
    _INSERT_CLINICIAN(tx, account_id=account.account_id, clinic_id=row[0])


def clinic_of(tx: Transaction, account_id: UUID) -> str | None:
    """The name of the clinic where a clinician works; None for anybody else."""
    row = _CLINIC_OF.first(tx, of_account=account_id)
    return str(row[0]) if row else None


def give_link(tx: Transaction, account_id: UUID, token_hash: bytes, purpose: Purpose, now: datetime) -> None:
    """Hand out a link that opens an account once, within seven days; earlier ones open nothing any more."""
    _FORGET_LINKS(tx, of_account=account_id)
    _INSERT_LINK(
        tx,
        token_hash=token_hash,
        account_id=account_id,
        purpose=purpose,
        expires_at=now + LINK_FOR,
        used_at=None,
        seed=None,
    )


def seed_of_link(tx: Transaction, token_hash: bytes) -> str | None:
    """The sealed seed of the code app that a link sets up; None before anybody asked for one."""
    row = _SEED_OF.first(tx, of_token=token_hash)
    return row[0] if row else None


def give_seed(tx: Transaction, token_hash: bytes, sealed: str) -> None:
    """Keep the seed of the code app that a link sets up."""
    _SET_SEED(tx, of_token=token_hash, sealed=sealed)


def withdraw_links(tx: Transaction, account_id: UUID) -> None:
    """Links that nobody has used open nothing any more."""
    _FORGET_LINKS(tx, of_account=account_id)


def find_link(tx: Transaction, token_hash: bytes, now: datetime) -> Invited:
    """Whose account it opens. NotThere when it is unknown, used or too old."""
    row = _FIND_LINK.first(tx, of_token=token_hash, at=now)
    if row is None:
        raise NotThere
    account_id, username, display_name, role, time_zone, purpose = row
    return Invited(account_id, username, display_name, Role(role), time_zone, Purpose(purpose))


def use_link(tx: Transaction, token_hash: bytes, now: datetime) -> None:
    """Use it up. NotThere when somebody else did."""
    if not _USE_LINK(tx, of_token=token_hash, at=now, used=now):
        raise NotThere


def account_named(tx: Transaction, username: str) -> tuple[UUID, Role]:
    """The account of a normalised user name. NotThere."""
    row = _ROLE_OF.first(tx, of_name=username)
    if row is None:
        raise NotThere(f"there is no account named {username!r}")
    return row[0], Role(row[1])
