"""Everything that is kept of a patient: taking it along, and erasing it."""

import asyncio
import logging
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response

from app.api import answers, cookies, sharing_answers
from app.api.accounts import own_account
from app.api.asking import Asking
from app.api.door import DiaryDoor, ToDiary
from app.api.passkeys import passkey_on_wire
from app.api.planned import planned_router
from app.api.schemas.own_data import EverythingOut
from app.api.sessions import sign_ins_on_wire
from app.api.sync import KINDS
from app.api.traces import What
from app.errors import StorageUnavailable
from app.rules.access import Action
from app.storage.changes import Changed, changes_after
from app.storage.documents import history
from app.storage.erasure import erase, finish_erasing
from app.storage.kinds import Address
from app.storage.passkeys import passkeys_of
from app.storage.prepared import Transaction

FORMAT, VERSION = "headache-diary-account", 1
_ALL = 2**31 - 2
_log = logging.getLogger("diary")
router = planned_router("account life", "/diaries/{diary_id}")
Exporting = Annotated[DiaryDoor, Depends(ToDiary(Action.EXPORT))]
Erasing = Annotated[DiaryDoor, Depends(ToDiary(Action.ERASE))]


@router.get("/everything", responses={200: {"model": EverythingOut}})
async def get_everything(door: Exporting) -> Response:
    """All that is kept: the account, every entry with its history, who may read it, and who looked."""
    return answers.as_json(await door.read(_everything))


@router.delete("", status_code=204)
async def delete_diary(request: Request, door: Erasing) -> Response:
    """Erase the diary and the account, for good. What stays: ids and times of who looked, without a name."""
    erased = request.app.state.erased
    diary_id = await door.write(_erase)
    door.trace(What.ERASE, diary=diary_id)
    try:
        await asyncio.to_thread(erased.add, {diary_id})
    except OSError as fault:  # erased it is; the next start of the server writes the list again
        _log.error("the list of erased diaries was not written: %s", fault.strerror)
    try:
        await finish_erasing(request.app.state.database, diary_id)
    except StorageUnavailable as fault:  # nobody sees it any more; the next start removes the rest
        _log.error("the rest of an erased diary waits for the next start: %s", fault.code)
    response = Response(status_code=204)
    cookies.clear_cookies(response, request.app.state.settings.is_https)
    return response


def _everything(tx: Transaction, asking: Asking) -> dict[str, Any]:
    kinds = {name: merging.kind for name, merging in KINDS.items()}
    said: dict[str, list[dict[str, Any]]] = {name: [] for name in kinds}
    for one in changes_after(tx, kinds, asking.diary_id, 0, _ALL).documents:
        said[one.kind].append(_with_history(tx, asking, one))
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": answers.moment(asking.now),
        "diary_id": asking.diary_id,
        "account": own_account(tx, asking.who, asking.now),
        "passkeys": [passkey_on_wire(one) for one in passkeys_of(tx, asking.who.account_id)],
        **sign_ins_on_wire(tx, asking.who, asking.now),
        "days": sorted(said["day"], key=lambda one: one["key"]),
        "injections": said["injection"],
        "treatment": said["treatment"],
        "circumstances": said["circumstance"],
        "invitations": sharing_answers.invitations(tx, asking),
        "grants": sharing_answers.grants(tx, asking),
        "visit_links": sharing_answers.links(tx, asking),
        "looks": sharing_answers.all_looks(tx, asking),
    }


def _with_history(tx: Transaction, asking: Asking, one: Changed) -> dict[str, Any]:
    kind, document = KINDS[one.kind].kind, one.document
    past = history(tx, kind, Address(asking.diary_id, document.key))
    return {
        "key": document.key,
        "value": document.values,
        "conflict": document.conflict is not None,
        "history": [answers.past_value(value) for value in past],
    }


def _erase(tx: Transaction, asking: Asking) -> UUID:
    erase(tx, asking.diary_id, asking.now)
    return asking.diary_id
