"""The door of every route: who asks, whether the policy lets them, and the transaction they get.

A route declares its door with the action it is for; a route without one does not start (see `doors_of`). The
sign-in and the policy are checked inside the very transaction that reads or writes.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Path, Request

from app.api.cookies import token_of
from app.errors import NotSignedIn, NotThere, StorageUnavailable
from app.rules.access import Action, Actor, Place, may
from app.storage import people
from app.storage.engine import Database
from app.storage.kinds import Edit
from app.storage.people import SignedIn
from app.storage.prepared import Transaction

P = ParamSpec("P")
T = TypeVar("T")
A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, of which diary, and when."""

    who: SignedIn
    diary_id: UUID
    now: datetime

    @property
    def today(self) -> date:
        """The patient's calendar day."""
        return self.now.astimezone(ZoneInfo(self.who.time_zone)).date()

    @property
    def edit(self) -> Edit:
        """An edit made now, on the device of this sign-in."""
        return Edit(self.who.account_id, self.who.device_id, self.now, self.who.time_zone, self.now)


class _Signed(ABC, Generic[A]):
    """A transaction for somebody who signed in; `A` is what the query is told of who asks."""

    def __init__(self, request: Request, action: Action) -> None:
        token = token_of(request)
        if token is None:
            raise NotSignedIn
        self._token_hash = sha256(token).digest()
        self._action = action
        self._database: Database = request.app.state.database
        self._now: datetime = request.app.state.clock()

    async def read(
        self, query: Callable[Concatenate[Transaction, A, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the query on one snapshot. NotSignedIn, NotThere."""

        def job(tx: Transaction) -> tuple[bool, T]:
            who, asking = self._enter(tx)
            return who.is_stale(self._now), query(tx, asking, *args, **kwargs)

        stale, found = await self._database.read(job)
        if stale:
            await self._note_use()
        return found

    async def write(
        self, change: Callable[Concatenate[Transaction, A, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the change; returns after COMMIT. NotSignedIn, NotThere."""

        def job(tx: Transaction) -> T:
            who, asking = self._enter(tx)
            self._hold(tx, asking)
            if who.is_stale(self._now):
                people.note_use(tx, self._token_hash, self._now)
            return change(tx, asking, *args, **kwargs)

        return await self._database.write(job)

    @abstractmethod
    def _enter(self, tx: Transaction) -> tuple[SignedIn, A]:
        """Who asks, and what the query is told. NotSignedIn, NotThere."""

    @abstractmethod
    def _hold(self, tx: Transaction, asking: A) -> None:
        """Keep every other writer of the same thing waiting."""

    async def _note_use(self) -> None:
        """Reading keeps a sign-in alive as well; where nothing can be written, reading goes on."""
        with suppress(StorageUnavailable):
            await self._database.write(lambda tx: people.note_use(tx, self._token_hash, self._now))


class DiaryDoor(_Signed[Asking]):
    """The door to one diary: a signed-in person's transaction on it."""

    def __init__(self, request: Request, action: Action, diary: str) -> None:
        super().__init__(request, action)
        self._diary = diary

    def _enter(self, tx: Transaction) -> tuple[SignedIn, Asking]:
        who = people.signed_in(tx, self._token_hash, self._now)
        diary_id = self._asked(who)
        place = Place.OWN_DIARY if diary_id == who.diary_id else Place.OTHER_DIARY
        if diary_id is None or not may(Actor(who.role), self._action, place):
            raise NotThere
        return who, Asking(who, diary_id, self._now)

    def _hold(self, tx: Transaction, asking: Asking) -> None:
        people.hold_diary(tx, asking.diary_id)

    def _asked(self, who: SignedIn) -> UUID | None:
        if self._diary == "mine":
            return who.diary_id
        try:
            return UUID(self._diary)
        except ValueError:
            return None


class OneselfDoor(_Signed[SignedIn]):
    """The door to the own account: a signed-in person's transaction on it."""

    def _enter(self, tx: Transaction) -> tuple[SignedIn, SignedIn]:
        who = people.signed_in(tx, self._token_hash, self._now)
        if not may(Actor(who.role), self._action, Place.SERVER):
            raise NotThere
        return who, who

    def _hold(self, tx: Transaction, asking: SignedIn) -> None:
        people.hold_account(tx, asking.account_id)


class Door:
    """A route's declared policy; `action` is read at start-up and by the authorization tests."""

    def __init__(self, action: Action) -> None:
        self.action = action


class ToDiary(Door):
    """Dependency: the door to the diary named in the path (`mine` for the own one)."""

    async def __call__(
        self,
        request: Request,
        diary_id: str = Path(description="The diary's id, or `mine`.", examples=["mine"]),
    ) -> DiaryDoor:
        """NotSignedIn when there is no cookie at all; the rest is checked in the transaction."""
        return DiaryDoor(request, self.action, diary_id)


class ToEverybody(Door):
    """Dependency: a door that stands open to everybody; the policy table must say so."""

    async def __call__(self) -> None:
        """NotThere when the table has no line for it."""
        if not may(Actor.ANYBODY, self.action, Place.SERVER):
            raise NotThere


class ToOneself(Door):
    """Dependency: the door to the account of whoever signed in."""

    async def __call__(self, request: Request) -> OneselfDoor:
        """NotSignedIn when there is no cookie at all; the rest is checked in the transaction."""
        return OneselfDoor(request, self.action)


def doors_of(dependant: Any) -> list[Door]:  # noqa: ANN401  FastAPI's Dependant
    """The doors that a route declares, in all its dependencies."""
    found = [dep.call for dep in dependant.dependencies if isinstance(dep.call, Door)]
    return found + [door for dep in dependant.dependencies for door in doors_of(dep)]
