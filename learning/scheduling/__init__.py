"""People's time: one truth for every meeting, whatever feature arranges it."""
