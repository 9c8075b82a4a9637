"""Queries hold what their route knows, each once: a misspelt one would silently give other figures."""

from collections import Counter
from typing import Any

from fastapi import Request

from app.errors import BadInput, FieldFault


async def known_query(request: Request) -> None:
    """BadInput for a parameter that the route does not know, or that comes twice."""
    if not request.scope["query_string"]:
        return
    known = _names(request.scope["route"].dependant)
    times = Counter(name for name, _ in request.query_params.multi_items())
    faults = [FieldFault(name, "is not known here") for name in times if name not in known]
    faults += [FieldFault(name, "is said twice") for name in times if name in known and times[name] > 1]
    if faults:
        raise BadInput(faults=faults)


def _names(dependant: Any) -> set[str]:  # noqa: ANN401  FastAPI's Dependant
    inner = [_names(one) for one in dependant.dependencies]
    return {field.alias for field in dependant.query_params}.union(*inner)
