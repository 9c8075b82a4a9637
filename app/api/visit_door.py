"""The door of a page that a one-visit link opened: each read checks the link and is written down first."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Concatenate, ParamSpec, TypeVar

from fastapi import Request

from app.api import cookies
from app.api.asking import Viewing
from app.api.calculations import Calculations
from app.api.door import Door
from app.errors import NotSignedIn, NotThere
from app.rules.access import Action, Actor, Place, may
from app.storage import visit_links
from app.storage.audit import Look, note_look
from app.storage.engine import Database
from app.storage.prepared import Transaction
from app.storage.tables import Reader
from app.storage.visit_links import Visitor

P = ParamSpec("P")
T = TypeVar("T")
_BEARER = "bearer "


class VisitDoor:
    """A transaction for whoever holds the page."""

    def __init__(self, request: Request, action: Action) -> None:
        self._token_hash = sha256(_token_of(request)).digest()
        self._action = action
        self._database: Database = request.app.state.database
        self._calculations: Calculations = request.app.state.calculations
        self._now: datetime = request.app.state.clock()

    async def read(
        self, query: Callable[Concatenate[Transaction, Viewing, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the query on one snapshot, after the look was written down. NotThere, StorageUnavailable."""
        async with self._calculations.turn(self._token_hash):
            viewing = await self._database.write(self._let_in)
            if viewing is None:
                raise NotThere
            return await self._database.read(lambda tx: query(tx, viewing, *args, **kwargs))

    async def check(self) -> None:
        """Whether the page may go on; nothing of the diary is read. NotThere."""
        visitor = await self._database.read(lambda tx: visit_links.visitor(tx, self._token_hash))
        if visitor is None or not self._may(visitor):
            raise NotThere

    def _may(self, visitor: Visitor) -> bool:
        place = Place.OTHER_DIARY if visitor.has_ended(self._now) else Place.LINKED_DIARY
        return may(Actor.VISITOR, self._action, place)

    def _let_in(self, tx: Transaction) -> Viewing | None:
        """Check the link and write down the look, also of a page whose link has ended; None refuses it."""
        visitor = visit_links.held_visitor(tx, self._token_hash)
        if visitor is None:
            return None
        allowed = self._may(visitor)
        note_look(tx, _look(visitor, self._action, allowed, self._now))
        return Viewing(visitor.diary_id, self._now, visitor.time_zone) if allowed else None


class ToVisit(Door):
    """Dependency: the door to the diary of the one-visit link that opened the page."""

    async def __call__(self, request: Request) -> VisitDoor:
        """NotSignedIn without the page's token; the rest is checked in the transaction."""
        return VisitDoor(request, self.action)


def _token_of(request: Request) -> bytes:
    said = request.headers.get("authorization", "")
    token = cookies.read(said[len(_BEARER) :].strip()) if said.lower().startswith(_BEARER) else None
    if token is None:
        raise NotSignedIn("this page was not opened by a link")
    return token


def _look(visitor: Visitor, action: Action, allowed: bool, now: datetime) -> Look:
    return Look(visitor.diary_id, now, Reader.VISITOR, visitor.opening_id, visitor.link_id, action, allowed)
