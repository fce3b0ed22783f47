"""As much of other people's words as a letter to staff may hold: whatever they wrote, it goes out. Knows no letter."""

SUBJECT = 300  # characters of the ticket that a letter is about …
ADDRESS = 254  # … and of an address: no usable one is longer (RFC 5321 §4.5.3.1.3)
IN_LINE = 80  # of either, where many tickets stand in one letter


def brief(text: str, widest: int) -> str:
    """At most so many characters, and twice as many octets of UTF-8; a cut shows as an ellipsis."""
    octets = text[:widest].encode("utf-8", "replace")
    if len(text) <= widest and len(octets) <= 2 * widest:
        return text
    kept = text[: widest - 1].encode("utf-8", "replace")[: 2 * widest - len("…".encode())]
    return f"{kept.decode(errors='ignore')}…"
