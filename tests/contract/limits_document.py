"""docs/limits.md, made from the settings and from the numbers that stand in the code."""

from datetime import timedelta
from pathlib import Path

from pydantic.fields import FieldInfo

from app.api import body, gate, passwords, problems, sharing_answers, sync
from app.api.lanes import Lane
from app.api.schemas.sync import MOST_OPERATIONS
from app.rules import access, consent, throttling
from app.settings import LimitSettings
from app.storage import clinics, conflicts, failed_tries, passkeys, sign_ins, visit_links
from app.storage.tables import Role

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "limits.md"
Rows = list[tuple[str, ...]]
_KIB = 1024
_TOP = """# Limits

What one person, one link or one network may have of the server, and what happens to whatever is beyond. None
of them loses an edit: what a phone may not send now stays on it. This page is made by `make limits` from the
settings; a test compares it.

## Settings

Read from the environment at start; a value outside of its range refuses to start. A limit that is lowered
removes nothing: it holds for what comes next.

"""
_FIXED = """
## Fixed

These are the same for everybody, and no settings.

"""


def _table(heads: tuple[str, ...], rows: Rows) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _setting(name: str, of: FieldInfo) -> tuple[str, ...]:
    (least,) = (one.ge for one in of.metadata if hasattr(one, "ge"))
    (most,) = (one.le for one in of.metadata if hasattr(one, "le"))
    assert of.title, name
    assert of.description, name
    return f"`DIARY_{name.upper()}`", f"{of.default:,}", f"{least:,} to {most:,}", of.title, of.description


def _long(time: timedelta) -> str:
    """In its largest whole unit."""
    for seconds, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        many, rest = divmod(int(time.total_seconds()), seconds)
        if many and not rest:
            return f"{many} {unit}{'s' if many > 1 else ''}"
    raise AssertionError(f"{time} is no whole number of seconds")


def _of_requests() -> Rows:
    return [
        ("address and headers", f"{gate.MOST_HEADER_BYTES // _KIB} KiB", "431 `headers_too_large`"),
        (
            "a body where no sign-in is needed; elsewhere it is read only after the sign-in is known",
            f"{body.SMALL_BYTES // _KIB} KiB",
            "413 `body_too_large`",
        ),
        ("any body", f"{gate.MOST_BYTES // _KIB} KiB", "413 `body_too_large`"),
        ("operations of one sync", f"{MOST_OPERATIONS}", "422; phones send the rest with the next one"),
        ("changes told by one sync", f"{sync.CHANGES_AT_MOST}", "`has_more`"),
        ("looks told at once", f"{sharing_answers.LOOKS_AT_MOST}", "`has_more`"),
        ("faults told of one request", f"{problems.MOST_FAULTS}", "the rest is left out"),
        (
            "values kept beside what is shown of one document, to be picked",
            f"{conflicts.MOST_OTHERS}",
            "the first is in the history alone",
        ),
    ]


def _of_tries() -> Rows:
    free, longest = throttling.FREE_TRIES, throttling.wait_after(1_000)
    first, forgotten = throttling.wait_after(free), throttling.FORGOTTEN_AFTER
    return [
        (
            "failed sign-ins in a row, of a user name, a network or a known device",
            f"{free}",
            f"the next waits {_long(first)}, then twice as long each time, {_long(longest)} at most; "
            f"forgotten after {_long(forgotten)}",
        ),
        (
            "passwords that are checked at once, one of them of those who have signed in before",
            f"{len(Lane)}",
            "the next waits in its own line",
        ),
        ("failed tries that their owner is told", _long(failed_tries.KEPT_FOR), "they are removed"),
        ("wrong passcodes of a one-visit link", f"{visit_links.MOST_TRIES}", "it opens no more"),
        (
            "wrong codes shown in the room, of one clinician",
            f"{free}",
            f"none counts for {_long(throttling.wait_for_another_code(free))}",
        ),
    ]


def _of_times() -> Rows:
    idle, most = sign_ins.IDLE, sign_ins.ABSOLUTE
    over = "sign in again"
    return [
        ("a patient's sign-in without use", _long(idle[Role.PATIENT]), over),
        ("a patient's sign-in in all", _long(most[Role.PATIENT]), over),
        ("a clinician's sign-in without use", _long(idle[Role.CLINICIAN]), over),
        ("a clinician's sign-in in all", _long(most[Role.CLINICIAN]), over),
        ("a proof of who one is", _long(access.CONFIRMED_FOR), "403 `confirm_needed` at a sensitive step"),
        ("a code shown in the room", _long(consent.CODE_FOR), "another one is made"),
        ("an invitation link", _long(consent.INVITATION_FOR), "another one is made"),
        ("a one-time link of the operator", _long(clinics.LINK_FOR), "another one is made"),
        ("what a passkey is to sign", _long(passkeys.VALID_FOR), "another one is asked for"),
        (
            "a password",
            f"{passwords.SHORTEST} to {passwords.LONGEST} characters",
            "422 `password_refused`",
        ),
    ]


def as_text() -> str:
    """The page as it stands in its file."""
    settings = [_setting(name, of) for name, of in LimitSettings.model_fields.items()]
    heads = ("setting", "usual", "range", "what", "beyond")
    fixed = _of_requests() + _of_tries() + _of_times()
    return _TOP + _table(heads, settings) + _FIXED + _table(("what", "most", "beyond"), fixed)
