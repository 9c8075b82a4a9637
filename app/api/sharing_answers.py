"""What a patient sees of sharing: invitations, grants, one-visit links, who looked."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.api import answers
from app.api.asking import Asking
from app.storage import visit_links
from app.storage.audit import Looked, looks_at
from app.storage.grants import KeptGrant, grants_of
from app.storage.invitations import KeptInvitation, open_invitations
from app.storage.prepared import Row, Transaction
from app.storage.visit_links import KeptLink

LOOKS_AT_MOST = 200
LATEST = UUID(int=2**128 - 1)
Wire = dict[str, Any]


def invitations(tx: Transaction, asking: Asking) -> list[Wire]:
    """Those that can still be used."""
    return [invitation(asking, one) for one in open_invitations(tx, asking.diary_id, asking.now)]


def invitation(asking: Asking, of: KeptInvitation) -> Wire:
    """One of them, without its secret."""
    return {
        "invitation_id": of.invitation_id,
        "kind": of.kind,
        "notes": of.scopes.notes,
        "enter_treatment": of.scopes.enter_treatment,
        "ends_on": last_day(of.ends_at, asking.time_zone),
        "expires_at": answers.moment(of.expires_at),
    }


def grants(tx: Transaction, asking: Asking) -> list[Wire]:
    """Every grant that there ever was, the last first."""
    return [grant(asking, one) for one in grants_of(tx, asking.diary_id)]


def grant(asking: Asking, of: KeptGrant) -> Wire:
    """One of them."""
    consent = of.consent
    return {
        "grant_id": of.grant_id,
        "standing": of.standing(asking.now),
        "clinician": of.display_name,
        "clinic": of.clinic,
        "notes": of.scopes.notes,
        "enter_treatment": of.scopes.enter_treatment,
        "requested_at": answers.moment(consent.requested_at),
        "confirmed_at": consent.confirmed_at and answers.moment(consent.confirmed_at),
        "ends_on": last_day(consent.ends_at, asking.time_zone),
        "ends_soon": of.ends_soon(asking.now),
        "revoked_at": consent.revoked_at and answers.moment(consent.revoked_at),
    }


def links(tx: Transaction, asking: Asking) -> list[Wire]:
    """Every one-visit link that there ever was, each with its openings, the last first."""
    openings = visit_links.openings_of(tx, asking.diary_id)
    return [link(asking, one, openings) for one in visit_links.links_of(tx, asking.diary_id)]


def link(asking: Asking, of: KeptLink, openings: list[Row]) -> Wire:
    """One of them, without its secret."""
    opened = [(name, at) for link_id, name, at in openings if link_id == of.link_id]
    return {
        "link_id": of.link_id,
        "standing": of.standing(asking.now),
        "has_passcode": of.passcode_hash is not None,
        "wrong_passcodes": of.tries,
        "created_at": answers.moment(of.created_at),
        "expires_at": answers.moment(of.expires_at),
        "revoked_at": of.revoked_at and answers.moment(of.revoked_at),
        "openings": [{"name": name, "opened_at": answers.moment(at)} for name, at in opened],
    }


def looks(tx: Transaction, asking: Asking, before: UUID = LATEST) -> Wire:
    """A page of looks, the last first."""
    found = looks_at(tx, asking.diary_id, before, LOOKS_AT_MOST + 1)
    shown = [_look(one) for one in found[:LOOKS_AT_MOST]]
    return {"looks": shown, "has_more": len(found) > LOOKS_AT_MOST}


def _look(of: Looked) -> Wire:
    return {
        "look_id": of.look_id,
        "at": answers.moment(of.at),
        "first_at": answers.moment(of.first_at),
        "times": of.tries,
        "reader": of.reader,
        "name": of.name,
        "clinic": of.clinic,
        "what": of.verb,
        "through": of.through,
        "allowed": of.allowed,
    }


def last_day(ends_at: datetime, zone: str) -> date:
    """The last day of a grant, in the patient's zone."""
    return (ends_at.astimezone(ZoneInfo(zone)) - timedelta(seconds=1)).date()
