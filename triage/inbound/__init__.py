"""Facts: how mail comes in. Knows nothing of rules, tickets or letters."""
