"""`headache-diary clinic add`, `clinician add` and `account reset`: the operator's care for people.

There is no administrator over HTTP: whoever may do this has a shell on the machine.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.database import settings_or_exit

if TYPE_CHECKING:
    from app.cli.operator_jobs import Job, Told
    from app.settings import Settings

clinic = typer.Typer(help="Clinics.", no_args_is_help=True)
clinician = typer.Typer(help="Clinicians.", no_args_is_help=True)
account = typer.Typer(help="Accounts.", no_args_is_help=True)
_LONGEST_NAME = 200


@clinic.command("add")
def add_clinic(name: Annotated[str, typer.Argument(help="As patients know it.")]) -> None:
    """Make a clinic."""
    from app.cli.operator_jobs import AddClinic

    _do(AddClinic(_name(name)))
    typer.echo(f"The clinic {_name(name)!r} is there. `clinician add` adds who works in it.")


@clinician.command("add")
def add_clinician(
    username: Annotated[str, typer.Argument(help="For signing in: 3 to 64 characters without spaces.")],
    clinic: Annotated[str, typer.Option(help="The clinic's name, as `clinic add` was told.")],
    name: Annotated[str, typer.Option(help="As patients know the clinician.")],
    time_zone: Annotated[str, typer.Option(help="Of the IANA list, such as Europe/Berlin.")] = "UTC",
) -> None:
    """Make a clinician's account and print the link that opens it: once, within seven days."""
    from app.cli.operator_jobs import AddClinician

    job = AddClinician(_username(username), _name(name), clinic.strip(), _zone(time_zone))
    settings, told = _do(job)
    typer.echo(f"{job.display_name} chooses here how to sign in, once, within seven days:")
    typer.echo(_address(settings, told))


@clinician.command("end")
def end_clinician(username: Annotated[str, typer.Argument(help="Whose account.")]) -> None:
    """Let a clinician sign in no more: every sign-in ends now. `account reset` lets them in again.

    What patients have allowed stays as it is, for each of them to see and to revoke; nobody can use it.
    """
    from app.api.schemas.fields import folded
    from app.cli.operator_jobs import EndClinician

    job = EndClinician(folded(username))
    _do(job)
    typer.echo(f"{job.username!r} is signed out everywhere and signs in no more.")


@account.command("reset")
def reset(username: Annotated[str, typer.Argument(help="Whose account.")]) -> None:
    """Print a link that opens an account again: once, within seven days. Make sure who asks for it.

    Every sign-in ends now. Whoever opens the link chooses a new passkey or password; from then on the earlier
    ones and the recovery codes count no more. The diary stays as it is.
    """
    from app.api.schemas.fields import folded
    from app.cli.operator_jobs import ResetAccount

    job = ResetAccount(folded(username))
    settings, told = _do(job)
    whose = f"the {told['role']} {job.username!r}"
    typer.echo(f"This opens the account of {whose} again, once, within seven days:")
    typer.echo(_address(settings, told))


def _do(job: "Job") -> "tuple[Settings, Told]":
    from app.api.traces import shown
    from app.cli.operator_socket import do

    with settings_or_exit() as settings, shown():
        return settings, do(settings, job)


def _address(settings: "Settings", told: "Told") -> str:
    return f"{settings.origin}/enrol/#{told['token']}"


def _name(text: str) -> str:
    from app.rules.names import name_fault

    if not text.strip() or len(text.strip()) > _LONGEST_NAME:
        raise typer.BadParameter(f"{text!r} is no name: 1 to {_LONGEST_NAME} characters")
    fault = name_fault(text.strip())
    if fault:
        raise typer.BadParameter(f"{text!r}: {fault}")
    return text.strip()


def _username(text: str) -> str:
    from app.api.schemas.fields import username_of

    try:
        return username_of(text)
    except ValueError as fault:
        raise typer.BadParameter(f"{text!r}: {fault}") from None


def _zone(text: str) -> str:
    from app.api.schemas.fields import known_zone

    try:
        return known_zone(text)
    except ValueError as fault:
        raise typer.BadParameter(f"{text!r}: {fault}") from None
