"""Proving anew who one is, before a sensitive step: with a passkey, or with the password."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request, Response

from app.api import answers, challenges
from app.api.body import json_body
from app.api.code_app import use
from app.api.door import OneselfDoor, ToOneself
from app.api.lanes import Lane
from app.api.passkey_checks import credential_id_of
from app.api.passwords import Passwords
from app.api.planned import planned_router
from app.api.schemas.passkeys import ChallengeOut, ConfirmationIn, Signature
from app.api.traces import Outcome, Proof, What
from app.errors import PasskeyRefused, SecondFactorNeeded, SignInRefused
from app.rules.access import Action
from app.storage import passkeys, people, second_factors, sign_ins, throttle
from app.storage.failed_tries import note_failed
from app.storage.passkeys import Given, KeptPasskey
from app.storage.people import Credentials
from app.storage.prepared import Transaction
from app.storage.seal import Seal
from app.storage.sign_ins import SignedIn
from app.storage.tables import Purpose

router = planned_router("sessions")
Confirming = Annotated[OneselfDoor, Depends(ToOneself(Action.CONFIRM_ONESELF))]
ConfirmationSent = Annotated[ConfirmationIn, Depends(json_body(ConfirmationIn))]


@router.post("/session/confirmation/options", responses={200: {"model": ChallengeOut}})
async def post_confirmation_options(request: Request, oneself: Confirming) -> Response:
    """What a passkey of the own account signs, to prove oneself anew."""

    def give(tx: Transaction, who: SignedIn) -> tuple[Given, list[KeptPasskey]]:
        given = challenges.give(tx, who, Purpose.CONFIRM, oneself.now)
        return given, passkeys.passkeys_of(tx, who.account_id)

    given, known = await oneself.write(give)
    options = request.app.state.passkey_checks.to_sign(given, known)
    return answers.as_json({"challenge_id": given.challenge_id, "options": options})


@router.post("/session/confirmation", status_code=204)
async def post_confirmation(request: Request, oneself: Confirming, sent: ConfirmationSent) -> Response:
    """Prove anew who you are, before a sensitive step. Good for ten minutes, like signing in."""
    if sent.passkey is not None:
        await _by_passkey(request, oneself, sent.passkey)
    else:
        await _by_password(request, oneself, sent)
    return Response(status_code=204)


async def _by_passkey(request: Request, oneself: OneselfDoor, sent: Signature) -> None:
    credential_id = credential_id_of(sent)
    asked = (sent.challenge_id, Purpose.CONFIRM, oneself.now)
    given = await oneself.write(challenges.take, *asked)

    def own(tx: Transaction, who: SignedIn) -> KeptPasskey:
        found = passkeys.find_passkey(tx, credential_id)
        if found is None or found.account_id != who.account_id:
            raise PasskeyRefused
        return found

    def confirm(tx: Transaction, who: SignedIn, passkey: KeptPasskey, count: int) -> None:
        challenges.note_use(tx, passkey, count, oneself.now)
        sign_ins.confirm(tx, who.session_id, oneself.now)

    try:
        passkey = await oneself.read(own)
        count = request.app.state.passkey_checks.signed(challenges.required(given), sent, passkey)
        await oneself.write(confirm, passkey, count)
    except PasskeyRefused:
        oneself.trace(What.CONFIRM, Outcome.WRONG)
        raise
    oneself.trace(What.CONFIRM)


async def _by_password(request: Request, oneself: OneselfDoor, sent: ConfirmationIn) -> None:
    known = await oneself.write(_take_try, oneself.now)
    kept = (known.password_hash if known else "") or None
    passwords: Passwords = request.app.state.passwords
    lane = Lane.KNOWN if known else Lane.STRANGERS  # what has to wait is refused, and holds up nobody
    is_right = await passwords.matches(sent.password or "", kept, lane)
    outcome = Outcome.WRONG if known else Outcome.THROTTLED
    if is_right and known:
        said = (request.app.state.seal, sent.code)
        outcome = await oneself.write(_confirm, known, said, oneself.now)
    needs_code = outcome is Outcome.CODE_NEEDED
    if needs_code and sent.code:
        outcome = Outcome.WRONG  # a wrong code is a failed try; to be asked for one is none
    oneself.trace(What.CONFIRM, outcome)
    if outcome in {Outcome.WRONG, Outcome.THROTTLED}:
        await oneself.write(_note_failed, oneself.now)
    if needs_code:
        raise SecondFactorNeeded
    if outcome is not Outcome.DONE:
        raise SignInRefused("The password is not right.")


def _note_failed(tx: Transaction, who: SignedIn, now: datetime) -> None:
    note_failed(tx, who.account_id, now)


def _take_try(tx: Transaction, who: SignedIn, now: datetime) -> Credentials | None:
    """What the password is checked against; None when too many tries failed: refused like a wrong one."""
    allowed = throttle.take_try(tx, [_subject(who)], now)
    return people.credentials_of(tx, who.account_id) if allowed else None


def _confirm(
    tx: Transaction, who: SignedIn, known: Credentials, said: tuple[Seal, str | None], now: datetime
) -> Outcome:
    """CODE_NEEDED when the account has a code app, and no code of it came: the try stays counted."""
    if not people.still_hold(tx, known):
        return Outcome.WRONG
    seal, code = said
    has_app = second_factors.find_secret(tx, who.account_id) is not None
    if has_app and (code is None or use(tx, seal, who.account_id, code, now) is Proof.NONE):
        return Outcome.CODE_NEEDED
    throttle.forget(tx, [_subject(who)])
    sign_ins.confirm(tx, who.session_id, now)
    return Outcome.DONE


def _subject(who: SignedIn) -> bytes:
    return throttle.subject("confirmation", who.session_id)
