"""No route stands without a policy: an app with one that has none refuses to start."""

from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from app.api import days, routes
from app.api.door import ToDiary, ToEverybody, ToOneself, doors_of
from app.errors import RefusesToStart
from app.main import create_app
from app.rules.access import Action
from app.settings import Settings


def test_an_app_with_a_route_without_a_policy_refuses_to_start(
    migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    router = days.router
    monkeypatch.setattr(router, "routes", list(router.routes))

    @router.get("/open")
    async def wide_open() -> None: ...

    with pytest.raises(RefusesToStart, match="/days/open declares no policy"):
        create_app(Settings(database_url=migrated_url, data_dir=tmp_path))


def app_with(*doors: ToDiary | ToEverybody | ToOneself) -> FastAPI:
    """An app with one route that has these doors."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/route", dependencies=[Depends(door) for door in doors])
    async def route() -> None: ...

    return app


@pytest.mark.parametrize("door", [ToEverybody(Action.SEE_SERVER), ToOneself(Action.KNOW_ONESELF)])
def test_a_route_with_one_policy_is_let_in(door: ToEverybody | ToOneself) -> None:
    routes.check_doors(app_with(door))


def test_a_route_with_two_policies_is_not() -> None:
    two = (ToEverybody(Action.SEE_SERVER), ToDiary(Action.READ_DAYS))

    with pytest.raises(RefusesToStart, match="/route declares no policy, or more than one"):
        routes.check_doors(app_with(*two))


def test_a_route_without_a_policy_is_not() -> None:
    with pytest.raises(RefusesToStart, match="/route declares no policy"):
        routes.check_doors(app_with())


def test_a_folder_that_serves_itself_is_not(tmp_path: Path) -> None:
    app = app_with(ToEverybody(Action.SEE_SERVER))
    app.mount("/files", StaticFiles(directory=tmp_path))

    with pytest.raises(RefusesToStart, match="/files"):
        routes.check_doors(app)


def test_the_pages_of_the_framework_are_not() -> None:
    with pytest.raises(RefusesToStart, match=r"/openapi\.json"):
        routes.check_doors(FastAPI())


def test_a_policy_deep_inside_is_found() -> None:
    async def inner(_door: Annotated[None, Depends(ToEverybody(Action.SEE_SERVER))]) -> None: ...

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/route", dependencies=[Depends(inner)])
    async def route() -> None: ...

    (only,) = routes.every_route(app)
    assert [door.action for door in doors_of(only.dependant)] == [Action.SEE_SERVER]
