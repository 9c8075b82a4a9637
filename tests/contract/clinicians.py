"""Clinicians with every kind of grant, made without the handshake; it has tests of its own."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import httpx
import pyotp
from uuid_utils.compat import uuid7

from app.api import challenges
from app.api.cookies import written
from app.api.passwords import code_hash
from app.api.sharing import secret_hash
from app.rules.consent import Consent
from app.storage import clinics, passkeys, people, second_factors, visit_links
from app.storage.clinics import add_clinic, add_clinician
from app.storage.grants import KeptGrant, Scopes, confirm_grant, request_grant, revoke_grant
from app.storage.invitations import KeptInvitation, invite
from app.storage.passkeys import KeptPasskey
from app.storage.people import NewAccount
from app.storage.prepared import Transaction
from app.storage.sign_ins import NewSession, open_session
from app.storage.tables import Kind, Purpose, Role
from app.storage.visit_links import KeptLink
from tests.authenticator import Authenticator
from tests.authenticator import written as base64url
from tests.served import Served

AGO, YEAR = timedelta(days=2), timedelta(days=365)
PLAIN = Scopes(notes=False, enter_treatment=False)
SCOPES = {
    "NOTING": Scopes(notes=True, enter_treatment=False),
    "TREATING": Scopes(notes=False, enter_treatment=True),
}


class Clinicians:
    """A clinic; its clinicians have the password of somebody who registered."""

    def __init__(self, served: Served, like: str) -> None:
        self.served = served
        self.clinic = f"clinic-{uuid4().hex}"
        self._write(lambda tx: add_clinic(tx, uuid7(), self.clinic, served.now))
        self._hash = self._write(lambda tx: people.find_credentials(tx, like)).password_hash

    def _write(self, job: Callable[[Transaction], Any]) -> Any:
        return asyncio.run(self.served.app.state.database.write(job))

    def named(self) -> str:
        """The user name of one more clinician."""
        return self._account().username

    def new(self) -> UUID:
        """The account of one more clinician."""
        return self._account().account_id

    def without_code_app(self) -> str:
        """One who has a password alone, which should not be."""
        account = self._account()
        self._write(lambda tx: second_factors.forget_secret(tx, account.account_id))
        return account.username

    def forget_code_app(self, device: Authenticator) -> None:
        """Whoever has this device has a code app no more."""

        def forget(tx: Transaction) -> None:
            found = passkeys.find_passkey(tx, device.credential_id)
            assert found is not None
            second_factors.forget_secret(tx, found.account_id)

        self._write(forget)

    def with_code_app(self) -> tuple[str, pyotp.TOTP]:
        """One with a code app: the user name, and the app."""
        account, secret = self._account(), pyotp.random_base32()
        self._write(lambda tx: second_factors.set_secret(tx, account.account_id, secret, 0, self.served.now))
        return account.username, pyotp.TOTP(secret)

    def with_recovery_code(self) -> tuple[str, str]:
        """One with a recovery code: the user name, and the code."""
        account = self._account()
        return account.username, self.code_for(account.account_id)

    def with_passkey_alone(self) -> tuple[httpx.Client, Authenticator]:
        """One without a password: a browser, and the device."""
        account_id = self.new()
        self._write(lambda tx: people.set_password(tx, account_id, ""))
        return self.served.client(), self.passkey(account_id)[0]

    def _account(self) -> NewAccount:
        name = f"clinician-{uuid4().hex}"
        account = NewAccount(uuid7(), name, "Dr Who", Role.CLINICIAN, "UTC", self._hash, None)
        self._write(lambda tx: add_clinician(tx, account, self.clinic, self.served.now))
        secret = pyotp.random_base32()
        self._write(lambda tx: second_factors.set_secret(tx, account.account_id, secret, 0, self.served.now))
        return account

    def signed_in(self, account_id: UUID | None = None) -> httpx.Client:
        """A clinician's browser; one more clinician's where none is named."""
        client, token = self.served.client(), secrets.token_bytes(32)
        session = NewSession(sha256(token).digest(), uuid7(), account_id or self.new(), uuid4(), "a browser")
        self._write(lambda tx: open_session(tx, session, self.served.now))
        client.cookies.set("diary_session", written(token))
        return client

    def code_for(self, account_id: UUID) -> str:
        """A recovery code that stands in for a code of the app."""
        code = secrets.token_hex(8)
        self._write(lambda tx: second_factors.replace_codes(tx, account_id, [code_hash(code)]))
        return code

    def visit_link(self, diary_id: str) -> tuple[str, str]:
        """The id and the secret of a one-visit link."""
        now, secret = self.served.now, secrets.token_urlsafe(32)
        link = KeptLink(UUID(diary_id), uuid7(), None, 0, now, now + timedelta(days=7), None)
        self._write(lambda tx: visit_links.add_link(tx, link, secret_hash(secret)))
        return str(link.link_id), secret

    def one_time_link(self, account_id: UUID) -> str:
        """What `account reset` prints, from the # on."""
        token, now = secrets.token_bytes(32), self.served.now
        give = partial(clinics.give_link, token_hash=sha256(token).digest(), purpose=Purpose.RESET, now=now)
        self._write(lambda tx: give(tx, account_id))
        return written(token)

    def passkey(self, account_id: UUID) -> tuple[Authenticator, str]:
        """A passkey of an account, and its id."""
        device, passkey_id = Authenticator(self.served.origin), uuid7()
        key = (account_id, passkey_id, device.credential_id, device.public_key())
        kept = KeptPasskey(*key, 0, "a phone", self.served.now, None)
        self._write(lambda tx: passkeys.add_passkey(tx, kept))
        return device, str(passkey_id)

    def challenge(self, purpose: Purpose, account_id: UUID | None) -> dict[str, Any]:
        """A challenge as the server tells it."""
        given = challenges.new_challenge(purpose, account_id)
        self._write(lambda tx: passkeys.give_challenge(tx, given, self.served.now))
        options = {"challenge": base64url(given.challenge)}
        return {"challenge_id": str(given.challenge_id), "options": options}

    def grant(self, diary_id: str, clinician: UUID, actor: Any) -> str:
        """A grant that stands as the actor's name says."""
        now = self.served.now
        ends_at = now - timedelta(days=1) if actor.name == "LAPSED" else now + YEAR
        scopes = SCOPES.get(actor.name, PLAIN)
        consent = Consent(now - AGO, None, ends_at, None)
        grant = KeptGrant(UUID(diary_id), uuid7(), clinician, scopes, consent)

        def make(tx: Transaction) -> None:
            request_grant(tx, grant)
            if actor.name != "WAITING":
                confirm_grant(tx, grant, scopes, ends_at, now - AGO)
            if actor.name == "REVOKED":
                revoke_grant(tx, grant, now)

        self._write(make)
        return str(grant.grant_id)

    def invitation(self, diary_id: str) -> tuple[str, str]:
        """The id and the secret of an invitation."""
        now, secret = self.served.now, secrets.token_urlsafe(32)
        soon = now + timedelta(minutes=5)
        one = KeptInvitation(UUID(diary_id), uuid7(), Kind.LINK, PLAIN, now + YEAR, now, soon)
        self._write(lambda tx: invite(tx, one, secret_hash(secret)))
        return str(one.invitation_id), secret
