"""Sign-ins: with a password or a recovery code; who am I, where am I signed in, signing out."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Request, Response

from app.api import answers, code_app, cookies, tries
from app.api.body import small_json_body
from app.api.door import OneselfDoor, ToEverybody, ToOneself
from app.api.opened import Opened, session_on_wire
from app.api.passwords import code_hash
from app.api.planned import planned_router
from app.api.schemas.accounts import RecoveryIn, SessionOut, SignedInOut, SignInBody, SignInsOut
from app.api.tries import Tried
from app.errors import SecondFactorNeeded, SignInRefused
from app.rules.access import Action
from app.storage import people, second_factors, sign_ins
from app.storage.people import Credentials
from app.storage.prepared import Transaction
from app.storage.seal import Seal
from app.storage.sign_ins import SignedIn
from app.storage.tables import Role

router = planned_router("sessions")
SignInSent = Annotated[SignInBody, Depends(small_json_body(SignInBody))]
RecoverySent = Annotated[RecoveryIn, Depends(small_json_body(RecoveryIn))]
Oneself = Annotated[OneselfDoor, Depends(ToOneself(Action.KNOW_ONESELF))]
SeeingSignIns = Annotated[OneselfDoor, Depends(ToOneself(Action.SEE_SIGN_INS))]
EndingSignIns = Annotated[OneselfDoor, Depends(ToOneself(Action.END_SIGN_INS))]
SessionId = Annotated[UUID, Path(description="The sign-in's id, from the list of sign-ins.")]


@router.post(
    "/session",
    responses={200: {"model": SignedInOut}},
    dependencies=[Depends(ToEverybody(Action.SIGN_IN))],
)
async def post_session(request: Request, sent: SignInSent) -> Response:
    """Sign in. Unknown name, wrong password and too many tries get the same answer after the same work.

    A clinician's password needs a code as well: of their app, or a recovery code. Where the seed of the app
    is to be renewed, the answer brings another one, which counts from its first code on.
    """
    state, one = request.app.state, tries.try_of(request, sent.username)
    tried: Tried = await state.database.write(lambda tx: tries.take_try(tx, one))
    kept = (tried.found.password_hash if tried.found else "") or None
    is_right = await state.passwords.matches(sent.password, kept)
    renewed = await state.passwords.renewed(sent.password, kept)
    if not is_right or tried.found is None:
        raise SignInRefused
    opened, seal = Opened(request, sent), state.seal
    proved = _Proved(tried, tried.found, sent.code, renewed, one.now)
    done = await state.database.write(lambda tx: _open(tx, proved, seal, opened))
    if done is None:
        raise SecondFactorNeeded
    who, seed = done
    body = session_on_wire(who, one.now)
    return opened.answer(body | ({"code_app": code_app.address_of(seed, who.username)} if seed else {}))


@dataclass(frozen=True, slots=True)
class _Proved:
    """A password that was right: against what, the code beside it, and a new hash where it needs one."""

    tried: Tried
    known: Credentials
    code: str | None
    renewed: str | None
    now: datetime


def _open(tx: Transaction, one: _Proved, seal: Seal, opened: Opened) -> tuple[SignedIn, str | None] | None:
    """Who is signed in, and a seed to offer; None while a code is missing. SignInRefused: all has changed."""
    if not people.still_hold(tx, one.known):
        raise SignInRefused
    if not _needs_no_more(tx, seal, one.known, (one.code, one.now)):
        tries.half_right(tx, one.tried, one.now)
        return None
    tries.was_right(tx, one.tried, one.now)
    if one.renewed:
        people.renew_hash(tx, one.known, one.renewed)
    who = opened.keep(tx, one.known.account_id, one.now)
    return who, code_app.offered(tx, seal, one.known.account_id)


@router.post(
    "/session/recovery",
    responses={200: {"model": SessionOut}},
    dependencies=[Depends(ToEverybody(Action.SIGN_IN))],
)
async def post_recovery(request: Request, sent: RecoverySent) -> Response:
    """Sign in with a recovery code, which is used up, and set a new password; every other sign-in ends.

    For patients. A clinician who lost their passkey or code app asks the operator for a new link.
    """
    state, one = request.app.state, tries.try_of(request, sent.username)
    await state.passwords.check(sent.password, one.username)
    tried = await state.database.write(lambda tx: tries.take_try(tx, one))
    hashed, opened = await state.passwords.hash(sent.password), Opened(request, sent)

    def recover(tx: Transaction) -> SignedIn | None:
        found = tried.found
        if found is None or found.role is not Role.PATIENT or not people.still_hold(tx, found):
            return None
        if not second_factors.use_code(tx, found.account_id, code_hash(sent.recovery_code), one.now):
            return None
        tries.was_right(tx, tried, one.now)
        people.set_password(tx, found.account_id, hashed)
        sign_ins.end_all_sign_ins(tx, found.account_id)
        return opened.keep(tx, found.account_id, one.now)

    who = await state.database.write(recover)
    if who is None:
        raise SignInRefused("User name or recovery code is not right.")
    return opened.answer(session_on_wire(who, one.now))


@router.get("/session", responses={200: {"model": SessionOut}})
async def get_session(oneself: Oneself) -> Response:
    """Who is signed in, and which day it is for them."""
    return answers.as_json(session_on_wire(await oneself.read(lambda _, who: who), oneself.now))


@router.delete("/session", status_code=204, dependencies=[Depends(ToEverybody(Action.SIGN_OUT))])
async def delete_session(request: Request) -> Response:
    """Sign out. It does not matter whether anybody was signed in."""
    token = cookies.token_of(request)
    if token is not None:
        token_hash = sha256(token).digest()
        await request.app.state.database.write(lambda tx: sign_ins.end_session(tx, token_hash))
    response = Response(status_code=204)
    cookies.clear_cookie(response, request.app.state.settings.is_https)
    return response


@router.get("/sessions", responses={200: {"model": SignInsOut}})
async def get_sessions(oneself: SeeingSignIns) -> Response:
    """The sign-ins of the own account that have not ended, the last used first."""
    return answers.as_json(await oneself.read(lambda tx, who: sign_ins_on_wire(tx, who, oneself.now)))


@router.delete("/sessions", status_code=204)
async def delete_sessions(oneself: EndingSignIns) -> Response:
    """End every sign-in of the own account but this one. Their devices keep what they have not sent."""
    await oneself.write(sign_ins.end_other_sign_ins)
    return Response(status_code=204)


@router.delete("/sessions/{session_id}", status_code=204)
async def delete_sign_in(oneself: EndingSignIns, session_id: SessionId) -> Response:
    """End one sign-in of the own account, on whichever device. What it has not sent stays on it."""
    await oneself.write(sign_ins.end_sign_in, session_id)
    return Response(status_code=204)


def _needs_no_more(
    tx: Transaction, seal: Seal, found: Credentials, said: tuple[str | None, datetime]
) -> bool:
    """A patient's password is enough; a clinician's only with a code."""
    code, now = said
    if found.role is Role.PATIENT:
        return True
    return code is not None and code_app.is_right(tx, seal, found.account_id, code, now)


def sign_ins_on_wire(tx: Transaction, who: SignedIn, now: datetime) -> dict[str, Any]:
    """The sign-ins of an account that have not ended."""
    return {
        "sessions": [
            {
                "session_id": one.session_id,
                "device_id": one.device_id,
                "device_name": one.device_name,
                "created_at": answers.moment(one.created_at),
                "last_seen_at": answers.moment(one.last_seen_at),
                "ends_at": answers.moment(sign_ins.ends_at(who.role, one.created_at, one.last_seen_at)),
                "current": one.session_id == who.session_id,
            }
            for one in sign_ins.sign_ins(tx, who, now)
        ]
    }
