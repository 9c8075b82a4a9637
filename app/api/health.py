"""Is the server alive, is it ready: for whoever watches over it."""

import shutil
from datetime import datetime

from fastapi import APIRouter, Depends, Request, Response

from app.api import answers
from app.api.door import ToEverybody
from app.api.schemas.problems import HealthOut
from app.errors import DiaryError
from app.rules.access import Action
from app.storage import identity
from app.storage.prepared import Transaction
from app.storage.schema import SchemaState, schema_state

router = APIRouter(tags=["health"], dependencies=[Depends(ToEverybody(Action.SEE_SERVER))])
LEAST_FREE_BYTES = 50 * 1024 * 1024


@router.get("/livez", responses={200: {"model": HealthOut}})
async def livez() -> Response:
    """The process answers."""
    return answers.as_json({"status": "ok", "checks": {}})


@router.get("/readyz", responses={200: {"model": HealthOut}, 503: {"model": HealthOut}})
async def readyz(request: Request) -> Response:
    """The database takes a write, its schema is this release's, the disk has room."""
    state = request.app.state
    checks = {
        "write": await _write_check(state.database, state.clock()),
        "migrations": _migrations_check(state.database.url),
        "disk": _disk_check(str(state.settings.data_dir)),
    }
    ready = set(checks.values()) == {"ok"}
    return answers.as_json(
        {"status": "ok" if ready else "not_ready", "checks": checks}, 200 if ready else 503
    )


async def _write_check(database: "identity.Writes", now: datetime) -> str:
    def probe(tx: Transaction) -> None:
        identity.probe(tx, now)

    try:
        await database.write(probe)
    except DiaryError as fault:
        return fault.code
    return "ok"


def _migrations_check(url: str) -> str:
    try:
        return "ok" if schema_state(url) is SchemaState.AT_HEAD else "behind"
    except DiaryError as fault:
        return fault.code


def _disk_check(folder: str) -> str:
    return "ok" if shutil.disk_usage(folder).free >= LEAST_FREE_BYTES else "almost_full"
