"""The clinician's side of sharing: accepting an invitation, and whose diaries may be read."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from fastapi import Depends, Query, Request, Response
from uuid_utils.compat import uuid7

from app.api import answers
from app.api.body import json_body
from app.api.door import OneselfDoor, ToOneself
from app.api.planned import planned_router
from app.api.schemas.patients import CountsOut, PatientsOut
from app.api.schemas.sharing import AcceptedOut, AcceptIn
from app.api.sharing import secret_hash
from app.api.sharing_answers import last_day
from app.api.traces import Outcome, What
from app.errors import BadInput, CodeRefused, FieldFault
from app.rules.access import Action
from app.rules.consent import Consent, Standing
from app.rules.throttling import wait_for_another_code
from app.storage import throttle
from app.storage.audit import Look, note_look
from app.storage.grants import KeptGrant, active_grant, hold_grants, request_grant
from app.storage.invitations import use_invitation
from app.storage.patient_lines import Filter, Place, Sort, Wanted, lines_counted, lines_page
from app.storage.prepared import Transaction
from app.storage.sign_ins import SignedIn
from app.storage.summaries import change_counter, find_summary
from app.storage.tables import Reader

PAGE = 50
router = planned_router("patients", "/patients")
Seeing = Annotated[OneselfDoor, Depends(ToOneself(Action.SEE_PATIENTS))]
Accepting = Annotated[OneselfDoor, Depends(ToOneself(Action.ACCEPT_INVITATION))]
AcceptSent = Annotated[AcceptIn, Depends(json_body(AcceptIn))]
SortBy = Annotated[Sort, Query(description="By what; the first page first.")]
Descending = Annotated[bool, Query(description="The other way round.")]
FilterBy = Annotated[Filter, Query(description="Which patients.")]
Search = Annotated[
    str,
    Query(
        description="Words, or parts of them, in any order; case, accents and punctuation do not matter.",
        max_length=100,
    ),
]
After = Annotated[str, Query(description="`next` of the page before.", max_length=1000)]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a page is asked for."""

    sort: Sort
    descending: bool
    filter: Filter
    search: str
    after: Place | None


async def _shown(
    sort: SortBy = Sort.NAME,
    descending: Descending = False,
    filter: FilterBy = Filter.ALL,
    search: Search = "",
    after: After = "",
) -> _Shown:
    return _Shown(sort, descending, filter, search.strip(), _place(after))


@router.get("", responses={200: {"model": PatientsOut}})
async def get_patients(oneself: Seeing, shown: Annotated[_Shown, Depends(_shown)]) -> Response:
    """A page of the patients whose grants are active now, each with a summary. Each look is written down."""
    found, more = await oneself.write(_let_in, shown, oneself.now)
    patients = await oneself.read(_patients, found, oneself.now)
    following = _cursor(found[-1][1]) if more and found else None
    return answers.as_json({"patients": patients, "next": following})


@router.get("/counts", responses={200: {"model": CountsOut}})
async def get_patient_counts(oneself: Seeing) -> Response:
    """How many patients each filter shows."""
    return answers.as_json({"counts": await oneself.read(_counts, oneself.now)})


@router.post("", status_code=201, responses={201: {"model": AcceptedOut}})
async def post_patient(request: Request, oneself: Accepting, sent: AcceptSent) -> Response:
    """Accept an invitation. Nothing can be read before the patient confirms.

    After five wrong codes none is looked at for ten minutes.
    """
    accepted = await oneself.write(_accept, secret_hash(sent.secret), request.app.state.clock())
    if isinstance(accepted, Outcome):
        oneself.trace(What.ACCEPT_INVITATION, accepted)
        raise CodeRefused
    oneself.trace(What.ACCEPT_INVITATION, grant=accepted.grant_id)
    return answers.as_json({"grant_id": accepted.grant_id, "standing": Standing.PENDING}, 201)


def _let_in(
    tx: Transaction, who: SignedIn, shown: _Shown, now: datetime
) -> tuple[list[tuple[KeptGrant, Place]], bool]:
    """The grants of a page, each checked and each look written down; only then are summaries read."""
    by = (shown.sort, shown.descending, shown.filter, shown.search, shown.after)
    wanted = Wanted(who.account_id, now, _day_of(who, now), *by, PAGE)
    lines = lines_page(tx, wanted)
    found = []
    for _, place in lines[:PAGE]:
        hold_grants(tx, place.diary_id, who.account_id)
        grant = active_grant(tx, place.diary_id, who.account_id, now)
        if grant is not None:
            found.append((grant, place))
            reader, verb = Reader.CLINICIAN, Action.SEE_PATIENTS
            note_look(tx, Look(place.diary_id, now, reader, who.account_id, grant.grant_id, verb, True))
    return found, len(lines) > PAGE


def _day_of(who: SignedIn, now: datetime) -> date:
    """The clinician's calendar day: by it a session is coming up or overdue."""
    return now.astimezone(ZoneInfo(who.time_zone)).date()


def _patients(
    tx: Transaction, _who: SignedIn, found: list[tuple[KeptGrant, Place]], now: datetime
) -> list[dict[str, Any]]:
    return [_patient_on_wire(grant, now) | _summary(tx, grant, now) for grant, _ in found]


def _summary(tx: Transaction, grant: KeptGrant, now: datetime) -> dict[str, Any]:
    kept = find_summary(tx, grant.diary_id)
    if kept is None:
        return {"summary": None, "verdict_changed": None, "is_current": False}
    is_current = kept.change_counter == change_counter(tx, grant.diary_id) and now < kept.valid_until
    return {"summary": kept.document, "verdict_changed": kept.changed, "is_current": is_current}


def _counts(tx: Transaction, who: SignedIn, now: datetime) -> dict[str, int]:
    counted = lines_counted(tx, who.account_id, now, _day_of(who, now))
    return {name.value: count for name, count in counted.items()}


def _cursor(place: Place) -> str:
    return urlsafe_b64encode(orjson.dumps([place.key, str(place.diary_id)])).decode().rstrip("=")


def _place(after: str) -> Place | None:
    if not after:
        return None
    try:
        key, diary_id = orjson.loads(urlsafe_b64decode(after + "=="))
        if not isinstance(key, int | str) or isinstance(key, bool):
            raise ValueError
        return Place(key, UUID(diary_id))
    except (ValueError, TypeError, AttributeError):
        raise BadInput(faults=[FieldFault("after", "is not the `next` of a page")]) from None


def _accept(tx: Transaction, who: SignedIn, secret: bytes, now: datetime) -> KeptGrant | Outcome:
    """The grant that waits; an outcome when the code is not right or has to wait: the try stays counted."""
    tried = [throttle.subject("invitation", who.account_id)]
    if not throttle.take_try(tx, tried, now, wait_for_another_code):
        return Outcome.THROTTLED
    invitation = use_invitation(tx, secret, now)
    if invitation is None:
        return Outcome.WRONG
    throttle.forget(tx, tried)
    consent = Consent(now, None, invitation.ends_at, None)
    grant = KeptGrant(invitation.diary_id, uuid7(), who.account_id, invitation.scopes, consent)
    request_grant(tx, grant)
    return grant


def _patient_on_wire(grant: KeptGrant, now: datetime) -> dict[str, Any]:
    return {
        "diary_id": grant.diary_id,
        "display_name": grant.display_name,
        "today": now.astimezone(ZoneInfo(grant.time_zone)).date(),
        "grant_id": grant.grant_id,
        "notes": grant.scopes.notes,
        "enter_treatment": grant.scopes.enter_treatment,
        "ends_on": last_day(grant.consent.ends_at, grant.time_zone),
        "ends_soon": grant.ends_soon(now),
    }
