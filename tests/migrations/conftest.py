"""Fixtures of the migration tests."""

from tests.migrations.schemas import made_up

__all__ = ["made_up"]
