"""create_app: the only place that joins the parts."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from app.api import openapi, pages, problems, routes
from app.api.calculations import Calculations
from app.api.cleaning import keep_cleaning
from app.api.gate import Gate
from app.api.passkey_checks import PasskeyChecks
from app.api.passwords import Passwords
from app.api.recent_uses import RecentUses
from app.api.summarising import ended, keep_summarising
from app.errors import DiaryError, RefusesToStart
from app.interop.pdf_report import Printer
from app.settings import Settings, read_settings
from app.storage.erasure import ErasedList, erase_again
from app.storage.opening import open_for_server, settle_and_tell
from app.storage.patient_lines import fold_again
from app.storage.seal import Seal
from app.storage.second_factors import seal_secrets

_log = logging.getLogger("diary")
KEY_FILE = "code-apps.key"
Clock = Callable[[], datetime]
# Addresses hold days and ids: whatever a machine's environment collects, it gets none of them from here.
_TELLS_NOBODY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


def utc_now() -> datetime:
    """The only clock of the server."""
    return datetime.now(UTC)


def create_app(settings: Settings | None = None, clock: Clock = utc_now) -> FastAPI:
    """The application, its database migrated, opened and held until it stops.

    Without settings they are read from the environment. RefusesToStart names what is wrong and the remedy.
    """
    settings = settings or read_settings()
    _make_folder(settings.data_dir)
    app = FastAPI(
        title="Headache diary",
        version=version("headache-diary"),
        lifespan=_running,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry=_TELLS_NOBODY,
    )
    app.state.clock = clock
    _hold_parts(app, settings)
    app.add_middleware(Gate, settings=settings)
    for part in (problems, routes, openapi, pages):  # the pages last: they answer to every other address
        part.install(app)
    routes.check_doors(app)
    app.state.refusal = None
    app.state.database = open_for_server(
        settings.database_url, settings.data_dir / "backups", app.state.seal, settings.limits
    )
    return app


def _hold_parts(app: FastAPI, settings: Settings) -> None:
    """What the routes take from the app."""
    app.state.settings = settings
    app.state.passwords = Passwords()
    app.state.recent_uses = RecentUses()
    app.state.calculations = Calculations()
    app.state.passkey_checks = PasskeyChecks(settings)
    app.state.printer = Printer()
    app.state.erased = ErasedList(settings.data_dir)
    app.state.seal = _seal(settings)


def _seal(settings: Settings) -> Seal:
    """The key of code apps. RefusesToStart when the operator named a file that holds none."""
    seal = Seal(settings.key_file or settings.data_dir / KEY_FILE, settings.key_file is not None)
    if seal.is_named:
        seal.require_key()
    return seal


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        remedy = "name a folder that this user may write"
        raise RefusesToStart(f"DIARY_DATA_DIR: {folder}: {fault.strerror}; {remedy}") from None


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    try:
        await _prepare(app)
    except (DiaryError, OSError) as fault:
        app.state.refusal = fault if isinstance(fault, DiaryError) else _refusal(fault)
        app.state.database.close()
        raise
    beside = [
        asyncio.create_task(work(app.state.database, app.state.clock))
        for work in (keep_summarising, keep_cleaning)
    ]
    yield
    for task in beside:
        await ended(task)
    app.state.passwords.close()
    app.state.printer.close()
    app.state.database.close()


async def _prepare(app: FastAPI) -> None:
    """What has to be done before anybody is answered; nothing is written where there is nothing to do."""
    database, now, seal = app.state.database, app.state.clock(), app.state.seal
    await erase_again(database, app.state.erased, now)
    await settle_and_tell(database, now)
    await database.write(fold_again)
    unreadable = await database.write(lambda tx: seal_secrets(tx, seal))
    if unreadable:
        _log.warning(
            "%d code apps were sealed with another key: `account reset` lets who has one choose anew",
            unreadable,
        )


def _refusal(fault: OSError) -> RefusesToStart:
    return RefusesToStart(f"{fault.filename or 'the disk'}: {fault.strerror}")
