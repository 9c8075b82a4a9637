"""Passkeys on the wire. Bytes are written as base64url without padding, as browsers do."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from pydantic import StringConstraints as Length

from app.api.schemas.accounts import OnDevice
from app.api.schemas.fields import Answered, Sent, example, optional_name

_CHALLENGE_ID, _PASSKEY_ID = "5b0c6c5e-6f0c-4c0e-9d0a-3f2f6f0f5a01", "01a1fa8b-1000-7aaa-8bbb-5e7d2a0c9b03"
_MADE = {
    "challenge_id": _CHALLENGE_ID,
    "credential_id": "s1OSSEpLEbFJHHrB4QOBvQ",
    "client_data_json": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0",
    "attestation_object": "o2NmbXRkbm9uZQ",
}
_SIGNATURE = {
    "challenge_id": _CHALLENGE_ID,
    "credential_id": "s1OSSEpLEbFJHHrB4QOBvQ",
    "client_data_json": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
    "authenticator_data": "SZYN5YgOjGh0NBcPZHZgW4",
    "signature": "MEUCIQDF",
}
_PASSKEY = {
    "passkey_id": _PASSKEY_ID,
    "name": "Ada's phone",
    "created_at": "2026-11-20T12:03:00.000Z",
    "last_used_at": None,
}
_NAME = Field(description="Without it: what the browser calls itself.")
Bytes = Annotated[str, Length(min_length=1, max_length=16_384, pattern=r"^[A-Za-z0-9_-]+$")]


class MadePasskey(Sent):
    """A passkey that a device made, and the challenge that it signed."""

    model_config = example(_MADE)
    challenge_id: UUID
    credential_id: Bytes
    client_data_json: Bytes
    attestation_object: Bytes
    name: Annotated[optional_name(200), _NAME] = None  # type: ignore[valid-type]


class Signature(Sent):
    """A challenge that a passkey signed."""

    model_config = example(_SIGNATURE)
    challenge_id: UUID
    credential_id: Bytes
    client_data_json: Bytes
    authenticator_data: Bytes
    signature: Bytes


class PasskeySignIn(OnDevice):
    """Signing in with a passkey; it says itself whose it is."""

    model_config = example({"passkey": _SIGNATURE})
    passkey: Signature


class ConfirmationIn(Sent):
    """The passkey or the password of whoever is signed in; with a code where the account has a code app."""

    model_config = example({"password": "four walnuts under a blue hat"}, {"passkey": _SIGNATURE})
    password: Annotated[str | None, Length(max_length=1000)] = None
    code: Annotated[str | None, Length(max_length=100)] = None
    passkey: Signature | None = None


class ChallengeOut(Answered):
    """A challenge, good for five minutes and one answer; `options` go to the browser as they are."""

    model_config = example(
        {"challenge_id": _CHALLENGE_ID, "options": {"challenge": "q83v", "rpId": "diary.example.org"}}
    )
    challenge_id: UUID
    options: Annotated[
        dict[str, Any], Field(description="PublicKeyCredential options in WebAuthn's own JSON form.")
    ]


class PasskeyOut(Answered):
    """A passkey of the account."""

    model_config = example(_PASSKEY)
    passkey_id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


class PasskeysOut(Answered):
    """The passkeys of the account, the oldest first."""

    model_config = example({"passkeys": [_PASSKEY]})
    passkeys: list[PasskeyOut]
