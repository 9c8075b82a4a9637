"""Errors on the wire (RFC 9457): one table from error class to status, one answer format."""

from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from app import errors
from app.storage.kinds import Document

STATUS: dict[type[errors.DiaryError], int] = {
    errors.BadInput: 422,
    errors.UsernameTaken: 409,
    errors.NotSignedIn: 401,
    errors.SignInRefused: 401,
    errors.NotThere: 404,
    errors.ForeignRequest: 403,
    errors.UnknownHost: 421,
    errors.RevisionDiffers: 412,
    errors.TooLarge: 413,
    errors.NotJson: 415,
    errors.StorageUnavailable: 503,
    errors.DiskFull: 507,
}
_RETRY_AFTER_S = {503: "2", 507: "60"}
_ROUTING_CODES = {404: "not_found", 405: "method_not_allowed"}


def status_of(kind: type[errors.DiaryError]) -> int:
    """The status of the nearest class in the table; 500 for an error that is no user's fault."""
    return next((STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS), 500)


def problem(fault: errors.DiaryError) -> Response:
    """A fault as the answer a program and a person can read."""
    status = status_of(type(fault))
    body: dict[str, Any] = {"code": fault.code, "detail": str(fault)}
    if fault.faults:
        body["errors"] = [{"field": fault.field, "message": fault.message} for fault in fault.faults]
    if isinstance(fault, errors.RevisionDiffers):
        body["current"] = _current(fault.current)
    return answer(status, body)


def answer(status: int, body: dict[str, Any]) -> Response:
    """An RFC 9457 answer; `body` brings at least `code` and `detail`."""
    whole = {"type": f"urn:headache-diary:problem:{body['code']}", "title": _TITLES.get(status, "Error")}
    headers = {"Retry-After": _RETRY_AFTER_S[status]} if status in _RETRY_AFTER_S else None
    return Response(
        orjson.dumps(whole | {"status": status} | body),
        status,
        headers,
        media_type="application/problem+json",
    )


_TITLES = {
    401: "Not signed in",
    403: "Refused",
    404: "Not found",
    405: "Method not allowed",
    409: "Taken",
    412: "Changed in between",
    413: "Too large",
    415: "Not JSON",
    421: "Wrong host",
    422: "Bad input",
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
        errors.FieldFault(".".join(str(part) for part in error["loc"]) or "body", error["msg"])
        for error in found
    ]


def install(app: FastAPI) -> None:
    """Let every error leave the app in the one format."""

    @app.exception_handler(errors.DiaryError)
    async def of_the_diary(_request: Request, fault: errors.DiaryError) -> Response:
        return problem(fault)

    @app.exception_handler(RequestValidationError)
    async def of_path_or_query(_request: Request, fault: RequestValidationError) -> Response:
        found = [
            errors.FieldFault(".".join(str(part) for part in error["loc"][1:]) or "request", error["msg"])
            for error in fault.errors()
        ]
        return problem(errors.BadInput(faults=found))

    @app.exception_handler(HTTPException)
    async def of_the_routing(_request: Request, fault: HTTPException) -> Response:
        code = _ROUTING_CODES.get(fault.status_code, "refused")
        response = answer(fault.status_code, {"code": code, "detail": str(fault.detail)})
        response.headers.update(fault.headers or {})
        return response
