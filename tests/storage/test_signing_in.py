"""What a sign-in rests on: passkeys and their challenges, second factors, known browsers, one-time links."""

from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest

from app.errors import NameTaken, NotThere
from app.storage import clinics, known_devices, passkeys, second_factors, throttle
from app.storage.passkeys import Given, KeptPasskey
from app.storage.prepared import Transaction
from app.storage.tables import Purpose, Role
from tests.storage.books import NOW, Books, new_account

A_MOMENT = timedelta(milliseconds=1)
TOKEN = b"t" * 32


def passkey_of(account_id: UUID, credential_id: bytes) -> KeptPasskey:
    """A passkey that has not been used."""
    return KeptPasskey(account_id, uuid4(), credential_id, b"key", 0, "phone", NOW, None)


def add(books: Books, passkey: KeptPasskey) -> bool:
    """Keep a passkey."""
    return books.write(lambda tx: passkeys.add_passkey(tx, passkey))


def passkeys_of(books: Books, account_id: UUID) -> list[KeptPasskey]:
    """The passkeys of an account."""
    return books.read(lambda tx: passkeys.passkeys_of(tx, account_id))


@pytest.fixture
def account_id(books: Books) -> UUID:
    """A patient's account."""
    return books.person().account_id


def test_a_challenge_is_taken_once(books: Books, account_id: UUID) -> None:
    given = Given(uuid4(), b"random", Purpose.ADD_PASSKEY, account_id)
    books.write(lambda tx: passkeys.give_challenge(tx, given, NOW))

    taken = [books.write(lambda tx: passkeys.take_challenge(tx, given.challenge_id, NOW)) for _ in range(2)]

    assert taken == [given, None]


@pytest.mark.parametrize(
    ("later", "there"), [(passkeys.VALID_FOR - A_MOMENT, True), (passkeys.VALID_FOR, False)]
)
def test_a_challenge_is_good_for_five_minutes(books: Books, later: timedelta, there: bool) -> None:
    given = Given(uuid4(), b"random", Purpose.SIGN_IN, None)
    books.write(lambda tx: passkeys.give_challenge(tx, given, NOW))

    taken = books.write(lambda tx: passkeys.take_challenge(tx, given.challenge_id, NOW + later))

    assert (taken == given) is there


def test_an_old_challenge_goes_when_the_next_is_given(books: Books) -> None:
    old, new = (Given(uuid4(), b"random", Purpose.SIGN_IN, None) for _ in range(2))
    books.write(lambda tx: passkeys.give_challenge(tx, old, NOW - passkeys.VALID_FOR))

    books.write(lambda tx: passkeys.give_challenge(tx, new, NOW))

    assert books.write(lambda tx: passkeys.take_challenge(tx, old.challenge_id, NOW - A_MOMENT)) is None


def test_a_passkey_belongs_to_one_account(books: Books, account_id: UUID) -> None:
    credential, other = uuid4().bytes, books.person().account_id
    first, second = passkey_of(account_id, credential), passkey_of(other, credential)

    kept = [add(books, one) for one in (first, second)]

    assert kept == [True, False]
    assert books.read(lambda tx: passkeys.find_passkey(tx, credential)) == first


def test_the_use_of_a_passkey_is_noted(books: Books, account_id: UUID) -> None:
    one = passkey_of(account_id, uuid4().bytes)
    add(books, one)

    books.write(lambda tx: passkeys.note_passkey_use(tx, one, 7, NOW))

    (used,) = books.read(lambda tx: passkeys.passkeys_of(tx, account_id))
    assert (used.sign_count, used.last_used_at) == (7, NOW)


def test_a_passkey_is_removed_by_its_owner_alone(books: Books, account_id: UUID) -> None:
    one, other = passkey_of(account_id, uuid4().bytes), books.person().account_id
    add(books, one)

    with pytest.raises(NotThere):
        books.write(lambda tx: passkeys.remove_passkey(tx, other, one.passkey_id))
    books.write(lambda tx: passkeys.remove_passkey(tx, account_id, one.passkey_id))

    assert books.read(lambda tx: passkeys.passkeys_of(tx, account_id)) == []


def test_all_passkeys_of_an_account_and_no_others_can_be_removed(books: Books, account_id: UUID) -> None:
    mine, theirs = passkey_of(account_id, uuid4().bytes), passkey_of(books.person().account_id, uuid4().bytes)
    for one in (mine, theirs):
        add(books, one)

    books.write(lambda tx: passkeys.remove_all_passkeys(tx, account_id))

    found = [passkeys_of(books, one.account_id) for one in (mine, theirs)]
    assert found == [[], [theirs]]


def test_a_recovery_code_works_once_and_for_its_account_alone(books: Books, account_id: UUID) -> None:
    other = books.person().account_id
    books.write(lambda tx: second_factors.replace_codes(tx, account_id, [b"a" * 32, b"b" * 32]))

    def use(who: UUID) -> bool:
        return books.write(lambda tx: second_factors.use_code(tx, who, b"a" * 32, NOW))

    assert [use(other), use(account_id), use(account_id)] == [False, True, False]
    assert books.read(lambda tx: second_factors.codes_left(tx, account_id)) == 1


def test_new_recovery_codes_replace_the_old_ones(books: Books, account_id: UUID) -> None:
    books.write(lambda tx: second_factors.replace_codes(tx, account_id, [b"a" * 32]))
    books.write(lambda tx: second_factors.replace_codes(tx, account_id, [b"b" * 32]))

    assert books.write(lambda tx: second_factors.use_code(tx, account_id, b"a" * 32, NOW)) is False


def test_a_code_of_the_app_is_taken_once_and_none_before_it(books: Books, account_id: UUID) -> None:
    books.write(lambda tx: second_factors.set_secret(tx, account_id, "JBSWY3DP", 100, NOW))

    steps = (100, 102, 102, 101, 103)
    taken = [books.write(partial(second_factors.use_step, account_id=account_id, step=one)) for one in steps]

    assert taken == [False, True, False, False, True]
    assert books.read(lambda tx: second_factors.find_secret(tx, account_id)) == second_factors.Secret(
        "JBSWY3DP", NOW, 103
    )


def test_a_browser_is_known_to_the_account_it_signed_in_to(books: Books, account_id: UUID) -> None:
    token, other = uuid4().bytes, books.person().account_id
    for _ in range(2):
        books.write(lambda tx: known_devices.know_device(tx, token, account_id, NOW))

    asked = partial(known_devices.is_known_device, token_hash=token)
    known = [books.read(partial(asked, account_id=who)) for who in (account_id, other)]

    assert known == [True, False]


def tries(books: Books, subjects: list[bytes], many: int) -> list[bool]:
    """Make so many tries at one moment."""
    return [books.write(lambda tx: throttle.take_try(tx, subjects, NOW)) for _ in range(many)]


def test_five_tries_are_free_and_then_one_waits(books: Books) -> None:
    assert tries(books, [throttle.subject("account", uuid4())], 7) == [True] * 5 + [False] * 2


def test_a_try_that_one_of_its_subjects_refuses_counts_for_none(books: Books) -> None:
    full, fresh = throttle.subject("account", uuid4()), throttle.subject("network", uuid4())
    tries(books, [full], 5)

    assert tries(books, [full, fresh], 3) == [False] * 3
    assert tries(books, [fresh], 5) == [True] * 5


def test_a_right_try_forgets_the_failed_ones(books: Books) -> None:
    subjects = [throttle.subject("account", uuid4())]
    tries(books, subjects, 5)

    books.write(lambda tx: throttle.forget(tx, subjects))

    assert tries(books, subjects, 5) == [True] * 5


def test_a_clinician_works_at_a_clinic(books: Books) -> None:
    name, account = f"clinic {uuid4()}", new_account(f"dr-{uuid4().hex}", role=Role.CLINICIAN)
    books.write(lambda tx: clinics.add_clinic(tx, uuid4(), name, NOW))

    books.write(lambda tx: clinics.add_clinician(tx, account, name, NOW))

    assert books.read(lambda tx: clinics.clinic_of(tx, account.account_id)) == name
    assert books.read(lambda tx: clinics.account_named(tx, account.username)) == (
        account.account_id,
        Role.CLINICIAN,
    )


def test_two_clinics_have_two_names(books: Books) -> None:
    name = f"clinic {uuid4()}"
    books.write(lambda tx: clinics.add_clinic(tx, uuid4(), name, NOW))

    with pytest.raises(NameTaken):
        books.write(lambda tx: clinics.add_clinic(tx, uuid4(), name, NOW))


def test_a_clinician_needs_a_clinic_that_is_there(books: Books) -> None:
    account = new_account(f"dr-{uuid4().hex}", role=Role.CLINICIAN)

    with pytest.raises(NotThere, match="no clinic"):
        books.write(lambda tx: clinics.add_clinician(tx, account, "nowhere", NOW))


def test_a_one_time_link_opens_an_account_once(books: Books, account_id: UUID) -> None:
    token = uuid4().bytes
    books.write(lambda tx: clinics.give_link(tx, account_id, token, Purpose.RESET, NOW))

    found = books.read(lambda tx: clinics.find_link(tx, token, NOW))
    books.write(lambda tx: clinics.use_link(tx, token, NOW))

    assert (found.account_id, found.purpose) == (account_id, Purpose.RESET)
    for again in (clinics.find_link, clinics.use_link):
        with pytest.raises(NotThere):
            books.write(partial(again, token_hash=token, now=NOW))


def test_a_new_one_time_link_closes_the_ones_before(books: Books, account_id: UUID) -> None:
    old, new = uuid4().bytes, uuid4().bytes

    def give(tx: Transaction) -> None:
        for token in (old, new):
            clinics.give_link(tx, account_id, token, Purpose.ENROL, NOW)

    books.write(give)

    assert books.read(lambda tx: clinics.find_link(tx, new, NOW)).account_id == account_id
    with pytest.raises(NotThere):
        books.read(lambda tx: clinics.find_link(tx, old, NOW))
    with pytest.raises(NotThere):
        books.read(lambda tx: clinics.find_link(tx, new, NOW + clinics.LINK_FOR))


def test_nobody_is_found_by_a_name_that_nobody_has(books: Books) -> None:
    with pytest.raises(NotThere):
        books.read(lambda tx: clinics.account_named(tx, "nobody"))
