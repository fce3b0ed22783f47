"""What the writer wrote now, apart from quotes, signatures and forwarded text. The full text is never thrown away.

`view` tells the story. Whoever only holds records loads none of it: the first text does.
"""

from triage.inbound.body.records import Body

__all__ = ["Body", "language_of", "of"]


def of(text: str, *, subject: str = "", is_reply: bool = False) -> Body:
    """What the writer wrote now.

    Args:
        text: the whole readable text of a message; only its first lines.LONGEST_TEXT characters are looked at.
        subject: tells a forward ("Fwd: …") from a reply.
        is_reply: the message names another one that it answers, so it is no forward by its subject alone.
    """
    from triage.inbound.body import view  # noqa: PLC0415  see above

    return view.of(text, subject=subject, is_reply=is_reply)


def language_of(text: str) -> tuple[str | None, float]:
    """The ISO 639-1 code of the language (None below a threshold) and the confidence, 0 to 1."""
    from triage.inbound.body import language  # noqa: PLC0415  see above

    return language.language_of(text)
