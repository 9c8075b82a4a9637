"""Errors on the wire (RFC 9457): one table from error class to status, one answer format."""

import re
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import iter_route_contexts
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from app import errors
from app.storage.kinds import Document

STATUS: dict[type[errors.DiaryError], int] = {
    errors.BadInput: 422,
    errors.UsernameTaken: 409,
    errors.NotSignedIn: 401,
    errors.SignInRefused: 401,
    errors.TooManySignIns: 429,
    errors.SecondFactorNeeded: 401,
    errors.ConfirmNeeded: 403,
    errors.PasskeyRefused: 403,
    errors.CodeRefused: 403,
    errors.PasscodeNeeded: 403,
    errors.LastWayIn: 409,
    errors.NoCodeApp: 409,
    errors.NameTaken: 409,
    errors.GrantEnded: 409,
    errors.LimitReached: 409,
    errors.TooManyValues: 429,
    errors.TooManyAccounts: 429,
    errors.NotThere: 404,
    errors.ForeignRequest: 403,
    errors.TwoHosts: 400,
    errors.UnknownHost: 421,
    errors.RevisionDiffers: 412,
    errors.TooLarge: 413,
    errors.HeadersTooLarge: 431,
    errors.NotJson: 415,
    errors.StorageUnavailable: 503,
    errors.DiskFull: 507,
}
_RETRY_AFTER_S: dict[str | int, str] = {"too_many_sign_ins": "60", 429: "3600", 503: "2", 507: "60"}
MOST_FAULTS = 100


def status_of(kind: type[errors.DiaryError]) -> int:
    """The status of the nearest class in the table; 500 for an error that is no user's fault."""
    return next((STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS), 500)


def problem(fault: errors.DiaryError) -> Response:
    """A fault as the answer a program and a person can read."""
    status = status_of(type(fault))
    body: dict[str, Any] = {"code": fault.code, "detail": str(fault)}
    if fault.faults:
        told = fault.faults[:MOST_FAULTS]
        body["errors"] = [{"field": one.field, "message": one.message, "code": one.code} for one in told]
    if isinstance(fault, errors.DiaryErased):
        body["erased"] = True
    if isinstance(fault, errors.RevisionDiffers):
        body["current"] = _current(fault.current)
    return answer(status, body)


def answer(status: int, body: dict[str, Any]) -> Response:
    """An RFC 9457 answer; `body` brings at least `code` and `detail`."""
    whole = {"type": f"urn:headache-diary:problem:{body['code']}", "title": _TITLES.get(status, "Error")}
    later = _RETRY_AFTER_S.get(body["code"]) or _RETRY_AFTER_S.get(status)
    headers = {"Retry-After": later} if later else None
    return Response(
        orjson.dumps(whole | {"status": status} | body),
        status,
        headers,
        media_type="application/problem+json",
    )


_TITLES = {
    400: "Not understood",
    401: "Not signed in",
    403: "Refused",
    404: "Not found",
    405: "Method not allowed",
    409: "Not possible as it stands",
    412: "Changed in between",
    413: "Too large",
    415: "Not JSON",
    421: "Wrong host",
    422: "Bad input",
    429: "Too many",
    431: "Too large",
    500: "Fault of the server",
    503: "Not available now",
    507: "Disk full",
}


def _current(document: object) -> dict[str, Any] | None:
    if not isinstance(document, Document) or document.values is None:
        return None
    from app.api.answers import shown  # noqa: PLC0415  the answers know the problems

    return shown(document)


def field_faults(found: list[ErrorDetails]) -> list[errors.FieldFault]:
    """Pydantic's findings, each with the field's name as on the wire."""
    return [
        errors.FieldFault(
            ".".join(str(part) for part in error["loc"]) or "body", _said(error), code_of(error["type"])
        )
        for error in found
    ]


_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
    "string_unicode": "control_characters",
    "too_long": "too_many",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "greater_than": "out_of_range",
    "less_than": "out_of_range",
    "enum": "unknown_choice",
    "literal_error": "unknown_choice",
}
_OWN = {"control_characters", "decimals", "not_a_day", "before_1900", "unknown_zone"}
_OF_TYPE = re.compile(r"_type$|_parsing$|int_from_float|finite_number|uuid_|json_")


def code_of(kind: str) -> str:
    """What one of Pydantic's findings is called for ever, however Pydantic calls it next year."""
    if kind in _OWN:
        return kind
    return _CODES.get(kind) or ("wrong_type" if _OF_TYPE.search(kind) else "invalid")


def _said(error: Any) -> str:  # noqa: ANN401  ErrorDetails, or what FastAPI makes of it
    return str(error["msg"]).removeprefix("Value error, ")


def install(app: FastAPI) -> None:
    """Let every error leave the app in the one format."""

    @app.exception_handler(errors.DiaryError)
    async def of_the_diary(_request: Request, fault: errors.DiaryError) -> Response:
        return problem(fault)

    @app.exception_handler(RequestValidationError)
    async def of_path_or_query(_request: Request, fault: RequestValidationError) -> Response:
        found = [
            errors.FieldFault(
                ".".join(str(part) for part in error["loc"][1:]) or "request",
                _said(error),
                code_of(error["type"]),
            )
            for error in fault.errors()
        ]
        return problem(errors.BadInput(faults=found))

    @app.exception_handler(HTTPException)
    async def of_the_routing(request: Request, fault: HTTPException) -> Response:
        if fault.status_code == 404:
            return problem(errors.NotThere())
        if fault.status_code == 405:
            return _method_not_allowed(request)
        return answer(fault.status_code, {"code": "refused", "detail": str(fault.detail)})


def _method_not_allowed(request: Request) -> Response:
    allowed = ", ".join(sorted(_methods_of(request)))
    detail = f"This address takes {allowed}." if allowed else "This address takes no method."
    response = answer(405, {"code": "method_not_allowed", "detail": detail})
    response.headers["Allow"] = allowed
    return response


def _methods_of(request: Request) -> set[str]:
    """What may be asked of a path: several routes may share it."""
    routes = iter_route_contexts(request.app.routes)
    here = [route.methods or () for route in routes if route.path_regex.match(request.scope["path"])]
    methods = {method for methods in here for method in methods}
    return methods | ({"HEAD"} if "GET" in methods else set())
