"""`headache-diary` whose histories come whole, however long they are: a negative control."""

from app.api import history_pages
from app.cli import main
from app.storage import histories

ALL = 2**31 - 2


if __name__ == "__main__":
    histories.PAGE_BYTES = 2**62
    history_pages._asked.__defaults__ = (0, ALL)  # what a page holds unless it is asked otherwise
    main()
