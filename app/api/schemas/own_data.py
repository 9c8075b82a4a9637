"""Everything that is kept of a patient, on the wire."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.api.schemas.accounts import FailedTriesOut, OwnAccountOut, SignInOut
from app.api.schemas.fields import Answered, example
from app.api.schemas.history import PastOut, past_example
from app.api.schemas.passkeys import PasskeyOut
from app.api.schemas.sharing import GrantOut, InvitationOut, LookOut
from app.api.schemas.visits import VisitLinkOut

_DIARY_ID = "01a1fa8a-f444-76da-b824-de1e34fbc92d"
_SAID = {"headache_days_per_30": 18, "earlier_rounds": 0, "interval_weeks": 12}
_ACCOUNT = {
    "account_id": "01a1fa8a-f426-71b8-9412-b96c60bd6f61",
    "username": "ada",
    "role": "patient",
    "display_name": "Ada",
    "time_zone": "Europe/Berlin",
    "clinic": None,
    "has_password": True,
    "has_code_app": False,
    "passkeys": 0,
    "recovery_codes_left": 10,
    "confirmed": True,
}
_LISTS = (
    *("passkeys", "sessions", "days", "injections", "circumstances"),
    *("invitations", "grants", "visit_links", "looks"),
)


class KeptPastOut(PastOut):
    """One value that it once had; null for a deletion."""

    value: dict[str, Any] | None


class KeptOut(Answered):
    """A day, an injection, the treatment or a circumstance: as it is, and every value that it ever had."""

    key: Annotated[date | UUID, Field(description="The day, its id, or the diary's id.")]
    value: Annotated[dict[str, Any] | None, Field(description="Null when it was deleted.")]
    conflict: bool
    history: list[KeptPastOut]


class EverythingOut(Answered):
    """All that the server keeps of an account."""

    model_config = example(
        {
            "format": "headache-diary-account",
            "version": 1,
            "exported_at": "2026-11-20T12:03:00.000Z",
            "diary_id": _DIARY_ID,
            "account": _ACCOUNT,
            "failed_tries": {"count": 0, "since": None, "last_at": None},
            "treatment": [
                {"key": _DIARY_ID, "value": _SAID, "conflict": False, "history": [past_example(_SAID)]}
            ],
        }
        | {name: [] for name in _LISTS}
    )
    format: Literal["headache-diary-account"]
    version: Literal[1]
    exported_at: datetime
    diary_id: UUID
    account: OwnAccountOut
    passkeys: list[PasskeyOut]
    failed_tries: FailedTriesOut
    sessions: list[SignInOut]
    days: list[KeptOut]
    injections: list[KeptOut]
    treatment: list[KeptOut]
    circumstances: list[KeptOut]
    invitations: list[InvitationOut]
    grants: list[GrantOut]
    visit_links: list[VisitLinkOut]
    looks: list[LookOut]
