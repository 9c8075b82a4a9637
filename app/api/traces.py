"""Traces of who got in and who changed that: a line each in the log, of a time, ids and what it was.

No name, no address, no secret: the log alone tells nobody who somebody is.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.api.answers import moment

LOG = "diary.traces"
_log = logging.getLogger(LOG)
_log.setLevel(logging.INFO)


class What(StrEnum):
    """What was done, or tried."""

    REGISTER = "register"
    ERASE = "erase"
    SIGN_IN = "sign_in"
    SIGN_IN_BY_PASSKEY = "sign_in_by_passkey"
    SIGN_OUT = "sign_out"
    END_SIGN_IN = "end_sign_in"
    END_OTHER_SIGN_INS = "end_other_sign_ins"
    CONFIRM = "confirm"
    RECOVER = "recover"
    ENROL = "enrol"
    CHANGE_PASSWORD = "change_password"  # noqa: S105  no password
    RENEW_RECOVERY_CODES = "renew_recovery_codes"
    ADD_PASSKEY = "add_passkey"
    REMOVE_PASSKEY = "remove_passkey"
    RESET_ACCOUNT = "reset_account"
    ADD_CLINIC = "add_clinic"
    ADD_CLINICIAN = "add_clinician"
    END_CLINICIAN = "end_clinician"
    INVITE = "invite"
    WITHDRAW_INVITATION = "withdraw_invitation"
    ACCEPT_INVITATION = "accept_invitation"
    CONFIRM_GRANT = "confirm_grant"
    REVOKE_GRANT = "revoke_grant"
    MAKE_VISIT_LINK = "make_visit_link"
    REVOKE_VISIT_LINK = "revoke_visit_link"
    OPEN_VISIT_LINK = "open_visit_link"


class Outcome(StrEnum):
    """What came of it."""

    DONE = "done"
    WRONG = "wrong"
    THROTTLED = "throttled"  # too many tries before it: not looked at
    CODE_NEEDED = "code_needed"  # the password was right


class Proof(StrEnum):
    """What was used up, or begun, beside a password."""

    NONE = "none"
    CODE_APP = "code_app"
    NEW_CODE_APP = "new_code_app"  # its first code: the one before counts no more
    RECOVERY_CODE = "recovery_code"


def trace(
    now: datetime,
    what: What,
    outcome: Outcome = Outcome.DONE,
    proof: Proof = Proof.NONE,
    /,
    **ids: UUID | None,
) -> None:
    """Leave a line; to be called once it is in the database. An id that is None is unknown."""
    told = [f"{name}={one or '-'}" for name, one in ids.items()]
    told += [] if proof is Proof.NONE else [f"with={proof}"]
    _log.info(" ".join((moment(now), what, outcome, *told)))


@contextmanager
def shown() -> Iterator[None]:
    """Inside, the lines go to standard error, each as it stands."""
    handler = logging.StreamHandler()
    _log.addHandler(handler)
    try:
        yield
    finally:
        _log.removeHandler(handler)
