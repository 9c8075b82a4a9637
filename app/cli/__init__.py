"""The command line, `headache-diary`: one file a command, each imports what it needs when it runs."""

import typer

from app.cli.database import backup, migrate, restore
from app.cli.demo import demo
from app.cli.people import account, clinic, clinician
from app.cli.report import report
from app.cli.serve import serve

app = typer.Typer(
    name="headache-diary",
    help="Headache diary for people on botulinum-toxin treatment.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command in (report, serve, migrate, demo, backup, restore):
    app.command(command.__name__)(command)
for name, group in (("clinic", clinic), ("clinician", clinician), ("account", account)):
    app.add_typer(group, name=name)


@app.callback()
def _commands() -> None:
    """Headache diary for people on botulinum-toxin treatment."""


def main() -> None:
    """Run the command that the arguments name."""
    app()
