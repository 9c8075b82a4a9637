"""A device is no rival of itself, at any pace; two devices are, and both values stay."""

from collections import Counter
from itertools import permutations, product

import pytest

from app.storage.documents import Past
from app.storage.kinds import Values
from app.storage.made_on import MadeOn
from app.storage.patches import Status
from app.storage.prepared import Transaction
from tests.storage.books import Books, Writer, whole_history
from tests.storage.chains import (
    DAYS,
    DELETED,
    FREE,
    NAUSEA,
    NONE_TAKEN,
    NOTED,
    SEVERE,
    WINE,
    Phone,
    Tap,
    interleaved,
    new_day,
)

TAPS: tuple[Tap, ...] = (SEVERE, NAUSEA, FREE, DELETED, WINE, NONE_TAKEN)
PACES = list(product(range(1), range(2), range(3)))
"""For each of three taps: how many answers the phone had heard when it was made."""
KINDS_OF_PHONES = pytest.mark.parametrize("tells", [False, True], ids=["of before", "of this release"])
Said = tuple[Tap, str]


def play(tx: Transaction, writer: Writer, tells: bool) -> Counter[str]:
    """Three taps in every order and at every pace, each time on a new day; how many, and what went wrong."""
    told: Counter[str] = Counter()
    for taps, pace in product(permutations(TAPS, 3), PACES):
        phone = Phone(tx, writer, new_day(writer), tells)
        for tap, answers in zip(taps, pace, strict=True):
            phone.tap(tap, phone.heard[min(answers, len(phone.heard) - 1)])
        told["cases"] += 1
        told["lost"] += phone.shown.values != phone.seen
        told["conflicts"] += phone.shown.conflict is not None
        told["kept beside"] += phone.kept_beside() > 0
        told["not applied"] += any(outcome.status is not Status.APPLIED for outcome in phone.outcomes)
    return told


@KINDS_OF_PHONES
def test_no_pace_and_no_order_makes_a_phone_its_own_rival(books: Books, ada: Writer, tells: bool) -> None:
    told = books.write(lambda tx: play(tx, ada, tells))

    assert told == Counter(cases=6 * 5 * 4 * 6)


def test_a_server_that_does_not_keep_who_said_it_is_caught(
    books: Books, ada: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MadeOn, "own_parts", lambda *_: set())
    monkeypatch.setattr(MadeOn, "_last_of_this_device", lambda _: None)

    told = books.write(lambda tx: play(tx, ada, False))

    assert told["lost"] > 50
    assert told["conflicts"] > 20


MINE: tuple[Said, ...] = ((SEVERE, "headache"), (WINE, "triggers"), (NOTED, "note"))
THEIRS: tuple[Said, ...] = (
    (FREE, "headache"),
    ({"triggers": ["stress"]}, "triggers"),
    ({"note": "at home"}, "note"),
)


def two_phones(tx: Transaction, writer: Writer, tells: bool) -> Counter[str]:
    """Two taps on each of two phones that do not hear each other, in every order of arrival and pace."""
    told: Counter[str] = Counter()
    for mine, theirs in product(permutations(MINE, 2), permutations(THEIRS, 2)):
        for order, answers in product(interleaved(2, 2), range(2)):
            one = Phone(tx, writer, new_day(writer), tells)
            one.tap(NAUSEA, None)
            other = Phone(tx, writer, one.address, tells)
            _both(one, other, (mine, theirs), (order, answers))
            told.update(_wrong(one, mine, theirs))
    return told


def _both(
    one: Phone,
    other: Phone,
    said: tuple[tuple[Said, ...], tuple[Said, ...]],
    how: tuple[tuple[bool, ...], int],
) -> None:
    one.hear()
    other.hear()
    steps = {True: [tap for tap, _ in said[0]], False: [tap for tap, _ in said[1]]}
    for is_mine in how[0]:
        phone = one if is_mine else other
        phone.tap(steps[is_mine].pop(0), phone.heard[min(how[1], len(phone.heard) - 1)])


def _wrong(one: Phone, mine: tuple[Said, ...], theirs: tuple[Said, ...]) -> Counter[str]:
    """Triggers are joined, and so never contested; everything else that both said is, and nothing more."""
    contested = {name for _, name in mine} & {name for _, name in theirs} - {"triggers"}
    flagged = set(one.shown.conflict.parts if one.shown.conflict else ())
    held = [one.shown.values or {}, *one.beside()]
    said = [tap or {} for tap, name in (*mine, *theirs) if name != "triggers"]
    lost = [tap for tap in said if not any(_holds(values, tap) for values in held)]
    return Counter(cases=1, wrong_flags=flagged != contested, lost=bool(lost), beside=len(one.beside()) > 2)


def _holds(values: Values, tap: Values) -> bool:
    return all(values.get(name) == value for name, value in tap.items())


@KINDS_OF_PHONES
def test_of_two_phones_nothing_is_lost_and_only_what_both_said_is_flagged(
    books: Books, ada: Writer, tells: bool
) -> None:
    told = books.write(lambda tx: two_phones(tx, ada, tells))

    assert told == Counter(cases=6 * 6 * 6 * 2)


def test_a_server_that_takes_all_phones_for_one_is_caught(
    books: Books, ada: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MadeOn, "own_parts", lambda self, *_: {part.name for part in self._kind.parts})

    told = books.write(lambda tx: two_phones(tx, ada, False))

    assert told["lost"] > 50
    assert told["wrong_flags"] > 50


# Two phones with one id: one was copied with all that it held


def test_of_a_copied_phone_what_the_other_did_not_know_is_kept_beside(books: Books, ada: Writer) -> None:
    def job(tx: Transaction) -> tuple[Status, list[object], object]:
        one = Phone(tx, ada, new_day(ada), tells=True)
        one.tap(NAUSEA, None)
        one.hear()
        other = Phone(tx, ada, one.address, tells=True, device_id=one.device_id)
        other.hear()
        base = one.heard[0]
        one.tap(NOTED, base)
        outcome = other.tap({"note": "at home"}, base)
        return outcome.status, [values["note"] for values in one.beside()], (one.shown.values or {})["note"]

    assert books.write(job) == (Status.CONFLICT, ["at home"], "at work")


def test_of_a_copied_phone_of_before_the_last_word_is_shown_and_all_are_kept(
    books: Books, ada: Writer
) -> None:
    def job(tx: Transaction) -> tuple[object, list[object]]:
        one = Phone(tx, ada, new_day(ada))
        one.tap(NAUSEA, None)
        one.hear()
        other = Phone(tx, ada, one.address, device_id=one.device_id)
        other.hear()
        base = one.heard[0]
        one.tap(NOTED, base)
        other.tap({"note": "at home"}, base)
        past = whole_history(tx, DAYS, one.address)
        return (one.shown.values or {})["note"], [values["note"] for values in map(_values, past)]

    assert books.write(job) == ("at home", [None, "at work", "at home"])


def _values(past: Past) -> Values:
    return past.values or {}
