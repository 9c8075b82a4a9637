"""A request's body: JSON, of a size that fits, read strictly; every fault names its field."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from fastapi import Request
from pydantic import ValidationError

from app.api.problems import field_faults
from app.api.schemas.fields import Sent
from app.errors import BadInput, FieldFault, NotJson

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
        return self.read(await request.body())

    def read(self, body: bytes) -> S:
        """BadInput for anything the schema refuses."""
        try:
            sent = self.model.model_validate_json(body)
        except ValidationError as fault:
            raise BadInput(faults=field_faults(fault.errors(include_url=False))) from None
        json.loads(body.decode(), object_pairs_hook=_each_once, parse_int=str)
        return sent


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    """BadInput for a field that is said twice: which of them was meant is not ours to choose."""
    if len(dict(pairs)) < len(pairs):
        times = Counter(name for name, _ in pairs)
        raise BadInput(faults=[FieldFault(name, "is said twice") for name in times if times[name] > 1])


def json_body(model: type[S]) -> Callable[[Request], Awaitable[S]]:
    """The dependency for a schema."""
    return JsonBody(model)


def body_models(dependant: Any) -> list[type[Sent]]:  # noqa: ANN401  FastAPI's Dependant
    """The schemas that a route reads its body by."""
    found = [dep.call.model for dep in dependant.dependencies if isinstance(dep.call, JsonBody)]
    return found + [model for dep in dependant.dependencies for model in body_models(dep)]
