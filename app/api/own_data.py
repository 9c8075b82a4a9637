"""Everything that is kept of a patient: taking it along, and erasing it."""

import asyncio
import logging
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from app.api import answers, cookies
from app.api.account_file import account_file
from app.api.asking import Asking
from app.api.door import DiaryDoor, ToDiary
from app.api.planned import planned_router
from app.api.schemas.own_data import EverythingOut
from app.api.traces import What
from app.errors import StorageUnavailable
from app.rules.access import Action
from app.storage.erasure import erase, finish_erasing
from app.storage.prepared import Transaction

_log = logging.getLogger("diary")
router = planned_router("account life", "/diaries/{diary_id}")
Exporting = Annotated[DiaryDoor, Depends(ToDiary(Action.EXPORT))]
Erasing = Annotated[DiaryDoor, Depends(ToDiary(Action.ERASE))]


@router.get("/everything", responses={200: {"model": EverythingOut}})
async def get_everything(door: Exporting) -> Response:
    """All that is kept: the account, every entry with its history, who may read it, and who looked.

    A long one comes while it is read: each document as it is when its turn comes, whole with its history. An
    answer that breaks off lacks its end, and is no JSON.
    """
    return await answers.as_file(account_file(door))


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


def _erase(tx: Transaction, asking: Asking) -> UUID:
    erase(tx, asking.diary_id, asking.now)
    return asking.diary_id
