"""The OpenAPI document: FastAPI's own, with the strictly read bodies and every error."""

from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from app.api import answers
from app.api.body import body_models
from app.api.cookies import cookie_name
from app.api.door import Door, ToDiary, ToEverybody, ToOneself, doors_of
from app.api.routes import PREFIX, every_route
from app.api.schemas.fields import Answered, Sent
from app.api.schemas.problems import ProblemOut
from app.api.visit_door import ToVisit
from app.rules.access import Action

_REF = "#/components/schemas/{model}"
_DESCRIPTION = (
    "Records headache days and injections; computes counts per calendar month and the percentage reduction "
    "after each injection round against the 50 % benchmark. Every figure is a calculation with its inputs, "
    "never advice.\n\n"
    "Days are `YYYY-MM-DD`, months `YYYY-MM`, moments RFC 3339 in UTC. Unknown fields and parameters are "
    "refused. Errors are problem details (RFC 9457) with a stable `code`."
)
_TAGS = {
    "accounts": "Who keeps a diary: registering, names, password, recovery codes.",
    "sessions": "Signing in and out, where one is signed in, proving oneself anew.",
    "passkeys": "Passkeys (W3C WebAuthn): adding and removing them, signing in with one.",
    "enrolment": "One-time links of the operator: a clinician's first sign-in, an account opened again.",
    "days": "One entry a calendar day. Every value that a day ever had stays in its history.",
    "injections": "Injection sessions, and what the diary is told about the treatment.",
    "circumstances": "Other preventives and life events: what else may have changed the course.",
    "sync": "What a phone that was offline has to say, and what changed meanwhile.",
    "figures": "What the diary amounts to: calendar months and the treatment report.",
    "sharing": "Who else may read a diary, and who did: invitations, grants, looks.",
    "patients": "The clinician's side: accepting an invitation, and whose diaries may be read.",
    "visits": "One-visit links: a read-only report for a doctor without an account.",
    "account life": "Taking everything along, and erasing it.",
    "health": "For whoever watches over the server.",
}
_WENT_WELL = {"200": "The current value.", "201": "Made: there was none before.", "204": "Done."}
_SAFE = {"get"}
_WRITING = {Action.WRITE_DAYS, Action.WRITE_INJECTIONS, Action.WRITE_TREATMENT}
_OF_WRITING = {"409": "The account is full.", "429": "Changed too often today; tomorrow it can be again."}
_OF_ACTION = dict.fromkeys(_WRITING, _OF_WRITING) | {
    Action.REGISTER: {
        "409": "Somebody has this user name.",
        "429": "Too many accounts, or tries, from this network.",
    },
    Action.SHARE: {"409": "The grant has ended, or as many are open as may be."},
    Action.OPEN_LINK: {"409": "It was opened as often as may be."},
    Action.CHANGE_SIGN_IN: {"409": "Nobody could sign in any more."},
}
_NOT_OF_EVERYBODY = {
    Action.END_SIGN_INS,
    Action.SEE_PATIENTS,
    Action.ACCEPT_INVITATION,
    Action.CHANGE_SIGN_IN,
    Action.ENROL,
    Action.OPEN_LINK,
}


router = APIRouter(include_in_schema=False, dependencies=[Depends(ToEverybody(Action.SEE_SERVER))])


@router.get(f"{PREFIX}/openapi.json")
async def get_document(request: Request) -> Response:
    """This document, as the running app has it."""
    return answers.as_json(request.app.openapi())


def install(app: FastAPI) -> None:
    """Let the app make and serve this document."""
    app.include_router(router)

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
        tags=[{"name": name, "description": said} for name, said in _TAGS.items()],
    )
    routes = [route for route in every_route(app) if route.include_in_schema]
    models = {model for route in routes for model in body_models(route.dependant)}
    told = {answer["model"] for route in routes for answer in route.responses.values() if "model" in answer}
    schemas = whole.setdefault("components", {}).setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    schemas.update(_schemas(models, told))
    whole["components"]["securitySchemes"] = _keys(app.state.settings.is_https)
    for route in routes:
        for method in route.methods or ():
            _complete(whole["paths"][str(route.path)][method.lower()], method.lower(), route)
    return whole


def _keys(is_https: bool) -> dict[str, Any]:
    return {
        "session": {"type": "apiKey", "in": "cookie", "name": cookie_name(is_https)},
        "visit": {"type": "http", "scheme": "bearer", "description": "Of an opened one-visit link."},
    }


def _schemas(bodies: set[type[Sent]], told: set[type[Answered]]) -> dict[str, Any]:
    """All schemas anew: in FastAPI's, the examples have lost whatever is null in them."""
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(ProblemOut, "serialization")]
    wanted += [(model, "validation") for model in bodies]
    wanted += [(model, "serialization") for model in told]
    _, found = models_json_schema(sorted(wanted, key=lambda one: one[0].__name__), ref_template=_REF)
    return dict(sorted(found["$defs"].items()))


def _complete(operation: dict[str, Any], method: str, route: RouteContext) -> None:
    (door,) = doors_of(route.dependant)
    operation["operationId"] = route.name
    operation["summary"] = operation["description"].split("\n")[0].partition(". ")[0].rstrip(".")
    for model in body_models(route.dependant):
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}},
        }
    operation["responses"].pop("422", None)
    for status, answer in operation["responses"].items():
        if answer["description"] == "Successful Response":
            answer["description"] = _WENT_WELL[status]
    problem = {"application/problem+json": {"schema": {"$ref": _REF.format(model="ProblemOut")}}}
    for status, said in _errors_of(operation, method, door).items():
        if str(route.path).startswith(PREFIX) or status == "421":
            operation["responses"].setdefault(status, {"description": said, "content": problem})
    if isinstance(door, ToDiary | ToOneself):
        operation["security"] = [{"session": []}]
    if isinstance(door, ToVisit):
        operation["security"] = [{"visit": []}]


def _errors_of(operation: dict[str, Any], method: str, door: Door) -> dict[str, str]:
    found = {"421": "The server does not answer under this host name."}
    found |= {"422": "Bad input; `errors` names each field.", "503": "Not available now; nothing was stored."}
    if isinstance(door, ToDiary | ToOneself | ToVisit) or door.action is Action.SIGN_IN:
        found["401"] = "Not signed in, or not with these."
    if isinstance(door, ToDiary | ToVisit) or door.action in _NOT_OF_EVERYBODY:
        found["404"] = "Nothing here, or nothing that you may see."
    if door.action not in _WRITING or method not in _SAFE:
        found |= _OF_ACTION.get(door.action, {})
    if door.action is Action.EXPORT:
        found["403"] = "It has to be proved first who asks."
    if method not in _SAFE:
        found |= {
            "403": "It came from another site, or has to be proved first.",
            "507": "The disk is full; nothing was stored.",
        }
    if method not in _SAFE and isinstance(door, ToDiary):
        found["412"] = "It is not what was expected; `current` is what is there now."
    if "requestBody" in operation:
        found |= {"413": "Larger than the server takes.", "415": "Not sent as application/json."}
    return dict(sorted(found.items()))
