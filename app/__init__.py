"""The headache diary: daily entries and injection dates in, exact treatment figures out."""
