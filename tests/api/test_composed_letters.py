"""Passwords and passcodes are the same however a keyboard composes their letters."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unicodedata import normalize
from unittest.mock import patch
from uuid import UUID

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.api import passwords
from app.api.lanes import Lane
from app.api.passwords import Passwords
from app.storage import people
from tests.api.test_accounts import register
from tests.api.test_visits import link, open_it
from tests.api.told import refusal
from tests.conftest import Tell
from tests.served import Person, Served

NFC = normalize("NFC", "fünf Röhren über grünem Café")
NFD = normalize("NFD", NFC)
WRONG = NFD.replace("f", "g", 1)
PASSCODES = ("c\u00e4f\u00e9", "ca\u0308fe\u0301")


@pytest.fixture
def pat(own_server: Served) -> Person:
    """A patient whose password is written with accents."""
    one = Person(own_server)
    assert one.http.put("/account/password", json={"password": NFC}).status_code == 204
    return one


def sign_in(pat: Person, password: str, username: str = "") -> int:
    """The status of a try, in a browser of one's own."""
    said = {"username": username or pat.username, "password": password}
    return pat.served.client().post("/session", json=said).status_code


def kept(pat: Person) -> str:
    """The hash of the password."""
    account_id = UUID(pat.account["account_id"])
    credentials = pat.served.app.state.database.read(lambda tx: people.credentials_of(tx, account_id))
    return asyncio.run(credentials).password_hash  # type: ignore[no-any-return]


def keep(pat: Person, hashed: str) -> None:
    """Let that be the hash."""
    account_id = UUID(pat.account["account_id"])
    asyncio.run(pat.served.app.state.database.write(lambda tx: people.set_password(tx, account_id, hashed)))


def hash_of(text: str, memory_cost: int = 19_456) -> str:
    """What the release before kept: a hash of the text as it was typed."""
    return Argon2Hasher(memory_cost=memory_cost, time_cost=2, parallelism=1).hash(text)


@contextmanager
def counted_hashes() -> Iterator[list[str]]:
    """Each slow piece of work, by name."""
    done: list[str] = []
    verify, make = PasswordHash.verify, PasswordHash.hash

    def verifying(self: PasswordHash, *args: Any) -> bool:
        done.append("verify")
        return verify(self, *args)

    def making(self: PasswordHash, *args: Any) -> str:
        done.append("hash")
        return make(self, *args)

    with patch.object(PasswordHash, "verify", verifying), patch.object(PasswordHash, "hash", making):
        yield done


@pytest.mark.parametrize("typed", [NFC, NFD, normalize("NFKC", NFC)])
def test_a_password_is_the_same_however_it_is_composed(pat: Person, typed: str) -> None:
    assert sign_in(pat, typed) == 200
    assert sign_in(pat, WRONG) == 401


def test_a_hash_of_what_was_typed_counts_and_is_renewed(pat: Person) -> None:
    keep(pat, hash_of(NFD))

    before = sign_in(pat, NFC)
    told = [sign_in(pat, typed) for typed in (NFD, NFC, NFD)]

    assert (before, told) == (401, [200, 200, 200])


@pytest.mark.parametrize("typed", [NFC, NFD], ids=["composed", "decomposed"])
def test_every_path_takes_the_same_number_of_hashes(pat: Person, typed: str, tell: Tell) -> None:
    counts = {}
    paths = {"right": (typed, ""), "wrong": (f"{typed}x", ""), "unknown": (typed, "nobody-at-all")}
    for path, said in paths.items():
        with counted_hashes() as done:
            sign_in(pat, *said)
        counts[path] = sorted(done)

    tell(f"{(typed == NFC and 'composed') or 'decomposed'}: {counts['right']} on {len(counts)} paths")
    assert counts["right"] == counts["wrong"] == counts["unknown"]
    assert len(counts["right"]) == (1 if typed == NFC else 3)


def test_a_second_spelling_that_is_tried_only_when_needed_is_caught(
    pat: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lazily(self: Passwords, password: str, kept: str | None, lane: Lane) -> bool:
        for one in (normalize("NFC", password), password):
            if await self._hashing.do(lane, partial(self._hasher.verify, one, kept or self._dummy)):
                return kept is not None
        return False

    monkeypatch.setattr(Passwords, "matches", lazily)
    counts = []
    for typed in (NFD, WRONG):
        with counted_hashes() as done:
            sign_in(pat, typed)
        counts.append(len(done))

    assert counts[0] < counts[1]


def test_a_hash_of_other_costs_is_made_anew_at_sign_in(pat: Person) -> None:
    keep(pat, hash_of(NFC, memory_cost=8_192))

    assert (sign_in(pat, WRONG), "m=8192" in kept(pat)) == (401, True)
    assert (sign_in(pat, NFC), "m=19456" in kept(pat)) == (200, True)
    assert sign_in(pat, NFC) == 200


@pytest.mark.parametrize(("letters", "status"), [(14, 422), (15, 201), (128, 201), (129, 422)])
def test_the_length_is_that_of_the_composed_letters(
    shared_server: Served, monkeypatch: pytest.MonkeyPatch, letters: int, status: int
) -> None:
    monkeypatch.setattr(passwords, "_is_easily_guessed", lambda *_: False)
    answer = register(shared_server, password="e\u0301" * letters)

    assert answer.status_code == status


def test_an_easily_guessed_password_is_one_in_any_spelling(shared_server: Served) -> None:
    said = {"display_name": "Zoë Müller Größe", "password": normalize("NFD", "Zoë Müller Größe 1")}

    assert refusal(register(shared_server, **said)) == (422, "password_refused", ["password"])


@pytest.mark.parametrize("made", PASSCODES)
@pytest.mark.parametrize("typed", PASSCODES)
def test_a_passcode_is_the_same_however_it_is_composed(pat: Person, made: str, typed: str) -> None:
    secret = link(pat, passcode=made)["secret"]

    told = [open_it(pat, secret, passcode=one).status_code for one in ("caf", typed, f"{typed}x")]

    assert told == [403, 201, 403]


@pytest.mark.parametrize(("letters", "status"), [(3, 422), (4, 201), (64, 201), (65, 422)])
def test_a_passcode_is_as_long_as_its_composed_letters(ada: Person, letters: int, status: int) -> None:
    answer = ada.http.post(f"{ada.diary}/visit-links", json={"passcode": "e\u0301" * letters})

    assert answer.status_code == status


def test_a_passcode_of_the_release_before_counts_as_typed_and_is_renewed(pat: Person) -> None:
    with patch.object(passwords, "composed", lambda typed: typed), patch.object(Passwords, "hash", _as_typed):
        secret = link(pat, passcode="xxxx")["secret"]

    told = [open_it(pat, secret, passcode=one).status_code for one in (PASSCODES[0], *PASSCODES[::-1])]

    assert told == [403, 201, 201]


async def _as_typed(_self: Passwords, _password: str, *_lane: Lane) -> str:
    return hash_of(PASSCODES[1])
