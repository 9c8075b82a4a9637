"""Who may do what with whose diary: one table, and what is not in it is denied."""

from datetime import timedelta
from enum import StrEnum


class Actor(StrEnum):
    """Who asks."""

    ANYBODY = "anybody"
    PATIENT = "patient"
    CLINICIAN = "clinician"
    VISITOR = "visitor"  # holds a page that a one-visit link opened


class Action(StrEnum):
    """What is asked for."""

    SEE_SERVER = "see_server"
    REGISTER = "register"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    ENROL = "enrol"
    OPEN_LINK = "open_link"
    KNOW_ONESELF = "know_oneself"
    CONFIRM_ONESELF = "confirm_oneself"
    CHANGE_PROFILE = "change_profile"
    CHANGE_SIGN_IN = "change_sign_in"
    SEE_SIGN_INS = "see_sign_ins"
    END_SIGN_INS = "end_sign_ins"
    SEE_PATIENTS = "see_patients"
    ACCEPT_INVITATION = "accept_invitation"
    READ_DAYS = "read_days"
    READ_NOTES = "read_notes"
    WRITE_DAYS = "write_days"
    READ_HISTORY = "read_history"
    READ_INJECTIONS = "read_injections"
    WRITE_INJECTIONS = "write_injections"
    READ_TREATMENT = "read_treatment"
    WRITE_TREATMENT = "write_treatment"
    READ_REPORT = "read_report"
    SYNC = "sync"
    SEE_SHARING = "see_sharing"
    SHARE = "share"
    REVOKE = "revoke"
    SEE_AUDIT = "see_audit"
    EXPORT = "export"
    ERASE = "erase"


class Place(StrEnum):
    """What it is asked of."""

    SERVER = "server"
    OWN_DIARY = "own_diary"
    OTHER_DIARY = "other_diary"
    GRANTED_DIARY = "granted_diary"  # with a grant that is active now
    GRANTED_WITH_NOTES = "granted_with_notes"
    GRANTED_FOR_TREATMENT = "granted_for_treatment"
    LINKED_DIARY = "linked_diary"  # with a one-visit link that has not ended


_OF_EVERYBODY = (
    Action.SEE_SERVER,
    Action.REGISTER,
    Action.SIGN_IN,
    Action.SIGN_OUT,
    Action.ENROL,
    Action.OPEN_LINK,
)
_OF_WHOEVER_SIGNED_IN = (
    Action.KNOW_ONESELF,
    Action.CONFIRM_ONESELF,
    Action.CHANGE_PROFILE,
    Action.CHANGE_SIGN_IN,
    Action.SEE_SIGN_INS,
    Action.END_SIGN_INS,
)
_OF_THE_OWN_DIARY = (
    Action.READ_DAYS,
    Action.READ_NOTES,
    Action.WRITE_DAYS,
    Action.READ_HISTORY,
    Action.READ_INJECTIONS,
    Action.WRITE_INJECTIONS,
    Action.READ_TREATMENT,
    Action.WRITE_TREATMENT,
    Action.READ_REPORT,
    Action.SYNC,
    Action.SEE_SHARING,
    Action.SHARE,
    Action.REVOKE,
    Action.SEE_AUDIT,
    Action.EXPORT,
    Action.ERASE,
)
_OF_A_GRANT = (
    Action.READ_DAYS,
    Action.READ_HISTORY,
    Action.READ_INJECTIONS,
    Action.READ_TREATMENT,
    Action.READ_REPORT,
)

POLICY: frozenset[tuple[Actor, Action, Place]] = frozenset(
    [(Actor.ANYBODY, action, Place.SERVER) for action in _OF_EVERYBODY]
    + [(Actor.PATIENT, action, Place.SERVER) for action in _OF_WHOEVER_SIGNED_IN]
    + [(Actor.CLINICIAN, action, Place.SERVER) for action in _OF_WHOEVER_SIGNED_IN]
    + [(Actor.PATIENT, action, Place.OWN_DIARY) for action in _OF_THE_OWN_DIARY]
    + [(Actor.CLINICIAN, action, Place.GRANTED_DIARY) for action in _OF_A_GRANT]
    + [
        (Actor.CLINICIAN, Action.SEE_PATIENTS, Place.SERVER),
        (Actor.CLINICIAN, Action.ACCEPT_INVITATION, Place.SERVER),
        (Actor.CLINICIAN, Action.READ_NOTES, Place.GRANTED_WITH_NOTES),
        (Actor.CLINICIAN, Action.WRITE_INJECTIONS, Place.GRANTED_FOR_TREATMENT),
        (Actor.CLINICIAN, Action.WRITE_TREATMENT, Place.GRANTED_FOR_TREATMENT),
        (Actor.VISITOR, Action.READ_REPORT, Place.LINKED_DIARY),
    ]
)

AFTER_CONFIRMING = frozenset({Action.SHARE, Action.CHANGE_SIGN_IN, Action.EXPORT, Action.ERASE})
"""Sensitive steps: whoever asks has signed in, or proved who they are anew, a short while ago."""

CONFIRMED_FOR = timedelta(minutes=10)


def may(actor: Actor, action: Action, *places: Place) -> bool:
    """Whether the table has a line for one of these places; there is no other way to be allowed anything."""
    return any((actor, action, place) in POLICY for place in places)
