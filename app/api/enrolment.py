"""One-time links that the operator hands out: a clinician's first sign-in, or an account opened again."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request, Response

from app.api import answers, challenges, code_app, cookies, traces
from app.api.body import small_json_body
from app.api.door import ToEverybody
from app.api.opened import Opened
from app.api.passwords import code_hash, new_recovery_codes
from app.api.planned import planned_router
from app.api.schemas.accounts import RecoveryCodesOut
from app.api.schemas.enrolment import EnrolmentIn, EnrolmentOut, LinkIn
from app.api.traces import Outcome, What
from app.errors import BadInput, CodeRefused, FieldFault, NotThere, PasskeyRefused
from app.rules.access import Action
from app.storage import clinics, passkeys, people, second_factors, sign_ins, throttle
from app.storage.clinics import Invited
from app.storage.passkeys import Given, KeptPasskey
from app.storage.prepared import Transaction
from app.storage.seal import Seal
from app.storage.tables import Purpose, Role

router = planned_router("enrolment", "/enrolment")
LinkSent = Annotated[LinkIn, Depends(small_json_body(LinkIn))]
EnrolmentSent = Annotated[EnrolmentIn, Depends(small_json_body(EnrolmentIn))]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """How the account is signed in to from now on."""

    passkey: KeptPasskey | None
    password_hash: str
    secret: tuple[str, int] | None  # of the code app, sealed, and the time step of its first code
    recovery_codes: list[str]


@router.post(
    "/options",
    responses={200: {"model": EnrolmentOut}},
    dependencies=[Depends(ToEverybody(Action.ENROL))],
)
async def post_enrolment_options(request: Request, sent: LinkSent) -> Response:
    """Whose account a link opens, and what a passkey and a code app are made from."""
    state, now, token = request.app.state, request.app.state.clock(), _token(sent.token)

    token_hash = sha256(token).digest()
    invited, given, seed = await state.database.write(lambda tx: _give(tx, state.seal, token_hash, now))
    account = (invited.account_id, invited.username, invited.display_name)
    options = state.passkey_checks.to_make(given, account, [])
    body = {name: getattr(invited, name) for name in ("username", "display_name", "role", "purpose")} | {
        "challenge": {"challenge_id": given.challenge_id, "options": options},
        "code_app": seed and code_app.address_of(seed, invited.username),
    }
    return answers.as_json(body)


def _give(tx: Transaction, seal: Seal, token_hash: bytes, now: datetime) -> tuple[Invited, Given, str | None]:
    """Whom the link is for, a challenge for a passkey, and for a clinician the seed of a code app."""
    invited = clinics.find_link(tx, token_hash, now)
    given = challenges.new_challenge(Purpose.ENROL, invited.account_id)
    passkeys.give_challenge(tx, given, now)
    if invited.role is not Role.CLINICIAN:
        return invited, given, None
    return invited, given, code_app.seed_of_link(tx, seal, token_hash, invited.account_id)


@router.post(
    "",
    status_code=201,
    responses={201: {"model": RecoveryCodesOut}},
    dependencies=[Depends(ToEverybody(Action.ENROL))],
)
async def post_enrolment(request: Request, sent: EnrolmentSent) -> Response:
    """Use the link up: from now on this passkey, or this password, signs in, and nothing from before does.

    The recovery codes are shown this once; an account with a passkey alone has none.
    """
    try:
        return await _enrolled(request, sent)
    except (NotThere, CodeRefused, PasskeyRefused):
        traces.trace(request.app.state.clock(), What.ENROL, Outcome.WRONG, account=None)
        raise


async def _enrolled(request: Request, sent: EnrolmentIn) -> Response:
    now, token = request.app.state.clock(), _token(sent.token)
    token_hash = sha256(token).digest()
    invited, sealed = await request.app.state.database.read(lambda tx: _invited(tx, token_hash, now))
    chosen, opened = await _chosen(request, sent, (invited, sealed)), Opened(request, sent)

    def enrol(tx: Transaction) -> None:
        people.hold_account(tx, invited.account_id)
        clinics.use_link(tx, token_hash, now)
        _set(tx, invited, chosen, now)
        opened.keep(tx, invited.account_id, now)

    await request.app.state.database.write(enrol)
    opened.trace(What.ENROL, now)
    return opened.answer({"recovery_codes": chosen.recovery_codes}, 201)


def _token(text: str) -> bytes:
    token = cookies.read(text)
    if token is None:
        raise NotThere
    return token


def _invited(tx: Transaction, token_hash: bytes, now: datetime) -> tuple[Invited, str | None]:
    """Whose account the link opens, and the sealed seed of its code app. NotThere."""
    return clinics.find_link(tx, token_hash, now), clinics.seed_of_link(tx, token_hash)


async def _chosen(request: Request, sent: EnrolmentIn, link: tuple[Invited, str | None]) -> _Chosen:
    """What was chosen, checked. BadInput, PasswordRefused, CodeRefused, PasskeyRefused."""
    state, (invited, sealed) = request.app.state, link
    if (sent.passkey is None) == (sent.password is None):
        raise BadInput(faults=[FieldFault("body", "a passkey or a password")])
    if sent.passkey is not None:
        challenge_id, now = sent.passkey.challenge_id, state.clock()
        given = await state.database.write(lambda tx: passkeys.take_challenge(tx, challenge_id, now))
        if given is None or given.purpose is not Purpose.ENROL or given.account_id != invited.account_id:
            raise PasskeyRefused
        codes = [] if invited.role is Role.CLINICIAN else new_recovery_codes()
        return _Chosen(challenges.new_passkey(request, given, sent.passkey), "", None, codes)
    assert sent.password is not None
    await state.passwords.check(sent.password, invited.username, invited.display_name)
    secret = None
    if invited.role is Role.CLINICIAN:
        seed = sealed and state.seal.opened(invited.account_id, sealed)
        secret = (sealed or "", _first_step(seed, sent.code, state.clock()))
    return _Chosen(None, await state.passwords.hash(sent.password), secret, new_recovery_codes())


def _first_step(seed: str | None, code: str | None, now: datetime) -> int:
    """A clinician's password counts only with the code app, and a first code shows that it works."""
    step = code_app.step_of(seed, code or "", now) if seed else None
    if step is None:
        raise CodeRefused
    return step


def _set(tx: Transaction, invited: Invited, chosen: _Chosen, now: datetime) -> None:
    account_id = invited.account_id
    sign_ins.end_all_sign_ins(tx, account_id)
    passkeys.remove_all_passkeys(tx, account_id)
    second_factors.forget_secret(tx, account_id)
    people.set_password(tx, account_id, chosen.password_hash)
    second_factors.replace_codes(tx, account_id, [code_hash(code) for code in chosen.recovery_codes])
    if chosen.secret is not None:
        second_factors.set_secret(tx, account_id, *chosen.secret, now)
    if chosen.passkey is not None and not passkeys.add_passkey(tx, chosen.passkey):
        raise PasskeyRefused
    throttle.forget(tx, [throttle.subject("account", invited.username)])
