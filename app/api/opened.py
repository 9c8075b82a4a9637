"""A sign-in that is being opened: its row, its browser, its cookies, and what the answer tells."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from uuid_utils.compat import uuid4, uuid7

from app.api import answers, cookies, traces
from app.api.schemas.accounts import OnDevice
from app.api.traces import Outcome, Proof, What
from app.rules.names import name_fault, tidied
from app.storage import sign_ins
from app.storage.known_devices import know_device
from app.storage.prepared import Transaction
from app.storage.sign_ins import LastUse, NewSession, SignedIn
from app.storage.tables import Role


class Opened:
    """The secrets of one new sign-in; nothing of them is kept but hashes."""

    def __init__(self, request: Request, sent: OnDevice) -> None:
        self._token = cookies.new_token()
        self._before = cookies.token_of(request)
        self._device = cookies.device_of(request) or cookies.new_token()
        self._is_https: bool = request.app.state.settings.is_https
        self._last_use: LastUse = request.app.state.recent_uses.last
        self._device_id = sent.device_id or uuid4()
        self._who: SignedIn | None = None
        self._name = sent.device_name or device_name(request)

    def keep(self, tx: Transaction, account_id: UUID, now: datetime) -> SignedIn:
        """Write the sign-in down; its browser is known to the account, and what it was signed in to ends."""
        if self._before is not None:
            sign_ins.end_session(tx, sha256(self._before).digest())
        token_hash = sha256(self._token).digest()
        session = NewSession(token_hash, uuid7(), account_id, self._device_id, self._name)
        sign_ins.open_session(tx, session, now, self._last_use)
        know_device(tx, sha256(self._device).digest(), account_id, now)
        self._who = sign_ins.signed_in(tx, token_hash, now)
        return self._who

    def trace(self, what: What, now: datetime, proof: Proof = Proof.NONE) -> None:
        """Leave a line of the sign-in that was kept."""
        assert self._who is not None
        who = self._who
        traces.trace(now, what, Outcome.DONE, proof, account=who.account_id, session=who.session_id)

    def answer(self, body: object, status: int = 200) -> Response:
        """The answer that hands the secrets to the browser. A clinician's sign-in ends with the browser."""
        response = answers.as_json(body, status)
        assert self._who is not None
        lasts = self._who.role is Role.PATIENT
        cookies.set_session(response, self._token, self._is_https, lasts)
        cookies.set_device(response, self._device, self._is_https)
        return response


def device_name(request: Request) -> str:
    """What the browser calls itself."""
    name = tidied(request.headers.get("user-agent", ""))[:200]
    return "unnamed" if name_fault(name) else name


def session_on_wire(who: SignedIn, now: datetime) -> dict[str, Any]:
    """Who is signed in, and which day it is for them."""
    return {
        "account_id": who.account_id,
        "role": who.role,
        "diary_id": who.diary_id,
        "display_name": who.display_name,
        "time_zone": who.time_zone,
        "today": now.astimezone(ZoneInfo(who.time_zone)).date(),
    }
