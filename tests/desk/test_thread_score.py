"""What joins a mail that names no id: people, subject, quoted words, names in the quote. And what must not join it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.builders import ANN, BOB, HOUR, MONDAY, mail, ticket
from triage.desk import thread
from triage.desk.thread import Candidate, Known, Verdict, ancestors, subject_key, subject_keys, traces
from triage.desk.thread.subjects import says_reply
from triage.desk.thread.words import found_in, lines_of
from triage.desk.ticket import Status

WORDS = (
    "The plunger of my Clear got stuck on the second morning, and\n"
    "the rubber seal smells of burnt coffee whatever I rinse it with."
)
QUOTE = "\n".join(f"> {line}" for line in WORDS.splitlines())
SUBJECT = "Stuck plunger"


def anns(**changes: Any) -> Candidate:
    """Ann's ticket, as the store tells of it."""
    plain = Candidate(
        ticket=ticket(subject=SUBJECT), texts=(WORDS,), quotes=(WORDS,), writers={ANN: "Ann Example"}, rare=4
    )
    return replace(plain, **changes)


def verdict(text: str, by: str = ANN, *others: Candidate, subject: str = f"Re: {SUBJECT}", **more: Any) -> Verdict:
    candidates = others or (anns(),)
    reading = mail(text, by, number=9, subject=subject, **more)
    return thread.find(
        reading.message,
        sender=by,
        quoted=reading.body.quoted,
        known=(),
        tickets={},
        candidates=candidates,
        now=MONDAY + HOUR,
    )


# ---------------------------------------------------------------- her own matter
def test_her_reply_without_a_quote_goes_on_with_a_confidence_that_shows() -> None:
    found = verdict("Any news?")
    assert (found.ticket, found.doubt) == (1001, None)
    assert 0.6 <= found.confidence < 0.9
    assert found.sentence.endswith(
        f"the sender is on that ticket, the subject is the same, it is a reply ({found.confidence:.0%} sure)"
    )


def test_a_quote_makes_it_surer() -> None:
    assert verdict(f"Any news?\n\n{QUOTE}").confidence > verdict("Any news?").confidence


def test_a_new_mail_with_the_same_subject_is_a_new_matter() -> None:
    assert verdict("Now the filter cap is broken, too.", subject=SUBJECT).ticket is None


def test_unless_it_gives_the_same_order_number() -> None:
    ordered = anns(ticket=ticket(subject=SUBJECT, facts={"order_number": ("10432",)}))
    assert verdict("It is about order AM-10432.", ANN, ordered, subject="My cup").ticket == 1001
    assert verdict("It is about order AM-10433.", ANN, ordered, subject="My cup").ticket is None
    assert verdict("It is about order AM-10432.", BOB, ordered, subject="My cup").ticket is None


def test_or_says_the_very_same_again_soon() -> None:
    assert verdict(WORDS, subject=SUBJECT).ticket == 1001
    yesterday = anns(ticket=ticket(subject=SUBJECT, last_message_at=MONDAY - timedelta(days=1)))
    assert verdict(WORDS, ANN, yesterday, subject=SUBJECT).ticket is None


def test_a_changed_subject_joins_by_rare_words_only() -> None:
    text = f"It broke.\n\n{QUOTE}"
    assert verdict(text, subject="Refund, please").ticket == 1001
    assert verdict(text, ANN, anns(rare=0), subject="Refund, please").ticket is None


def test_a_subject_names_the_one_it_had_before() -> None:
    assert verdict("Any news?", subject=f"Re: Refund (was: {SUBJECT})").ticket == 1001


def test_a_ticket_that_lay_still_for_long_is_not_continued() -> None:
    old = anns(ticket=ticket(subject=SUBJECT, last_message_at=MONDAY - timedelta(days=31)))
    assert verdict(f"Any news?\n\n{QUOTE}", ANN, old).ticket is None


def test_of_two_tickets_with_one_subject_the_quoted_one_is_taken() -> None:
    other = anns(ticket=ticket("AM-1002", subject=SUBJECT), texts=("Nothing of the kind.",), quotes=(), rare=0)
    assert verdict(f"Any news?\n\n{QUOTE}", ANN, other, anns()).ticket == 1001
    assert verdict(f"Any news?\n\n{QUOTE}", ANN, anns(), other).ticket == 1001


def test_a_closed_ticket_needs_more() -> None:
    closed = anns(ticket=ticket(subject=SUBJECT, status=Status.CLOSED))
    assert verdict("Any news?", ANN, closed).ticket is None
    assert verdict(f"Any news?\n\n{QUOTE}", ANN, closed).ticket == 1001


# ---------------------------------------------------------------- strangers
def test_a_stranger_who_quotes_and_names_her_joins_with_a_doubt() -> None:
    found = verdict(f"Mine does that, too.\n\nOn Monday, Ann Example wrote:\n{QUOTE}", BOB)
    assert found.ticket == 1001
    assert found.doubt == f"{BOB} is new on this ticket and unproven"


@pytest.mark.parametrize(
    "text", ["Mine does that, too.", "Mine, too.\n\n> Hello,\n> thank you very much indeed.\n> Kind regards"]
)
def test_a_stranger_with_her_subject_and_no_words_of_hers_does_not(text: str) -> None:
    assert verdict(text, BOB).ticket is None


def test_a_stranger_who_quotes_what_she_only_quoted_does_not() -> None:
    """Both answer one newsletter."""
    newsletter = anns(texts=("Please take me off your list.",), quotes=(f"Please take me off your list.\n{QUOTE}",))
    assert verdict(f"Me as well.\n\n{QUOTE}", BOB, newsletter).ticket is None


def test_a_stranger_needs_no_reply_mark_when_the_quote_is_long() -> None:
    assert verdict(f"Mine does that, too.\n\n{QUOTE}", BOB, subject=SUBJECT).ticket == 1001


def test_boxes_are_no_quotes() -> None:
    """A newsletter draws its headlines in boxes, today the same as yesterday."""
    boxed = "\n".join(f"| {line} |" for line in WORDS.splitlines())
    assert verdict(f"News of today\n\n{boxed}", subject="Stories").ticket is None


def test_her_reply_that_quotes_another_conversation_opens_a_ticket() -> None:
    foreign = "> The meeting of the choir is put off until the conductor has returned."
    assert verdict(f"What a pity.\n\n{foreign}").ticket is None


def test_a_stranger_who_quotes_what_she_quoted_and_names_her_joins() -> None:
    told = anns(texts=("My sister says so.",), quotes=(f"My sister says so.\n{QUOTE}",))
    nested = "\n".join(f"> > {line}" for line in WORDS.splitlines())
    assert verdict(f"Mine, too.\n\nAnn Example wrote:\n{nested}", BOB, told).ticket == 1001


MISSING = "> She says that hers was mended by cooking it for an hour in vinegar.\n"


@pytest.mark.parametrize("by", [ANN, BOB])
def test_an_answer_to_a_mail_that_is_not_here_is_not_joined_by_what_that_mail_quoted(by: str) -> None:
    """The links of such a mail would lead elsewhere; how the rest of the quote is marked does not matter."""
    nested = "\n".join(f"> {line}" for line in QUOTE.splitlines())
    below = f"> -----Original Message-----\n> From: Ann Example <{ANN}>\n> Sent: Monday, June 1, 2026 10:00 AM\n{QUOTE}"
    for inner in (nested, below):
        assert verdict(f"Vinegar?\n\n{MISSING * 3}{inner}", by, anns(writers={})).ticket is None
        assert verdict(f"Vinegar?\n\n{QUOTE}\n{inner}", by).ticket == 1001


def test_unless_it_is_her_matter_and_goes_to_somebody_who_writes_there() -> None:
    met = anns(writers={ANN: "Ann Example", BOB: "Bob Example"})
    nested = "\n".join(f"> {line}" for line in QUOTE.splitlines())
    assert verdict(f"Vinegar?\n\n{MISSING * 3}{nested}", ANN, met, headers=f"Cc: {BOB}").ticket == 1001


def test_any_subject_that_the_ticket_had_since_counts() -> None:
    renamed = anns(subjects=frozenset({"refund, please"}))
    assert verdict("Any news?", ANN, renamed, subject="Re: Refund, please").ticket == 1001


def test_a_tag_of_a_ticket_that_was_joined_leads_to_where_it_goes_on() -> None:
    tagged = anns(is_tagged=True)
    assert verdict("Any news?", ANN, tagged, subject="About [AM-1007]").ticket == 1001
    assert verdict("Any news?", BOB, tagged, subject="About [AM-1007]").ticket is None


def test_a_stranger_who_quotes_a_mail_of_ours_does_not() -> None:
    """Her program hid where the quote began, so our words pass for hers."""
    text = f"Me as well.\n\nOn Monday, AeroPress <support@aeropressmall.com> wrote:\n{QUOTE}"
    assert verdict(text, BOB).ticket is None


def test_a_stranger_who_quotes_common_words_does_not() -> None:
    assert verdict(f"Mine, too.\n\n{QUOTE}", BOB, anns(rare=0)).ticket is None


def test_ids_that_nobody_knows_belong_to_another_conversation() -> None:
    assert verdict(f"Any news?\n\n{QUOTE}", refs=["elsewhere@other.test"]).ticket is None


@given(subject=st.text(max_size=40), text=st.text(max_size=200), rare=st.integers(0, 50))
def test_no_stranger_joins_without_words_names_or_addresses(subject: str, text: str, rare: int) -> None:
    said = anns(ticket=ticket(subject=subject), texts=("Seven quite unusual words of hers alone here.",), rare=rare)
    clean = " ".join(text.replace("@", " ").split())
    assert verdict(f"x {clean}", BOB, said, subject=" ".join(f"Re: {subject}".split())).ticket is None


# ---------------------------------------------------------------- ids
def test_an_address_in_the_place_of_an_id_is_none() -> None:
    assert ancestors(mail("Yes.", BOB, to=ANN, refs=[ANN, "m1@shop.test"]).message) == ("m1@shop.test",)


def by_ids(*known: Known, older: str = SUBJECT, newer: str = "Filter caps", status: Status = Status.NEW) -> Verdict:
    """A mail that answers "near", which answered "far"; AM-1001 is the older ticket."""
    reading = mail("Yes.", number=9, refs=["far@x.test", "near@x.test"])
    tickets = {1001: ticket(subject=older, status=status), 1002: ticket("AM-1002", subject=newer)}
    return thread.find(
        reading.message, sender=ANN, quoted="", known=known, tickets=tickets, candidates=(), now=MONDAY + HOUR
    )


def seen(name: str, number: int, **more: Any) -> Known:
    return Known(**{"rfc_id": f"{name}@x.test", "ticket": number, "is_ours": False, **more})


def test_of_two_tickets_the_nearest_is_taken_and_the_doubt_recorded() -> None:
    found = by_ids(seen("far", 1001), seen("near", 1002))
    assert (found.ticket, found.joins) == (1002, ())
    assert "1 other ticket" in (found.doubt or "")


def test_an_answer_that_overtook_its_parent_does_not_draw_the_conversation_away() -> None:
    found = by_ids(seen("far", 1001), seen("near", 1002), seen("far", 1002, is_reference=True))
    assert (found.ticket, found.joins, found.doubt) == (1001, (1002,), None)


def test_nor_does_an_answer_of_the_same_subject_that_came_without_links() -> None:
    assert by_ids(seen("far", 1001), seen("near", 1002), newer=f"Re: {SUBJECT}").ticket == 1001


def test_our_own_letter_decides_all_the_same() -> None:
    known = seen("far", 1001), seen("near", 1002, is_ours=True), seen("far", 1002, is_reference=True)
    assert (by_ids(*known).ticket, by_ids(*known).joins) == (1002, ())


def test_a_message_that_two_tickets_waited_for_joins_them() -> None:
    """Answers to it opened both before it came in itself."""
    found = by_ids(seen("m9", 1002, is_reference=True, rfc_id="m9@shop.test"), seen("far", 1001))
    assert (found.ticket, found.joins) == (1001, (1002,))


def test_a_closed_ticket_is_neither_trunk_nor_joined() -> None:
    known = seen("far", 1001), seen("near", 1002), seen("far", 1002, is_reference=True)
    found = by_ids(*known, status=Status.CLOSED)
    assert (found.ticket, found.joins) == (1002, ())


# ---------------------------------------------------------------- words
@pytest.mark.parametrize(
    "subject",
    ["[List] Re: Stuck plunger", "Re: [EXTERN] Stuck plunger", "stuck  plunger (was: Hello)", "AW: WG: Stuck plunger"],
)
def test_labels_and_earlier_subjects_do_not_change_a_subject(subject: str) -> None:
    assert subject_key(subject) == "stuck plunger"


@pytest.mark.parametrize(
    "prefix",
    "Re: AW: WG: SV: VS: VB: Antw: Doorst: RES: ENC: RV: RE[2]: Re(3): Re^2: Odp: PD: Ynt: İlt: 回复: 答复: 转发: 返信：Fwd: TR: I: R: "
    "НА: Отв: ΑΠ: תשובה: رد:".split(),
)
def test_prefixes_of_mail_programs_in_many_languages_do_not_change_a_subject(prefix: str) -> None:
    assert subject_key(f"{prefix} Stuck plunger") == subject_key(f"[AM-1001] {prefix} {prefix} Stuck plunger")
    assert (subject_key(f"{prefix} Stuck plunger"), says_reply(f"{prefix} x")) == ("stuck plunger", True)


def test_a_word_before_a_colon_may_be_the_subject_itself() -> None:
    assert subject_key("Ref: 10432") == "ref: 10432"
    assert not says_reply("Question: which filter?")


def test_a_number_in_brackets_stays() -> None:
    assert subject_key("[Order 1001] Help") != subject_key("[Order 1002] Help")
    assert subject_keys("Cups (was Re: Stuck plunger)") == ("cups", "stuck plunger")


def test_a_quote_is_found_however_it_is_wrapped_and_marked() -> None:
    wrapped = "AL> The plunger of my Clear got\nAL> stuck on the second morning, and the rubber seal smells of"
    assert len(found_in(lines_of(wrapped), [WORDS])) == 2


def test_a_quote_is_found_though_its_line_breaks_in_the_midst_of_a_word() -> None:
    broken = "> The plunger of my Clear got stuck on the second morn\n> ing, and the rubber seal smells of burnt coffee whatever"
    assert len(found_in(lines_of(broken), [WORDS])) == 2


def test_a_quoted_part_shares_traces_with_the_whole() -> None:
    assert set(traces(WORDS, 100)) & set(traces(f"Any news?\n{QUOTE}", 100))
    assert not set(traces(WORDS, 100)) & set(traces("Something else entirely, in as many words as this one.", 100))
