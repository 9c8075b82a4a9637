"""Invitations, grants, patients and looks on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic import StringConstraints as Length

from app.api.schemas.fields import Answered, DayOnWire, Plain, Sent, example
from app.rules.consent import Standing
from app.storage.tables import Kind, Reader

_INVITATION_ID, _GRANT_ID = "01a1fa8a-f500-7d1e-9b2c-3c5b0e8a7f01", "01a1fa8a-f600-7e2f-8c3d-4d6c1f9b8a02"
_DIARY_ID = "01a1fa8a-f444-76da-b824-de1e34fbc92d"
_GRANT = {
    "grant_id": _GRANT_ID,
    "standing": "pending",
    "clinician": "Dr Grace",
    "clinic": "Headache clinic",
    "notes": False,
    "enter_treatment": False,
    "requested_at": "2026-11-20T12:03:00.000Z",
    "confirmed_at": None,
    "ends_on": "2027-11-20",
    "ends_soon": False,
    "revoked_at": None,
}
_LOOK = {
    "look_id": "01a1fa8b-0000-7aaa-8bbb-5e7d2a0c9b03",
    "at": "2026-11-20T12:05:00.000Z",
    "first_at": "2026-11-20T12:05:00.000Z",
    "times": 1,
    "reader": "clinician",
    "name": "Dr Grace",
    "clinic": "Headache clinic",
    "what": "read_report",
    "through": _GRANT_ID,
    "allowed": True,
}
_INVITATION = {
    "invitation_id": _INVITATION_ID,
    "kind": "code",
    "notes": False,
    "enter_treatment": False,
    "ends_on": "2027-11-20",
    "expires_at": "2026-11-20T12:10:00.000Z",
}
_NOTES = Field(description="Notes are shown too; without it they are not.")
_ENTER = Field(description="Sessions and the time before treatment may be entered.")
_ENDS = Field(description="The last day of the grant, in the patient's zone.")


class ScopesIn(Sent):
    """What a grant covers beside reading, and its last day; 12 months from today where it is not said."""

    model_config = example({"notes": False, "enter_treatment": True, "ends_on": "2027-11-20"})
    notes: Annotated[bool, _NOTES] = False
    enter_treatment: Annotated[bool, _ENTER] = False
    ends_on: Annotated[DayOnWire | None, _ENDS] = None


class ScopesChange(Sent):
    """What a grant covers from now on, and its last day; what is left out stays as it is."""

    model_config = example({"enter_treatment": True, "ends_on": "2027-11-20"})
    notes: Annotated[bool | None, _NOTES] = None
    enter_treatment: Annotated[bool | None, _ENTER] = None
    ends_on: Annotated[DayOnWire | None, _ENDS] = None


class InvitationIn(ScopesIn):
    """An invitation: a code that is shown in the room, or a secret that is sent as a link."""

    model_config = example({"kind": "code", "notes": False, "enter_treatment": False})
    kind: Annotated[
        Literal["code", "link"], Field(description="A code lasts ten minutes, a link seven days.")
    ] = "code"


class InvitationOut(Answered):
    """An invitation that nobody has used yet."""

    model_config = example(_INVITATION)
    invitation_id: UUID
    kind: Kind
    notes: Annotated[bool, _NOTES]
    enter_treatment: Annotated[bool, _ENTER]
    ends_on: Annotated[date, _ENDS]
    expires_at: datetime


class InvitationMadeOut(InvitationOut):
    """A new invitation. Its secret is shown this once."""

    model_config = example(_INVITATION | {"secret": "7KQMZP3A"})
    secret: Annotated[str, Field(description="Eight letters and digits of a code, or what stands in a link.")]


class InvitationsOut(Answered):
    """The invitations that can still be used, the last first."""

    model_config = example({"invitations": [_INVITATION]})
    invitations: list[InvitationOut]


class GrantOut(Answered):
    """A patient's permission to a clinician."""

    model_config = example(_GRANT)
    grant_id: UUID
    standing: Standing
    clinician: str
    clinic: str | None
    notes: Annotated[bool, _NOTES]
    enter_treatment: Annotated[bool, _ENTER]
    requested_at: datetime
    confirmed_at: datetime | None
    ends_on: Annotated[date, _ENDS]
    ends_soon: Annotated[bool, Field(description="It ends within thirty days.")]
    revoked_at: datetime | None


class GrantsOut(Answered):
    """Every grant that the diary ever had, the last first."""

    model_config = example({"grants": [_GRANT]})
    grants: list[GrantOut]


class AcceptIn(Sent):
    """The code of an invitation, or what stood in its link; spaces, dashes and case are ignored."""

    model_config = example({"secret": "7KQM-ZP3A"})
    secret: Annotated[Plain, Length(min_length=1, max_length=200)]


class AcceptedOut(Answered):
    """A grant that waits for the patient's confirmation."""

    model_config = example({"grant_id": _GRANT_ID, "standing": "pending"})
    grant_id: UUID
    standing: Standing


class LookOut(Answered):
    """One look at the diary by somebody else; or the tries of an hour that were refused, of one reader."""

    model_config = example(_LOOK)
    look_id: UUID
    at: Annotated[datetime, Field(description="When; of refused tries, the last.")]
    first_at: Annotated[datetime, Field(description="Of refused tries, the first; else as `at`.")]
    times: Annotated[int, Field(description="How many refused tries; 1 for a look.")]
    reader: Reader
    name: str | None
    clinic: str | None
    what: Annotated[str, Field(description="What was asked for; of refused tries, by the last.")]
    through: Annotated[UUID | None, Field(description="The grant, or the link.")]
    allowed: bool


class LooksOut(Answered):
    """Who looked, the last first."""

    model_config = example({"looks": [_LOOK], "has_more": False})
    looks: list[LookOut]
    has_more: bool
