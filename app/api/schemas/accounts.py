"""Accounts and sign-ins on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic import StringConstraints as Length

from app.api.schemas.fields import (
    Answered,
    Plain,
    Sent,
    Username,
    Zone,
    example,
    name_of,
    optional_name,
    text,
)

_PASSWORD = "four walnuts under a blue hat"  # noqa: S105  the example of the documents
_ACCOUNT_ID, _DIARY_ID = "01a1fa8a-f426-71b8-9412-b96c60bd6f61", "01a1fa8a-f444-76da-b824-de1e34fbc92d"
_DeviceId = Annotated[UUID, Field(description="Made by the device, and the same at each of its sign-ins.")]
_NEW_PASSWORD = Field(description="15 to 128 characters; none that is easily guessed, nor a shown example.")
_DEVICE_NAME = Field(description="A name for this device, shown in the history of a day.")


class OnDevice(Sent):
    """What a browser says of itself when somebody signs in on it."""

    device_id: _DeviceId | None = None
    device_name: Annotated[optional_name(200), _DEVICE_NAME] = None  # type: ignore[valid-type]


class AccountIn(OnDevice):
    """A new patient's account. No e-mail is needed."""

    model_config = example(
        {
            "username": "ada",
            "password": _PASSWORD,
            "display_name": "Ada",
            "time_zone": "Europe/Berlin",
            "role": "patient",
        }
    )
    username: Annotated[Username, Field(description="3 to 64 characters without spaces; case is ignored.")]
    password: Annotated[str, _NEW_PASSWORD]
    display_name: name_of(200)  # type: ignore[valid-type]
    time_zone: Annotated[Zone, Field(description="A name of the IANA list.")]
    role: Literal["patient"] = "patient"


class SignInBody(OnDevice):
    """User name and password; a clinician's code app, or one of their recovery codes, gives the code."""

    model_config = example({"username": "ada", "password": _PASSWORD})
    username: Annotated[Plain, Length(max_length=200)]
    password: Annotated[str, Length(max_length=1000)]
    code: Annotated[str | None, Length(max_length=100)] = None


class RecoveryIn(OnDevice):
    """A recovery code in place of the password that was lost, and the new one."""

    model_config = example({"username": "ada", "recovery_code": "7KQM-ZP3A-XW94-HTRC", "password": _PASSWORD})
    username: Annotated[Plain, Length(max_length=200)]
    recovery_code: Annotated[Plain, Length(max_length=100)]
    password: Annotated[str, _NEW_PASSWORD]


class NewPasswordIn(Sent):
    """The password from now on."""

    model_config = example({"password": _PASSWORD})
    password: Annotated[str, _NEW_PASSWORD]


class ProfileIn(Sent):
    """What the account is called, and where it is."""

    model_config = example({"display_name": "Ada", "time_zone": "Europe/Berlin"})
    display_name: text(200)  # type: ignore[valid-type]
    time_zone: Annotated[Zone, Field(description="A name of the IANA list.")]


class AccountOut(Answered):
    """A new account. The recovery codes are shown this once."""

    model_config = example(
        {
            "account_id": _ACCOUNT_ID,
            "diary_id": _DIARY_ID,
            "recovery_codes": ["7KQM-ZP3A-XW94-HTRC", "B2NV-6YJD-QF5S-M8EU"],
        }
    )
    account_id: UUID
    diary_id: UUID
    recovery_codes: Annotated[list[str], Field(description="Ten codes; each opens the account once.")]


class RecoveryCodesOut(Answered):
    """New recovery codes, shown this once; earlier ones count no more."""

    model_config = example({"recovery_codes": ["7KQM-ZP3A-XW94-HTRC", "B2NV-6YJD-QF5S-M8EU"]})
    recovery_codes: Annotated[list[str], Field(description="Ten codes; each opens the account once.")]


class OwnAccountOut(Answered):
    """The own account: names, zone, and how one can sign in to it."""

    model_config = example(
        {
            "account_id": _ACCOUNT_ID,
            "username": "ada",
            "role": "patient",
            "display_name": "Ada",
            "time_zone": "Europe/Berlin",
            "clinic": None,
            "has_password": True,
            "has_code_app": False,
            "passkeys": 1,
            "recovery_codes_left": 10,
            "confirmed": True,
        }
    )
    account_id: UUID
    username: str
    role: Literal["patient", "clinician"]
    display_name: str
    time_zone: str
    clinic: Annotated[str | None, Field(description="Where a clinician works.")]
    has_password: bool
    has_code_app: bool
    passkeys: Annotated[int, Field(description="How many.")]
    recovery_codes_left: int
    confirmed: Annotated[bool, Field(description="Sensitive steps are open: who asks was proved just now.")]


class SessionOut(Answered):
    """Who is signed in; `today` is the calendar day in their zone."""

    model_config = example(
        {
            "account_id": _ACCOUNT_ID,
            "role": "patient",
            "diary_id": _DIARY_ID,
            "display_name": "Ada",
            "time_zone": "Europe/Berlin",
            "today": "2026-11-20",
        }
    )
    account_id: UUID
    role: Literal["patient", "clinician"]
    diary_id: Annotated[UUID | None, Field(description="The own diary; null for clinicians.")]
    display_name: str
    time_zone: str
    today: date


class SignedInOut(SessionOut):
    """Who has signed in with a password."""

    code_app: Annotated[
        str | None, Field(description="For a clinician's code app, where it is to be set up anew; else null.")
    ] = None


class SignInOut(Answered):
    """One sign-in of the account that has not ended."""

    session_id: UUID
    device_id: UUID
    device_name: str
    created_at: datetime
    last_seen_at: Annotated[
        datetime, Field(description="Its last use; noted daily, of clinicians each minute.")
    ]
    ends_at: Annotated[datetime, Field(description="When it ends if it is not used any more.")]
    current: Annotated[bool, Field(description="The one that asks.")]


class FailedTriesOut(Answered):
    """Tries to sign in to the account that failed, wherever they came from, in the last thirty days."""

    count: int
    since: Annotated[datetime | None, Field(description="The first of them; null without any.")]
    last_at: Annotated[datetime | None, Field(description="The last of them; null without any.")]


class SignInsOut(Answered):
    """The sign-ins of the account, the last used first, and the tries that failed."""

    model_config = example(
        {
            "failed_tries": {
                "count": 2,
                "since": "2026-11-14T06:31:00.000Z",
                "last_at": "2026-11-19T21:40:00.000Z",
            },
            "sessions": [
                {
                    "session_id": "01a1fa8a-f445-7c02-8d5e-0a5d3f6a2b11",
                    "device_id": "5b0c6c5e-6f0c-4c0e-9d0a-3f2f6f0f5a01",
                    "device_name": "Firefox, Android",
                    "created_at": "2026-08-01T19:04:00.000Z",
                    "last_seen_at": "2026-11-20T07:12:00.000Z",
                    "ends_at": "2027-02-18T07:12:00.000Z",
                    "current": True,
                }
            ],
        }
    )
    failed_tries: FailedTriesOut
    sessions: list[SignInOut]
