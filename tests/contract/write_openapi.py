"""Writes the golden OpenAPI document again: `make openapi`. What changed in it is for the reviewer to see."""

from tests.contract.served_document import GOLDEN, as_text, document

if __name__ == "__main__":
    GOLDEN.write_text(as_text(document()), "utf-8")
