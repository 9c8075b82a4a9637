"""The clinician's side of sharing: accepting an invitation, and whose diaries may be read."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, Request, Response
from uuid_utils.compat import uuid7

from app.api import answers
from app.api.body import json_body
from app.api.door import OneselfDoor, ToOneself
from app.api.planned import planned_router
from app.api.schemas.sharing import AcceptedOut, AcceptIn, PatientsOut
from app.api.sharing import secret_hash
from app.api.sharing_answers import last_day
from app.errors import CodeRefused
from app.rules.access import Action
from app.rules.consent import Consent, Standing
from app.rules.throttling import wait_for_another_code
from app.storage import throttle
from app.storage.grants import KeptGrant, active_grants_of, request_grant
from app.storage.invitations import use_invitation
from app.storage.prepared import Transaction
from app.storage.sign_ins import SignedIn

router = planned_router("patients", "/patients")
Seeing = Annotated[OneselfDoor, Depends(ToOneself(Action.SEE_PATIENTS))]
Accepting = Annotated[OneselfDoor, Depends(ToOneself(Action.ACCEPT_INVITATION))]
AcceptSent = Annotated[AcceptIn, Depends(json_body(AcceptIn))]


@router.get("", responses={200: {"model": PatientsOut}})
async def get_patients(request: Request, oneself: Seeing) -> Response:
    """The patients whose grants are active now, by name."""
    now = request.app.state.clock()
    return answers.as_json({"patients": await oneself.read(_patients, now)})


@router.post("", status_code=201, responses={201: {"model": AcceptedOut}})
async def post_patient(request: Request, oneself: Accepting, sent: AcceptSent) -> Response:
    """Accept an invitation. Nothing can be read before the patient confirms.

    After five wrong codes none is looked at for ten minutes.
    """
    accepted = await oneself.write(_accept, secret_hash(sent.secret), request.app.state.clock())
    if accepted is None:
        raise CodeRefused
    return answers.as_json({"grant_id": accepted.grant_id, "standing": Standing.PENDING}, 201)


def _patients(tx: Transaction, who: SignedIn, now: datetime) -> list[dict[str, Any]]:
    return [_patient_on_wire(one, now) for one in active_grants_of(tx, who.account_id, now)]


def _accept(tx: Transaction, who: SignedIn, secret: bytes, now: datetime) -> KeptGrant | None:
    """None when the code is not right or has to wait: the try stays counted."""
    tried = [throttle.subject("invitation", who.account_id)]
    if not throttle.take_try(tx, tried, now, wait_for_another_code):
        return None
    invitation = use_invitation(tx, secret, now)
    if invitation is None:
        return None
    throttle.forget(tx, tried)
    consent = Consent(now, None, invitation.ends_at, None)
    grant = KeptGrant(invitation.diary_id, uuid7(), who.account_id, invitation.scopes, consent)
    request_grant(tx, grant)
    return grant


def _patient_on_wire(grant: KeptGrant, now: datetime) -> dict[str, Any]:
    return {
        "diary_id": grant.diary_id,
        "display_name": grant.display_name,
        "today": now.astimezone(ZoneInfo(grant.time_zone)).date(),
        "grant_id": grant.grant_id,
        "notes": grant.scopes.notes,
        "enter_treatment": grant.scopes.enter_treatment,
        "ends_on": last_day(grant.consent.ends_at, grant.time_zone),
        "ends_soon": grant.ends_soon(now),
    }
