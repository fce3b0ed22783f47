"""Labelled letters: a line "#### kind | refusals | what it is", then the letter, and how they are read.

To, Date, Message-ID and Return-Path are added where a letter does not say otherwise. Refusals are the codes of the gate in
its order; "-" means that it may be answered.
"""

from triage.inbound import body, message, origin

OURS = origin.Ours(
    addresses=frozenset({"support@aeropressmall.com", "press@aeropressmall.com", "wholesale@aeropressmall.com"}),
    staff=frozenset({"nora@aeropressmall.com"}),
    instance="desk-1",
    contact_forms=frozenset({"form@shop.example"}),
)


def labelled(letters: str) -> list[tuple[str, str, str, str]]:
    """(kind, refusals, title, text) of each letter."""
    found = []
    for block in letters.split("\n#### ")[1:]:
        label, _, text = block.partition("\n")
        kind, refusals, title = (part.strip() for part in label.split("|"))
        found.append((kind, refusals, title, text))
    return found


def raw_of(text: str, number: int = 1) -> bytes:
    """The letter as it would arrive, with the headers that every mail has."""
    head, _, rest = text.strip("\n").partition("\n\n")
    author = head.partition("From: ")[2].partition("\n")[0].rpartition("<")[2].strip(">").rpartition(" ")[2]
    usual = {
        "Return-Path": f"<{author}>",
        "To": "support@aeropressmall.com",
        "Date": "Mon, 27 Apr 2026 10:00:00 +0200",
        "Message-ID": f"<mail-{number}@kunde.example>",
    }
    added = [f"{name}: {value}" for name, value in usual.items() if f"\n{name.lower()}:" not in f"\n{head.lower()}"]
    return "\r\n".join([*added, *head.splitlines(), "", *rest.splitlines(), ""]).encode()


def verdict(text: str) -> origin.Origin:
    """What is said of the letter."""
    parsed = message.parse(raw_of(text))
    view = body.of(parsed.text, subject=parsed.subject, is_reply=bool(parsed.in_reply_to or parsed.references))
    return origin.of(parsed, view.text, OURS)
