"""The focus in a page: going through it with the Tab key, and what lies over each of its stops."""

from collections.abc import Iterator
from pathlib import Path

from .screens import Walker

PHONE, REFLOWED, ON_ITS_SIDE = (390, 844), (320, 256), (667, 375)
# Backwards to the beginning, then through all of it.
PASSES = [
    (PHONE, "Shift+Tab"),
    (PHONE, "Tab"),
    (PHONE, "Shift+Tab"),
    (REFLOWED, "Tab"),
    (REFLOWED, "Shift+Tab"),
    (ON_ITS_SIDE, "Tab"),
]
STOPS_AT_MOST = 150
STOP = Path(__file__).with_name("covered.js").read_text("utf-8").partition("\n")[2].rstrip()


def tab_through(walker: Walker, key: str) -> tuple[int, list[str]]:
    """Press a key until the page has been gone through: how many stops, and what is wrong at them."""
    page, numbers, faults, last = walker.page, set[int](), list[str](), 0
    for _ in range(STOPS_AT_MOST * 2):
        page.keyboard.press(key)
        stop = page.evaluate(STOP)
        if stop is None and not numbers:
            continue
        if stop is None or (stop["number"] in numbers and stop["number"] != last):
            break
        last = stop["number"]
        numbers.add(last)
        if stop["fault"]:
            page.wait_for_timeout(100)  # a scroll may be under way
            stop = page.evaluate(STOP)
        faults += [stop["fault"]] if stop["fault"] else []
    assert 0 < len(numbers) < STOPS_AT_MOST
    return len(numbers), faults


def covered_on(walker: Walker, screen: str) -> tuple[int, list[str]]:
    """Each size, both ways: the stops, and those at which something lies over what has the focus."""
    page, stops, faults = walker.page, 0, list[str]()
    usual, before = page.viewport_size, page.evaluate_handle("() => document.activeElement")
    for (width, height), key in PASSES:
        page.set_viewport_size({"width": width, "height": height})
        count, covered = tab_through(walker, key)
        stops += count
        faults += [f"{screen}, {width} x {height}, {key}: {fault}" for fault in covered]
    if usual:
        page.set_viewport_size(usual)
    before.evaluate("(element) => element.focus()")
    return stops, faults


class Looking:
    """Goes through screens and keeps what it sees."""

    def __init__(self) -> None:
        self.stops, self.screens, self.faults = 0, 0, list[str]()

    def through(self, walkers: dict[str, Walker], names: Iterator[str]) -> None:
        """Look at each screen; one whose name begins with a walker's is on that walker's phone."""
        for name in names:
            stops, faults = covered_on(walkers.get(name.partition(":")[0], walkers[""]), name)
            self.screens += 1
            self.stops += stops
            self.faults += faults

    def __str__(self) -> str:
        return f"{self.screens} screens, {self.stops} stops of the focus, {len(self.faults)} covered"
