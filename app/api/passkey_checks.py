"""Passkeys (W3C WebAuthn Level 3): what the browser is asked, and whether what it answers is true.

The user is always verified by the device: finger, face or PIN. No attestation is asked for: which make of
device somebody has is no business of a diary.

The library is heavy, so it is imported with the first passkey: many a server never sees one.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from app.api.schemas.passkeys import MadePasskey, Signature
from app.errors import PasskeyRefused
from app.settings import Settings
from app.storage.passkeys import Given, KeptPasskey

_NAME = "Headache diary"


class PasskeyChecks:
    """For one origin: a passkey made for another one answers nothing here."""

    def __init__(self, settings: Settings) -> None:
        self._host, self._origin = settings.origin_host, settings.browser_origin

    def to_make(
        self, given: Given, account: tuple[UUID, str, str], known: list[KeptPasskey]
    ) -> dict[str, Any]:
        """What `navigator.credentials.create` is called with; `account`: its id, user name, name."""
        import webauthn
        from webauthn.helpers import structs

        account_id, username, display_name = account
        options = webauthn.generate_registration_options(
            rp_id=self._host,
            rp_name=_NAME,
            user_id=account_id.bytes,
            user_name=username,
            user_display_name=display_name,
            challenge=given.challenge,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.REQUIRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[structs.PublicKeyCredentialDescriptor(one.credential_id) for one in known],
        )
        return _plain(webauthn.options_to_json(options))

    def made(self, given: Given, sent: MadePasskey) -> tuple[bytes, bytes, int]:
        """The new passkey's id, public key and counter. PasskeyRefused."""
        credential = _credential(
            sent.credential_id,
            clientDataJSON=sent.client_data_json,
            attestationObject=sent.attestation_object,
        )
        with _as_refusal():
            import webauthn

            found = webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=given.challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                require_user_verification=True,
            )
        return found.credential_id, found.credential_public_key, found.sign_count

    def to_sign(self, given: Given, known: list[KeptPasskey]) -> dict[str, Any]:
        """What `navigator.credentials.get` is called with; any passkey of this origin where none is named."""
        import webauthn
        from webauthn.helpers import structs

        options = webauthn.generate_authentication_options(
            rp_id=self._host,
            challenge=given.challenge,
            allow_credentials=[structs.PublicKeyCredentialDescriptor(one.credential_id) for one in known],
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
        return _plain(webauthn.options_to_json(options))

    def signed(self, given: Given, sent: Signature, passkey: KeptPasskey) -> int:
        """The passkey's new counter. PasskeyRefused, also when the counter shows that there are two of it."""
        credential = _credential(
            sent.credential_id,
            clientDataJSON=sent.client_data_json,
            authenticatorData=sent.authenticator_data,
            signature=sent.signature,
        )
        with _as_refusal():
            import webauthn

            found = webauthn.verify_authentication_response(
                credential=credential,
                expected_challenge=given.challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        return found.new_sign_count


def credential_id_of(sent: MadePasskey | Signature) -> bytes:
    """The passkey's id as it is kept. PasskeyRefused."""
    with _as_refusal():
        return urlsafe_b64decode(sent.credential_id + "==")


def _plain(options: str) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(options)
    return plain


def _credential(credential_id: str, **response: str) -> dict[str, Any]:
    return {"id": credential_id, "rawId": credential_id, "type": "public-key", "response": response}


@contextmanager
def _as_refusal() -> Iterator[None]:
    """What the library cannot read, and what it finds untrue, is refused alike."""
    try:
        yield
    except Exception:
        raise PasskeyRefused from None
