"""The passkeys of an account, and signing in with one."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Request, Response

from app.api import answers, challenges, traces
from app.api.body import json_body, small_json_body
from app.api.door import OneselfDoor, ToEverybody, ToOneself
from app.api.opened import Opened, session_on_wire
from app.api.passkey_checks import credential_id_of
from app.api.planned import planned_router
from app.api.schemas.accounts import SessionOut
from app.api.schemas.passkeys import ChallengeOut, MadePasskey, PasskeyOut, PasskeySignIn, PasskeysOut
from app.api.traces import Outcome, What
from app.errors import LastWayIn, PasskeyRefused
from app.rules.access import Action
from app.storage import passkeys, people
from app.storage.passkeys import Given, KeptPasskey
from app.storage.people import Credentials
from app.storage.prepared import Transaction
from app.storage.sign_ins import SignedIn
from app.storage.tables import Purpose

router = planned_router("passkeys")
Seeing = Annotated[OneselfDoor, Depends(ToOneself(Action.SEE_SIGN_INS))]
Changing = Annotated[OneselfDoor, Depends(ToOneself(Action.CHANGE_SIGN_IN))]
MadeSent = Annotated[MadePasskey, Depends(json_body(MadePasskey))]
SignInSent = Annotated[PasskeySignIn, Depends(small_json_body(PasskeySignIn))]
PasskeyId = Annotated[UUID, Path(description="The passkey's id, from the list of passkeys.")]


@router.get("/passkeys", responses={200: {"model": PasskeysOut}})
async def get_passkeys(oneself: Seeing) -> Response:
    """The passkeys of the own account."""
    found = await oneself.read(lambda tx, who: passkeys.passkeys_of(tx, who.account_id))
    return answers.as_json({"passkeys": [passkey_on_wire(one) for one in found]})


@router.post("/passkey-options", responses={200: {"model": ChallengeOut}})
async def post_passkey_options(request: Request, oneself: Changing) -> Response:
    """What a device makes a passkey of the own account from."""

    def give(tx: Transaction, who: SignedIn) -> tuple[Given, SignedIn, list[KeptPasskey]]:
        given = challenges.give(tx, who, Purpose.ADD_PASSKEY, oneself.now)
        return given, who, passkeys.passkeys_of(tx, who.account_id)

    given, who, known = await oneself.write(give)
    account = (who.account_id, who.username, who.display_name)
    options = request.app.state.passkey_checks.to_make(given, account, known)
    return answers.as_json({"challenge_id": given.challenge_id, "options": options})


@router.post("/passkeys", status_code=201, responses={201: {"model": PasskeyOut}})
async def post_passkey(request: Request, oneself: Changing, sent: MadeSent) -> Response:
    """Add a passkey that a device made."""
    asked = (sent.challenge_id, Purpose.ADD_PASSKEY, oneself.now)
    given = challenges.required(await oneself.write(challenges.take, *asked))
    made = challenges.new_passkey(request, given, sent)
    if not await oneself.write(lambda tx, _: passkeys.add_passkey(tx, made)):
        raise PasskeyRefused("This passkey is known already.")
    oneself.trace(What.ADD_PASSKEY, passkey=made.passkey_id)
    return answers.as_json(passkey_on_wire(made), 201)


@router.delete("/passkeys/{passkey_id}", status_code=204)
async def delete_passkey(oneself: Changing, passkey_id: PasskeyId) -> Response:
    """Remove a passkey from the own account, unless nothing else signs in to it."""
    await oneself.write(_remove, passkey_id)
    oneself.trace(What.REMOVE_PASSKEY, passkey=passkey_id)
    return Response(status_code=204)


@router.post(
    "/session/passkey/options",
    responses={200: {"model": ChallengeOut}},
    dependencies=[Depends(ToEverybody(Action.SIGN_IN))],
)
async def post_session_passkey_options(request: Request) -> Response:
    """What any passkey of this server signs, to sign in."""
    given, now = challenges.new_challenge(Purpose.SIGN_IN, None), request.app.state.clock()
    await request.app.state.database.write(lambda tx: passkeys.give_challenge(tx, given, now))
    options = request.app.state.passkey_checks.to_sign(given, [])
    return answers.as_json({"challenge_id": given.challenge_id, "options": options})


@router.post(
    "/session/passkey",
    responses={200: {"model": SessionOut}},
    dependencies=[Depends(ToEverybody(Action.SIGN_IN))],
)
async def post_session_passkey(request: Request, sent: SignInSent) -> Response:
    """Sign in with a passkey. However many tries of others failed, it gets in."""
    state, now, signature = request.app.state, request.app.state.clock(), sent.passkey
    credential_id = credential_id_of(signature)

    def take(tx: Transaction) -> tuple[Given | None, KeptPasskey | None, Credentials | None]:
        given = passkeys.take_challenge(tx, signature.challenge_id, now)
        passkey = passkeys.find_passkey(tx, credential_id)
        return given, passkey, people.credentials_of(tx, passkey.account_id) if passkey else None

    given, passkey, known = await state.database.write(take)
    opened = Opened(request, sent)

    try:
        if given is None or given.purpose is not Purpose.SIGN_IN or passkey is None or known is None:
            raise PasskeyRefused
        count = state.passkey_checks.signed(given, signature, passkey)
        signed = (passkey, known, count)
        who = await state.database.write(lambda tx: _sign_in(tx, signed, opened, now))
    except PasskeyRefused:
        account_id = known.account_id if known else None
        traces.trace(now, What.SIGN_IN_BY_PASSKEY, Outcome.WRONG, account=account_id)
        raise
    opened.trace(What.SIGN_IN_BY_PASSKEY, now)
    return opened.answer(session_on_wire(who, now))


def _sign_in(
    tx: Transaction, signed: tuple[KeptPasskey, Credentials, int], opened: Opened, now: datetime
) -> SignedIn:
    passkey, known, count = signed
    if not people.still_hold(tx, known):
        raise PasskeyRefused
    challenges.note_use(tx, passkey, count, now)
    return opened.keep(tx, passkey.account_id, now)


def _remove(tx: Transaction, who: SignedIn, passkey_id: UUID) -> None:
    passkeys.remove_passkey(tx, who.account_id, passkey_id)
    others = passkeys.passkeys_of(tx, who.account_id)
    if not others and not people.credentials_of(tx, who.account_id).password_hash:
        raise LastWayIn


def passkey_on_wire(one: KeptPasskey) -> dict[str, Any]:
    """A passkey as its owner sees it."""
    return {
        "passkey_id": one.passkey_id,
        "name": one.name,
        "created_at": answers.moment(one.created_at),
        "last_used_at": one.last_used_at and answers.moment(one.last_used_at),
    }
