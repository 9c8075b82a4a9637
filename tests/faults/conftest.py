"""What the fault tests share: how they tell how many cases ran."""

from tests.conftest import Tell

__all__ = ["Tell"]
