"""`headache-diary` whose lock is a file beside the database alone: a negative control."""

from app.cli import main
from app.storage.file_lock import FileLock


def nothing(_lock: FileLock) -> None:
    """Instead of holding the database file itself."""


if __name__ == "__main__":
    setattr(FileLock, "hold_file", nothing)  # noqa: B010
    main()
