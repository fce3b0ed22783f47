"""Rules: what ops wrote, and what it says about one message."""
