"""A walk through every screen, with its sheets and forms open: patient, newcomer, clinician, visitor."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from tests.faults.processes import ROOT, ServerProcess
from tests.served import Person

from .people import enrolment, give_passkeys
from .phone import Phone

PATIENT = 27
NEWCOMER = 8
CLINIC = 11
VISITOR = 2
LOOKED_BACK = 130
AGO_OF_CONFLICT = 3
PASSCODE = "4711"
PROVE = json.dumps({"code": "confirm_needed", "detail": "", "status": 403})


@dataclass
class Walker:
    """A phone, with the words of the language that it shows."""

    phone: Phone
    language: str = "en"

    def __post_init__(self) -> None:
        file = ROOT / "messages" / f"{self.language}.json"
        self._words = json.loads(file.read_text("utf-8"))

    @property
    def page(self) -> Page:
        """What is looked at."""
        return self.phone.page

    def word(self, key: str, **names: str) -> str:
        """A text of the app."""
        said = self._words[key]
        text: str = said if isinstance(said, str) else said[0]["match"]["countPlural=other"]
        for name, value in names.items():
            text = text.replace("{" + name + "}", value)
        return text

    def button(self, key: str, **names: str) -> Locator:
        """The first button with these words."""
        words = re.sub(r"\\\{\w+\\\}", r"\\S+", re.escape(self.word(key, **names)))
        return self.page.get_by_role("button", name=re.compile(rf"^{words}(?!\w)")).first

    def press(self, key: str, **names: str) -> None:
        """Press the first button with these words, by the keyboard: the focus is where a person has it."""
        button = self.button(key, **names)
        expect(button).to_be_enabled()
        button.focus()
        button.press("Enter")

    def go(self, path: str, sign: str = "main h1") -> None:
        """Open a page in this language and wait for a sign that it is there."""
        self.page.evaluate("(language) => localStorage.setItem('language', language)", self.language)
        if "#" in path:
            self.page.goto("about:blank")  # else a page that is open already stays as it is
        self.phone.go(path)
        self.sees(sign)

    def sees(self, selector: str) -> None:
        """Wait until this is there."""
        expect(self.page.locator(selector).first).to_be_visible()

    def leave(self) -> None:
        """Close the sheet."""
        self.page.keyboard.press("Escape")
        expect(self.page.locator("dialog[open]")).to_have_count(0)


def said_before(ada: Person) -> None:
    """A diary of some months: two rounds, gaps, medicines, a preventive, a day in conflict."""
    today = datetime.now(UTC).date()
    for ago in (100, 20):
        session = {"injected_on": str(today - timedelta(days=ago)), "product": "onabotulinumtoxinA"}
        ada.http.post(f"{ada.diary}/injections", json=session)
    circumstance = {"kind": "preventive", "name": "Topiramate", "began_on": str(today - timedelta(days=60))}
    ada.http.post(f"{ada.diary}/circumstances", json=circumstance)
    taken = {"name": "Sumatriptan 50 mg", "drug_class": "triptan", "doses": 1, "relief": "partial"}
    aches = {"headache": True, "peak_intensity": "moderate", "acute_medications": [taken]}
    free = {"headache": False, "acute_medications": []}
    for ago in range(LOOKED_BACK, 1, -1):
        if ago % 9:
            ada.put_day(str(today - timedelta(days=ago)), **(aches if ago % 3 == 0 else free))
    ada.put_day(str(today - timedelta(days=AGO_OF_CONFLICT)), **aches, note="Sun all day.")
    contradict(ada, AGO_OF_CONFLICT, headache=False, note="Rain all day.")


def contradict(ada: Person, ago: int, **said: object) -> None:
    """Say something else on another device, which was offline and saw nothing of this day."""
    operation = {
        "operation_id": str(uuid4()),
        "kind": "day",
        "key": str(datetime.now(UTC).date() - timedelta(days=ago)),
        "set": said,
        "made_at": datetime.now(UTC).isoformat(),
        "time_zone": "Europe/Berlin",
    }
    sent = {"device_id": str(uuid4()), "epoch": None, "cursor": 0, "operations": [operation]}
    (result,) = ada.http.post(f"{ada.diary}/sync", json=sent).json()["results"]
    assert result["status"] == "conflict"


def patient(ada: Walker) -> Iterator[str]:
    """A patient's screens, signed in."""
    yield from _today(ada)
    yield from _places(ada)
    yield from _injections(ada)
    yield from _settings(ada)
    yield from _account(ada)
    yield from _sharing(ada)


def _today(ada: Walker) -> Iterator[str]:
    ada.go("/")
    ada.sees(".others .card")
    yield "today"
    ada.phone.answer("moderate").press("Enter")
    ada.sees("dialog[open]")
    ada.page.wait_for_timeout(450)  # the first moment of a sheet counts for nothing
    yield "the day's sheet"
    ada.press("sheet_add_medicine")
    ada.press("sheet_exact")
    ada.press("sheet_more")
    ada.sees("dialog[open] textarea")
    yield "all of the day's sheet"
    ada.leave()
    yield "today, saved"
    ada.press("today_fill")
    ada.sees("dialog[open] select")
    yield "the gaps"
    ada.leave()
    ada.phone.slot.get_by_role("button").first.press("Enter")


def _places(ada: Walker) -> Iterator[str]:
    ada.go("/calendar/", "[data-day] .conflict")
    yield "the calendar"
    ada.page.locator("[data-day]:has(.conflict)").press("Enter")
    ada.sees("main section.chosen")
    yield "a day of the calendar"
    ada.press("calendar_details")
    ada.sees("dialog[open]")
    yield "the sheet of a day of the calendar"
    ada.leave()
    ada.go("/trends/", "[data-line]")
    ada.sees("main a[href*=one-page-report]")
    yield "trends"
    ada.press("trends_table")
    ada.sees("main table")
    yield "tables of trends"
    for step in ("1", "2", "3"):
        if step == "1":
            ada.go("/welcome/")
        else:
            ada.press("welcome_next")
        yield f"welcome, step {step}"
    ada.go("/print/", "article table")
    yield "paper"


def _injections(ada: Walker) -> Iterator[str]:
    ada.go("/injections/", "#circumstances li")
    yield "injections"
    ada.press("injections_record")
    ada.page.locator("summary").press("Enter")
    ada.page.locator("details button").first.press("Enter")
    ada.sees("form table")
    yield "a session"
    ada.press("sheet_cancel")
    ada.press("circumstance_add")
    ada.sees("form [type=radio]")
    yield "a preventive"
    ada.press("sheet_cancel")


def _settings(ada: Walker) -> Iterator[str]:
    ada.go("/settings/", "#devices li")
    ada.sees("#attention [role=group]")
    yield "settings, with what needs attention"
    ada.press("attention_each")
    ada.sees("#attention form")
    yield "a conflict, part by part"
    ada.page.locator("#attention form button").last.press("Enter")
    ada.press("account_leave")
    yield "how to leave"


def _account(ada: Walker) -> Iterator[str]:
    ada.go("/account/", "#erase button")
    yield "the account"
    ada.press("own_erase_button")
    ada.sees("#erase .sure")
    yield "the end of the account"
    ada.page.route("**/recovery-codes", lambda route: route.fulfill(status=403, body=PROVE))
    ada.press("own_codes_new")
    ada.sees("dialog[open] form")
    yield "proving anew who one is"
    ada.leave()
    ada.page.unroute("**/recovery-codes")
    ada.press("own_codes_new")
    ada.sees("#recovery-codes")
    yield "recovery codes"
    ada.press("account_codes_kept")


def _sharing(ada: Walker) -> Iterator[str]:
    ada.go("/share/", "#invite-code")
    yield "sharing"
    ada.press("share_code")
    ada.sees(".code")
    yield "a code"
    ada.press("share_visit_make")
    ada.sees(".link")
    yield "a link"


def newcomer(one: Walker) -> Iterator[str]:
    """The screens of somebody without an account, and those who come by a link that is spent."""
    one.go("/")
    yield "today, the first time"
    one.go("/settings/", "#account button")
    yield "settings without an account"
    one.press("account_create")
    one.sees("#account form")
    yield "a new account"
    one.press("account_cancel")
    one.press("account_sign_in")
    one.sees("#account form")
    yield "signing in"
    one.press("account_lost")
    yield "a lost password"
    for name, path in (
        ("a spent link", "/enrol/#x"),
        ("a visit", "/visit/#x"),
        ("the clinic's door", "/clinic/"),
    ):
        one.go(path, "main .card, main form")
        yield name


def clinic(grace: Walker, ada: Walker, server: ServerProcess) -> Iterator[str]:
    """A clinician's screens, from the link of the operator on; the patient, who is asked, beside."""
    give_passkeys(grace.phone)
    grace.go(enrolment(server, f"grace-{uuid4().hex[:12]}"), "#password form")
    yield "enrolment"
    grace.press("enrol_passkey")
    grace.sees("#recovery-codes, main a[href='/clinic/']")
    yield "enrolled"
    if grace.page.locator("#recovery-codes").count():
        grace.press("account_codes_kept")
    grace.go("/clinic/", "#enter form")
    yield "an empty clinic"
    ada.go("/share/", "#invite-code")
    ada.press("share_code")
    grace.page.locator("#enter input").fill(ada.page.locator(".code").inner_text())
    grace.press("clinic_enter_button")
    ada.sees("#clinic article form")
    yield from _permission(ada)
    yield from _course(grace)


def _permission(ada: Walker) -> Iterator[str]:
    ada.page.locator("#clinic article [type=checkbox]").nth(1).check()
    ada.page.locator("#clinic article [type=submit]").press("Enter")
    expect(ada.page.locator("#clinic article form")).to_have_count(0)
    yield "patient: a clinician who reads"
    ada.press("share_change")
    ada.sees("#clinic article form")
    yield "patient: a permission to change"


def _course(grace: Walker) -> Iterator[str]:
    grace.go("/clinic/", "table a")
    yield "the clinic"
    grace.page.locator("table a").first.press("Enter")
    grace.sees("#headline")
    yield "a patient"
    grace.press("trends_table")
    grace.page.evaluate("() => document.querySelectorAll('details').forEach((one) => (one.open = true))")
    grace.sees("details table")
    yield "a patient's tables"
    grace.press("session_enter")
    grace.sees("form [type=date][required]")
    yield "a session of the clinic"
    grace.press("sheet_cancel")
    grace.press("circumstance_add")
    yield "a preventive of the clinic"
    grace.press("sheet_cancel")
    grace.go("/clinic/account/", "#devices li")
    yield "a clinician's account"


def link_with_passcode(ada: Walker) -> str:
    """The path of a new one-visit link."""
    ada.go("/share/", "#make-link")
    ada.page.locator("#visit [name=passcode]").fill(PASSCODE)
    ada.press("share_visit_make")
    ada.sees(".link")
    return ada.page.locator(".link").inner_text().removeprefix(ada.phone.address)


def visitor(doctor: Walker, ada: Walker) -> Iterator[str]:
    """Who comes by a one-visit link with a passcode, which the patient makes first."""
    doctor.go(link_with_passcode(ada), "main form")
    doctor.page.locator("[name=name]").fill("Dr Holm")
    doctor.press("visit_open")
    doctor.sees("[name=passcode]")
    yield "a visit that asks for the passcode"
    doctor.page.locator("[name=passcode]").fill(PASSCODE)
    doctor.press("visit_open")
    doctor.sees("#headline")
    yield "a visit's report"
