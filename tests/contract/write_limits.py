"""Writes docs/limits.md again: `make limits`. What changed in it is for the reviewer to see."""

from tests.contract.limits_document import DOCUMENT, as_text

if __name__ == "__main__":
    DOCUMENT.write_text(as_text(), "utf-8")
