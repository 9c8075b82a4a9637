"""The door of every route: who asks, whether the policy lets them, and the transaction they get.

A route declares its door with the action it is for; a route without one does not start (see `doors_of`). The
sign-in and the policy are checked inside the very transaction that reads or writes. Whoever reads another's
diary is let in by a transaction of its own, which writes down that they looked; only then is it read.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from datetime import datetime
from hashlib import sha256
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from uuid import UUID

from fastapi import Path, Request

from app.api import traces
from app.api.asking import Asking, Denied, asking_of
from app.api.calculations import Calculations
from app.api.cookies import token_of
from app.api.recent_uses import RecentUses
from app.api.traces import Outcome, Proof, What
from app.errors import ConfirmNeeded, DiaryErased, DiaryError, NotSignedIn, NotThere, StorageUnavailable
from app.rules.access import AFTER_CONFIRMING, Action, Actor, Place, may
from app.storage import people, sign_ins
from app.storage.audit import Look, note_look
from app.storage.engine import Database
from app.storage.erasure import is_erased
from app.storage.grants import hold_grants
from app.storage.prepared import Transaction
from app.storage.sign_ins import SignedIn

P = ParamSpec("P")
T = TypeVar("T")
A = TypeVar("A")


class _Signed(ABC, Generic[A]):
    """A transaction for somebody who signed in; `A` is what the query is told of who asks."""

    def __init__(self, request: Request, action: Action) -> None:
        token = token_of(request)
        if token is None:
            raise NotSignedIn
        self._token_hash = sha256(token).digest()
        self._action = action
        self._database: Database = request.app.state.database
        self._recent_uses: RecentUses = request.app.state.recent_uses
        self._calculations: Calculations = request.app.state.calculations
        self.now: datetime = request.app.state.clock()
        self._asked: SignedIn | None = None

    def trace(self, what: What, outcome: Outcome = Outcome.DONE, **ids: UUID) -> None:
        """Leave a line of what they have just done: who, in which sign-in, and to what."""
        assert self._asked is not None
        who = {"account": self._asked.account_id, "session": self._asked.session_id}
        traces.trace(self.now, what, outcome, Proof.NONE, **who, **ids)

    async def read(
        self, query: Callable[Concatenate[Transaction, A, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the query on one snapshot. NotSignedIn, NotThere, ConfirmNeeded."""

        def job(tx: Transaction) -> tuple[SignedIn, T]:
            who, asking = self._enter(tx)
            return who, query(tx, asking, *args, **kwargs)

        who, found = await self._database.read(job)
        self._recent_uses.note(who.session_id, self.now)
        if who.is_stale(self.now):
            await self._note_use()
        return found

    async def write(
        self, change: Callable[Concatenate[Transaction, A, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the change; returns after COMMIT. NotSignedIn, NotThere, ConfirmNeeded."""

        def job(tx: Transaction) -> tuple[SignedIn, T]:
            who, asking = self._enter(tx)
            self._asked = who
            self._hold(tx, asking)
            if who.is_stale(self.now):
                sign_ins.note_use(tx, self._token_hash, self.now)
            return who, change(tx, asking, *args, **kwargs)

        who, done = await self._database.write(job)
        self._recent_uses.note(who.session_id, self.now)
        return done

    @abstractmethod
    def _enter(self, tx: Transaction) -> tuple[SignedIn, A]:
        """Who asks, and what the query is told. NotSignedIn, NotThere, ConfirmNeeded."""

    @abstractmethod
    def _hold(self, tx: Transaction, asking: A) -> None:
        """Keep every other writer of the same thing waiting."""

    def _require_confirmed(self, who: SignedIn) -> None:
        """ConfirmNeeded before a sensitive step of somebody who proved who they are too long ago."""
        if self._action in AFTER_CONFIRMING and not who.is_confirmed(self.now):
            raise ConfirmNeeded

    async def _note_use(self) -> None:
        """Reading keeps a sign-in alive as well; where nothing can be written, reading goes on."""
        with suppress(StorageUnavailable):
            await self._database.write(lambda tx: sign_ins.note_use(tx, self._token_hash, self.now))


class _AuditFirst(Exception):
    """The diary is another's: the look has to be written down before it is read."""


class DiaryDoor(_Signed[Asking]):
    """The door to one diary: a signed-in person's transaction on it."""

    def __init__(self, request: Request, action: Action, diary: str) -> None:
        super().__init__(request, action)
        self._diary = diary

    async def read(
        self, query: Callable[Concatenate[Transaction, Asking, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the query on one snapshot. NotSignedIn, NotThere, ConfirmNeeded."""

        def own(tx: Transaction, asking: Asking) -> T:
            if asking.look is not None:
                raise _AuditFirst
            return query(tx, asking, *args, **kwargs)

        async with self._turn():
            try:
                return await super().read(own)
            except _AuditFirst:
                asking = await self._let_in()
            except Denied as denied:
                raise await self._noted(denied) from None
            return await self._database.read(lambda tx: query(tx, asking, *args, **kwargs))

    def _turn(self) -> AbstractAsyncContextManager[None]:
        is_whole = self._action is Action.READ_REPORT
        return self._calculations.turn(self._token_hash) if is_whole else nullcontext()

    async def write(
        self, change: Callable[Concatenate[Transaction, Asking, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the change; returns after COMMIT. NotSignedIn, NotThere, ConfirmNeeded."""
        looks: list[Asking] = []

        def audited(tx: Transaction, asking: Asking) -> T:
            if asking.look is not None:
                looks[:] = [asking]  # the change may be done again from its beginning
                note_look(tx, asking.look)
            return change(tx, asking, *args, **kwargs)

        try:
            return await super().write(audited)
        except Denied as denied:
            raise await self._noted(denied) from None
        except DiaryError as fault:  # rolled back with its row; the refusal may tell what is there
            for asking in looks:
                await self._note(asking.look)
                asking.veil(fault)
            raise

    async def _let_in(self) -> Asking:
        """Check the grant and write down the look; returns after COMMIT."""

        def job(tx: Transaction) -> Asking:
            who, asking = self._enter(tx, holding=True)
            if asking.look is not None:
                note_look(tx, asking.look)
            if who.is_stale(self.now):
                sign_ins.note_use(tx, self._token_hash, self.now)
            return asking

        try:
            return await self._database.write(job)
        except Denied as denied:
            raise await self._noted(denied) from None

    async def _noted(self, denied: Denied) -> NotThere:
        with suppress(StorageUnavailable):
            await self._note(denied.look)
        return NotThere()

    async def _note(self, look: Look | None) -> None:
        if look is not None:
            await self._database.write(lambda tx: note_look(tx, look))

    def _enter(self, tx: Transaction, holding: bool = False) -> tuple[SignedIn, Asking]:
        who = self._who(tx)
        if holding and (diary_id := who.diary_named(self._diary)):
            hold_grants(tx, diary_id, who.account_id)
        asking = asking_of(tx, who, self._diary, self._action, self.now)
        self._require_confirmed(who)
        return who, asking

    def _who(self, tx: Transaction) -> SignedIn:
        """Who signed in. A phone that syncs hears why it is nobody any more: its copy is the last one."""
        try:
            return sign_ins.signed_in(tx, self._token_hash, self.now)
        except NotSignedIn:
            if self._action is Action.SYNC and is_erased(tx, self._diary):
                raise DiaryErased from None
            raise

    def _hold(self, tx: Transaction, asking: Asking) -> None:
        if not people.hold_diary(tx, asking.diary_id):
            raise NotThere
        if asking.look is not None:  # a revocation that came between counts
            hold_grants(tx, asking.diary_id, asking.who.account_id)
            asking_of(tx, asking.who, self._diary, self._action, self.now)


class OneselfDoor(_Signed[SignedIn]):
    """The door to the own account: a signed-in person's transaction on it."""

    def _enter(self, tx: Transaction) -> tuple[SignedIn, SignedIn]:
        who = sign_ins.signed_in(tx, self._token_hash, self.now)
        if not may(Actor(who.role), self._action, Place.SERVER):
            raise NotThere
        self._require_confirmed(who)
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
