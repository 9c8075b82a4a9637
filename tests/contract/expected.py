"""What everybody may ask, of every diary: written down here, beside the policy and never read from it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tests.contract.served_document import Operation, operations


class Actor(StrEnum):
    """Who asks."""

    NOBODY = "nobody"
    GARBAGE = "garbage cookie"
    EXPIRED = "expired session of Ada"
    ADA = "Ada"
    BEN = "Ben"
    CLINICIAN = "clinician without a grant"
    WAITING = "clinician whom Ada has not confirmed"
    READING = "clinician with Ada's grant"
    NOTING = "clinician with Ada's grant and notes"
    TREATING = "clinician with Ada's grant to enter treatment"
    LAPSED = "clinician whose grant from Ada has ended"
    REVOKED = "clinician whose grant Ada revoked"
    VISITING = "holder of a page that Ada's one-visit link opened"
    VISIT_OVER = "holder of a page whose link Ada has ended"


class Whose(StrEnum):
    """Whose diary is named in the address; SERVER where there is none in it."""

    ADAS = "Ada's"
    BENS = "Ben's"
    MINE = "mine"
    ABSENT = "a diary that does not exist"
    SERVER = "no diary"


DIARIES = (Whose.ADAS, Whose.BENS, Whose.MINE, Whose.ABSENT)
OF_EVERYBODY = {
    "post_account": 201,
    "post_session": 200,
    "delete_session": 204,
    "livez": 200,
    "readyz": 200,
    "post_recovery": 200,
    "post_session_passkey_options": 200,
    "post_session_passkey": 200,
    "post_enrolment_options": 200,
    "post_enrolment": 201,
    "post_visit": 201,
}
OF_WHOEVER_SIGNED_IN = {
    "get_session": 200,
    "get_sessions": 200,
    "delete_sessions": 204,
    "delete_sign_in": 204,
    "post_confirmation": 204,
    "post_confirmation_options": 200,
    "get_account": 200,
    "put_account": 200,
    "put_password": 204,
    "post_recovery_codes": 201,
    "get_passkeys": 200,
    "post_passkey_options": 200,
    "post_passkey": 201,
    "delete_passkey": 204,
}
OF_VISITORS = {
    "get_visit": 204,
    "get_visit_course": 200,
    "get_visit_one_page_report": 200,
    "get_visit_months": 200,
    "get_visit_report": 200,
}
OF_CLINICIANS = {"get_patients": 200, "get_patient_counts": 200, "post_patient": 201}
OF_THE_PATIENT = {
    "put_day": 200,
    "get_day": 200,
    "delete_day": 204,
    "get_day_history": 200,
    "get_days": 200,
    "post_injection": 201,
    "get_injections": 200,
    "put_injection": 200,
    "get_injection": 200,
    "delete_injection": 204,
    "get_injection_history": 200,
    "get_treatment": 200,
    "put_treatment": 200,
    "get_months": 200,
    "get_treatment_report": 200,
    "get_course": 200,
    "get_one_page_report": 200,
    "get_circumstances": 200,
    "post_circumstance": 201,
    "put_circumstance": 200,
    "get_circumstance": 200,
    "delete_circumstance": 204,
    "get_circumstance_history": 200,
    "post_sync": 200,
    "post_invitation": 201,
    "get_invitations": 200,
    "delete_invitation": 204,
    "get_grants": 200,
    "put_grant": 200,
    "delete_grant": 204,
    "get_looks": 200,
    "post_visit_link": 201,
    "get_visit_links": 200,
    "delete_visit_link": 204,
    "get_everything": 200,
    "delete_diary": 204,
}
WITH_A_GRANT = {
    "get_day",
    "get_day_history",
    "get_days",
    "get_injections",
    "get_injection",
    "get_injection_history",
    "get_treatment",
    "get_months",
    "get_treatment_report",
    "get_course",
    "get_one_page_report",
    "get_circumstances",
    "get_circumstance",
    "get_circumstance_history",
}
TO_TREAT = {
    *("post_injection", "put_injection", "delete_injection", "put_treatment"),
    *("post_circumstance", "put_circumstance", "delete_circumstance"),
}
WITH_NOTES = {
    *("get_day", "get_days", "get_day_history", "get_injection", "get_injections", "get_everything"),
    *("get_circumstance", "get_circumstances"),
}
LET_IN = (Actor.READING, Actor.NOTING, Actor.TREATING)
CLINICIANS = (Actor.CLINICIAN, Actor.WAITING, *LET_IN, Actor.LAPSED, Actor.REVOKED)
SIGNED_IN = (Actor.ADA, Actor.BEN, *CLINICIANS)
OWN = {(Actor.ADA, Whose.ADAS), (Actor.ADA, Whose.MINE), (Actor.BEN, Whose.BENS), (Actor.BEN, Whose.MINE)}
DAY = "2026-11-19"


@dataclass(frozen=True)
class Cell:
    """One question of the matrix."""

    operation: Operation
    actor: Actor
    whose: Whose

    def __str__(self) -> str:
        return f"{self.operation.name} by {self.actor} of {self.whose}"

    @property
    def expected(self) -> int:
        """The status that it must get. KeyError for an operation that nobody thought of."""
        name = self.operation.name
        if name in OF_EVERYBODY:
            return OF_EVERYBODY[name]
        if name in OF_VISITORS:
            return {Actor.VISITING: OF_VISITORS[name], Actor.VISIT_OVER: 404}.get(self.actor, 401)
        allowed = (OF_WHOEVER_SIGNED_IN | OF_CLINICIANS | OF_THE_PATIENT)[name]
        if self.actor not in SIGNED_IN:
            return 401
        if name in OF_WHOEVER_SIGNED_IN or self.is_own or self.is_granted:
            return allowed
        return allowed if name in OF_CLINICIANS and self.actor in CLINICIANS else 404

    @property
    def is_own(self) -> bool:
        """Whether a patient asks of the own diary."""
        return (self.actor, self.whose) in OWN

    @property
    def is_granted(self) -> bool:
        """Whether a clinician asks for what a grant covers."""
        if self.whose is not Whose.ADAS or self.actor not in LET_IN:
            return False
        treats = self.actor is Actor.TREATING and self.operation.name in TO_TREAT
        return treats or self.operation.name in WITH_A_GRANT

    @property
    def shows_notes(self) -> bool:
        """Whether the answer must hold the note that was written."""
        noting = self.is_own or (self.is_granted and self.actor is Actor.NOTING)
        return noting and self.operation.name in WITH_NOTES


def cells(whole: dict[str, Any]) -> list[Cell]:
    """The whole product of operations, actors and diaries."""
    return [
        Cell(operation, actor, whose)
        for operation in operations(whole)
        for actor in Actor
        for whose in (DIARIES if operation.of_a_diary else (Whose.SERVER,))
    ]
