"""`headache-diary` that tries for long before it says that it cannot start: a negative control."""

import time
from typing import Any

from app import main as joined
from app.cli import main
from app.errors import DiaryError

TRIES_FOR_S = 19
prepare = joined._prepare


async def again_and_again(app: Any) -> None:
    """Until it succeeds, or for so long."""
    end = time.monotonic() + TRIES_FOR_S
    while True:
        try:
            await prepare(app)
        except DiaryError:
            if time.monotonic() >= end:
                raise
            time.sleep(1)
        else:
            return


if __name__ == "__main__":
    joined._prepare = again_and_again
    main()
