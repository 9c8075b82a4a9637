"""Bodies: JSON, of a size that fits, whatever is said of them."""

import socket
from collections.abc import Iterator

import pytest

from tests.api.told import Refusal, refusal
from tests.served import Person

DAY = "2026-11-19"
MIB = 1024 * 1024
LIMIT = 256 * 1024
TOO_LARGE: Refusal = (413, "body_too_large", [])
NOT_JSON: Refusal = (415, "not_json", [])
ENTRY = b'{"headache": true}'


def chunks(count: int, size: int = 64 * 1024) -> Iterator[bytes]:
    """A body of unknown length."""
    yield from [b" " * size] * count


def padded(size: int) -> bytes:
    """An entry of so many bytes."""
    return ENTRY + b" " * (size - len(ENTRY))


def put(ada: Person, content: bytes | Iterator[bytes], media: str = "application/json") -> Refusal:
    answer = ada.http.put(f"{ada.diary}/days/{DAY}", content=content, headers={"content-type": media})
    return refusal(answer)


def test_ten_megabytes_are_refused(eve: Person) -> None:
    assert put(eve, b" " * 10 * MIB) == TOO_LARGE


def test_ten_megabytes_without_a_length_are_refused(eve: Person) -> None:
    assert put(eve, chunks(160)) == TOO_LARGE


def test_ten_megabytes_of_note_are_refused(eve: Person) -> None:
    assert put(eve, b'{"headache": true, "note": "' + b"x" * 10 * MIB + b'"}') == TOO_LARGE


def test_the_server_goes_on_after_a_body_that_was_too_large(ada: Person) -> None:
    put(ada, chunks(160))

    assert ada.put_day(DAY).status_code == 201


def test_a_body_of_the_largest_size_is_taken_and_one_byte_more_is_not(ada: Person) -> None:
    json = {"content-type": "application/json"}

    taken = ada.http.put(f"{ada.diary}/days/{DAY}", content=padded(LIMIT), headers=json)

    assert taken.status_code == 201
    assert put(ada, padded(LIMIT + 1)) == TOO_LARGE


def test_the_limit_holds_without_a_length_as_well(ada: Person) -> None:
    json = {"content-type": "application/json"}

    taken = ada.http.put(f"{ada.diary}/days/{DAY}", content=iter([padded(LIMIT)]), headers=json)

    assert taken.status_code == 201
    assert put(ada, iter([padded(LIMIT), b" "])) == TOO_LARGE


@pytest.mark.parametrize(
    "media",
    [
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/merge-patch+json",
        "json",
        "application/json, text/plain",
    ],
)
def test_a_body_that_is_not_sent_as_json_is_refused(eve: Person, media: str) -> None:
    assert put(eve, ENTRY, media) == NOT_JSON


@pytest.mark.parametrize(
    "media", ["application/json; charset=utf-8", "Application/JSON", "application/json;"]
)
def test_json_may_be_written_in_several_ways(ada: Person, media: str) -> None:
    answer = ada.http.put(f"{ada.diary}/days/{DAY}", content=ENTRY, headers={"content-type": media})

    assert answer.status_code == 201


def test_a_body_without_any_kind_is_refused(eve: Person) -> None:
    assert refusal(eve.http.put(f"{eve.diary}/days/{DAY}", content=ENTRY)) == NOT_JSON


def test_a_packed_body_is_not_unpacked(eve: Person) -> None:
    headers = {"content-type": "application/json", "content-encoding": "gzip"}

    answer = eve.http.put(f"{eve.diary}/days/{DAY}", content=b"\x1f\x8b\x08" + b"\x00" * 60, headers=headers)

    assert refusal(answer) == (422, "bad_input", ["body"])


@pytest.mark.parametrize("path", ["/accounts", "/session", "/diaries/mine/injections"])
def test_every_address_that_takes_a_body_has_the_limit(eve: Person, path: str) -> None:
    json = {"content-type": "application/json"}

    assert refusal(eve.http.post(path, content=chunks(160), headers=json)) == TOO_LARGE
    assert refusal(eve.http.post(path, content=b"x")) == NOT_JSON


def test_a_phone_that_hangs_up_half_way_stores_nothing_and_is_no_fault(
    ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    host, port = ada.served.url.removeprefix("http://").split(":")
    cookie = f"diary_session={ada.http.cookies['diary_session']}"
    head = (
        f"PUT /api/v1{ada.diary}/days/{DAY} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(ENTRY) + 1}\r\n\r\n"
    )
    with socket.create_connection((host, int(port))) as phone:
        phone.sendall(head.encode() + ENTRY)

    assert ada.get("/days").json() == {"days": []}
    assert ada.put_day(DAY).status_code == 201
    assert caplog.records == []
