"""Who may do what with whose diary: one table, and what is not in it is denied."""

from enum import StrEnum


class Actor(StrEnum):
    """Who asks."""

    ANYBODY = "anybody"
    PATIENT = "patient"
    CLINICIAN = "clinician"


class Action(StrEnum):
    """What is asked for."""

    SEE_SERVER = "see_server"
    REGISTER = "register"
    SIGN_IN = "sign_in"
    KNOW_ONESELF = "know_oneself"
    SIGN_OUT = "sign_out"
    SEE_SIGN_INS = "see_sign_ins"
    END_SIGN_INS = "end_sign_ins"
    READ_DAYS = "read_days"
    WRITE_DAYS = "write_days"
    READ_HISTORY = "read_history"
    READ_INJECTIONS = "read_injections"
    WRITE_INJECTIONS = "write_injections"
    READ_TREATMENT = "read_treatment"
    WRITE_TREATMENT = "write_treatment"
    READ_REPORT = "read_report"
    SYNC = "sync"


class Place(StrEnum):
    """What it is asked of."""

    SERVER = "server"
    OWN_DIARY = "own_diary"
    OTHER_DIARY = "other_diary"


POLICY: frozenset[tuple[Actor, Action, Place]] = frozenset(
    {
        (Actor.ANYBODY, Action.SEE_SERVER, Place.SERVER),
        (Actor.ANYBODY, Action.REGISTER, Place.SERVER),
        (Actor.ANYBODY, Action.SIGN_IN, Place.SERVER),
        (Actor.ANYBODY, Action.SIGN_OUT, Place.SERVER),
        (Actor.PATIENT, Action.KNOW_ONESELF, Place.SERVER),
        (Actor.PATIENT, Action.SEE_SIGN_INS, Place.SERVER),
        (Actor.PATIENT, Action.END_SIGN_INS, Place.SERVER),
        (Actor.CLINICIAN, Action.KNOW_ONESELF, Place.SERVER),
        (Actor.CLINICIAN, Action.SEE_SIGN_INS, Place.SERVER),
        (Actor.CLINICIAN, Action.END_SIGN_INS, Place.SERVER),
        (Actor.PATIENT, Action.READ_DAYS, Place.OWN_DIARY),
        (Actor.PATIENT, Action.WRITE_DAYS, Place.OWN_DIARY),
        (Actor.PATIENT, Action.READ_HISTORY, Place.OWN_DIARY),
        (Actor.PATIENT, Action.READ_INJECTIONS, Place.OWN_DIARY),
        (Actor.PATIENT, Action.WRITE_INJECTIONS, Place.OWN_DIARY),
        (Actor.PATIENT, Action.READ_TREATMENT, Place.OWN_DIARY),
        (Actor.PATIENT, Action.WRITE_TREATMENT, Place.OWN_DIARY),
        (Actor.PATIENT, Action.READ_REPORT, Place.OWN_DIARY),
        (Actor.PATIENT, Action.SYNC, Place.OWN_DIARY),
    }
)


def may(actor: Actor, action: Action, place: Place) -> bool:
    """Whether the table has this line; there is no other way to be allowed anything."""
    return (actor, action, place) in POLICY
