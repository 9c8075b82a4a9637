"""One-visit links, the patient's side: making one, seeing who opened it, ending it."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Request, Response
from uuid_utils.compat import uuid7

from app.api import answers, sharing_answers
from app.api.asking import Asking
from app.api.body import json_body
from app.api.door import DiaryDoor, ToDiary
from app.api.lanes import Lane
from app.api.planned import planned_router
from app.api.schemas.visits import VisitLinkIn, VisitLinkMadeOut, VisitLinksOut
from app.api.sharing import new_secret, secret_hash
from app.api.traces import What
from app.rules.access import Action
from app.storage import visit_links
from app.storage.prepared import Transaction
from app.storage.visit_links import KeptLink

router = planned_router("visits", "/diaries/{diary_id}/visit-links")
Seeing = Annotated[DiaryDoor, Depends(ToDiary(Action.SEE_SHARING))]
Sharing = Annotated[DiaryDoor, Depends(ToDiary(Action.SHARE))]
Revoking = Annotated[DiaryDoor, Depends(ToDiary(Action.REVOKE))]
LinkSent = Annotated[VisitLinkIn, Depends(json_body(VisitLinkIn))]
LinkId = Annotated[UUID, Path(description="The link's id.")]


@router.post("", status_code=201, responses={201: {"model": VisitLinkMadeOut}})
async def post_visit_link(request: Request, door: Sharing, sent: LinkSent) -> Response:
    """Make a link for a doctor without an account: it shows the report, and nothing else, until it ends."""
    hashed = None
    if sent.passcode is not None:
        await door.read(_require_room)  # nobody else costs a hash, in the lane of those who are known
        hashed = await request.app.state.passwords.hash(sent.passcode, Lane.KNOWN)
    secret = new_secret()
    made = await door.write(_add, timedelta(days=sent.days), hashed, secret_hash(secret))
    door.trace(What.MAKE_VISIT_LINK, link=made["link_id"])
    return answers.as_json(made | {"secret": secret}, 201)


@router.get("", responses={200: {"model": VisitLinksOut}})
async def get_visit_links(door: Seeing) -> Response:
    """Every one-visit link that the diary ever had, each with who opened it, and when."""
    return answers.as_json({"visit_links": await door.read(sharing_answers.links)})


@router.delete("/{link_id}", status_code=204)
async def delete_visit_link(door: Revoking, link_id: LinkId) -> Response:
    """End a link. Pages that it opened show nothing more."""
    await door.write(_revoke, link_id)
    door.trace(What.REVOKE_VISIT_LINK, link=link_id)
    return Response(status_code=204)


def _require_room(tx: Transaction, asking: Asking) -> None:
    visit_links.require_room(tx, asking.diary_id, asking.now)


def _add(
    tx: Transaction, asking: Asking, lasts: timedelta, passcode: str | None, kept: bytes
) -> dict[str, Any]:
    link = KeptLink(asking.diary_id, uuid7(), passcode, 0, asking.now, asking.now + lasts, None)
    visit_links.add_link(tx, link, kept)
    return sharing_answers.link(asking, link, [])


def _revoke(tx: Transaction, asking: Asking, link_id: UUID) -> None:
    visit_links.revoke_link(tx, asking.diary_id, link_id, asking.now)
