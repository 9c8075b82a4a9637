"""Seeds of code apps, sealed with a key that no database and no backup holds.

The key is a file of its own, in the data folder or where DIARY_KEY_FILE says. Servers that share a database
share its key. Where a database came without it, as after a restore on another machine, the seeds open no
more: a recovery code or the operator's `account reset` sets up another code app.
"""

import os
from base64 import b32decode, b32encode, b64decode, b64encode
from binascii import Error as NotBase64
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from app.errors import RefusesToStart

SEED_BYTES = 20  # RFC 4226: 160 bits
_KEY_BYTES, _NONCE_BYTES = 32, 12
_SEALED_LENGTH = 64  # nonce, seed and tag in base64; as base32 a seed has 32 letters


class Seal:
    """Seals and opens with the key of one file, which is made when it is first needed."""

    def __init__(self, file: Path, is_named: bool) -> None:
        self._file = file
        self.is_named = is_named  # by the operator: this key it is, whichever sealed before

    @cached_property
    def key(self) -> bytes:
        """The key. RefusesToStart when its file cannot be read, or made, or holds something else."""
        try:
            if not self._file.exists():
                self._make()
            text = self._file.read_text("ascii")
        except (OSError, UnicodeDecodeError) as fault:
            raise RefusesToStart(f"the key file {self._file} cannot be read or made: {fault}") from None
        key = _key_of(text)
        if key is None:
            raise RefusesToStart(f"the key file {self._file} holds no key: {_KEY_BYTES} bytes in base64")
        return key

    def require_key(self) -> None:
        """RefusesToStart when there is none and none can be made."""
        _ = self.key

    @property
    def has_key(self) -> bool:
        """Whether there is a key already."""
        return self._file.exists()

    @property
    def check(self) -> bytes:
        """By this a key is known again; nothing of it can be read back."""
        return sha256(b"headache diary key" + self.key).digest()[:16]

    def sealed(self, account_id: UUID, seed: str) -> str:
        """A seed in base32 as it is kept: readable with the key alone, and for this account alone."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  few need it

        nonce = os.urandom(_NONCE_BYTES)
        return b64encode(nonce + AESGCM(self.key).encrypt(nonce, b32decode(seed), account_id.bytes)).decode()

    def opened(self, account_id: UUID, kept: str) -> str | None:
        """The seed in base32; None when another key sealed it. One that is not sealed stays as it is."""
        if not is_sealed(kept):
            return kept
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  few need it
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        whole = b64decode(kept)
        with suppress(InvalidTag):
            seed = AESGCM(self.key).decrypt(whole[:_NONCE_BYTES], whole[_NONCE_BYTES:], account_id.bytes)
            return b32encode(seed).decode()
        return None

    def _make(self) -> None:
        """Make the key, whole or not at all: several servers may start at once."""
        new = self._file.with_name(f".{self._file.name}.{uuid4().hex}")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(b64encode(os.urandom(_KEY_BYTES)) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(new, self._file)
        finally:
            new.unlink(missing_ok=True)
        folder = os.open(self._file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def new_seed() -> str:
    """A seed for a code app: random, in base32."""
    return b32encode(os.urandom(SEED_BYTES)).decode()


def is_sealed(kept: str) -> bool:
    """Whether a kept seed is sealed."""
    return len(kept) == _SEALED_LENGTH


def _key_of(text: str) -> bytes | None:
    try:
        key = b64decode(text.strip(), validate=True)
    except NotBase64:
        return None
    return key if len(key) == _KEY_BYTES else None
