"""Percentiles, and the words that figures are printed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that this share of the values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100).__int__() - 1)]


def spread(values: Sequence[float], unit: str = "") -> str:
    """The median, with the lowest and the highest."""
    form = ",.0f" if max(values) >= 100 else ",.2f"
    return f"{median(values):{form}}{unit} ({min(values):{form}} to {max(values):{form}})"


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that is to be reached."""

    name: str
    limit: float
    measured: float
    unit: str
    at_least: bool = False

    @property
    def is_reached(self) -> bool:
        """Whether it is."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


def table(targets: Sequence[Target]) -> list[str]:
    """The targets, a line each."""
    lines = [f"{'':52} {'target':>12} {'measured':>12}  reached"]
    for one in targets:
        limit = f"{'>=' if one.at_least else '<='} {one.limit:g} {one.unit}"
        measured = f"{one.measured:.2f} {one.unit}"
        lines.append(f"{one.name:52} {limit:>12} {measured:>12}  {'yes' if one.is_reached else 'NO'}")
    return lines
