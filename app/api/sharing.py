"""What the patient decides of sharing: invitations, grants, and who looked."""

import secrets
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Path, Query, Response
from uuid_utils.compat import uuid7

from app.api import answers, cookies, sharing_answers
from app.api.asking import Asking
from app.api.body import json_body
from app.api.door import DiaryDoor, ToDiary
from app.api.planned import planned_router
from app.api.schemas.sharing import (
    GrantOut,
    GrantsOut,
    InvitationIn,
    InvitationMadeOut,
    InvitationsOut,
    LooksOut,
    ScopesChange,
)
from app.api.sharing_answers import LATEST
from app.api.traces import What
from app.errors import BadInput, FieldFault, GrantEnded
from app.rules.access import Action
from app.rules.consent import (
    CODE_FOR,
    CODE_LENGTH,
    CODE_LETTERS,
    INVITATION_FOR,
    Standing,
    last_days,
)
from app.storage.grants import Scopes, confirm_grant, grant_of, revoke_grant
from app.storage.invitations import KeptInvitation, invite, withdraw_invitation
from app.storage.prepared import Transaction
from app.storage.tables import Kind

router = planned_router("sharing", "/diaries/{diary_id}")
Seeing = Annotated[DiaryDoor, Depends(ToDiary(Action.SEE_SHARING))]
Sharing = Annotated[DiaryDoor, Depends(ToDiary(Action.SHARE))]
Revoking = Annotated[DiaryDoor, Depends(ToDiary(Action.REVOKE))]
SeeingLooks = Annotated[DiaryDoor, Depends(ToDiary(Action.SEE_AUDIT))]
InvitationSent = Annotated[InvitationIn, Depends(json_body(InvitationIn))]
ScopesSent = Annotated[ScopesChange, Depends(json_body(ScopesChange))]
InvitationId = Annotated[UUID, Path(description="The invitation's id.")]
GrantId = Annotated[UUID, Path(description="The grant's id.")]
Before = Annotated[UUID, Query(description="Only looks before this one; for the next page.")]


@router.post("/invitations", status_code=201, responses={201: {"model": InvitationMadeOut}})
async def post_invitation(door: Sharing, sent: InvitationSent) -> Response:
    """Invite a clinician. They enter the code or open the link; then the patient confirms the grant."""
    kind = Kind(sent.kind)
    secret = new_code() if kind is Kind.CODE else new_secret()
    made = await door.write(_invite, sent, kind, secret_hash(secret))
    door.trace(What.INVITE, invitation=made["invitation_id"])
    return answers.as_json(made | {"secret": secret}, 201)


@router.get("/invitations", responses={200: {"model": InvitationsOut}})
async def get_invitations(door: Seeing) -> Response:
    """The invitations that can still be used."""
    return answers.as_json({"invitations": await door.read(sharing_answers.invitations)})


@router.delete("/invitations/{invitation_id}", status_code=204)
async def delete_invitation(door: Revoking, invitation_id: InvitationId) -> Response:
    """Take an invitation back that nobody has used."""
    await door.write(_withdraw, invitation_id)
    door.trace(What.WITHDRAW_INVITATION, invitation=invitation_id)
    return Response(status_code=204)


@router.get("/grants", responses={200: {"model": GrantsOut}})
async def get_grants(door: Seeing) -> Response:
    """Every grant that the diary ever had: pending, active, expired, revoked."""
    return answers.as_json({"grants": await door.read(sharing_answers.grants)})


@router.put("/grants/{grant_id}", responses={200: {"model": GrantOut}})
async def put_grant(door: Sharing, grant_id: GrantId, sent: ScopesSent) -> Response:
    """Confirm a grant, or change one that is active; what the body leaves out stays as it is."""
    confirmed = await door.write(_confirm, grant_id, sent)
    door.trace(What.CONFIRM_GRANT, grant=grant_id)
    return answers.as_json(confirmed)


@router.delete("/grants/{grant_id}", status_code=204)
async def delete_grant(door: Revoking, grant_id: GrantId) -> Response:
    """Revoke a grant, or decline it. No read that begins after this answer succeeds."""
    await door.write(_revoke, grant_id)
    door.trace(What.REVOKE_GRANT, grant=grant_id)
    return Response(status_code=204)


@router.get("/looks", responses={200: {"model": LooksOut}})
async def get_looks(door: SeeingLooks, before: Before = LATEST) -> Response:
    """Who looked at the diary, the last first, 200 at a time."""
    return answers.as_json(await door.read(sharing_answers.looks, before))


def new_code() -> str:
    """Eight letters and digits, to be read out in a room."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def new_secret() -> str:
    """32 random bytes, to stand in a link."""
    return cookies.written(cookies.new_token())


def secret_hash(secret: str) -> bytes:
    """What is kept of a secret; a code is the same however it is typed."""
    plain = "".join(secret.replace("-", "").split()).upper()
    return sha256((plain if len(plain) == CODE_LENGTH else secret.strip()).encode()).digest()


def _end(asking: Asking, ends_on: date | None) -> datetime:
    """The midnight after the last day. BadInput for a day that has come, or lies too far ahead."""
    usual, latest = last_days(asking.today)
    ends_on = ends_on or usual
    if not asking.today < ends_on <= latest:
        raise BadInput(faults=[FieldFault("ends_on", f"after today, and {latest} at the latest")])
    return datetime.combine(ends_on + timedelta(days=1), time(), ZoneInfo(asking.time_zone))


def _invite(tx: Transaction, asking: Asking, sent: InvitationIn, kind: Kind, kept: bytes) -> dict[str, Any]:
    lasts = CODE_FOR if kind is Kind.CODE else INVITATION_FOR
    scopes = Scopes(sent.notes, sent.enter_treatment)
    ends_at = _end(asking, sent.ends_on)
    invitation = KeptInvitation(
        asking.diary_id, uuid7(), kind, scopes, ends_at, asking.now, asking.now + lasts
    )
    invite(tx, invitation, kept)
    return sharing_answers.invitation(asking, invitation)


def _withdraw(tx: Transaction, asking: Asking, invitation_id: UUID) -> None:
    withdraw_invitation(tx, asking.diary_id, invitation_id, asking.now)


def _confirm(tx: Transaction, asking: Asking, grant_id: UUID, sent: ScopesChange) -> dict[str, Any]:
    grant = grant_of(tx, asking.diary_id, grant_id)
    if grant.standing(asking.now) not in {Standing.PENDING, Standing.ACTIVE}:
        raise GrantEnded
    scopes = Scopes(
        grant.scopes.notes if sent.notes is None else sent.notes,
        grant.scopes.enter_treatment if sent.enter_treatment is None else sent.enter_treatment,
    )
    ends_at = grant.consent.ends_at if sent.ends_on is None else _end(asking, sent.ends_on)
    confirm_grant(tx, grant, scopes, ends_at, asking.now)
    return sharing_answers.grant(asking, grant_of(tx, asking.diary_id, grant_id))


def _revoke(tx: Transaction, asking: Asking, grant_id: UUID) -> None:
    revoke_grant(tx, grant_of(tx, asking.diary_id, grant_id), asking.now)
