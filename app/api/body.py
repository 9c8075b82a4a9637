"""A request's body: JSON, of a size that fits, read strictly; every fault names its field.

What a stranger sends costs the server next to nothing: where no sign-in is needed a body holds 16 KiB at
most; where one is, a larger or a faulty body is looked at only after the sign-in is known to be good.
"""

import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any, Generic, TypeVar

from fastapi import Request
from pydantic import ValidationError

from app.api.cookies import token_of
from app.api.problems import MOST_FAULTS, field_faults
from app.api.schemas.fields import Sent
from app.errors import BadInput, FieldFault, NotJson, NotSignedIn, TooLarge
from app.storage import sign_ins

S = TypeVar("S", bound=Sent)
SMALL_BYTES = 16 * 1024
"""The largest body that is parsed for somebody whose sign-in is not known yet."""
_MOST_FINDINGS = 100 * MOST_FAULTS


class JsonBody(Generic[S]):
    """A dependency that gives the body as one of the schemas; `model` is read for the OpenAPI document.

    Pydantic reads the bytes itself: only so can it be strict, and still take dates and ids from text.
    `open_to_all`: the route needs no sign-in, so the body is small.
    """

    def __init__(self, model: type[S], *, open_to_all: bool = False) -> None:
        self.model = model
        self.open_to_all = open_to_all

    async def __call__(self, request: Request) -> S:
        """NotJson, BadInput for anything the schema refuses, TooLarge, NotSignedIn."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise NotJson
        if self.open_to_all:
            return self.parse(_halves_refused(await _small(request)))
        body = _halves_refused(await request.body())
        if len(body) > SMALL_BYTES:
            await _require_sign_in(request)
            return self.parse(body)
        try:
            return self.parse(body)
        except BadInput:
            await _require_sign_in(request)  # what is wrong with a body is told to its sender alone
            raise

    def parse(self, body: bytes) -> S:
        """BadInput for anything the schema refuses."""
        try:
            sent = self.model.model_validate_json(body)
        except ValidationError as fault:
            raise BadInput(faults=_findings(fault)) from None
        json.loads(body.decode(), object_pairs_hook=_each_once, parse_int=str)
        return sent


async def _small(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > SMALL_BYTES:
            raise TooLarge(f"a body of {SMALL_BYTES // 1024} KiB at most is taken here")
    return body


async def _require_sign_in(request: Request) -> None:
    token = token_of(request)
    if token is None:
        raise NotSignedIn
    token_hash, now = sha256(token).digest(), request.app.state.clock()
    await request.app.state.database.read(lambda tx: sign_ins.signed_in(tx, token_hash, now))


def _findings(fault: ValidationError) -> list[FieldFault]:
    """Each with its field's name; of a great many only their number: writing them out takes long."""
    many = fault.error_count()
    if many > _MOST_FINDINGS:
        return [FieldFault("body", f"{many} things are wrong with it")]
    return field_faults(fault.errors(include_url=False)[:MOST_FAULTS])


_ESCAPES = re.compile(rb"\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(\\u[dD][89a-fA-F]..)")


def _halves_refused(body: bytes) -> bytes:
    """The body with each half of a character as NUL, which no text may hold: so its field alone is refused.

    JavaScript writes halves as escapes, and no JSON parser of ours reads a body with one.
    """
    if rb"\ud" not in body.lower():
        return body
    return _ESCAPES.sub(lambda found: rb"\u0000" if found[1] else found[0], body)


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    """BadInput for a field that is said twice: which of them was meant is not ours to choose."""
    if len(dict(pairs)) < len(pairs):
        times = Counter(name for name, _ in pairs)
        twice = [name for name in times if times[name] > 1]
        raise BadInput(faults=[FieldFault(name, "is said twice") for name in twice[:MOST_FAULTS]])


def json_body(model: type[S]) -> Callable[[Request], Awaitable[S]]:
    """The dependency for a schema, where somebody signed in sends it."""
    return JsonBody(model)


def small_json_body(model: type[S]) -> Callable[[Request], Awaitable[S]]:
    """The dependency for a schema that anybody may send."""
    return JsonBody(model, open_to_all=True)


def body_readers(dependant: Any) -> list[JsonBody[Any]]:  # noqa: ANN401  FastAPI's Dependant
    """What reads a route's body."""
    readers = [dep.call for dep in dependant.dependencies if isinstance(dep.call, JsonBody)]
    return readers + [reader for dep in dependant.dependencies for reader in body_readers(dep)]


def body_models(dependant: Any) -> list[type[Sent]]:  # noqa: ANN401  FastAPI's Dependant
    """The schemas that a route reads its body by."""
    return [reader.model for reader in body_readers(dependant)]
