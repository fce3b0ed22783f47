"""What the writer wrote now: the layouts of mail programs, inline answers, forwards, signatures, our own marker."""

from textwrap import dedent

import pytest

from triage.inbound.body import Body, of


def read(text: str, *, subject: str = "", is_reply: bool = True) -> Body:
    return of(dedent(text).strip("\n"), subject=subject, is_reply=is_reply)


LAYOUTS = {
    "outlook desktop": """\
        From: Support <support@shop.example>
        Sent: Thursday, November 12, 2026 10:00 AM
        To: Robin; Kim <kim@x.example>;
            Someone Else <else@x.example>
        Cc: Purchasing
        Subject: RE: Your order

        Dear Robin, which colour?""",
    "outlook web": """\
        ________________________________
        From: Support <support@shop.example>
        Sent: 12 November 2026 10:00
        To: Robin <robin@x.example>
        Subject: Your order

        Dear Robin, which colour?""",
    "outlook bold": """\
        *From:* Support <support@shop.example>
        *Sent:* 12 November 2026 10:00
        *To:* Robin <robin@x.example>
        *Subject:* Your order

        Dear Robin, which colour?""",
    "outlook with blank lines": """\
        From: Support <support@shop.example>

        Sent: 12 November 2026 10:00

        To: Robin <robin@x.example>

        Subject: Your order

        Dear Robin, which colour?""",
    "lotus notes": """\
        Support/Shop@SHOP
        Sent by: Kim Kay
        11/12/2026 10:00 AM

                To: Robin/Customer@X
                cc:
                Subject: Re: Your order

        Dear Robin, which colour?""",
    "lotus notes, address and moment": """\
        "Kay, Kim" <kim@shop.example> on 11/12/2026 10:00:00 AM
        To: robin@x.example
        cc:
        Subject: Your order

        Dear Robin, which colour?""",
    "zimbra": """\
        De: "Support" <support@shop.example>
        À: "Robin" <robin@x.example>
        Envoyé: Jeudi 12 Novembre 2026 10:00:00
        Objet: Re: order

        Dear Robin, which colour?""",
    "qq": """\
        ------------------&nbsp;原始邮件&nbsp;------------------
        发件人: "support"<support@shop.example>;
        发送时间: 2026年11月12日(星期四) 上午10:00
        收件人: "robin"<robin@qq.example>;

        主题: Re: order

        Dear Robin, which colour?""",
    "samsung": """\
        -------- Original message --------
        From: Support <support@shop.example>
        Date: 12/11/2026 10:00 (GMT+01:00)
        Subject: Re: order

        Dear Robin, which colour?""",
    "proton": """\
        On Thursday, November 12th, 2026 at 10:00 AM, Support <support@shop.example> wrote:

        > Dear Robin, which colour?""",
    "yahoo on one line": """\
        On Thu, 12 Nov 2026 at 10:00, Support<support@shop.example> wrote:   Dear Robin,
        Dear Robin, which colour?""",
    "gmail, old": """\
        2026-11-12 10:00 GMT+01:00 Support <support@shop.example>:

        > Dear Robin, which colour?""",
    "newsgroup marks": """\
        On 12 Nov 2026, Support wrote:
        |Hello,
        |Dear Robin, which colour?""",
    "initials as marks": """\
        SU> Hello,
        SU> Dear Robin, which colour?
        SU> Support""",
    "aol": """\
        In a message dated 11/12/2026 10:00:00 AM Central Daylight Time,
        support@shop.example writes:

        << Dear Robin, which colour? >>""",
}


@pytest.mark.parametrize("quote", LAYOUTS.values(), ids=list(LAYOUTS))
def test_the_answer_above_a_quote(quote: str) -> None:
    body = of(f"Black, please.\n\nThanks\nRobin\n\n\n{dedent(quote)}\n", is_reply=True)
    assert body.text == "Black, please.\n\nThanks\nRobin"
    assert "which colour?" in body.quoted
    assert (body.signature, body.forwarded) == ("", "")


def test_answers_between_quoted_lines_are_kept() -> None:
    body = read("""
        Hi,

        On 12 Nov 2026, at 10:00, Support <support@shop.example> wrote:

        > Which colour?

        Black.

        > Which size?
        XL, please.

        > Regards
        > Support

        Thanks
        Robin
        """)
    assert body.text == "Hi,\n\nBlack.\n\nXL, please.\n\nThanks\nRobin"
    assert body.quoted.endswith("wrote:\nWhich colour?\nWhich size?\nRegards\nSupport")


def test_an_answer_below_outlooks_block_and_marked_lines() -> None:
    body = read("""
        -----Original Message-----
        From: Support <support@shop.example>
        Subject: Your order

        > Which colour?

        Black.
        """)
    assert body.text == "Black."


def test_a_quote_that_begins_with_an_omission_or_a_greeting() -> None:
    body = read("""
        On 12 Nov 2026, Support wrote:
        [...]
        > Which colour?
        Black.

        On 13 Nov 2026, Kim Kay wrote:
        Hi Kim,

        > Which size?
        XL.
        """)
    assert body.text == "Black.\n\nHi Kim,\n\nXL."


def test_the_wrapped_end_of_a_quoted_line_is_quoted() -> None:
    body = read("""
        > We can offer you the grinder in black, in white and, from the next week
        on, in red.
        > Which one?
        The black one.
        """)
    assert body.text == "The black one."


def test_a_short_answer_under_a_long_question_is_kept() -> None:
    body = read("""
        On 12 Nov 2026, Support <support@shop.example> wrote:
        > Do you want the black grinder, the white one, or maybe one of each of them?
        one of each
        > Which size?
        large
        """)
    assert body.text == "one of each\nlarge"


def test_marked_lines_that_nobody_else_is_named_for_are_kept_when_they_are_all() -> None:
    assert of("> Please call me.").text == "> Please call me."
    assert of("> On 12 Nov 2026, at 10:00, Support <s@shop.example> wrote:\n>\n>> Hello", is_reply=True).text == ""


@pytest.mark.parametrize(("subject", "text"), [("Bill", "Why?\n> Total 44 USD\n> Discount 0"), ("AW: Bill", "Why?")])
def test_lines_marked_in_a_mail_that_answers_nothing_are_the_writers(subject: str, text: str) -> None:
    assert of("Why?\n> Total 44 USD\n> Discount 0", subject=subject).text == text


def test_unmarked_text_below_a_lone_attribution_is_all_there_is() -> None:
    assert (
        of("On 12 Nov 2026 10:00, Ann Lee <ann@x.example> wrote:\n\nIt is broken.", is_reply=True).text
        == "It is broken."
    )


@pytest.mark.parametrize(
    "text",
    [
        "On 3 May 2026 I ordered two presses and you wrote:\n\n“They come on Friday.” They did not.",
        "The log:\n0.99; '<b>': 0.99; '<body>': 0.99; 10:00; 'a':\nWhat is wrong?",
        "Form of:\n(robin@x.example) on Tuesday, 3 May 2026 at 10:00\n----------\nMy press is broken.",
        "My answers, as of 10:00 today:\n- one\n- two",
        "I travel.\nFrom: Berlin\nTo: London\nDate: 3 May\nIs there a shop?",
        "From: Robin\nEmail: robin@x.example\nSubject: broken\nMessage: My press is broken",
        "To: the manager\nSubject: my order\n\nIt is late.",
        "Two things:\n---\nFirst, it is late.\n---\nSecond, where is my refund?",
        "The original message was clear.\nForwarded messages too.",
        "It leaks, so I took the photo and it was\nsent from my phone",
        "I called you from my mobile phone",
        "Das Handy wurde gesendet.",
        "Sent by mail.",
        "Sent from my desk, this is much easier than on the phone.",
        "Please ship to:\n\nRobin Customer\n12 Main Street\nSpringfield 12345\nTel: 555 123 4567",
        "Thanks.\n\nP.S. My phone is 555 123 4567, will you call?",
        "--\nPlease call me.",
        "My trip:\nFrom: Berlin\nTo: Paris\nDate: 12.11.2026\nSubject: coffee fair\n\nCan you deliver to the hotel?",
        "Tracking says:\n\nDate: 12 Nov 2026 10:00\nFrom: Memphis, TN\nTo: Denver, CO\n\nWhat does this mean?",
        "Hier meine Daten.\nVon: Eva Muster\nDatum: 12.11.2026\nBetreff: Reklamation\n\nDie Presse ist kaputt.",
        "On Monday 9 November 2026 at 10:00 your colleague Ann wrote:\n\nIt ships on Friday.\n\nIt did not.",
        "On 12 Nov 2026 your support (support@shop.example) wrote: we will refund you. Nothing came.",
        "On 12 November 2026 I received the following from ann@shop.example:\n\nYour order has shipped.\n\nWhere is it?",
        "Am 12.11.2026 um 10:00 schrieb mir Ihr Kollege:\n\nDas Paket kommt Freitag.\n\nWo ist es?",
        "Le 12 novembre 2026 à 10h00, votre collègue m'a écrit :\n\n« Le colis part demain. »\n\nIl n'est pas parti.",
        "https://news.example/2026/11/12 wrote:\nThe press leaks",
        "2026-11-12 10:00 GMT+01:00 I called you, nobody answered.\nPlease call back.",
        "Two problems.\n\n--\n\nFirst: it leaks.\n\n--\n\nSecond: the cap is missing. Can you help me with both?",
        "Yes\n\n____________\nNo wait, I mean no. Please cancel the order",
        "Thanks,\nthe new address is\n12 Main Street\n12345 Springfield\nTel. 555 123 4567",
        "Danke,\n\nhier ist meine Adresse:\nEva Muster\nHauptstr. 5\n10115 Berlin\nTel: 030 1234567",
        "Kind regards,\nRobin\nOrder AM-10432\nTel: 555 123 4567",
        "Cheers,\nRobin\n\nP.S.: my number is now\nTel: 555 123 4567",
        "My card, for the invoice:\n\nRobin Customer\nACME Ltd\nTel: 555 123 4567\nwww.acme.example",
        "Sent from my account were two payments.",
        "Sent by phone order on Monday",
        "Get Outlook for iOS does not show your mail, why?",
        "Enviado por correo el lunes, no ha llegado.",
        "Von meinem Handy aus geht die Seite nicht.",
        "Which of these?\nGalaxy S24",
        "Thank you",
    ],
)
def test_the_writers_own_words_stay(text: str) -> None:
    assert of(text, is_reply=True).text == text


def test_a_forward_by_its_subject() -> None:
    mail = "Please handle.\n\nFrom: Ann <ann@x.example>\nSent: 12 November 2026 10:00\nTo: Robin\nSubject: Invoice\n\nHello"
    forward = of(mail, subject="WG: Invoice")
    assert (forward.text, forward.quoted) == ("Please handle.", "")
    assert forward.forwarded.startswith("From: Ann")
    assert forward.forwarded.endswith("Hello")
    answer = of(mail, subject="AW: Invoice", is_reply=True)
    assert (answer.text, answer.forwarded) == ("Please handle.", "")


def test_a_marked_forward_of_apple_mail() -> None:
    body = read("""
        See below.

        > Begin forwarded message:
        >
        > From: Ann <ann@x.example>
        > Subject: Invoice
        >
        > Hello
        """)
    assert body.text == "See below."
    assert body.forwarded == "Begin forwarded message:\n\nFrom: Ann <ann@x.example>\nSubject: Invoice\n\nHello"


def test_a_forward_without_a_note_is_read_itself() -> None:
    body = read("""
        ---------- Forwarded message ---------
        From: Ann <ann@x.example>
        Date: Thu, 12 Nov 2026
        Subject: A very long subject that
         runs on
        To: <support@shop.example>

        The press leaks.
        """)
    assert body.text == "The press leaks."
    assert body.forwarded.startswith("---------- Forwarded message")
    assert body.forwarded.endswith("The press leaks.")


@pytest.mark.parametrize("first", ["Begin forwarded message:", "> Begin forwarded message:"])
def test_a_marked_forward_without_a_note_is_read_itself(first: str) -> None:
    body = of(
        f"{first}\n\n> From: Ann <ann@x.example>\n> Subject: Press\n> To: Shop\n>\n> The press leaks.\n>\n>> Does it?"
    )
    assert body.text == "The press leaks."
    assert body.forwarded.startswith("Begin forwarded message:")


MARKER = "##- Please type your reply above this line -##"


@pytest.mark.parametrize(
    "marker", [MARKER, "##- Bitte antworten Sie über dieser Zeile -##", "  ##- 请在此行上方回复 -##"]
)
def test_our_marker_ends_the_reply(marker: str) -> None:
    body = of(f"Black, please.\n\n{marker}\nWhich colour?\nSupport", is_reply=True)
    assert (body.text, body.quoted) == ("Black, please.", f"{marker}\nWhich colour?\nSupport")


@pytest.mark.parametrize(
    "header",
    [
        "Kam pada 12 Nov <support@shop.example> di gaya asing",
        "La 12-an de novembro 2026 Support skribis\nal vi kaj ĉiuj:",
        "Von: Support <support@shop.example>\nGesendet: Donnerstag, 12. November 2026 10:00\nAn: Robin\nBetreff: Re: Order",
    ],
)
def test_a_header_right_above_our_marker_goes_too(header: str) -> None:
    assert of(f"Black, please.\n\n{header}\n\n{MARKER}\nWhich colour?", is_reply=True).text == "Black, please."


@pytest.mark.parametrize(
    "text", ["My address is robin@x.example.", "Here is a photo:", "Two things:\n1. It leaks.\n2. It is late."]
)
def test_what_stands_right_above_our_marker_may_be_the_answer(text: str) -> None:
    assert of(f"{text}\n\n{MARKER}\nWhich colour?", is_reply=True).text == text


def test_answers_in_a_quote_that_holds_our_marker_are_kept() -> None:
    body = of(f"On 12 Nov 2026, Support <s@shop.example> wrote:\n> {MARKER}\n> Which colour?\n\nBlack.", is_reply=True)
    assert body.text == "Black."


def test_our_marker_with_nothing_above_cuts_nothing_below() -> None:
    assert "Black." in of(f"{MARKER}\nWhich colour?\nBlack.", is_reply=True).text


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nRobin Customer\nrobin@x.example",
        "--\nRobin Customer\nPurchasing",
        "—\nRobin",
        "__\nRobin",
        "_______________________________________________\ncoffee mailing list\ncoffee@lists.example\nhttps://lists.example/mailman/listinfo/coffee",
        "-------------------------------------------------------\nThis list is sponsored by nobody.\nhttp://example.com/nobody",
        "-- \nRobin\n\n-- \nTo unsubscribe: coffee-leave@lists.example",
        "-----BEGIN PGP SIGNATURE-----\nVersion: GnuPG v2\n\niQEcBAEBAgAGBQJ\n=abcd\n-----END PGP SIGNATURE-----",
        "This e-mail and its attachments are confidential and meant for the intended recipient only. Else notify the sender.",
        "Gesendet mit der GMX Mail App\n\n********************\n",
    ],
)
def test_a_signature_is_told_from_the_text(signature: str) -> None:
    body = of(f"Is it in stock?\n\n{signature}")
    assert body.text == "Is it in stock?"
    assert body.signature.replace(" ", "") == signature.strip().replace(" ", "")


def test_a_closing_and_the_name_stay_and_the_contact_lines_go() -> None:
    body = read("""
        Is it in stock?

        Kind regards,

        Robin Customer
        Purchasing, ACME Ltd
        T: +44 20 1234 5678
        www.acme.example
        """)
    assert body.text == "Is it in stock?\n\nKind regards,\n\nRobin Customer"
    assert body.signature == "Purchasing, ACME Ltd\nT: +44 20 1234 5678\nwww.acme.example"


def test_a_business_card_without_a_closing_goes() -> None:
    body = read("""
        Is it in stock?

        Robin Customer
        Head of Purchasing
        ACME Ltd, 12 Main Street
        M: +44 20 1234 5678
        robin@acme.example
        """)
    assert body.text == "Is it in stock?"
    assert body.signature.startswith("Robin Customer")


@pytest.mark.parametrize(
    "closing", ["Thanks and best regards", "Mit freundlichen Grüßen / Kind regards", "Liebe Grüße aus Wien"]
)
def test_a_closing_may_say_more(closing: str) -> None:
    body = of(f"Is it in stock?\n\n{closing}\nRobin\n\nACME Ltd\nTel: +44 20 1234 5678")
    assert body.text == f"Is it in stock?\n\n{closing}\nRobin"


def test_what_stands_between_a_line_drawn_across_and_a_lists_footer_is_text() -> None:
    text = "Granite it is.\n---------------------\nOr is this mountain limestone?\nIf so, it will weather."
    footer = (
        "------------------------ Yahoo! Groups Sponsor ---------------------~-->\nJoin now\nhttp://lists.example/join"
    )
    assert (
        of(f"{text}\n\n{footer}\n\nTo unsubscribe from this group, write to:\nmountains-unsubscribe@lists.example").text
        == text
    )


def test_a_signature_below_the_quote() -> None:
    body = read("""
        Yes.

        On 12 Nov 2026, Support <s@shop.example> wrote:
        > In stock?

        --
        Robin
        """)
    assert (body.text, body.signature) == ("Yes.", "--\nRobin")


def test_only_a_device_wrote() -> None:
    body = of("Sent from my iPhone\n\n> On 12 Nov 2026, at 10:00, Support <s@x.example> wrote:\n>\n> Hi", is_reply=True)
    assert (body.text, body.signature) == ("", "Sent from my iPhone")


def test_mbox_escaping_is_no_quote() -> None:
    assert of(">From the shop I heard nothing.\nWhere is it?").text == ">From the shop I heard nothing.\nWhere is it?"


OUR_LETTER = """\
##- Reply above this line to answer the customer -##

AeroPress Mall

AM-1001

New: order-problem, Wrong item

Ann Lee has written to us. The answer: due Wednesday 2 December, 10:00 EST.

--
On Friday, Bob wrote:
> ---- Original Message ----
"""


@pytest.mark.parametrize(
    "opening",
    [
        "On Mon, Nov 30, 2026 at 10:00 AM AeroPress Mall <support@aeropressmall.com> wrote:",
        "Am 30.11.26 um 10:00 schrieb AeroPress Mall:",
        (
            "________________________________\nFrom: AeroPress Mall <support@aeropressmall.com>\nSent: Monday, November 30, 2026 10:00\n"
            "To: Ben Cole <ben@aeropressmall.com>\nSubject: New: order-problem, Wrong item [AM-1001]"
        ),
        (
            "-----Original Message-----\nFrom: AeroPress Mall <support@aeropressmall.com>\nSent: Monday, November 30, 2026 10:00\n"
            "To: Ben Cole\nSubject: New: order-problem"
        ),
        "",
    ],
)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_of_an_answer_to_our_letter_only_what_stands_above_it_is_new(opening: str, mark: str) -> None:
    """Whatever the program puts above the quote and whether it marks lines; separators in the quote cut nothing."""
    quoted = "".join(f"{mark}{line}\n" for line in OUR_LETTER.splitlines())
    view = of(f"Hello Ann,\n\nthe right one leaves today.\n\n{opening}\n\n{quoted}", subject="Re: New", is_reply=True)
    assert view.text == "Hello Ann,\n\nthe right one leaves today."


def test_a_quote_that_mailx_pushed_in_by_tabs_is_no_answer_even_when_the_answer_stands_right_below() -> None:
    body = of(
        "Support <support@shop.example> wrote:\n\n\tTeam: aftersales\n\n\t> Which colour?\n\tRegards\nBlue, please.\n",
        is_reply=True,
    )
    assert body.text == "Blue, please."
    assert "aftersales" in body.quoted


def test_an_answer_right_above_the_header_of_our_letter_keeps_its_last_line() -> None:
    header = "Sent: Thursday, November 26, 2026 3:00 PM\nFrom: AeroPress Mall <support@aeropressmall.com>\nTo: Ben\nSubject: New"
    body = of(f"Hello Ann,\nit is done.\n{header}\n\n{OUR_LETTER}", subject="Re: New", is_reply=True)
    assert body.text == "Hello Ann,\nit is done."
    assert of(f"{header}\n\n{OUR_LETTER}", subject="Re: New", is_reply=True).certain == ""
