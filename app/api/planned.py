"""Routes whose dependencies are looked at once, when the route is made.

FastAPI asks of each dependency, for each request anew, what kind of function it is and whether it wants to
be closed again: a third of the time of a PUT. Ours are all alike: coroutines that take the request, what the
address, the query and the headers hold, and what other dependencies give. A route with anything else does
not start.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from app.api.queries import known_query
from app.errors import RefusesToStart

_READ_FROM: dict[str, Callable[[Request], Mapping[str, str]]] = {
    "path": lambda request: request.path_params,
    "query": lambda request: request.query_params,
    "header": lambda request: request.headers,
}
_UNKNOWN_HERE = (
    "body_params",
    "cookie_params",
    "websocket_param_name",
    "response_param_name",
    "background_tasks_param_name",
    "security_scopes_param_name",
)


class PlannedRoute(APIRoute):
    """A route that gives its function what it declares, as FastAPI would; the function gives a Response."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Find the plan now, follow it for each request. RefusesToStart."""
        plan = _plan(self.dependant)

        async def handle(request: Request) -> Response:
            faults: list[Any] = []
            given = await plan.gather(request, faults)
            if faults:
                raise RequestValidationError(faults)
            response: Response = await plan.call(**given)
            return response

        return handle


def planned_router(tag: str, prefix: str = "") -> APIRouter:
    """A router of such routes, which refuse a query that they do not know."""
    known = [Depends(known_query)]
    return APIRouter(prefix=prefix, tags=[tag], dependencies=known, route_class=PlannedRoute)


@dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    alias: str
    place: str
    field: Any  # FastAPI's ModelField

    def read(self, request: Request, given: dict[str, Any], faults: list[Any]) -> None:
        text = _READ_FROM[self.place](request).get(self.alias)
        if text is None and not self.field.field_info.is_required():
            given[self.name] = self.field.field_info.default
            return
        given[self.name], found = self.field.validate(text, given, loc=(self.place, self.alias))
        faults += found


@dataclass(frozen=True, slots=True)
class _Plan:
    name: str | None
    call: Callable[..., Awaitable[Any]]
    request_name: str | None
    parameters: list[_Parameter]
    inner: list["_Plan"]

    async def gather(self, request: Request, faults: list[Any]) -> dict[str, Any]:
        """What the function is called with; faults of parameters are added to those found before."""
        given: dict[str, Any] = {}
        for plan in self.inner:
            before = len(faults)
            taken = await plan.gather(request, faults)
            if len(faults) > before:
                continue
            value = await plan.call(**taken)
            if plan.name is not None:
                given[plan.name] = value
        for parameter in self.parameters:
            parameter.read(request, given, faults)
        if self.request_name is not None:
            given[self.request_name] = request
        return given


def _plan(dependant: Dependant) -> _Plan:
    call: Any = dependant.call
    if not (iscoroutinefunction(call) or iscoroutinefunction(getattr(call, "__call__", None))):  # noqa: B004
        raise RefusesToStart(f"{call} is no coroutine: it would be run in a thread of its own")
    asks = [name for name in _UNKNOWN_HERE if getattr(dependant, name)]
    if asks:
        raise RefusesToStart(f"{call} asks for more than a planned route gives: {', '.join(asks)}")
    fields = {place: getattr(dependant, f"{place}_params") for place in _READ_FROM}
    return _Plan(
        name=dependant.name,
        call=call,
        request_name=dependant.request_param_name,
        parameters=[
            _Parameter(one.name, one.alias, place, one) for place, all_ in fields.items() for one in all_
        ],
        inner=[_plan(one) for one in dependant.dependencies],
    )
