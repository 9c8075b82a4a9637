"""Statements written in SQLAlchemy Core, compiled once per database, run on the bare connection.

Through Core's own execute an edit of five statements takes some 285 microseconds, prebuilt about 60 with the
database's work: the writer is one thread, so this decides how many people one server can take.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Boolean, Date, Dialect, Select, Uuid
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

from app.rules.limits import USUAL, Limits
from app.storage.columns import Moment

Row = tuple[Any, ...]
_Convert = Callable[[Any], Any]
_REMEMBERED = 4096  # the same ids, days and moments come again and again
_shared: dict[tuple[str, str, type], _Convert] = {}


class Cursor(Protocol):
    """What both drivers' cursors can do."""

    def execute(self, sql: str, parameters: Any, /) -> object:  # noqa: ANN401
        """Run one statement."""

    def executemany(self, sql: str, parameters: Any, /) -> object:  # noqa: ANN401
        """Run one statement for each of many parameters."""

    def fetchall(self) -> Sequence[Any]:
        """Take all rows."""


@dataclass(slots=True)
class Counted:
    """A diary's last number and its stored bytes, while many edits of it are written in one go."""

    number: int
    stored: int
    is_written: bool = True


class Transaction:
    """An open transaction on one database, with how much may be kept in it: what every query takes first."""

    def __init__(self, cursor: Cursor, dialect: Dialect, limits: Limits = USUAL) -> None:
        self.cursor = cursor
        self.dialect = dialect
        self.limits = limits
        self.counted: dict[UUID, Counted] | None = None  # None but for the length of `counters.counting`


class Prepared:
    """One statement; call it with a transaction and its bound values, get its rows (none for a write)."""

    def __init__(self, statement: Select[Any] | UpdateBase) -> None:
        self._statement = statement
        self._built: dict[str, _Built] = {}

    def __call__(self, tx: Transaction, **values: object) -> list[Row]:
        """All rows, each a tuple of plain Python values; [] when there are none."""
        return self._for(tx.dialect).run(tx.cursor, values)

    def many(self, tx: Transaction, rows: list[dict[str, object]]) -> None:
        """Write each of these rows; nothing when there are none."""
        if rows:
            self._for(tx.dialect).run_many(tx.cursor, rows)

    def first(self, tx: Transaction, **values: object) -> Row | None:
        """The first row, or None."""
        rows = self(tx, **values)
        return rows[0] if rows else None

    def _for(self, dialect: Dialect) -> "_Built":
        try:
            return self._built[dialect.name]
        except KeyError:
            built = self._built[dialect.name] = _Built(self._statement, dialect)
            return built


class _Built:
    """The SQL text of one statement for one database, with its converters both ways."""

    def __init__(self, statement: Select[Any] | UpdateBase, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        binds = getattr(compiled, "binds", {})
        positions: Sequence[str] | None = getattr(compiled, "positiontup", None)
        self.named = positions is None
        names = compiled.params if positions is None else positions
        self.constants = {name: compiled.params[name] for name in names if not binds[name].required}
        self.names = tuple(names)
        binders = [_binder(binds[name].type, dialect) for name in names]
        self.binders = [(place, bind) for place, bind in enumerate(binders) if bind]
        columns = list(getattr(statement, "exported_columns", ()))
        converters = [_converter(column.type, dialect) for column in columns]
        self.returns = bool(columns)
        self.converters = [(index, convert) for index, convert in enumerate(converters) if convert]

    def run(self, cursor: Cursor, values: dict[str, object]) -> list[Row]:
        cursor.execute(self.sql, self._bound(values))
        return self._converted(cursor.fetchall()) if self.returns else []

    def run_many(self, cursor: Cursor, rows: list[dict[str, object]]) -> None:
        cursor.executemany(self.sql, list(map(self._bound, rows)))

    def _bound(self, values: dict[str, object]) -> list[Any] | dict[str, Any]:
        given = self.constants | values if self.constants else values
        bound = list(map(given.__getitem__, self.names))
        for place, bind in self.binders:
            bound[place] = bind(bound[place])
        return dict(zip(self.names, bound, strict=True)) if self.named else bound

    def _converted(self, rows: Sequence[Row]) -> list[Row]:
        if not self.converters or not rows:
            return list(rows)
        columns: list[Iterable[Any]] = list(zip(*rows, strict=True))  # column by column: no loop in Python
        for index, convert in self.converters:
            columns[index] = map(convert, columns[index])
        return list(zip(*columns, strict=True))


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    if isinstance(kind, Boolean) and dialect.name == "sqlite":
        return None  # the driver takes it as it is
    bind = kind.dialect_impl(dialect).bind_processor(dialect)
    if bind is None or not isinstance(kind, Date | Moment):
        return bind
    remembered = _remembering("bind", kind, dialect, bind)
    return remembered if isinstance(kind, Date) else _of_utc(remembered, bind)


def _of_utc(remembered: _Convert, bind: _Convert) -> _Convert:
    """Moments of UTC alone are remembered: in the hour that a clock shows twice, two of a zone are equal."""
    return lambda moment: (remembered if moment is None or moment.tzinfo is UTC else bind)(moment)


def _converter(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    convert = kind.dialect_impl(dialect).result_processor(dialect, None)
    if convert is None or not isinstance(kind, Date | Moment | Uuid):
        return convert
    return _remembering("result", kind, dialect, convert)


def _remembering(way: str, kind: TypeEngine[Any], dialect: Dialect, convert: _Convert) -> _Convert:
    """The same conversion, of what came up last done once; all columns of a type share what is remembered."""
    return _shared.setdefault((way, dialect.name, type(kind)), lru_cache(_REMEMBERED)(convert))
