"""Text in, facts out: with the shipped rules, in the languages customers write."""

import re
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.policy.facts import Found, find, find_quoted
from triage.policy.parcelnumbers import numbers_in
from triage.policy.rules import Fact, Rules
from triage.policy.rulesfile import rules_from_file


def shipped() -> Rules:
    reading = rules_from_file(Path(__file__).parents[2] / "rules.yaml")
    assert reading.rules is not None, "\n".join(map(str, reading.problems))
    return reading.rules


RULES = shipped()


def values(fact: str, text: str, subject: str = "", rules: Rules = RULES) -> list[str]:
    return [found.value for found in find(subject=subject, text=text, rules=rules)[fact]]


def with_fact(**fact: object) -> Rules:
    return RULES.model_copy(update={"facts": {"sought": Fact.model_validate(fact)}})


@pytest.mark.parametrize(
    "text",
    [
        "My order is AM-10432.",
        "am-10432",
        "AM 10432 has not come",
        "AM10432",
        "Order #10432",
        "about #10432, please",
        "order no. 10432",
        "Order number: 10432",
        "my order number is 10432",
        "order 10432",
        "Bestellung 10432",
        "Bestellnr. 10432",
        "Meine Bestellnummer lautet 10432.",
        "commande n° 10432",
        "la commande numéro 10432",
        "pedido 10432",
        "número de pedido: AM-10432",
        "ordine n. 10432",
        "encomenda 10432",
        "bestelnummer 10432",
        "zamówienie nr 10432",
        "zamówienia 10432",
        "nr zam. 10432",
        "orden am 10432",
        "L'ordine è il n. 10432",
        "A encomenda é a 10432 e ainda não saiu.",
        "encomenda n.º 10432",
        "Enc. 10432",
        "the number is 10432 I think",
        "die Nummer ist am 10432",
        "Ordernummer in die mail: 10432",
        "(bestelnr 10432)",
        "ist 10432 schon raus?",
        "La 10432 llegó el viernes",
        "Es geht nicht auf. 10432",
        "注文番号：１０４３２",
        "注文NO.10432",
        "送り返して返金でお願いします。10432",
        "10432はまだですか",
        "單號10432",
        "주문 10432번",
        "주문번호는 10432입니다",
        "رقم الطلب ١٠٤٣٢",
        "والطلب 10432",
        "注文番号はAM-10432です",
        "订单号10432",
        "我的订单 AM-10432 还没到",
        "주문번호 10432",
        "ＡＭ－１０４３２",
    ],
)
def test_an_order_number_has_one_spelling(text: str) -> None:
    assert values("order_number", text) == ["AM-10432"]


@pytest.mark.parametrize(
    "text",
    [
        "Hello there.",
        "I ordered in 2026.",
        "my order of 12.11.2026",
        "Call me on 555 010 4321.",
        "order 12 pieces",
        "Re: [AM-10432] your question",
        "This is about ticket AM-10432.",
        "I am 10432 miles away",
        "team 1043",
        "It costs 10432 dollars.",
        "10432,50 € sind zu viel",
        "¥10432 はどうなりましたか",
        "I live at 10115 Berlin.",
        "Springfield, NJ 07081",
        "PLZ 10115",
        "mi código postal es 48011",
        "우편번호는 13486이에요",
        "Telefon 0176 1234567",
        "010-5550-2718",
        "invoice 10432 is attached",
        "Rechnungsnummer 10432",
        "fattura n. 10432",
        "Kundennummer: 10432",
        "RMA 10432",
        "We have 25500 readers.",
        "more than 30000 of them",
        "tracking 9400 1118 9922 3197 4281 76",
        "DHL 1234567890",
        "on 2026-11-12 at 10:43",
    ],
)
def test_what_is_no_order_number(text: str) -> None:
    assert values("order_number", text) == []


def test_several_order_numbers_keep_their_order_and_come_once() -> None:
    assert values("order_number", "AM-10433, AM-10432 and again #10433") == ["AM-10433", "AM-10432"]


@pytest.mark.parametrize(
    "text",
    [
        "Orders 10432 and 10433 are both mine.",
        "order 10432 / 10433",
        "10432 und 10433 sind beide von mir",
        "Per l'ordine AM-10432 e per il 10433",
        "zamówienia 10432 i 10433, złożone",
        "注文を10432と10433に分けました",
    ],
)
def test_two_order_numbers_side_by_side(text: str) -> None:
    assert values("order_number", text) == ["AM-10432", "AM-10433"]


def test_a_bare_number_counts_only_where_no_other_is_named() -> None:
    assert values("order_number", "AM-10432. My old one was lighter; 20415 steps later it broke") == ["AM-10432"]


def test_a_fact_tells_where_it_stood() -> None:
    facts = find(subject="AM-10432", text="and AM-10433", rules=RULES)
    assert facts["order_number"] == (
        Found(value="AM-10432", where="subject", words="AM-10432"),
        Found(value="AM-10433", where="text", words="AM-10433"),
    )


def test_every_configured_fact_is_answered_even_when_nothing_was_found() -> None:
    facts = find(subject="", text="", rules=RULES)
    assert list(facts) == list(RULES.facts)
    assert not any(facts.values())


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("my AeroPress Go leaks", "AeroPress Go"),
        ("the aeropress GO", "AeroPress Go"),
        ("Aero Press Go", "AeroPress Go"),
        ("aeropres go", "AeroPress Go"),
        ("Areopress-Go", "AeroPress Go"),
        ("the travel AeroPress", "AeroPress Go"),
        ("Model: Go", "AeroPress Go"),
        ("Modell: Clear", "AeroPress Clear"),
        ("型号：Clear", "AeroPress Clear"),
        ("AeroPress Go Plus", "AeroPress Go Plus"),
        ("the new Go Plus", "AeroPress Go Plus"),
        ("AeroPress Go+ please", "AeroPress Go Plus"),
        ("Aeropresse Clear", "AeroPress Clear"),
        ("the XL", "AeroPress XL"),
        ("AeroPress Original", "AeroPress Original"),
        ("classic aeropress", "AeroPress Original"),
        ("AeroPress Premium", "AeroPress Premium"),
        ("エアロプレス クリアを返品したい", "AeroPress Clear"),
        ("AeroPress Goを返品したい", "AeroPress Go"),
        ("爱乐压Clear", "AeroPress Clear"),
        ("에어로프레스 고", "AeroPress Go"),
        ("le filtre métallique", "Stainless Steel Filter"),
        ("Flow-Control Cap", "Flow Control Filter Cap"),
        ("die Papierfilter", "Paper Filters"),
        ("my Go leaks", "AeroPress Go"),
        ("Mein Clear hat einen Riss", "AeroPress Clear"),
        ("la clear elle raye", "AeroPress Clear"),
        ("two Gos, please", "AeroPress Go"),
        ("Twenty Originals", "AeroPress Original"),
        ("will the clear be in it", "AeroPress Clear"),
        ("l'Original est fendue", "AeroPress Original"),
        ("Clearを返品したい", "AeroPress Clear"),
        ("我订的Go还没到", "AeroPress Go"),
        ("클리어를 반품하고", "AeroPress Clear"),
        ("طلبت الأوريجينال", "AeroPress Original"),
        ("وغطاء التحكم بالتدفق", "Flow Control Filter Cap"),
        ("uszczelka pękła", "Replacement Seal"),
        ("filtro d'acciaio", "Stainless Steel Filter"),
        ("収納ではなくスタンド", "Organizer Stand"),
        ("남편이 고를 사 왔어요", "AeroPress Go"),
        ("고 하나만 주문했습니다", "AeroPress Go"),
        ("여행용으로 고가 나을까요?", "AeroPress Go"),
        ("고 플러스 주문했습니다", "AeroPress Go Plus"),
    ],
)
def test_a_model_under_its_catalogue_name(text: str, model: str) -> None:
    assert values("model", text) == [model]


@pytest.mark.parametrize(
    "text",
    [
        "Where did my parcel go?",
        "It is not clear to me.",
        "I kept the original box.",
        "my AeroPress",
        "I love my AeroPress and go hiking with it.",
        "a clear and quick answer",
        "My original order was late.",
        "the clear plastic bag it came in",
        "Clear answers, please. Go on.",
        "coffee on the go",
        "Does the Premium membership pay?",
        "Auf der Seite stand etwas anderes.",
        "las compramos juntas",
        "광고를 보고 샀어요",
        "환불하 고 싶어요",
        "고객센터에 문의했고 답이 없어요",
    ],
)
def test_ordinary_words_are_no_models(text: str) -> None:
    assert values("model", text) == []


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("AeroPress Original, Go or Clear?", ["AeroPress Original", "AeroPress Go", "AeroPress Clear"]),
        ("Clear vs. Go", ["AeroPress Clear", "AeroPress Go"]),
        ("the Original and the Go Plus", ["AeroPress Original", "AeroPress Go Plus"]),
        ("AeroPress Go und Clear", ["AeroPress Go", "AeroPress Clear"]),
        ("l'AeroPress Premium ou la Clear", ["AeroPress Premium", "AeroPress Clear"]),
        ("AeroPress XL + AeroPress Clear", ["AeroPress XL", "AeroPress Clear"]),
        ("GoとClearの違い", ["AeroPress Go", "AeroPress Clear"]),
    ],
)
def test_short_names_count_in_a_list_of_models(text: str, models: list[str]) -> None:
    assert values("model", text) == models


@pytest.mark.parametrize(
    "text",
    [
        "It leaks at the seal.",
        "I changed my mind.",
        "Reason: colour",
        "Sie ist mir zu groß.",
        "weil sie undicht ist",
        "Elle ne me convient pas.",
        "Il est fissuré.",
        "porque es demasiado grande",
        "perché perde acqua",
        "porque veio quebrada",
        "omdat hij lekt",
        "ponieważ jest za mały",
        "サイズが小さかったためです",
        "壊れています",
        "因为太小了",
        "너무 작아요",
    ],
)
def test_a_reason_in_many_languages(text: str) -> None:
    assert values("reason", text)


@pytest.mark.parametrize(
    "text",
    [
        "I want to return my AeroPress Go, AM-10432.",
        "Ich möchte die AeroPress XL zurückgeben.",
        "Bonjour, je souhaite retourner ma commande. Quelle est la marche à suivre ? Merci d'avance",
        "返品の手続きを教えてください。",
    ],
)
def test_no_reason_given(text: str) -> None:
    assert values("reason", text) == []


def test_what_is_told_beside_the_wish_to_return_is_its_reason() -> None:
    assert values("reason", "I want to return it. My thumbs are too weak to press the plunger since the operation.")


@pytest.mark.parametrize(
    "text",
    [
        "I want to return my Go. It is unopened, still sealed in its original packaging. I have no printer, so a courier would be best.",
        "Ich möchte die XL zurückgeben. Wir waren drei Wochen im Urlaub und das Paket lag so lange beim Nachbarn. Einen Drucker habe ich nicht.",
        "Je voudrais retourner ma commande. J'étais à l'hôpital tout le mois de mars avec ma jambe. Puis-je la déposer au point relais près de chez moi ?",
        "Quiero devolver el pedido. Trabajo hasta las siete y entre semana no hay nadie en casa para abrir al mensajero.",
        "返品希望です。先月は出張でずっと留守にしていました。平日は在宅していません。集荷をお願いできますか。",
    ],
)
def test_the_way_the_state_and_the_time_of_a_return_are_no_reason(text: str) -> None:
    assert values("reason", text) == []


def test_a_demand_is_no_description_and_a_wish_to_complain_no_demand() -> None:
    assert not values(
        "dissatisfaction", "I demand a full refund of thirty percent and free filters for my grandmother."
    )
    assert not values("settlement", "Good afternoon, I want to make an official complaint.")
    assert values("settlement", "I want to make a complaint, and I want my money back.")


def test_the_value_of_a_reason_is_its_sentence() -> None:
    text = "Hello,\n\nI want to return it. The chamber\nis cracked near the top. Thanks"
    assert values("reason", text) == ["The chamber is cracked near the top."]


@pytest.mark.parametrize(
    "text",
    [
        "I want a full refund.",
        "Please send me a replacement.",
        "I expect an apology",
        "Ich erwarte eine Entschädigung.",
        "J'exige un remboursement.",
        "Exijo una compensación.",
        "Pretendo un rimborso.",
        "Quero um reembolso.",
        "Ik eis een vergoeding.",
        "Żądam zwrotu pieniędzy.",
        "返金を求めます",
        "我要求赔偿",
        "환불해 주세요",
    ],
)
def test_a_settlement_in_many_languages(text: str) -> None:
    assert values("settlement", text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The tracking page has not changed for nine days.", True),
        ("Es hieß, sie käme vor zwei Wochen.", True),
        ("注文番号AM-10432の荷物が税関で止まったままです。", True),
        ("Where is my order AM-10432?", False),
        ("Wann kommt mein Paket?", False),
        ("¿Me confirman por favor el estado del pedido? Gracias", False),
        ("注文番号AM-10432はいつ届きますか。", False),
        ("AM-10432", False),
        ("Hello, AM-10432 please. Thanks, kind regards", False),
        ("Order number 10432", False),
        ("", False),
    ],
)
def test_a_description_is_a_sentence_beyond_courtesies_and_numbers(text: str, told: bool) -> None:
    assert bool(values("description", text)) is told


@pytest.mark.parametrize(
    ("number", "carrier"),
    [
        ("1Z999AA10123456784", "UPS"),
        ("RB123456785GB", "Royal Mail"),
        ("9400 1118 9922 3197 4281 76", "USPS"),
        ("00340434161094042557", "DHL"),
        ("986578788855", "FedEx"),
    ],
)
def test_a_tracking_number_is_known_by_its_check_digit(number: str, carrier: str) -> None:
    plain = number.replace(" ", "")
    assert [found for found, _ in numbers_in(f"{carrier} says {number}.")] == [plain]
    wrong = plain[:8] + str((int(plain[8]) + 1) % 10) + plain[9:]
    assert not list(numbers_in(f"{carrier} says {wrong}."))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("UPS 1Z999AA10123456784 shows nothing", "1Z999AA10123456784"),
        ("USPS 9400 1000 0000 0000 0000 00", "9400100000000000000000"),
        ("RR 123 456 785 US", "RR123456785US"),
        ("DHL 1234567890", "1234567890"),
        ("Sendungsnummer: 003404341234", "003404341234"),
    ],
)
def test_a_tracking_number_without_blanks(text: str, number: str) -> None:
    assert number in values("tracking_number", text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("it was $24.95 last week", "24.95"),
        ("24,95 USD", "24.95"),
        ("USD24.95", "24.95"),
        ("US$ 30", "30.00"),
        ("30 dollars", "30.00"),
        ("30 Dollar", "30.00"),
        ("30 dólares", "30.00"),
        ("a 10-dollar code", "10.00"),
        ("差价30美元不多", "30.00"),
        ("30ドルでした", "30.00"),
        ("총30달러", "30.00"),
        ("الـ30 دولار", "30.00"),
        ("٨٫٩ دولار", "8.90"),
        ("$1,234.50", "1234.50"),
        ("1.234,50 $", "1234.50"),
        ("1 234,50 $", "1234.50"),
        ("buy 10 $5 vouchers", "5.00"),
        ("5 USD 30 days ago", "5.00"),
        ("It cost 10432 dollars.", "10432.00"),
    ],
)
def test_an_amount_in_dollars_has_one_spelling(text: str, amount: str) -> None:
    assert values("amount", text) == [f"USD {amount}"]
    assert not values("order_number", text)
    assert not values("tracking_number", text)


@pytest.mark.parametrize(
    "text",
    [
        *("30 €", "£30", "R$ 30", "CA$ 30", "$30 CAD", "$31m", "2 million dollars", "30 units", "$"),
        *("$" + "10432" * 10, "$1" + ",000" * 9, "0" * 30_000 + ".50 dollars"),  # digits of something else
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_amount_in_dollars(text: str) -> None:
    assert values("amount", text) == []


def test_amounts_of_another_currency_come_as_its_smallest_coin_has_it() -> None:
    rules = with_fact(amounts={"JPY": ["円", "¥"], "EUR": ["€", "euro*"]})
    assert values("sought", "¥3,000 か 3000円、 oder 20 Euro", rules=rules) == ["JPY 3000", "EUR 20.00"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on 12 November", "--11-12"),
        ("November 12th, 2026", "2026-11-12"),
        ("the 12th of November 2026", "2026-11-12"),
        ("Sept 12", "--09-12"),
        ("am 12.11.", "--11-12"),
        ("am 3. März", "--03-03"),
        ("12.11.26", "2026-11-12"),
        ("11/12/2026", "2026-11-12 or 2026-12-11"),
        ("25/12/2026", "2026-12-25"),
        ("12-25-2026", "2026-12-25"),
        ("2026-11-12", "2026-11-12"),
        ("il 3 dicembre", "--12-03"),
        ("le 1er aout", "--08-01"),
        ("12 de noviembre de 2026", "2026-11-12"),
        ("em 5 de março", "--03-05"),
        ("3 grudnia", "--12-03"),
        ("11月12日に届いた", "--11-12"),
        ("2026年11月12日", "2026-11-12"),
        ("11월 12일에", "--11-12"),
        ("يوم 5 مايو", "--05-05"),
    ],
)
def test_a_day_as_iso_8601_writes_it(text: str, day: str) -> None:
    assert values("date", text) == [day]
    assert not values("order_number", text)
    assert not values("tracking_number", text)


@pytest.mark.parametrize(
    "text",
    [
        "last Tuesday",
        "31 February",
        "1 set of filters",
        "5 out of 10",
        "das mag ich, 2 mag er",
        "$12.11.",
        "1/2",
        "555-01-2026",
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert values("date", text) == []


def test_ops_may_configure_any_fact() -> None:
    rules = with_fact(patterns=[r"serial\s+(\w{3} \w{3})"], compact=True)
    assert values("sought", "Serial abc 123", rules=rules) == ["ABC123"]


def test_the_whole_match_is_the_value_when_the_pattern_has_no_group() -> None:
    assert values("sought", "in room 12 today", rules=with_fact(patterns=[r"room \d+"])) == ["room 12"]


def test_a_fact_may_be_found_by_a_list_of_words() -> None:
    rules = with_fact(says="damaged").model_copy(update={"words": {"damaged": ["kaputt"]}})
    assert values("sought", "Hallo. Der Deckel ist kaputt. Danke", rules=rules) == ["Der Deckel ist kaputt."]


def test_what_unless_matches_is_not_looked_at() -> None:
    rules = with_fact(patterns=[r"\d{4}"], unless=[r"page \d{4}"])
    assert values("sought", "page 1234, item 5678", rules=rules) == ["5678"]


@given(st.text(max_size=400), st.text(max_size=2_000))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_it(subject: str, text: str) -> None:
    facts = find(subject=subject, text=text, rules=RULES)
    assert all(found.value for each in facts.values() for found in each)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "Go, ",
        "original and ",
        "AM-10432 ",
        "1Z 9400 1234 ",
        "返品したい",
        "a\u0301\u0316",
        "order order no ",
        "\ud800",
        "- \n",
        "$5 ",
        "5 USD",
        "1.2.",
        "1,000",
        "12 May ",
        "I want to complain. ",
        "sealed? ",
    ],
)
def test_a_hostile_text_takes_linear_time(piece: str) -> None:
    find(subject="", text="warm up", rules=RULES)
    started = process_time()
    find(subject="", text=piece * (200_000 // len(piece)), rules=RULES)
    assert process_time() - started < 2


def test_only_the_first_64_kilobytes_are_read() -> None:
    assert values("order_number", "x " * 40_000 + "AM-10432") == []
    assert values("order_number", "x " * 30_000 + "AM-10432") == ["AM-10432"]


def test_the_shipped_patterns_hold_no_lookaround_that_re2_lacks() -> None:
    patterns = [pattern for fact in RULES.facts.values() for pattern in (*fact.patterns, *fact.unless)]
    assert patterns
    assert not [pattern for pattern in patterns if re.search(r"\(\?[=!<]", pattern)]


def test_a_fact_says_the_words_that_told_it_and_where() -> None:
    text = "Bestellung 10432. The chamber of the areopress  go cracked while pouring boiling water."
    facts = find(subject="", text=text, rules=RULES)
    assert [str(found) for found in facts["order_number"]] == ["AM-10432 ('Bestellung 10432' in the text)"]
    assert [str(found) for found in facts["model"]] == ["AeroPress Go ('areopress go' in the text)"]
    assert str(facts["description"][0]).endswith("(the text as a whole)")


def test_the_names_of_attached_files_tell_numbers_and_names_but_no_sentences() -> None:
    names = ["AM-10432_AeroPress_Go.jpg", "because_it_leaks.pdf"]
    facts = find(subject="", text="see below", rules=RULES, names=names)
    assert [str(found) for found in facts["order_number"]] == ["AM-10432 ('AM-10432' in the name of an attachment)"]
    assert [found.value for found in facts["model"]] == ["AeroPress Go"]
    assert facts["reason"] == ()


CONFIRMATION = "Thank you for your order AM-10432.\n1 x AeroPress Go, $39.95"


def test_the_confirmation_that_a_mail_answers_tells_number_and_model_but_no_reason() -> None:
    facts = find_quoted(CONFIRMATION, ["order_number", "model", "reason"], RULES)
    assert [str(found) for each in facts.values() for found in each] == [
        "AM-10432 ('AM-10432' in the quoted text)",
        "AeroPress Go ('AeroPress Go' in the quoted text)",
    ]


def test_a_quote_that_names_several_leaves_open_which_is_meant() -> None:
    assert list(find_quoted(f"{CONFIRMATION}\n1 x Paper Filters", ["order_number", "model"], RULES)) == ["order_number"]
