"""The whole way of a busy Monday: twenty mails of people and machines, the right tickets, one letter each, and time passing."""

from datetime import timedelta

from tests.journeys.desk import Desk
from tests.journeys.mail import PRESS, SUPPORT, WHOLESALE, Mail, at, bounce

SECOND = timedelta(seconds=1)
ANSWERED = {
    "emma@shop.test": "product-question",
    "jonas@laden.test": "product-question",
    "lucia@tienda.test": "combined-enquiry",
    "giulia@bar.test": "wholesale",
    "sven@rosteri.test": "wholesale",
    "megan@post.test": "order-tracking",
    "claire@colis.test": "order-tracking",
    "daniel@mail.test": "return-request",
    "kenji@yubin.test": "return-request",
    "birgit@brief.test": "refund-progress",
    "olivia@letter.test": "complaint",
    "rafael@correio.test": "order-problem",
}
PEOPLE = (
    Mail(
        by="Emma Stone <emma@shop.test>",
        to=(PRESS,),
        subject="Before I buy",
        text="Hello, do the paper filters also fit the AeroPress Clear, and may it go into the dishwasher?",
    ),
    Mail(
        by="Jonas Weber <jonas@laden.test>",
        to=(PRESS,),
        subject="Frage",
        text="Guten Tag, liefert ihr auch nach Österreich, und welche Zahlungsarten gibt es bei euch?",
    ),
    Mail(
        by="Lucía Gómez <lucia@tienda.test>",
        to=(PRESS,),
        subject="Descuentos",
        text="Quiero la AeroPress Go y la AeroPress XL. ¿Se acumulan el cupón de bienvenida y la oferta de verano?",
    ),
    Mail(
        by="Giulia Bruni <giulia@bar.test>",
        to=(PRESS,),
        subject="Rivendita",
        text="Buongiorno, gestiamo una caffetteria a Torino e vorremmo diventare rivenditori. Avete un listino all'ingrosso?",
    ),
    Mail(
        by="Sven Lind <sven@rosteri.test>",
        to=(WHOLESALE,),
        subject="Quotation",
        text="We run a roastery and would like wholesale prices for 60 pieces of the AeroPress Original.",
    ),
    Mail(
        by="Megan Doyle <megan@post.test>",
        subject="where is my parcel",
        text="My order AM-10777 should have come last week, the tracking page has not moved for nine days.",
    ),
    Mail(
        by="Claire Petit <claire@colis.test>",
        subject="Suivi",
        text="Bonjour, où est mon colis ? Je n'ai toujours rien reçu depuis deux semaines.",
    ),
    Mail(
        by="Daniel Price <daniel@mail.test>",
        subject="Return of order AM-10604",
        text="I would like to return the AeroPress Go from order AM-10604 because it is too small for two cups.",
    ),
    Mail(
        by="森田 健二 <kenji@yubin.test>",
        subject="返品について",
        text="AeroPress Clearを返品したいです。\n注文番号：AM-10442\n容量が小さかったため、使う機会がありませんでした。よろしくお願いいたします。",
    ),
    Mail(
        by="Birgit Krug <birgit@brief.test>",
        subject="Erstattung AM-10300",
        text="Guten Tag, wo bleibt meine Erstattung? Ich habe das Gerät letzten Monat zurückgeschickt.",
    ),
    Mail(
        by="Olivia Grant <olivia@letter.test>",
        subject="Complaint",
        text="This is a formal complaint about order AM-10111: nobody answers my mails and your colleague was rude. "
        "I expect an apology and a partial refund.",
    ),
    Mail(
        by="Rafael Nunes <rafael@correio.test>",
        to=(PRESS, SUPPORT),
        subject="Change my order",
        text="Please cancel one of the two items on my order AM-10471, I paid twice by mistake.",
    ),
)
MACHINES = (
    Mail(
        by="robot@forms.test",
        subject="Your request was received",
        text="We will come back to you.",
        headers={"Auto-Submitted": "auto-replied"},
    ),
    Mail(
        by="Nina Falk <nina@urlaub.test>",
        subject="Abwesenheitsnotiz: Ihr Angebot",
        text="Ich bin bis Montag nicht im Büro.",
        headers={"Auto-Submitted": "auto-replied (vacation)", "Precedence": "bulk"},
        envelope_from="",
    ),
    Mail(
        by="Brew Weekly <weekly@brew.test>",
        to=(PRESS,),
        subject="Robusta prices rise",
        text="Where is my order? asks our columnist this week.",
        headers={"List-Unsubscribe": "<https://brew.test/u>", "Precedence": "bulk"},
        envelope_from="bounce-48@brew.test",
    ),
    Mail(
        by="Paul <paul@members.test>",
        to=(PRESS, "roasters@lists.test"),
        subject="[roasters] Which grinder?",
        text="Which grinder do you recommend?",
        headers={"List-Id": "<roasters.lists.test>", "List-Post": "<mailto:roasters@lists.test>"},
        envelope_from="roasters-bounces@lists.test",
    ),
    Mail(
        by="No Reply <no-reply@carrier.test>",
        subject="Your parcel is on its way",
        text="Track my parcel: 1Z999AA10123456784",
        headers={"Auto-Submitted": "auto-generated"},
    ),
)


def test_twenty_mixed_mails_in_and_the_right_letters_out(desk: Desk) -> None:
    desk.pass_time(at("Mon 09:30"))
    desk.receives(*PEOPLE, *MACHINES)
    first_letter = desk.letters_to("emma@shop.test")[0]
    own_letter_back = Mail(by="", envelope_from="emma@shop.test", raw=first_letter.raw)
    lost = bounce(first_letter, of="somebody@else.test", to=SUPPORT)
    not_ours = Mail(by="", envelope_from="", raw=(lost.raw or b"").replace(first_letter.message_id.encode(), b"<x@y>"))
    emma_again = PEOPLE[0]  # the very same mail, which her server sent twice
    desk.receives(own_letter_back, not_ours, emma_again)

    assert {
        row["requester"]: row["category"] for row in desk.tickets() if row["category"] != "not-a-request"
    } == ANSWERED
    letters = {address: len(desk.acknowledgements_to(address)) for address in ANSWERED}
    assert letters == dict.fromkeys(ANSWERED, 1)
    assert {received.recipients for received in desk.town.sink.letters} == {(address,) for address in ANSWERED}
    assert desk.letters_to(PRESS)[-1].headers["Auto-Submitted"] != "auto-replied"
    assert {row["requester"] for row in desk.tickets() if row["category"] == "not-a-request"} == {
        "weekly@brew.test",
        "paul@members.test",
        "no-reply@carrier.test",
    }


def test_each_letter_speaks_the_reader_s_language_and_names_the_moment(desk: Desk) -> None:
    desk.pass_time(at("Mon 09:30"))
    desk.receives(*PEOPLE)
    wanted = {
        "emma@shop.test": ("Hello Emma Stone", "Wednesday 4 June, 09:30 EDT"),
        "jonas@laden.test": ("Guten Tag Jonas Weber", "Mittwoch"),
        "lucia@tienda.test": ("Lucía Gómez", "jueves"),
        "giulia@bar.test": ("Buongiorno Giulia Bruni", "mercoledì"),
        "claire@colis.test": ("Bonjour Claire Petit", "commence à ce moment-là"),
        "kenji@yubin.test": ("森田 健二 様", "6月3日"),
    }
    for address, (greeting, promise) in wanted.items():
        (letter,) = desk.letters_to(address)
        assert greeting in letter.text
        assert promise in letter.text
        assert desk.ticket(address)["ticket"] in letter.subject + letter.text
        assert (letter.sender, letter.headers["Auto-Submitted"]) == ("", "auto-replied")


def test_the_same_mail_in_two_mailboxes_is_one_ticket(desk: Desk) -> None:
    desk.receives(PEOPLE[-1])
    assert len(desk.letters_to("rafael@correio.test")) == 1
    assert "the same mail also lies in" in desk.why("rafael@correio.test")


def test_staff_hear_of_a_deadline_at_the_right_moments_and_once(desk: Desk) -> None:
    desk.pass_time(at("Mon 09:30"))
    desk.receives(PEOPLE[0])
    members, lead, manager = (
        [f"{name}@aeropressmall.com" for name in names]
        for names in (("presales-1", "presales-2"), ("presales-lead",), ("manager",))
    )

    def heard(people: list[str]) -> list[int]:
        return [len(desk.letters_to(address)) for address in people]

    steps = (
        # half of the two working days, four fifths, the whole, and a working day more
        (at("Tue 09:30"), [1, 1], [0], [0]),
        (at("Tue 14:54"), [2, 2], [1], [0]),
        (at("Wed 09:30"), [2, 2], [2], [0]),
        (at("Thu 09:30"), [2, 2], [2], [1]),
    )
    before = ([0, 0], [0], [0])
    for moment, *after in steps:
        desk.pass_time(moment - SECOND)
        assert (heard(members), heard(lead), heard(manager)) == before, moment
        desk.pass_time(moment)
        desk.pass_time(moment + 30 * SECOND)
        assert [heard(members), heard(lead), heard(manager)] == after, moment
        before = tuple(after)
    assert desk.letters_to(*manager)[-1].subject.startswith("Late:")


def test_nobody_hears_of_deadlines_at_night(desk: Desk) -> None:
    desk.pass_time(at("Mon 17:00"))
    desk.receives(Mail(by="Ann <ann@shop.test>", subject="Return", text=PEOPLE[7].text))  # due in one working day
    for moment in (at("Mon 18:30"), at("Mon 23:00"), at("Tue 04:00"), at("Tue 08:59")):
        desk.pass_time(moment)
        assert desk.letters_to("aftersales-1@aeropressmall.com") == []
    desk.pass_time(at("Tue 12:30"))
    assert len(desk.letters_to("aftersales-1@aeropressmall.com")) == 1


def test_a_staff_reply_in_sent_stops_the_clock(desk: Desk) -> None:
    desk.pass_time(at("Mon 09:30"))
    desk.receives(PEOPLE[0])
    desk.pass_time(at("Mon 16:00"))
    desk.staff_answers(PEOPLE[0], "Yes to both.", mailbox=PRESS)
    ticket = desk.ticket("emma@shop.test")
    assert (ticket["status"], ticket["next_due"], ticket["first_answer_at"] is None) == ("pending", None, False)
    assert [(row["stage"], row["outcome"]) for row in ticket["deadlines"]] == [("answer", "met")]
    for moment in (at("Tue 09:30"), at("Wed 09:30"), at("Thu 12:00")):
        desk.pass_time(moment)
    assert desk.letters_to("presales-1@aeropressmall.com") == []
    assert desk.letters_to("presales-lead@aeropressmall.com") == []


def test_a_late_answer_is_told_as_late(desk: Desk) -> None:
    desk.receives(PEOPLE[0])
    desk.pass_time(at("Thu 09:01"))
    desk.staff_answers(PEOPLE[0], "Yes to both.", mailbox=PRESS)
    assert [row["outcome"] for row in desk.ticket("emma@shop.test")["deadlines"]] == ["late"]


def test_a_restart_in_between_changes_nothing(desk: Desk) -> None:
    desk.pass_time(at("Mon 09:30"))
    desk.receives(*PEOPLE[:6])
    before = [(row["ticket"], row["requester"], row["next_due"]) for row in desk.tickets()]
    sent = len(desk.town.sink.letters)
    desk.restart()
    desk.receives(PEOPLE[6])
    assert [(row["ticket"], row["requester"], row["next_due"]) for row in desk.tickets()][: len(before)] == before
    assert len(desk.town.sink.letters) == sent + 1
    desk.pass_time(at("Tue 09:30"))
    told = len(desk.letters_to("presales-1@aeropressmall.com"))
    desk.restart()
    assert len(desk.letters_to("presales-1@aeropressmall.com")) == told > 0
