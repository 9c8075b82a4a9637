"""Errors on the wire (RFC 9457), and whether the server is well."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.api.schemas.fields import Answered, example


class FieldFaultOut(Answered):
    """One thing wrong with one field; `code` is stable."""

    field: str
    message: str
    code: str = "invalid"


class ProblemOut(BaseModel):
    """An error; `code` is stable."""

    model_config = example(
        {
            "type": "urn:headache-diary:problem:bad_input",
            "title": "Bad input",
            "status": 422,
            "code": "bad_input",
            "detail": "The input breaks a rule of the diary.",
            "errors": [
                {
                    "field": "nausea",
                    "message": "must be absent on a headache-free day",
                    "code": "headache_free",
                }
            ],
        }
    )
    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldFaultOut] = []
    current: Annotated[
        dict[str, Any] | None, Field(description="With 412: what is there now, null for nothing.")
    ] = None


class HealthOut(Answered):
    """Whether the server is alive, or ready."""

    model_config = example({"status": "ok", "checks": {"write": "ok", "migrations": "ok", "disk": "ok"}})
    status: Literal["ok", "not_ready"]
    checks: Annotated[dict[str, str], Field(description="`ok`, or what is wrong.")]
