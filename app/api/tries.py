"""Tries to sign in with what can be guessed: counted before they are looked at, refused all alike.

Failures of a browser that has signed in to the account before are its own: nobody else's failures keep it
out; while it has to wait, its tries are a stranger's. All others are counted for the user name and for the
network they come from, and a network tries so many times an hour. A passkey cannot be guessed, so it is never
kept waiting.

A user name that nobody has leaves no row, and a try of it runs the same statements as one of a real name.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from fastapi import Request

from app.api import traces
from app.api.cookies import device_of
from app.api.lanes import Lane
from app.api.network import network_of
from app.api.schemas.fields import folded
from app.api.traces import Outcome, What
from app.errors import TooManySignIns
from app.storage import people, throttle
from app.storage.engine import Database
from app.storage.failed_tries import note_failed
from app.storage.known_devices import is_known_device
from app.storage.people import Credentials
from app.storage.prepared import Transaction
from app.storage.tables import Role

NOBODY = Credentials(UUID(int=0), Role.PATIENT, "", -1)
"""Whom a user name means that nobody has: no id, no password, and never the credentials that still hold."""


class Turn(StrEnum):
    """Whether a try may be looked at."""

    NOW = "now"
    LATER = "later"  # too many failed: refused like a wrong one, after the same work
    FULL = "full"  # its network has tried too often: refused at once


@dataclass(frozen=True, slots=True)
class Try:
    """Who tries what, where."""

    what: What
    username: str
    device: bytes  # the hash of its cookie; b"" without one
    network: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Tried:
    """A try that has been counted, and what it is checked against."""

    found: Credentials
    turn: Turn
    lane: Lane
    of_account: list[bytes]
    of_network: bytes | None

    @property
    def kept(self) -> str | None:
        """The hash that the password is compared with; None where there is none, or none may be looked at."""
        return (self.found.password_hash or None) if self.turn is Turn.NOW else None

    @property
    def account_id(self) -> UUID | None:
        """Whose account it is; None where it is nobody's."""
        return None if self.found is NOBODY else self.found.account_id


def try_of(request: Request, username: str, what: What) -> Try:
    """A try of this name, from where the request comes."""
    token = device_of(request)
    device = sha256(token).digest() if token else b""
    return Try(what, folded(username), device, network_of(request), request.app.state.clock())


async def begin(database: Database, one: Try) -> Tried:
    """Count it as failed; and what it is checked against. TooManySignIns."""
    tried = await database.write(lambda tx: take_try(tx, one))
    if tried.turn is Turn.FULL:
        traces.trace(one.now, one.what, Outcome.THROTTLED, account=tried.account_id)
        raise TooManySignIns
    return tried


async def failed(database: Database, one: Try, tried: Tried) -> None:
    """It was wrong, or had to wait: a line in the log, and one more for the owner of the account to see."""
    await database.write(lambda tx: note_failed(tx, tried.found.account_id, one.now))
    outcome = Outcome.WRONG if tried.turn is Turn.NOW else Outcome.THROTTLED
    traces.trace(one.now, one.what, outcome, account=tried.account_id)


def take_try(tx: Transaction, one: Try) -> Tried:
    """Count it as failed; and what it is checked against."""
    found = people.find_credentials(tx, one.username) or NOBODY
    if is_known_device(tx, one.device, found.account_id):
        subjects = [throttle.subject("device", (one.device.hex(), found.account_id))]
        if throttle.take_try(tx, subjects, one.now):
            return Tried(found, Turn.NOW, Lane.KNOWN, subjects, None)
        # It is refused whatever it says: it holds up nobody who is known, and counts as a stranger's.
        has_turn = throttle.take_turn(tx, throttle.subject("sign-ins", one.network), one.now)
        return Tried(found, Turn.LATER if has_turn else Turn.FULL, Lane.STRANGERS, subjects, None)
    if not throttle.take_turn(tx, throttle.subject("sign-ins", one.network), one.now):
        return Tried(found, Turn.FULL, Lane.STRANGERS, [], None)
    of_account, of_network = (
        throttle.subject("account", one.username),
        throttle.subject("network", one.network),
    )
    unkept = (of_account,) if found is NOBODY else ()
    allowed = throttle.take_try(tx, (of_account, of_network), one.now, unkept=unkept)
    return Tried(found, _turn(allowed), Lane.STRANGERS, [of_account], of_network)


def _turn(allowed: bool) -> Turn:
    return Turn.NOW if allowed else Turn.LATER


def was_right(tx: Transaction, tried: Tried, now: datetime) -> None:
    """It was no failure; those that others of its network made stay."""
    throttle.settle(tx, tried.of_account, tried.of_network, now)


def half_right(tx: Transaction, tried: Tried, now: datetime) -> None:
    """The password was right, a code is missing: the account still counts it, since codes can be guessed."""
    throttle.settle(tx, [], tried.of_network, now)


def was_none(tx: Transaction, tried: Tried, now: datetime) -> None:
    """What came with it was refused before it was looked at: it told nothing, and counts as nothing."""
    subjects = [*tried.of_account, *filter(None, [tried.of_network])]
    throttle.undo(tx, subjects, now, tried.turn is Turn.NOW)
