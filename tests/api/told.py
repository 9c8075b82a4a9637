"""What a refusal tells."""

import httpx

Refusal = tuple[int, str, list[str]]


def refusal(answer: httpx.Response) -> Refusal:
    """The status, the code and the named fields of an error, which must be a whole problem document."""
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["status"] == answer.status_code
    assert body["type"].endswith(body["code"])
    assert body["title"]
    assert body["detail"]
    return answer.status_code, body["code"], [fault["field"] for fault in body.get("errors", ())]


def refused(*fields: str) -> Refusal:
    """Bad input in these fields."""
    return 422, "bad_input", list(fields)
