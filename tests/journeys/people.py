"""What people besides the patient hold in their hands: a clinician at a desk, a doctor with a link."""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from app.cli import app
from tests.faults.processes import ServerProcess
from tests.served import PASSWORD

from .phone import Phone

CLINIC = "Headache clinic, Mitte"
DESK = {"viewport": {"width": 1280, "height": 900}, "has_touch": False, "is_mobile": False}


def command(server: ServerProcess, *arguments: str) -> str:
    """Run a command of the operator beside the server; what it printed."""
    told = {name: value for name, value in server.environment().items() if name.startswith("DIARY_")}
    result = CliRunner().invoke(app, list(arguments), env=told)
    assert result.exit_code == 0, result.output
    return result.stdout


def demo(server: ServerProcess) -> str:
    """Fill the empty database of a server that does not run yet; the path of the first clinician's link."""
    program = Path(sys.executable).with_name("headache-diary")
    filled = subprocess.run(
        [program, "demo"], env=server.environment(), capture_output=True, text=True, check=True
    )
    link = re.search(r"/enrol/#\S+", filled.stdout)
    assert link is not None
    return link.group()


def enrolment(server: ServerProcess, username: str) -> str:
    """The path of a new clinician's one-time link."""
    clinic = f"{CLINIC} {username}"
    command(server, "clinic", "add", clinic)
    printed = command(server, "clinician", "add", username, "--clinic", clinic, "--name", "Dr Grace")
    return printed.strip().splitlines()[-1].removeprefix(server.origin)


def give_passkeys(one: Phone) -> None:
    """From now on this device has a lock and keeps passkeys, as phones do."""
    assert one.context is not None
    tab = one.context.new_cdp_session(one.page)
    tab.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tab.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def create_account(one: Phone, username: str) -> None:
    """Make an account, in Settings."""
    one.go("/settings/")
    one.button("Create an account").tap()
    account = one.page.locator("#account")
    for label, text in (("Name", "Ada"), ("User name", username), ("Password", PASSWORD)):
        account.get_by_label(label, exact=True).fill(text)
    one.button("Create account").tap()
    one.button("I have kept them").tap()
    expect(account).to_contain_text("This phone is signed in as Ada.")


def read_download(page: Page, button: str, folder: Path) -> str:
    """Tap a button that hands over a file; its text."""
    with page.expect_download() as begun:
        page.get_by_role("button", name=button).click()
    file = folder / begun.value.suggested_filename
    begun.value.save_as(file)
    return file.read_text("utf-8")
