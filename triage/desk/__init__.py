"""Decisions: what happens to tickets. No I/O and no clock: `now` is an argument."""
