"""Column types that both databases keep exactly: moments with their zone, enums as their text."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Dialect, TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A point in time, kept as UTC; aware on both sides. A naive one is a fault of the caller: ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or dialect.name != "sqlite":
            return value
        return value.replace(tzinfo=UTC)


def one_of(column: str, values: Iterable[StrEnum]) -> CheckConstraint:
    """The CHECK that a column holds one of the enum's texts, or null where the column may."""
    texts = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(f"{column} IN ({texts})", name=f"{column}_known")
