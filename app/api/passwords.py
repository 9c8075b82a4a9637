"""Passwords and recovery codes: long, not common, hashed slowly, two hashes at a time at most."""

import secrets
from functools import partial
from hashlib import sha256

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.api.lanes import Lane, Lanes
from app.api.own_words import is_of_our_words, own_words
from app.api.schemas.fields import MOST_TYPED, composed
from app.errors import FieldFault, PasswordRefused

SHORTEST, LONGEST = 15, 128
RECOVERY_CODES = 10
_JUDGED = 40
_EASILY_GUESSED = 2  # zxcvbn's score 0-4: fewer than 10^8 guesses
_HASHER = Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1)
_CODE_LENGTH = 24
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0, O, 1 and I


class Passwords:
    """Argon2id with 19 MiB, 2 passes, 1 lane (OWASP); a sign-in flood costs memory twice over, not more.

    Whoever is known has a lane of waiting of their own: a crowd of strangers does not hold them up.
    """

    def __init__(self) -> None:
        self._hasher = PasswordHash((_HASHER,))
        self._hashing = Lanes("diary-password", (Lane.KNOWN, Lane.STRANGERS))
        self._judging = Lanes("diary-password-judge", (Lane.KNOWN,))  # its lists are not for two threads
        self._dummy = self._hasher.hash(secrets.token_urlsafe(32))

    async def hash(self, password: str, lane: Lane = Lane.STRANGERS) -> str:
        """The hash to keep."""
        typed = composed(password[:MOST_TYPED])
        return await self._hashing.do(lane, lambda: self._hasher.hash(typed))

    async def matches(self, password: str, kept: str | None, lane: Lane = Lane.STRANGERS) -> bool:
        """Whether the password is the kept one; without one the same work is done, and the answer is no.

        What is not typed in composed letters (NFC) is compared as it was typed as well, always both: the
        hashes of earlier releases are of what was typed.
        """
        typed, hashed = password[:MOST_TYPED], kept or self._dummy
        told = [
            await self._hashing.do(lane, partial(self._hasher.verify, one, hashed))
            for one in dict.fromkeys((composed(typed), typed))
        ]
        return any(told) and kept is not None

    async def renewed(self, password: str, kept: str | None, lane: Lane = Lane.STRANGERS) -> str | None:
        """A hash to keep in place of one that was made another way; None where there is nothing to renew.

        Called whether or not the password was right, so that both take the same time.
        """
        typed = password[:MOST_TYPED]
        if composed(typed) == typed and not _HASHER.check_needs_rehash(kept or self._dummy):
            return None
        hashed = await self.hash(password, lane)
        return hashed if kept is not None else None

    def close(self) -> None:
        """Let the threads go."""
        self._hashing.close()
        self._judging.close()

    async def check(self, password: str, *known: str, lane: Lane = Lane.STRANGERS) -> None:
        """PasswordRefused: too short, too long, or easily guessed, also from what is known of the person."""
        password = composed(password[:MOST_TYPED])
        if not SHORTEST <= len(password) <= LONGEST:
            raise _refused(f"{SHORTEST} to {LONGEST} characters; several words are easiest to keep")
        if await self._judging.do(lane, lambda: _is_easily_guessed(password, known)):
            raise _refused(
                "is among the easily guessed ones: several words that do not belong together are better"
            )


def _is_easily_guessed(password: str, known: tuple[str, ...]) -> bool:
    """Whether its beginning is: judging takes the longer the longer it is, up to seconds of work."""
    from zxcvbn import zxcvbn  # noqa: PLC0415  its lists are large, and few requests need them

    if is_of_our_words(password, known):
        return True
    judged = zxcvbn(password[:_JUDGED], user_inputs=[*known, *own_words()])
    return bool(judged["score"] <= _EASILY_GUESSED)


def _refused(message: str) -> PasswordRefused:
    return PasswordRefused(faults=[FieldFault("password", message)])


def _new_recovery_code() -> str:
    """Letters and digits in groups of four: 120 random bits."""
    letters = [secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, _CODE_LENGTH, 4))


def new_recovery_codes() -> list[str]:
    """Ten of them."""
    return [_new_recovery_code() for _ in range(RECOVERY_CODES)]


def code_hash(code: str) -> bytes:
    """What is kept of a recovery code: enough to know it again."""
    return sha256("".join(code.replace("-", "").split()).upper().encode()).digest()
