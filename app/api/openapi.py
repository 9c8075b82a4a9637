"""The OpenAPI document: FastAPI's own, with the strictly read bodies and every error."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from app.api.body import body_models
from app.api.door import ToDiary, ToOneself, doors_of
from app.api.routes import every_route
from app.api.schemas.fields import Sent
from app.api.schemas.problems import ProblemOut

_REF = "#/components/schemas/{model}"
_DESCRIPTION = (
    "Records headache days and injections; computes counts per calendar month and the percentage reduction "
    "after each injection round against the 50 % benchmark. Every figure is a calculation with its inputs, "
    "never advice. Errors are problem details (RFC 9457) with a stable `code`."
)


def install(app: FastAPI) -> None:
    """Let the app serve this document."""

    def document() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    whole = get_openapi(
        title=app.title,
        version=app.version,
        description=_DESCRIPTION,
        routes=app.routes,
    )
    routes = [route for route in every_route(app) if route.include_in_schema]
    models = {model for route in routes for model in body_models(route.dependant)}
    schemas = whole.setdefault("components", {}).setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    schemas.update(_schemas(models))
    whole["components"]["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "diary_session"}
    }
    for route in routes:
        for method in route.methods or ():
            _complete(whole["paths"][str(route.path)][method.lower()], route.dependant)
    return whole


def _schemas(models: set[type[Sent]]) -> dict[str, Any]:
    wanted = sorted(models, key=lambda model: model.__name__)
    _, found = models_json_schema(
        [*((model, "validation") for model in wanted), (ProblemOut, "serialization")], ref_template=_REF
    )
    return dict(found["$defs"])


def _complete(operation: dict[str, Any], dependant: Any) -> None:  # noqa: ANN401  FastAPI's Dependant
    for model in body_models(dependant):
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}},
        }
    problem = {"application/problem+json": {"schema": {"$ref": _REF.format(model="ProblemOut")}}}
    operation["responses"].pop("422", None)
    for status, said in _errors_of(operation, dependant).items():
        operation["responses"].setdefault(status, {"description": said, "content": problem})
    if any(isinstance(door, ToDiary | ToOneself) for door in doors_of(dependant)):
        operation["security"] = [{"session": []}]


def _errors_of(operation: dict[str, Any], dependant: Any) -> dict[str, str]:  # noqa: ANN401
    found = {}
    headers = {parameter["name"] for parameter in operation.get("parameters", ())}
    doors = doors_of(dependant)
    if any(isinstance(door, ToDiary | ToOneself) for door in doors) or "sign_in" in [d.action for d in doors]:
        found["401"] = "Not signed in, or not with these."
    if any(isinstance(door, ToDiary) for door in doors):
        found["404"] = "Nothing here, or nothing that you may see."
    if "if-match" in headers:
        found["412"] = "It has changed since it was read; the current value comes with the answer."
    if operation.get("requestBody"):
        found |= {"409": "Taken already.", "413": "Too large.", "415": "Not JSON."}
    found["422"] = "Bad input; `errors` names each field."
    found |= {"503": "Not available now; nothing was stored.", "507": "Disk full; nothing was stored."}
    return found
