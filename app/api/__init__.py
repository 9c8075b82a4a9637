"""The wire: the only folder that speaks HTTP."""
