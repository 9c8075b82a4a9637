"""An authenticator in software: it makes passkeys and signs with them, as a phone does."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, NEW_CREDENTIAL = 0x01, 0x04, 0x40
Json = dict[str, Any]


class Authenticator:
    """One passkey, for one origin. `verified`: whether it asked for a finger or a PIN."""

    def __init__(self, origin: str, host: str = "localhost", verified: bool = True) -> None:
        self.origin, self.host = origin, host
        self.flags = PRESENT | (VERIFIED if verified else 0)
        self.credential_id = secrets.token_bytes(16)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.count = 0

    def make(self, told: Json, **said: Any) -> Json:
        """What the browser answers to `options` that it makes a passkey from."""
        data = self._data(self.flags | NEW_CREDENTIAL) + bytes(16)
        data += len(self.credential_id).to_bytes(2, "big") + self.credential_id + self.public_key()
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = self._client_data("webauthn.create", told)
        return self._answer(told, client_data, attestation_object=attestation) | said

    def sign(self, told: Json, **said: Any) -> Json:
        """What the browser answers to `options` that it signs."""
        self.count += 1
        data, client_data = self._data(self.flags), self._client_data("webauthn.get", told)
        signed = data + hashlib.sha256(client_data).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._answer(told, client_data, authenticator_data=data, signature=signature) | said

    def public_key(self) -> bytes:
        """The public half, as COSE (RFC 9053) writes it."""
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _data(self, flags: int) -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, told: Json) -> bytes:
        said = {"type": kind, "challenge": told["options"]["challenge"], "origin": self.origin}
        return json.dumps(said | {"crossOrigin": False}).encode()

    def _answer(self, told: Json, client_data: bytes, **parts: bytes) -> Json:
        parts |= {"credential_id": self.credential_id, "client_data_json": client_data}
        return {"challenge_id": told["challenge_id"]} | {name: written(part) for name, part in parts.items()}


def written(part: bytes) -> str:
    """Bytes as base64url without padding."""
    return urlsafe_b64encode(part).decode().rstrip("=")


def read(text: str) -> bytes:
    """The bytes of such a text."""
    return urlsafe_b64decode(text + "==")
