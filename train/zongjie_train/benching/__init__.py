"""How fast the bundle of a run labels, beside what one would do without it."""
