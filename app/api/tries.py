"""Tries to sign in with what can be guessed: counted before they are looked at, refused all alike.

Failures of a browser that has signed in to the account before are its own: nobody else's failures keep it
out. All others are counted for the user name and for the network they come from. A passkey cannot be guessed,
so it is never kept waiting.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from fastapi import Request

from app.api.cookies import device_of
from app.api.network import network_of
from app.api.schemas.fields import folded
from app.storage import people, throttle
from app.storage.known_devices import is_known_device
from app.storage.people import Credentials
from app.storage.prepared import Transaction


@dataclass(frozen=True, slots=True)
class Try:
    """Who tries, where."""

    username: str
    device: bytes | None  # the hash of its cookie
    network: bytes
    now: datetime


@dataclass(frozen=True, slots=True)
class Tried:
    """A try that has been counted; `found` is None as well where it may not be looked at."""

    found: Credentials | None
    of_account: list[bytes]
    of_network: bytes | None


def try_of(request: Request, username: str) -> Try:
    """A try of this name, from where the request comes."""
    token = device_of(request)
    network = throttle.subject("network", network_of(request))
    return Try(folded(username), token and sha256(token).digest(), network, request.app.state.clock())


def take_try(tx: Transaction, one: Try) -> Tried:
    """Count it as failed; and what it is checked against."""
    found = people.find_credentials(tx, one.username)
    if found and one.device and is_known_device(tx, one.device, found.account_id):
        subjects = [throttle.subject("device", (one.device.hex(), found.account_id))]
        tried = Tried(found, subjects, None)
    else:
        tried = Tried(found, [throttle.subject("account", one.username)], one.network)
    counted = [*tried.of_account, *([tried.of_network] if tried.of_network else [])]
    allowed = throttle.take_try(tx, counted, one.now)
    return tried if allowed else Tried(None, [], None)


def was_right(tx: Transaction, tried: Tried, now: datetime) -> None:
    """It was no failure; those that others of its network made stay."""
    throttle.settle(tx, tried.of_account, tried.of_network, now)


def half_right(tx: Transaction, tried: Tried, now: datetime) -> None:
    """The password was right, a code is missing: the account still counts it, since codes can be guessed."""
    throttle.settle(tx, [], tried.of_network, now)
