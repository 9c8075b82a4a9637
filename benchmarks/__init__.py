"""How fast, how large, how soon: measured beside the machine's own limits, printed with ratios."""
