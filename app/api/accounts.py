"""The account itself: making one, its names and zone, its password and recovery codes."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from uuid_utils.compat import uuid7

from app.api import answers
from app.api.body import json_body, small_json_body
from app.api.door import OneselfDoor, ToEverybody, ToOneself
from app.api.lanes import Lane
from app.api.network import network_of
from app.api.opened import Opened
from app.api.passwords import Passwords, code_hash, new_recovery_codes
from app.api.planned import planned_router
from app.api.schemas.accounts import (
    AccountIn,
    AccountOut,
    NewPasswordIn,
    OwnAccountOut,
    ProfileIn,
    RecoveryCodesOut,
)
from app.api.traces import What
from app.errors import BadInput, FieldFault, NoCodeApp, TooManySignIns
from app.rules.access import Action
from app.rules.names import name_fault
from app.storage import new_accounts, people, second_factors, sign_ins, throttle
from app.storage.clinics import clinic_of
from app.storage.grants import refresh_lines
from app.storage.passkeys import passkeys_of
from app.storage.people import NewAccount
from app.storage.prepared import Transaction
from app.storage.sign_ins import SignedIn
from app.storage.summaries import forget_summary
from app.storage.tables import Role

router = planned_router("accounts")
AccountSent = Annotated[AccountIn, Depends(small_json_body(AccountIn))]
ProfileSent = Annotated[ProfileIn, Depends(json_body(ProfileIn))]
PasswordSent = Annotated[NewPasswordIn, Depends(json_body(NewPasswordIn))]
Oneself = Annotated[OneselfDoor, Depends(ToOneself(Action.KNOW_ONESELF))]
ChangingProfile = Annotated[OneselfDoor, Depends(ToOneself(Action.CHANGE_PROFILE))]
ChangingSignIn = Annotated[OneselfDoor, Depends(ToOneself(Action.CHANGE_SIGN_IN))]


@router.post(
    "/accounts",
    status_code=201,
    responses={201: {"model": AccountOut}},
    dependencies=[Depends(ToEverybody(Action.REGISTER))],
)
async def post_account(request: Request, sent: AccountSent) -> Response:
    """Make a patient's account with its diary, and sign in. No e-mail is needed.

    The ten recovery codes are shown this once: each opens the account when the password is lost. 429
    `too_many_accounts` after a number of them from one network, `too_many_sign_ins` after a number of tries:
    docs/limits.md.
    """
    state, now = request.app.state, request.app.state.clock()
    network = throttle.subject("new account", network_of(request))
    tries = throttle.subject("sign-ins", network_of(request))
    if not await state.database.write(lambda tx: _take_turn(tx, (network, tries), now)):
        raise TooManySignIns
    await state.passwords.check(sent.password, sent.username, sent.display_name)
    account = await _new_account(state, sent)
    codes, opened = new_recovery_codes(), Opened(request, sent)

    def register(tx: Transaction) -> None:
        new_accounts.count_account(tx, network, now)
        people.create_account(tx, account, [code_hash(code) for code in codes], now)
        opened.keep(tx, account.account_id, now)

    await state.database.write(register)
    opened.trace(What.REGISTER, now)
    body = {"account_id": account.account_id, "diary_id": account.diary_id, "recovery_codes": codes}
    return opened.answer(body, 201)


def _take_turn(tx: Transaction, subjects: tuple[bytes, bytes], now: datetime) -> bool:
    """Whether a network may try to make an account; it counts as a try to sign in, whatever comes of it."""
    network, tries = subjects
    new_accounts.require_room(tx, network, now)
    return throttle.take_turn(tx, tries, now)


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


@router.get("/account", responses={200: {"model": OwnAccountOut}})
async def get_account(oneself: Oneself) -> Response:
    """The own account: names, zone, and how one can sign in to it."""
    return answers.as_json(await oneself.read(own_account, oneself.now))


@router.put("/account", responses={200: {"model": OwnAccountOut}})
async def put_account(oneself: ChangingProfile, sent: ProfileSent) -> Response:
    """Change the name and the zone. Days that were said stay the days that they were.

    A clinician's name stays as the operator gave it: patients let in whom they know by it.
    """
    return answers.as_json(await oneself.write(_set_profile, oneself.now, sent))


@router.put("/account/password", status_code=204)
async def put_password(request: Request, oneself: ChangingSignIn, sent: PasswordSent) -> Response:
    """Change the password; every other sign-in ends. A clinician's counts only together with a code app."""
    who = await oneself.read(lambda _, who: who)
    passwords: Passwords = request.app.state.passwords
    await passwords.check(sent.password, who.username, who.display_name, lane=Lane.KNOWN)
    await oneself.write(_set_password, await passwords.hash(sent.password, Lane.KNOWN))
    oneself.trace(What.CHANGE_PASSWORD)
    return Response(status_code=204)


@router.post("/account/recovery-codes", status_code=201, responses={201: {"model": RecoveryCodesOut}})
async def post_recovery_codes(oneself: ChangingSignIn) -> Response:
    """Make ten new recovery codes; the earlier ones count no more."""
    codes = new_recovery_codes()
    await oneself.write(_replace_codes, [code_hash(code) for code in codes])
    oneself.trace(What.RENEW_RECOVERY_CODES)
    return answers.as_json({"recovery_codes": codes}, 201)


def own_account(tx: Transaction, who: SignedIn, now: datetime) -> dict[str, Any]:
    """The own account as its owner sees it."""
    secret = second_factors.find_secret(tx, who.account_id)
    return {
        "account_id": who.account_id,
        "username": who.username,
        "role": who.role,
        "display_name": who.display_name,
        "time_zone": who.time_zone,
        "clinic": clinic_of(tx, who.account_id),
        "has_password": bool(people.credentials_of(tx, who.account_id).password_hash),
        "has_code_app": secret is not None,
        "passkeys": len(passkeys_of(tx, who.account_id)),
        "recovery_codes_left": second_factors.codes_left(tx, who.account_id),
        "confirmed": who.is_confirmed(now),
    }


def _set_profile(tx: Transaction, who: SignedIn, now: datetime, sent: ProfileIn) -> dict[str, Any]:
    if who.role is Role.CLINICIAN and sent.display_name != who.display_name:
        raise BadInput(faults=[FieldFault("display_name", "a clinician's name is the operator's to give")])
    fault = None if sent.display_name == who.display_name else name_fault(sent.display_name)
    if fault:
        raise BadInput(faults=[FieldFault("display_name", fault)])
    people.set_profile(tx, who.account_id, sent.display_name, sent.time_zone)
    if who.diary_id is not None:  # clinicians' lists have the new name, and another midnight ends the day
        forget_summary(tx, who.diary_id)
        refresh_lines(tx, who.diary_id, now)
    said = {"display_name": sent.display_name, "time_zone": sent.time_zone}
    return own_account(tx, who, now) | said


def _set_password(tx: Transaction, who: SignedIn, hashed: str) -> None:
    if who.role is Role.CLINICIAN and second_factors.find_secret(tx, who.account_id) is None:
        raise NoCodeApp
    people.set_password(tx, who.account_id, hashed)
    sign_ins.end_other_sign_ins(tx, who)


def _replace_codes(tx: Transaction, who: SignedIn, hashes: list[bytes]) -> None:
    second_factors.replace_codes(tx, who.account_id, hashes)
