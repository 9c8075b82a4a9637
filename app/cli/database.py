"""`headache-diary migrate`, `backup` and `restore`: the operator's care for the database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.settings import Settings


def migrate() -> None:
    """Bring the database to this release's schema, after a backup of it. Refuses while a server runs."""
    from app.storage.opening import bring_to_head, lock_of

    with settings_or_exit() as settings:
        lock = lock_of(settings.database_url)
        try:
            changed = bring_to_head(settings.database_url, settings.data_dir / "backups")
        finally:
            if lock is not None:
                lock.release()
        typer.echo("The database is migrated." if changed else "The database needs no migration.")


def backup(
    to: Annotated[
        Path | None, typer.Argument(help="A new file, or a folder; without it DIARY_DATA_DIR/backups.")
    ] = None,
) -> None:
    """Write a backup, also while the server runs, and prove it by restoring it to a scratch place."""
    from app.storage.backup import back_up

    with settings_or_exit() as settings:
        folder = settings.data_dir / "backups"
        if to is None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        done = back_up(settings.database_url, to or folder)
        typer.echo(f"{done.file}: {_counted(done.rows)}, restored to a scratch place and checked.")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup that `backup` wrote.")],
    force: Annotated[bool, typer.Option(help="Replace a database that holds accounts.")] = False,
) -> None:
    """Put a backup in the database's place; what was there is backed up first. No server may run."""
    from app.storage.backup import restore as put_back
    from app.storage.opening import erase_what_was_erased, lock_of

    with settings_or_exit() as settings:
        lock = lock_of(settings.database_url)
        try:
            done = put_back(settings.database_url, file, settings.data_dir / "backups", force)
            if lock is not None:
                lock.hold_file()
            erase_what_was_erased(settings.database_url, settings.data_dir)
        finally:
            if lock is not None:
                lock.release()
        typer.echo(f"Restored {file}: {_counted(done.backup.rows)}. Devices will send again what they hold.")
        if done.before:
            typer.echo(f"What was there before is kept in {done.before}.")


def _counted(rows: dict[str, int]) -> str:
    return (
        f"{rows.get('account', 0)} accounts, {rows.get('day', 0)} days, {rows.get('injection', 0)} injections"
    )


@contextmanager
def settings_or_exit() -> "Iterator[Settings]":
    """The settings of the environment; a fault is told in a line, and the command ends with status 1."""
    from app.errors import DiaryError
    from app.settings import read_settings

    os.umask(0o077)  # backups are nobody else's to read
    try:
        yield read_settings()
    except DiaryError as fault:
        typer.echo(f"headache-diary: {fault}", err=True)
        raise typer.Exit(1) from None
    except OSError as fault:
        typer.echo(f"headache-diary: {fault.filename or 'the disk'}: {fault.strerror}", err=True)
        raise typer.Exit(1) from None
