"""One-visit links: a read-only report for a doctor without an account, and each opening of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from app.errors import NotThere, TooMany
from app.rules.consent import Standing
from app.storage.counters import count_beside
from app.storage.kinds import table_of
from app.storage.prepared import Prepared, Row, Transaction
from app.storage.tables import Account, VisitLink, VisitOpening

MOST_TRIES = 5
_LINK, _OPENING, _ACCOUNT = table_of(VisitLink), table_of(VisitOpening), table_of(Account)
_COLUMNS = (
    _LINK.c.diary_id,
    _LINK.c.link_id,
    _LINK.c.passcode_hash,
    _LINK.c.tries,
    _LINK.c.created_at,
    _LINK.c.expires_at,
    _LINK.c.revoked_at,
    _LINK.c.openings,
)
_THIS = (_LINK.c.diary_id == bindparam("of_diary"), _LINK.c.link_id == bindparam("of_link"))
_OPEN = (_LINK.c.revoked_at.is_(None), _LINK.c.expires_at > bindparam("at"))
_INSERT = Prepared(insert(_LINK))
_ALL = Prepared(
    select(*_COLUMNS)
    .where(_LINK.c.diary_id == bindparam("of_diary"))
    .order_by(_LINK.c.created_at.desc(), _LINK.c.link_id)
)
_FIND = Prepared(select(*_COLUMNS).where(_LINK.c.secret_hash == bindparam("of_secret"), *_OPEN))
_SOME_OPEN = Prepared(
    select(_LINK.c.link_id).where(_LINK.c.diary_id == bindparam("of_diary"), *_OPEN).limit(bindparam("most"))
)
_COUNT_OPENING = Prepared(
    update(_LINK)
    .where(*_THIS, _LINK.c.openings < bindparam("most"))
    .values(openings=_LINK.c.openings + 1)
    .returning(_LINK.c.openings)
)
_TAKE_TRY = Prepared(
    update(_LINK)
    .where(*_THIS, *_OPEN, _LINK.c.tries < MOST_TRIES)
    .values(tries=_LINK.c.tries + 1)
    .returning(_LINK.c.tries)
)
_GIVE_BACK = Prepared(update(_LINK).where(*_THIS, _LINK.c.tries > 0).values(tries=_LINK.c.tries - 1))
_RENEW_HASH = Prepared(
    update(_LINK)
    .where(*_THIS, _LINK.c.passcode_hash == bindparam("before"))
    .values(passcode_hash=bindparam("hashed"))
)
_REVOKE = Prepared(
    update(_LINK)
    .where(*_THIS, _LINK.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("at"))
    .returning(_LINK.c.link_id)
)
_HOLD = Prepared(select(_LINK.c.link_id).where(*_THIS).with_for_update(read=True))
_INSERT_OPENING = Prepared(insert(_OPENING))
_OPENINGS = Prepared(
    select(_OPENING.c.link_id, _OPENING.c.name, _OPENING.c.opened_at)
    .where(_OPENING.c.diary_id == bindparam("of_diary"))
    .order_by(_OPENING.c.opened_at, _OPENING.c.opening_id)
)
_VISITOR = Prepared(
    select(
        _OPENING.c.diary_id,
        _OPENING.c.link_id,
        _OPENING.c.opening_id,
        _ACCOUNT.c.display_name,
        _ACCOUNT.c.time_zone,
        _LINK.c.expires_at,
        _LINK.c.revoked_at,
    )
    .select_from(_OPENING)
    .join(_LINK, (_LINK.c.diary_id == _OPENING.c.diary_id) & (_LINK.c.link_id == _OPENING.c.link_id))
    .join(_ACCOUNT, _ACCOUNT.c.diary_id == _OPENING.c.diary_id)
    .where(_OPENING.c.token_hash == bindparam("of_token"))
)


@dataclass(frozen=True, slots=True)
class KeptLink:
    """A link; its secret is known to whoever holds it alone."""

    diary_id: UUID
    link_id: UUID
    passcode_hash: str | None
    tries: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    openings: int = 0

    def standing(self, now: datetime) -> Standing:
        """How it stands now."""
        if self.revoked_at is not None:
            return Standing.REVOKED
        return Standing.EXPIRED if now >= self.expires_at else Standing.ACTIVE


@dataclass(frozen=True, slots=True)
class Opening:
    """A page opened with a link, by somebody who gave a name."""

    diary_id: UUID
    opening_id: UUID
    link_id: UUID
    token_hash: bytes
    name: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who holds a page that was opened, whose diary it shows, and until when."""

    diary_id: UUID
    link_id: UUID
    opening_id: UUID
    display_name: str
    time_zone: str
    expires_at: datetime
    revoked_at: datetime | None

    def has_ended(self, now: datetime) -> bool:
        """Whether the link's time is over, or it was revoked."""
        return self.revoked_at is not None or now >= self.expires_at


def require_room(tx: Transaction, diary_id: UUID, now: datetime) -> None:
    """TooMany when as many links of this diary are open as may be."""
    most = tx.limits.visit_links
    if len(_SOME_OPEN(tx, of_diary=diary_id, at=now, most=most)) >= most:
        raise TooMany("too_many_visit_links", f"{most} one-visit links are open, the most: end one first")


def add_link(tx: Transaction, link: KeptLink, secret_hash: bytes) -> None:
    """Keep a link. TooMany, AccountFull."""
    require_room(tx, link.diary_id, link.created_at)
    count_beside(tx, link.diary_id)
    _INSERT(
        tx,
        diary_id=link.diary_id,
        link_id=link.link_id,
        secret_hash=secret_hash,
        passcode_hash=link.passcode_hash,
        tries=0,
        created_at=link.created_at,
        expires_at=link.expires_at,
        revoked_at=None,
        openings=0,
    )


def links_of(tx: Transaction, diary_id: UUID) -> list[KeptLink]:
    """Every link that a diary ever had, the last first."""
    return [KeptLink(*row) for row in _ALL(tx, of_diary=diary_id)]


def find_open_link(tx: Transaction, secret_hash: bytes, now: datetime) -> KeptLink | None:
    """The link of a secret; None when there is none, or its time is over, or it was revoked.

    TooMany when it may not be opened once more.
    """
    row = _FIND.first(tx, of_secret=secret_hash, at=now)
    link = KeptLink(*row) if row else None
    if link and link.openings >= tx.limits.openings:
        raise _opened_too_often()
    return link


def take_try(tx: Transaction, link: KeptLink, now: datetime) -> bool:
    """Count a passcode as wrong before it is looked at; False when five have been: the link opens no more."""
    return bool(_TAKE_TRY(tx, of_diary=link.diary_id, of_link=link.link_id, at=now))


def give_back_try(tx: Transaction, link: KeptLink) -> None:
    """The passcode was right."""
    _GIVE_BACK(tx, of_diary=link.diary_id, of_link=link.link_id)


def renew_hash(tx: Transaction, link: KeptLink, hashed: str) -> None:
    """Keep another hash of the same passcode."""
    _RENEW_HASH(tx, of_diary=link.diary_id, of_link=link.link_id, before=link.passcode_hash, hashed=hashed)


def revoke_link(tx: Transaction, diary_id: UUID, link_id: UUID, now: datetime) -> None:
    """End a link, in pages that are open too. NotThere when it is none of this diary, or has been ended."""
    if not _REVOKE(tx, of_diary=diary_id, of_link=link_id, at=now):
        raise NotThere


def _opened_too_often() -> TooMany:
    return TooMany("too_many_openings", "This link was opened too often: ask its sender for another one.")


def note_opening(tx: Transaction, opening: Opening) -> None:
    """Write down that a page was opened. TooMany."""
    counted = {"of_diary": opening.diary_id, "of_link": opening.link_id, "most": tx.limits.openings}
    if not _COUNT_OPENING(tx, **counted):
        raise _opened_too_often()
    _INSERT_OPENING(
        tx,
        diary_id=opening.diary_id,
        opening_id=opening.opening_id,
        link_id=opening.link_id,
        token_hash=opening.token_hash,
        name=opening.name,
        opened_at=opening.opened_at,
    )


def openings_of(tx: Transaction, diary_id: UUID) -> list[Row]:
    """(link, name given, moment) of every opening, the first first."""
    return _OPENINGS(tx, of_diary=diary_id)


def visitor(tx: Transaction, token_hash: bytes) -> Visitor | None:
    """Who holds this page, also when the link has ended; None when nobody does."""
    row = _VISITOR.first(tx, of_token=token_hash)
    return Visitor(*row) if row else None


def held_visitor(tx: Transaction, token_hash: bytes) -> Visitor | None:
    """The same, and no revocation comes between now and the end of the transaction."""
    found = visitor(tx, token_hash)
    if found is None or tx.dialect.name == "sqlite":  # its one writer has nobody beside it
        return found
    _HOLD(tx, of_diary=found.diary_id, of_link=found.link_id)
    return visitor(tx, token_hash)
