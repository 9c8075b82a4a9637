"""A request's body: JSON, of a size that fits, read strictly; every fault names its field."""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from fastapi import Request
from pydantic import ValidationError

from app.api.problems import field_faults
from app.api.schemas.fields import Sent
from app.errors import BadInput, NotJson

S = TypeVar("S", bound=Sent)


class JsonBody(Generic[S]):
    """A dependency that gives the body as one of the schemas; `model` is read for the OpenAPI document.

    Pydantic reads the bytes itself: only so can it be strict, and still take dates and ids from text.
    """

    def __init__(self, model: type[S]) -> None:
        self.model = model

    async def __call__(self, request: Request) -> S:
        """NotJson for another content type, BadInput for anything the schema refuses."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise NotJson
        try:
            return self.model.model_validate_json(await request.body())
        except ValidationError as fault:
            raise BadInput(faults=field_faults(fault.errors(include_url=False))) from None


def json_body(model: type[S]) -> Callable[[Request], Awaitable[S]]:
    """The dependency for a schema."""
    return JsonBody(model)


def body_models(dependant: Any) -> list[type[Sent]]:  # noqa: ANN401  FastAPI's Dependant
    """The schemas that a route reads its body by."""
    found = [dep.call.model for dep in dependant.dependencies if isinstance(dep.call, JsonBody)]
    return found + [model for dep in dependant.dependencies for model in body_models(dep)]
