"""Who asks of which diary: the sign-in, the grant behind it, what may be seen of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.errors import DiaryError, NotThere, RevisionDiffers
from app.rules.access import Action, Actor, Place, may
from app.storage.audit import Look
from app.storage.documents import Past
from app.storage.grants import KeptGrant, active_grant
from app.storage.histories import Page
from app.storage.kinds import Document, Edit, Values
from app.storage.prepared import Transaction
from app.storage.sign_ins import SignedIn
from app.storage.tables import Reader, Role


class Denied(NotThere):
    """The same to whoever asks as if it were not there; `look` is written down."""

    def __init__(self, look: Look | None) -> None:
        super().__init__(str(NotThere()))
        self.look = look


@dataclass(frozen=True, slots=True)
class Viewing:
    """Whose diary is looked at, and when; enough to read its figures."""

    diary_id: UUID
    now: datetime
    time_zone: str  # the patient's

    @property
    def today(self) -> date:
        """The patient's calendar day."""
        return self.now.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def scope(self) -> str:
        """What may be seen: part of what an entity tag stands for."""
        return "visit"


@dataclass(frozen=True, slots=True)
class Asking(Viewing):
    """Who asks, too; `look` is what the audit says of it, None for one's own diary."""

    who: SignedIn
    sees_notes: bool
    look: Look | None

    @property
    def scope(self) -> str:
        """What may be seen: one's own, or what a grant covers."""
        return f"{self.who.role}, notes {self.sees_notes}"

    @property
    def edit(self) -> Edit:
        """An edit made now, on the device of this sign-in."""
        who = self.who
        named = who.display_name if who.role is Role.CLINICIAN else None
        return Edit(who.account_id, who.device_id, self.now, who.time_zone, self.now, entered_by=named)

    def seen(self, document: Document) -> Document:
        """The document as whoever asks may see it."""
        if self.sees_notes or document.values is None:
            return document
        return replace(document, values=_no_note(document.values))

    def seen_past(self, past: list[Past]) -> list[Past]:
        """A history as whoever asks may see it: what the patient's devices are called is theirs alone."""
        if self.look is not None:
            past = [replace(value, device_name=None) for value in past]
        if self.sees_notes:
            return past
        return [replace(one, values=_no_note(one.values)) if one.values else one for one in past]

    def seen_page(self, page: Page) -> Page:
        """A page of a history as whoever asks may see it."""
        return replace(page, past=self.seen_past(page.past))

    def veil(self, fault: DiaryError) -> None:
        """Let a refusal tell no more than whoever asks may see."""
        if isinstance(fault, RevisionDiffers) and isinstance(fault.current, Document):
            fault.current = self.seen(fault.current)


def _no_note(values: Values) -> Values:
    return values | {"note": None} if "note" in values else values


def asking_of(tx: Transaction, who: SignedIn, diary: str, action: Action, now: datetime) -> Asking:
    """What this person may do with the diary named so. NotThere, Denied."""
    diary_id = who.diary_named(diary)
    if diary_id is None:
        raise NotThere
    own = diary_id == who.diary_id
    grant = None
    if not own and who.role is Role.CLINICIAN:
        grant = active_grant(tx, diary_id, who.account_id, now)
    places = [Place.OWN_DIARY] if own else _places(grant)
    allowed = may(Actor(who.role), action, *places)
    through = grant.grant_id if grant else None
    look = None if own else Look(diary_id, now, Reader(who.role), who.account_id, through, action, allowed)
    if not allowed:
        raise Denied(look)
    zone = grant.time_zone if grant else who.time_zone
    return Asking(diary_id, now, zone, who, may(Actor(who.role), Action.READ_NOTES, *places), look)


def _places(grant: KeptGrant | None) -> list[Place]:
    """What another's diary is to whoever asks."""
    if grant is None:
        return [Place.OTHER_DIARY]
    places = [Place.GRANTED_DIARY]
    places += [Place.GRANTED_WITH_NOTES] if grant.scopes.notes else []
    return places + ([Place.GRANTED_FOR_TREATMENT] if grant.scopes.enter_treatment else [])
