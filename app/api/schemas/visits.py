"""One-visit links on the wire."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from pydantic import StringConstraints as Length

from app.api.schemas.fields import Answered, Composed, Plain, Sent, example, name_of
from app.rules.consent import Standing

_SECRET = "wQ6mJfNfVjK2bq1uX9m0mB0rW8yq2mXhP2oQ3y1kZ7A"  # noqa: S105  the example of the documents
_LINK = {
    "link_id": "01a1fa8b-2000-7aaa-8bbb-5e7d2a0c9b03",
    "standing": "active",
    "has_passcode": True,
    "wrong_passcodes": 0,
    "created_at": "2026-11-20T12:03:00.000Z",
    "expires_at": "2026-11-27T12:03:00.000Z",
    "revoked_at": None,
    "openings": [],
}
_OPENED = {"name": "Dr Who, walk-in clinic", "opened_at": "2026-11-20T12:20:00.000Z"}


class VisitLinkIn(Sent):
    """A link for a doctor without an account."""

    model_config = example({"days": 7, "passcode": "4711"})
    days: Annotated[int, Field(ge=1, le=30, description="How long it can be opened.")] = 7
    passcode: Annotated[
        Annotated[Plain, Composed, Length(min_length=4, max_length=64)] | None,
        Field(description="Five wrong ones end the link."),
    ] = None


class OpeningOut(Answered):
    """One opening of a link."""

    name: Annotated[str, Field(description="As it was given; nobody checks it.")]
    opened_at: datetime


class VisitLinkOut(Answered):
    """A one-visit link."""

    model_config = example(_LINK | {"openings": [_OPENED]})
    link_id: UUID
    standing: Standing
    has_passcode: bool
    wrong_passcodes: Annotated[int, Field(description="After five it opens no more.")]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    openings: list[OpeningOut]


class VisitLinkMadeOut(VisitLinkOut):
    """A new link. Its secret is shown this once; it stands after the # of the address."""

    model_config = example(_LINK | {"secret": _SECRET})
    secret: str


class VisitLinksOut(Answered):
    """Every link that the diary ever had, the last first."""

    model_config = example({"visit_links": [_LINK | {"openings": [_OPENED]}]})
    visit_links: list[VisitLinkOut]


class VisitIn(Sent):
    """What stood after the #, the name of whoever opens the link, and its passcode if it has one."""

    model_config = example({"secret": _SECRET, "name": "Dr Who, walk-in clinic", "passcode": "4711"})
    secret: Annotated[Plain, Length(min_length=1, max_length=200)]
    name: name_of(200)  # type: ignore[valid-type]
    passcode: Annotated[Plain | None, Length(max_length=200)] = None


class VisitOut(Answered):
    """An opened page: whose report it shows, and the token that the page holds, and nothing else does."""

    model_config = example(
        {
            "token": _SECRET,
            "display_name": "Ada",
            "today": "2026-11-20",
            "expires_at": "2026-11-27T12:03:00.000Z",
        }
    )
    token: Annotated[str, Field(description="For the header `Authorization: Bearer` of this visit.")]
    display_name: str
    today: Annotated[date, Field(description="The calendar day where the patient is.")]
    expires_at: datetime
