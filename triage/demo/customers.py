"""The sample customers of the demo: who writes when, and what staff answer. A script, nothing else."""

from datetime import timedelta

from triage.record import record

PRESS, SUPPORT, WHOLESALE = "press@aeropressmall.com", "support@aeropressmall.com", "wholesale@aeropressmall.com"


@record
class Mail:
    """One mail from outside, and what the desk should make of it."""

    name: str  # of the file
    after: timedelta  # since the demo began, which is a working day's opening
    to: tuple[str, ...]  # every mailbox that gets a copy
    language: str  # ISO 639-1
    zone: str  # the writer's, for Date
    category: str | None = None  # expected; None when it opens no ticket
    kind: str = "person"  # expected
    answers: str | None = None  # name of an earlier mail: this answers our last letter to its author
    envelope_from: str | None = None  # "" is the null reverse-path; None: as From


@record
class Answer:
    """A staff member's reply from a shared mailbox; its text lies in `mails/answers/`, under the name of `to`."""

    after: timedelta
    mailbox: str
    to: str  # name of the mail that is answered
    by: str  # who signs


def after(hours: int, minutes: int = 0) -> timedelta:
    return timedelta(hours=hours, minutes=minutes)


MAILS = (
    Mail(
        name="hannes", after=after(0, 5), to=(PRESS,), language="de", zone="Europe/Vienna", category="product-question"
    ),
    # tracking without an order number …
    Mail(
        name="megan",
        after=after(0, 15),
        to=(SUPPORT,),
        language="en",
        zone="America/Los_Angeles",
        category="order-tracking",
    ),
    Mail(
        name="daniel",
        after=after(0, 25),
        to=(SUPPORT,),
        language="en",
        zone="America/Chicago",
        category="return-request",
    ),
    # wholesale that reached the wrong mailbox
    Mail(name="giulia", after=after(0, 40), to=(PRESS,), language="it", zone="Europe/Rome", category="wholesale"),
    Mail(
        name="newsletter",
        after=after(0, 50),
        to=(PRESS,),
        language="en",
        zone="UTC",
        kind="bulk",
        envelope_from="bounce-48-83f1c@brewtrade.example",
    ),
    Mail(name="camille", after=after(1), to=(SUPPORT,), language="fr", zone="Europe/Paris", category="complaint"),
    Mail(name="kenji", after=after(1, 10), to=(SUPPORT,), language="ja", zone="Asia/Tokyo", category="order-problem"),
    Mail(
        name="lucia", after=after(1, 25), to=(PRESS,), language="es", zone="Europe/Madrid", category="combined-enquiry"
    ),
    # with a photo
    Mail(name="tom", after=after(1, 40), to=(SUPPORT,), language="en", zone="Europe/London", category="order-problem"),
    Mail(
        name="priya", after=after(1, 50), to=(PRESS,), language="en", zone="Asia/Kolkata", category="product-question"
    ),
    # one mail to two mailboxes, in a language without letters
    Mail(
        name="rafael",
        after=after(2),
        to=(PRESS, SUPPORT),
        language="pt",
        zone="Europe/Lisbon",
        category="product-question",
    ),
    Mail(
        name="birgit",
        after=after(2, 15),
        to=(SUPPORT,),
        language="de",
        zone="Europe/Berlin",
        category="refund-progress",
    ),
    Mail(
        name="sofia", after=after(2, 30), to=(WHOLESALE,), language="en", zone="Europe/Stockholm", category="wholesale"
    ),
    Mail(name="offer", after=after(2, 40), to=(PRESS,), language="en", zone="America/Denver", category="not-a-request"),
    Mail(
        name="camille-away",
        after=after(3),
        to=(SUPPORT,),
        language="fr",
        zone="Europe/Paris",
        kind="out_of_office",
        answers="camille",
        envelope_from="",
    ),
    Mail(
        name="priya-bounce",
        after=after(3, 30),
        to=(PRESS,),
        language="en",
        zone="Asia/Kolkata",
        kind="bounce",
        answers="priya",
        envelope_from="",
    ),
    # … and the number, on the same ticket
    Mail(
        name="megan-number",
        after=after(3, 45),
        to=(SUPPORT,),
        language="en",
        zone="America/Los_Angeles",
        answers="megan",
    ),
    # quotes our whole letter
    Mail(
        name="daniel-follow-up",
        after=after(4, 15),
        to=(SUPPORT,),
        language="en",
        zone="America/Chicago",
        answers="daniel",
    ),
)

ANSWERS = (
    Answer(after=after(5), mailbox=PRESS, to="hannes", by="Ana Ruiz"),
    Answer(after=after(6), mailbox=SUPPORT, to="daniel", by="Ben Cole"),
    Answer(after=after(24, 30), mailbox=WHOLESALE, to="giulia", by="Elena Marchetti"),
    Answer(after=after(25), mailbox=PRESS, to="lucia", by="Ana Ruiz"),
    Answer(after=after(25, 30), mailbox=SUPPORT, to="megan", by="Ben Cole"),
    Answer(after=after(26), mailbox=SUPPORT, to="kenji", by="Mika Sato"),
)


def named(name: str) -> Mail:
    """The mail of that name; KeyError when there is none."""
    return {mail.name: mail for mail in MAILS}[name]
