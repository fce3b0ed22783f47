"""Whose mail it is that staff passed on: from an attachment, a redirect or a header block in many languages; never a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.builders import AUTHSERV, OURS, STAFF, SUPPORT
from triage.inbound.origin import Authenticated, Kind
from triage.inbound.readers import Reading, read
from triage.inbound.records import Forwarded

ANN = "ann@shop.test"


def passed_on(text: str, *, subject: str = "Fwd: Broken lid", by: str = STAFF, proven: bool = True, headers: str = "") -> Reading:  # fmt: skip
    result = f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from={by.partition('@')[2]}\n" if proven else ""
    raw = f"{result}From: Ben Cole <{by}>\nTo: {SUPPORT}\nSubject: {subject}\nMessage-ID: <fwd-1@aeropressmall.com>\n{headers}\n{text}\n"
    return read(raw.encode(), OURS)


def found(reading: Reading) -> Forwarded:
    assert reading.forwarded, "nothing was taken for passed on"
    return reading.forwarded


BLOCKS = {
    "gmail": "---------- Forwarded message ---------\nFrom: Ann Lee <ann@shop.test>\nDate: Mon, 2 Jun 2025 at 10:00\nSubject: Broken lid\nTo: <support@aeropressmall.com>\n",
    "outlook": "From: Ann Lee <ann@shop.test>\nSent: Monday, June 2, 2025 10:00 AM\nTo: Support <support@aeropressmall.com>\nSubject: Broken lid\n",
    "outlook, German": "Von: Ann Lee <ann@shop.test>\nGesendet: Montag, 2. Juni 2025 10:00\nAn: Support <support@aeropressmall.com>\nBetreff: Broken lid\n",
    "outlook, mailto": "From: Ann Lee [mailto:ann@shop.test]\nSent: Monday, June 2, 2025 10:00 AM\nTo: support@aeropressmall.com\nSubject: Broken lid\n",
    "apple": "Begin forwarded message:\n\nFrom: Ann Lee <ann@shop.test>\nSubject: Broken lid\nDate: 2 June 2025 at 10:00:00 CEST\nTo: support@aeropressmall.com\n",
    "apple, Spanish": "Inicio del mensaje reenviado:\n\nDe: Ann Lee <ann@shop.test>\nAsunto: Broken lid\nFecha: 2 de junio de 2025, 10:00:00 CEST\nPara: support@aeropressmall.com\n",
    "thunderbird": "-------- Forwarded Message --------\nSubject: Broken lid\nDate: Mon, 2 Jun 2025 10:00:00 +0200\nFrom: Ann Lee <ann@shop.test>\nTo: support@aeropressmall.com\n",
    "thunderbird, French": "-------- Message transféré --------\nSujet : Broken lid\nDate : Mon, 2 Jun 2025 10:00:00 +0200\nDe : Ann Lee <ann@shop.test>\nPour : support@aeropressmall.com\n",
    "outlook, Japanese": "差出人: Ann Lee <ann@shop.test>\n送信日時: 2025年6月2日 10:00\n宛先: support@aeropressmall.com\n件名: Broken lid\n",
    "outlook, Polish": "Od: Ann Lee <ann@shop.test>\nWysłano: poniedziałek, 2 czerwca 2025 10:00\nDo: support@aeropressmall.com\nTemat: Broken lid\n",
}  # fmt: skip


@pytest.mark.parametrize("program", BLOCKS)
@pytest.mark.parametrize("note", ["", "She is a good customer, be kind.\n\n"])
def test_a_header_block_tells_whose_it_is(program: str, note: str) -> None:
    passed = found(passed_on(f"{note}{BLOCKS[program]}\nThe lid broke on the first day.\nRegards, Ann\n"))
    assert passed.message, passed.problem
    assert passed.message.author
    assert (passed.message.author.display_name, passed.message.author.addr_spec) == ("Ann Lee", ANN)
    assert (passed.message.subject, passed.note) == ("Broken lid", note.strip())
    assert passed.body
    assert passed.body.text.startswith("The lid broke on the first day.")
    assert "good customer" not in passed.message.whole_text
    assert passed.origin
    assert (passed.origin.kind, passed.origin.authenticated) == (Kind.PERSON, Authenticated.NONE)


ATTACHED = """\
Please take this one over.

--b
Content-Type: message/rfc822

{result}From: Ann Lee <ann@shop.test>
To: {to}
Subject: Broken lid
Message-ID: <original@shop.test>
Date: Mon, 2 Jun 2025 10:00:00 +0200

The lid broke on the first day.
--b--
"""
MULTIPART = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n'


def attached(result: str = "", *, by: str = STAFF, inner: str = ATTACHED) -> Reading:
    text = f"--b\nContent-Type: text/plain\n\n{inner}".replace("{result}", result).replace("{to}", SUPPORT)
    return passed_on(text, subject="one for you", headers=MULTIPART, by=by)


def test_an_attached_mail_is_the_original_with_its_own_id() -> None:
    passed = found(attached())
    assert passed.message
    assert passed.message.author
    assert (passed.message.author.addr_spec, passed.message.message_id) == (ANN, "original@shop.test")
    assert passed.note == "Please take this one over."
    assert passed.origin
    assert passed.origin.authenticated is Authenticated.NONE


def test_an_attached_mail_is_proven_by_our_own_result_only() -> None:
    ours = found(attached(f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=shop.test\n"))
    foreign = found(attached("Authentication-Results: mx.shop.test; dmarc=pass header.from=shop.test\n"))
    assert [each.origin and each.origin.authenticated for each in (ours, foreign)] == [Authenticated.PASS, Authenticated.NONE]  # fmt: skip


def test_a_redirect_keeps_the_customer_in_from_and_is_proven_for_the_one_who_sent_it_on() -> None:
    raw = f"""\
Authentication-Results: {AUTHSERV}; spf=pass smtp.mailfrom=aeropressmall.com; dmarc=fail header.from=shop.test
Resent-From: Ben Cole <{STAFF}>
Resent-To: {SUPPORT}
From: Ann Lee <ann@shop.test>
To: {STAFF}
Subject: Broken lid
Message-ID: <original@shop.test>

The lid broke on the first day.
"""
    passed = found(read(raw.encode(), OURS))
    assert passed.is_proven
    assert passed.message
    assert passed.message.author
    assert passed.message.author.addr_spec == ANN
    assert passed.origin
    assert (passed.origin.authenticated, passed.origin.never_answer) == (Authenticated.NONE, ())
    eve = found(read(raw.replace("smtp.mailfrom=aeropressmall.com", "smtp.mailfrom=evil.test").encode(), OURS))
    assert not eve.is_proven


def test_a_line_of_its_own_says_who_where_no_block_does() -> None:
    passed = found(passed_on("#from ann@shop.test\nShe called.\n\nFrom: Ann\nSent: Monday, June 2, 2025 10:00 AM\nTo: us\nSubject: Broken lid\n\nThe lid broke.\n"))  # fmt: skip
    assert passed.message
    assert passed.message.author
    assert passed.message.author.addr_spec == ANN
    assert passed.note == "She called."


RAW_HEADER = """\
Received: from mx.shop.test by mx.aeropressmall.com with ESMTP;
\tMon, 2 Jun 2025 10:00:02 +0200
From: =?utf-8?Q?Ann_L=C3=A9e?= <ann@shop.test>
To: ben@aeropressmall.com
Subject: Broken lid
Message-ID: <original@shop.test>
Date: Mon, 2 Jun 2025 10:00:00 +0200
MIME-Version: 1.0

The lid broke on the first day.
"""
MUTT = f"----- Forwarded message from Ann <ann@shop.test> -----\n\n{RAW_HEADER}\n----- End forwarded message -----\n"


@pytest.mark.parametrize("opening", ["----- Forwarded message from Ann <ann@shop.test> -----\n\n", "-------- Original Message --------\n"])  # fmt: skip
@pytest.mark.parametrize("note", ["", "She is a good customer, be kind.\n\n"])
def test_a_program_may_show_the_whole_header(opening: str, note: str) -> None:
    passed = found(passed_on(f"{note}{opening}{RAW_HEADER}"))
    assert passed.message, passed.problem
    assert passed.message.author
    assert (passed.message.author.display_name, passed.message.author.addr_spec) == ("Ann Lée", ANN)
    assert (passed.message.message_id, passed.message.subject, passed.note) == ("original@shop.test", "Broken lid", note.strip())  # fmt: skip
    assert passed.body
    assert passed.body.text == "The lid broke on the first day."
    assert passed.origin
    assert passed.origin.authenticated is Authenticated.NONE


def test_a_whole_header_proves_nothing_whatever_it_holds() -> None:
    forged = RAW_HEADER.replace("From:", f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=shop.test\nFrom:")
    passed = found(passed_on(f"-------- Original Message --------\n{forged}"))
    assert passed.origin
    assert passed.origin.authenticated is Authenticated.NONE


def test_what_stands_below_the_end_of_the_forwarded_mail_is_no_customer_s() -> None:
    passed = found(passed_on(f"{MUTT}\nShe shouts a lot.\n-- \nBen Cole", subject="[ann@shop.test: Broken lid]"))
    assert passed.message
    assert passed.message.whole_text == "The lid broke on the first day."
    assert passed.note.startswith("She shouts a lot.")


def test_an_end_within_the_customer_s_own_words_ends_nothing() -> None:
    passed = found(passed_on(f"{BLOCKS['gmail']}\n{MUTT}\nI got this from my neighbour."))
    assert passed.message
    assert passed.message.author
    assert passed.message.author.addr_spec == ANN
    assert "from my neighbour" in passed.message.whole_text


UNCLEAR = {
    "nothing is attached or quoted": "Can you look at this?\n",
    "a name without an address": "From: Ann Lee\nSent: Monday, June 2, 2025 10:00 AM\nTo: Support\nSubject: Broken lid\n\nThe lid broke.\nMail me: other@shop.test\n",
    "an address in the text, an image, a style": "Please see cid:image001.png@01D9 and @font-face and sales@carrier.test\n",
    "one of us wrote it": f"---------- Forwarded message ---------\nFrom: Support <{SUPPORT}>\nDate: Mon, 2 Jun 2025 at 10:00\nSubject: Broken lid\nTo: ann@shop.test\n\nWe will see.\n",
    "two people wrote it": "---------- Forwarded message ---------\nFrom: Ann <ann@shop.test>, Bob <bob@shop.test>\nDate: Mon, 2 Jun 2025 at 10:00\nSubject: Broken lid\nTo: us@shop.test\n\nWe.\n",
    "the line names nobody": "#from my neighbour\n\nThe lid broke.\n",
}  # fmt: skip


@pytest.mark.parametrize("why", UNCLEAR)
def test_what_is_unclear_is_not_guessed(why: str) -> None:
    passed = found(passed_on(UNCLEAR[why]))
    assert passed.message is None
    assert passed.problem


def test_several_attached_mails_of_different_people_are_not_guessed() -> None:
    more = ATTACHED.replace(
        "--b--\n", "--b\nContent-Type: message/rfc822\n\nFrom: bob@shop.test\nSubject: Other\n\nHi.\n--b--\n"
    )
    assert "2 mails by different people" in found(attached(inner=more)).problem


def test_an_ordinary_customer_s_forward_is_their_own_matter() -> None:
    assert passed_on(BLOCKS["gmail"] + "\nThe lid broke.\n", by="carl@shop.test").forwarded is None
    assert attached(by="carl@shop.test").forwarded is None


def test_staff_s_own_question_and_answer_are_no_forwards() -> None:
    assert passed_on("When is the fair?\n", subject="The fair").forwarded is None
    answer = "Yes.\n\n-----Original Message-----\n" + BLOCKS["outlook"] + "\nMay I?\n"
    assert passed_on(answer, subject="RE: Broken lid", headers="In-Reply-To: <a@b.test>\n").forwarded is None


@pytest.mark.parametrize("subject", ["Re: Broken lid", "AW: Broken lid", "Re: Fwd: Broken lid", "Odp: Broken lid"])
def test_a_plain_answer_that_quotes_a_header_block_or_encloses_a_mail_is_no_forward(subject: str) -> None:
    quoted = f"Yes, we will.\n\n{BLOCKS['outlook']}\nMay I send it back?\n"
    assert passed_on(quoted, subject=subject).forwarded is None
    text = f"--b\nContent-Type: text/plain\n\n{ATTACHED}".replace("{result}", "").replace("{to}", SUPPORT)
    assert passed_on(text, subject=subject, headers=MULTIPART).forwarded is None


@pytest.mark.parametrize("subject", ["Re: Broken lid (fwd)", "Fwd: Re: Broken lid", "[ann@shop.test: Re: Broken lid]"])
def test_a_forward_of_an_answer_is_a_forward(subject: str) -> None:
    passed = found(passed_on(BLOCKS["gmail"] + "\nThe lid broke.\n", subject=subject))
    assert passed.message
    assert passed.message.author
    assert passed.message.author.addr_spec == ANN


def test_an_answer_in_a_thread_whose_subject_ends_like_a_forward_is_an_answer() -> None:
    answer = f"Yes.\n\n{BLOCKS['outlook']}\nMay I?\n"
    headers = "In-Reply-To: <a@b.test>\n"
    assert passed_on(answer, subject="Re: Broken lid (fwd)", headers=headers).forwarded is None


# ---------------------------------------------------------------- "#from": the forwarder says whose it is
SAID = ["#from ann@shop.test", "# From: Ann Lee <ann@shop.test>", "＃from ann@shop.test", "\ufeff#from\u00a0ann@shop.test", "**#from ann@shop.test**", "#FROM ANN@SHOP.TEST"]  # fmt: skip


@pytest.mark.parametrize("line", SAID)
def test_the_line_that_says_who_is_read_as_people_write_it(line: str) -> None:
    passed = found(passed_on(f"{line}\nShe called.\n\n---------- Forwarded message ---------\nThe lid broke on the first day.\n"))  # fmt: skip
    assert passed.message, passed.problem
    assert passed.message.author
    assert passed.message.author.addr_spec == ANN
    assert passed.note == "She called."
    assert "#" not in passed.message.whole_text


NOBODY = {
    "two addresses": "#from ann@shop.test, bob@shop.test",
    "one of us": f"#from {STAFF}",
    "the mailbox itself": f"#from {SUPPORT}",
    "no address": "#from",
    "a name": "#from Ann Lee",
    "an address without a domain": "#from ann@",
    "a header smuggled in": "#from ann@shop.test%0aBcc:eve@evil.test",
    "a list of angle brackets": "#from <ann@shop.test><bob@shop.test>",
    "an address literal": "#from ann@[127.0.0.1]",
}


@pytest.mark.parametrize("why", NOBODY)
def test_a_line_that_names_nobody_who_can_be_answered_is_asked_about(why: str) -> None:
    passed = found(passed_on(f"{NOBODY[why]}\n\n{BLOCKS['gmail']}\nThe lid broke.\n"))
    assert passed.message is None
    assert passed.problem


def test_a_customer_who_writes_that_line_names_nobody() -> None:
    hers = "#from rich@victim.test\nThe lid broke on the first day.\n"
    inline = found(passed_on(f"{BLOCKS['gmail']}\n{hers}"))
    noted = found(passed_on(f"Please look.\n\n{BLOCKS['gmail']}\n{hers}"))
    enclosed = found(attached(inner=ATTACHED.replace("The lid broke on the first day.\n", hers)))
    alone = found(attached(inner=ATTACHED.replace("The lid broke on the first day.\n", hers).replace("Please take this one over.\n", "")))  # fmt: skip
    for passed in (inline, noted, enclosed, alone):
        assert passed.message
        assert passed.message.author
        assert passed.message.author.addr_spec == ANN
    assert passed_on(hers, by="carl@shop.test").forwarded is None


def test_the_line_proves_nothing_for_who_is_named_or_for_who_is_not_proven() -> None:
    result = f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=shop.test\n"
    named = found(attached(result, inner=f"#from bob@shop.test\n{ATTACHED}"))
    assert named.origin
    assert (named.message and named.message.author and named.message.author.addr_spec, named.origin.authenticated) == (
        "bob@shop.test",
        Authenticated.NONE,
    )
    reading = passed_on("#from ann@shop.test\n\nThe lid broke.\n", proven=False)
    assert not found(reading).is_proven
    assert reading.original() is reading


def test_who_is_not_proven_passed_nothing_on() -> None:
    reading = passed_on(BLOCKS["gmail"] + "\nThe lid broke.\n", proven=False)
    assert not found(reading).is_proven
    assert reading.original() is reading


@given(st.text(alphabet="abc @<>.:#\nFrom: To: Subject:", max_size=400), st.sampled_from(sorted(BLOCKS)))
def test_no_text_is_taken_for_an_address_and_none_breaks_us(text: str, program: str) -> None:
    passed = passed_on(f"{text}\n{BLOCKS[program]}\n{text}").forwarded
    if passed and passed.message and passed.message.author and not text.lstrip().lower().startswith("#"):
        assert passed.message.author.addr_spec in (ANN, *(word.strip("<>:.#\"',;") for word in text.lower().split()))
