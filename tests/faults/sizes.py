"""How many cases run: few with every change, all of them with DIARY_PROOF=full (`make proof`)."""

import os


def size(each_change: int, proof: int) -> int:
    """The number of cases to run now."""
    return proof if os.environ.get("DIARY_PROOF") == "full" else each_change
