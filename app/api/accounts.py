"""Accounts and sessions: registering, signing in, who am I, where am I signed in, signing out."""

from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Path, Request, Response
from uuid_utils.compat import uuid4, uuid7

from app.api import answers, cookies
from app.api.body import json_body
from app.api.door import OneselfDoor, ToEverybody, ToOneself
from app.api.passwords import RECOVERY_CODES, code_hash, new_recovery_code
from app.api.planned import planned_router
from app.api.schemas.accounts import (
    AccountIn,
    AccountOut,
    ConfirmationBody,
    SessionOut,
    SignInBody,
    SignInsOut,
)
from app.api.schemas.fields import folded
from app.errors import SignInRefused
from app.rules.access import Action
from app.storage import people, sign_ins, throttle
from app.storage.people import NewAccount
from app.storage.prepared import Transaction
from app.storage.sign_ins import NewSession, SignedIn
from app.storage.tables import Role

router = planned_router("accounts")
AccountSent = Annotated[AccountIn, Depends(json_body(AccountIn))]
SignInSent = Annotated[SignInBody, Depends(json_body(SignInBody))]
Oneself = Annotated[OneselfDoor, Depends(ToOneself(Action.KNOW_ONESELF))]
SeeingSignIns = Annotated[OneselfDoor, Depends(ToOneself(Action.SEE_SIGN_INS))]
SessionId = Annotated[UUID, Path(description="The sign-in's id, from the list of sign-ins.")]
Confirming = Annotated[OneselfDoor, Depends(ToOneself(Action.CONFIRM_ONESELF))]
ConfirmationSent = Annotated[ConfirmationBody, Depends(json_body(ConfirmationBody))]
EndingSignIns = Annotated[OneselfDoor, Depends(ToOneself(Action.END_SIGN_INS))]


@router.post(
    "/accounts",
    status_code=201,
    responses={201: {"model": AccountOut}},
    dependencies=[Depends(ToEverybody(Action.REGISTER))],
)
async def post_account(request: Request, sent: AccountSent) -> Response:
    """Make a patient's account with its diary, and sign in. No e-mail is needed.

    The ten recovery codes are shown this once: each opens the account when the password is lost.
    """
    state = request.app.state
    await state.passwords.check(sent.password, sent.username, sent.display_name)
    account = await _new_account(state, sent)
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    token, session = _new_session(request, account.account_id, sent)

    now = state.clock()

    def register(tx: Transaction) -> None:
        people.create_account(tx, account, [code_hash(code) for code in codes], now)
        sign_ins.open_session(tx, session, now)

    await state.database.write(register)
    body = {"account_id": account.account_id, "diary_id": account.diary_id, "recovery_codes": codes}
    response = answers.as_json(body, 201)
    cookies.set_cookie(response, token, state.settings.is_https)
    return response


async def _new_account(state: Any, sent: AccountIn) -> NewAccount:  # noqa: ANN401  Starlette's State
    return NewAccount(
        account_id=uuid7(),
        username=sent.username,
        display_name=sent.display_name,
        role=Role.PATIENT,
        time_zone=sent.time_zone,
        password_hash=await state.passwords.hash(sent.password),
        diary_id=uuid7(),
    )


def _new_session(
    request: Request, account_id: UUID, sent: AccountIn | SignInBody
) -> tuple[bytes, NewSession]:
    token = cookies.new_token()
    name = sent.device_name or request.headers.get("user-agent", "")[:200] or "unnamed"
    return token, NewSession(sha256(token).digest(), uuid7(), account_id, sent.device_id or uuid4(), name)


@router.post(
    "/session",
    responses={200: {"model": SessionOut}},
    dependencies=[Depends(ToEverybody(Action.SIGN_IN))],
)
async def post_session(request: Request, sent: SignInSent) -> Response:
    """Sign in. Unknown name and wrong password get the same answer after the same work."""
    state = request.app.state
    found = await state.database.read(lambda tx: people.find_credentials(tx, folded(sent.username)))
    if not await state.passwords.matches(sent.password, found and found.password_hash) or not found:
        raise SignInRefused
    token, session = _new_session(request, found.account_id, sent)

    now = state.clock()

    def sign_in(tx: Transaction) -> SignedIn:
        sign_ins.open_session(tx, session, now)
        return sign_ins.signed_in(tx, session.token_hash, now)

    response = answers.as_json(_session(await state.database.write(sign_in), now))
    cookies.set_cookie(response, token, state.settings.is_https)
    return response


@router.get("/session", responses={200: {"model": SessionOut}})
async def get_session(request: Request, oneself: Oneself) -> Response:
    """Who is signed in, and which day it is for them."""
    who = await oneself.read(lambda _, who: who)
    return answers.as_json(_session(who, request.app.state.clock()))


@router.post("/session/confirmation", status_code=204)
async def post_confirmation(request: Request, oneself: Confirming, sent: ConfirmationSent) -> Response:
    """Prove anew who you are, before a sensitive step: sharing. Good for ten minutes, like signing in."""
    now = request.app.state.clock()
    kept = await oneself.write(_try_to_confirm, now)
    if not await request.app.state.passwords.matches(sent.password, kept):
        raise SignInRefused("The password is not right.")
    await oneself.write(_confirm, now)
    return Response(status_code=204)


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
async def get_sessions(request: Request, oneself: SeeingSignIns) -> Response:
    """The sign-ins of the own account that have not ended, the last used first."""
    now = request.app.state.clock()
    return answers.as_json(await oneself.read(lambda tx, who: _sign_ins(tx, who, now)))


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


def _try_to_confirm(tx: Transaction, who: SignedIn, now: datetime) -> str | None:
    """The password's hash; None when too many tries failed: the try is refused like a wrong one."""
    allowed = throttle.take_try(tx, [_confirming(who)], now)
    return people.credentials_of(tx, who.account_id).password_hash if allowed else None


def _confirm(tx: Transaction, who: SignedIn, now: datetime) -> None:
    throttle.forget(tx, [_confirming(who)])
    sign_ins.confirm(tx, who.session_id, now)


def _confirming(who: SignedIn) -> bytes:
    return throttle.subject("confirmation", who.session_id)


def _sign_ins(tx: Transaction, who: SignedIn, now: datetime) -> dict[str, Any]:
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


def _session(who: SignedIn, now: datetime) -> dict[str, Any]:
    return {
        "account_id": who.account_id,
        "role": who.role,
        "diary_id": who.diary_id,
        "display_name": who.display_name,
        "time_zone": who.time_zone,
        "today": now.astimezone(ZoneInfo(who.time_zone)).date(),
    }
