"""Clinicians with every kind of grant, made without the handshake; it has tests of its own."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from uuid_utils.compat import uuid7

from app.api.sharing import secret_hash
from app.rules.consent import Consent
from app.storage import people
from app.storage.clinics import add_clinic, add_clinician
from app.storage.grants import KeptGrant, Scopes, confirm_grant, request_grant, revoke_grant
from app.storage.invitations import KeptInvitation, invite
from app.storage.people import NewAccount
from app.storage.prepared import Transaction
from app.storage.tables import Kind, Role
from tests.served import PASSWORD, Served

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

    def _account(self) -> NewAccount:
        name = f"clinician-{uuid4().hex}"
        account = NewAccount(uuid7(), name, "Dr Who", Role.CLINICIAN, "UTC", self._hash, None)
        self._write(lambda tx: add_clinician(tx, account, self.clinic, self.served.now))
        return account

    def signed_in(self) -> httpx.Client:
        """One more clinician's browser."""
        client = self.served.client()
        said = {"username": self.named(), "password": PASSWORD}
        assert client.post("/session", json=said).status_code == 200
        return client

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
