"""Sign-ins: with a password or a recovery code; who am I, where am I signed in, signing out."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Request, Response

from app.api import answers, code_app, cookies, traces, tries
from app.api.body import small_json_body
from app.api.door import OneselfDoor, ToEverybody, ToOneself
from app.api.opened import Opened, session_on_wire
from app.api.passwords import code_hash
from app.api.planned import planned_router
from app.api.schemas.accounts import RecoveryIn, SessionOut, SignedInOut, SignInBody, SignInsOut
from app.api.traces import Outcome, Proof, What
from app.api.tries import Tried, Try, Turn
from app.errors import PasswordRefused, SecondFactorNeeded, SignInRefused
from app.rules.access import Action
from app.storage import people, second_factors, sign_ins
from app.storage.engine import Database
from app.storage.failed_tries import failed_of
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
    """Sign in. Unknown name, wrong password and too many failures get the same answer after the same work.

    A clinician's password needs a code as well: of their app, or a recovery code. Where the seed of the app
    is to be renewed, the answer brings another one, which counts from its first code on.
    """
    state, one = request.app.state, tries.try_of(request, sent.username, What.SIGN_IN)
    tried = await tries.begin(state.database, one)
    is_right = await state.passwords.matches(sent.password, tried.kept, tried.lane)
    renewed = await state.passwords.renewed(sent.password, tried.kept, tried.lane)
    opened, proved = Opened(request, sent), _Proved(tried, sent.code, renewed, one.now)
    done = await state.database.write(lambda tx: _open(tx, proved, state.seal, opened)) if is_right else None
    if done is None:
        await tries.failed(state.database, one, tried)
        raise SignInRefused
    if isinstance(done, CodeMissing):
        await _tell_missing(state.database, one, tried, sent.code)
        raise SecondFactorNeeded
    opened.trace(What.SIGN_IN, one.now, done.proof)
    more = {"code_app": code_app.address_of(done.seed, done.who.username)} if done.seed else {}
    return opened.answer(session_on_wire(done.who, one.now) | more)


@dataclass(frozen=True, slots=True)
class _Proved:
    """A password that was right, the code beside it, and a new hash where it needs one."""

    tried: Tried
    code: str | None
    renewed: str | None
    now: datetime


@dataclass(frozen=True, slots=True)
class _Done:
    """Who is signed in, by what beside the password, and a seed to offer."""

    who: SignedIn
    proof: Proof
    seed: str | None


class CodeMissing:
    """The password is right; a code is missing, or is none of theirs."""


def _open(tx: Transaction, one: _Proved, seal: Seal, opened: Opened) -> _Done | CodeMissing | None:
    """The sign-in, opened; None where the credentials have changed meanwhile."""
    known = one.tried.found
    if not people.still_hold(tx, known):
        return None
    proof = Proof.NONE
    if known.role is Role.CLINICIAN:  # a patient's password is enough
        proof = code_app.use(tx, seal, known.account_id, one.code, one.now) if one.code else proof
        if proof is Proof.NONE:
            tries.half_right(tx, one.tried, one.now)
            return CodeMissing()
    tries.was_right(tx, one.tried, one.now)
    if one.renewed:
        people.renew_hash(tx, known, one.renewed)
    who = opened.keep(tx, known.account_id, one.now)
    return _Done(who, proof, code_app.offered(tx, seal, known.account_id))


async def _tell_missing(database: Database, one: Try, tried: Tried, code: str | None) -> None:
    """A wrong code is a failed try; to be asked for one is none."""
    if code:
        await tries.failed(database, one, tried)
    else:
        traces.trace(one.now, one.what, Outcome.CODE_NEEDED, account=tried.account_id)


@router.post(
    "/session/recovery",
    responses={200: {"model": SessionOut}},
    dependencies=[Depends(ToEverybody(Action.SIGN_IN))],
)
async def post_recovery(request: Request, sent: RecoverySent) -> Response:
    """Sign in with a recovery code, which is used up, and set a new password; every other sign-in ends.

    For patients. A clinician who lost their passkey or code app asks the operator for a new link.
    """
    state, one = request.app.state, tries.try_of(request, sent.username, What.RECOVER)
    tried = await tries.begin(state.database, one)
    try:
        await state.passwords.check(sent.password, one.username, lane=tried.lane)
    except PasswordRefused:
        await state.database.write(lambda tx: tries.was_none(tx, tried, one.now))
        raise
    hashed = await state.passwords.hash(sent.password, tried.lane)
    opened, recovery = Opened(request, sent), _Recovery(tried, code_hash(sent.recovery_code), hashed)
    try:
        who = await state.database.write(lambda tx: _recover(tx, recovery, opened, one.now))
    except SignInRefused:
        await tries.failed(state.database, one, tried)
        raise
    opened.trace(What.RECOVER, one.now, Proof.RECOVERY_CODE)
    return opened.answer(session_on_wire(who, one.now))


@dataclass(frozen=True, slots=True)
class _Recovery:
    """A recovery code, hashed, and the hash of the new password."""

    tried: Tried
    code_hash: bytes
    hashed: str


def _recover(tx: Transaction, one: _Recovery, opened: Opened, now: datetime) -> SignedIn:
    """Open the account. SignInRefused undoes it all, after the same statements whoever it is."""
    found = one.tried.found
    holds = people.still_hold(tx, found)
    is_right = second_factors.use_code(tx, found.account_id, one.code_hash, now)
    if not (holds and is_right and found.role is Role.PATIENT and one.tried.turn is Turn.NOW):
        raise SignInRefused("User name or recovery code is not right.")
    tries.was_right(tx, one.tried, now)
    people.set_password(tx, found.account_id, one.hashed)
    sign_ins.end_all_sign_ins(tx, found.account_id)
    return opened.keep(tx, found.account_id, now)


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
        ended = await request.app.state.database.write(lambda tx: sign_ins.end_session(tx, token_hash))
        if ended is not None:
            account_id, session_id = ended
            now = request.app.state.clock()
            traces.trace(now, What.SIGN_OUT, account=account_id, session=session_id)
    response = Response(status_code=204)
    cookies.clear_cookie(response, request.app.state.settings.is_https)
    return response


@router.get("/sessions", responses={200: {"model": SignInsOut}})
async def get_sessions(oneself: SeeingSignIns) -> Response:
    """The sign-ins of the own account that have not ended, the last used first; and tries that failed."""
    return answers.as_json(await oneself.read(lambda tx, who: sign_ins_on_wire(tx, who, oneself.now)))


@router.delete("/sessions", status_code=204)
async def delete_sessions(oneself: EndingSignIns) -> Response:
    """End every sign-in of the own account but this one. Their devices keep what they have not sent."""
    await oneself.write(sign_ins.end_other_sign_ins)
    oneself.trace(What.END_OTHER_SIGN_INS)
    return Response(status_code=204)


@router.delete("/sessions/{session_id}", status_code=204)
async def delete_sign_in(oneself: EndingSignIns, session_id: SessionId) -> Response:
    """End one sign-in of the own account, on whichever device. What it has not sent stays on it."""
    await oneself.write(sign_ins.end_sign_in, session_id)
    oneself.trace(What.END_SIGN_IN, ended=session_id)
    return Response(status_code=204)


def sign_ins_on_wire(tx: Transaction, who: SignedIn, now: datetime) -> dict[str, Any]:
    """The sign-ins of an account that have not ended, and the tries that failed."""
    failed = failed_of(tx, who.account_id, now)
    return {
        "failed_tries": {
            "count": failed.count,
            "since": failed.since and answers.moment(failed.since),
            "last_at": failed.last_at and answers.moment(failed.last_at),
        },
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
        ],
    }
