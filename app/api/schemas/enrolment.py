"""One-time links on the wire: a clinician's first sign-in, or an account that is opened again."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic import StringConstraints as Length

from app.api.schemas.accounts import OnDevice
from app.api.schemas.fields import Answered, Plain, Sent, example
from app.api.schemas.passkeys import ChallengeOut, MadePasskey

_TOKEN = "wQ6mJfNfVjK2bq1uX9m0mB0rW8yq2mXhP2oQ3y1kZ7A"  # noqa: S105  the example of the documents
_Token = Annotated[Plain, Length(min_length=1, max_length=200), Field(description="What stands after the #.")]


class LinkIn(Sent):
    """A one-time link."""

    model_config = example({"token": _TOKEN})
    token: _Token


class EnrolmentIn(OnDevice):
    """How to sign in from now on: a passkey, or a password (a clinician's with a code of their app)."""

    model_config = example({"token": _TOKEN, "password": "four walnuts under a blue hat", "code": "492039"})
    token: _Token
    passkey: MadePasskey | None = None
    password: Annotated[str | None, Field(description="15 to 128 characters.")] = None
    code: Annotated[str | None, Length(max_length=20)] = None


class EnrolmentOut(Answered):
    """Whose account the link opens, and what a passkey and a code app are made from."""

    model_config = example(
        {
            "username": "grace",
            "display_name": "Dr Grace",
            "role": "clinician",
            "purpose": "enrol",
            "challenge": {
                "challenge_id": "5b0c6c5e-6f0c-4c0e-9d0a-3f2f6f0f5a01",
                "options": {"challenge": "q83v", "rp": {"id": "diary.example.org"}},
            },
            "code_app": "otpauth://totp/Headache%20diary:grace?secret=JBSWY3DPEHPK3PXP&issuer=Headache%20diary",
        }
    )
    username: str
    display_name: str
    role: Literal["patient", "clinician"]
    purpose: Literal["enrol", "reset"]
    challenge: ChallengeOut
    code_app: Annotated[str | None, Field(description="For a clinician's code app; null for patients.")]
