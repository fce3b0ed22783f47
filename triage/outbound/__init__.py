"""Wording and delivery: how mail goes out."""
