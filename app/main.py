"""create_app: the only place that joins the parts."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version

from fastapi import Depends, FastAPI

from app.api import openapi, pages, problems, routes
from app.api.door import ToEverybody
from app.api.gate import Gate
from app.api.passwords import Passwords
from app.rules.access import Action
from app.settings import Settings
from app.storage.engine import Database

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The only clock of the server."""
    return datetime.now(UTC)


def create_app(settings: Settings, database: Database, clock: Clock = utc_now) -> FastAPI:
    """The application over an open database, which it closes when it stops.

    RefusesToStart for a route without a policy.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.passwords.close()
        database.close()

    app = FastAPI(
        title="Headache diary",
        version=version("headache-diary"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.settings = settings
    app.state.database = database
    app.state.clock = clock
    app.state.passwords = Passwords()
    app.add_middleware(Gate, settings=settings)
    problems.install(app)
    routes.install(app)

    @app.get(
        f"{routes.PREFIX}/openapi.json",
        include_in_schema=False,
        dependencies=[Depends(ToEverybody(Action.SEE_SERVER))],
    )
    async def document() -> dict[str, object]:
        return app.openapi()

    openapi.install(app)
    pages.install(app)
    routes.check_doors(app)
    return app
