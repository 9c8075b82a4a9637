"""The clinical rules: pure functions over plain values; nothing here reads a clock, a file or a database."""

RULES_VERSION = "rules-1"
