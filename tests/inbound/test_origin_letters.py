"""Labelled letters of our own making: what wrote each, and why it is not answered.

Each letter begins with a line "#### kind | refusals | what it is". To, Date, Message-ID and Return-Path are added where
a letter does not say otherwise. Refusals are the codes of the gate in its order; "-" means that it may be answered.
"""

import pytest

from tests.inbound.labelled import labelled, verdict

LETTERS = """
#### person | - | a plain question
From: Anna Berg <anna@kunde.example>
Subject: Rubber seal

Does the rubber seal of the Go fit the Original, too?

#### person | - | a reply that is told to be human
From: Ben Ode <ben@kunde.example>
Subject: Re: Your order
Auto-Submitted: no
In-Reply-To: <letter-7@aeropressmall.com>

Order 10432, thank you for looking.

#### person | - | somebody who mentions a holiday and asks
From: Carla Dias <carla@kunde.example>
Subject: Re: Your order
In-Reply-To: <letter-8@aeropressmall.com>

I am on holiday until Friday. Could you deliver next week, or please call my neighbour?

#### person | - | a complaint about automatic answers
From: Dirk Ahn <dirk@kunde.example>
Subject: Re: Ticket
References: <letter-9@aeropressmall.com>

All I ever get are automatically generated answers. Please let a human look at my return.

#### person | - | a customer whose parcel was not delivered
From: Eva Roth <eva@kunde.example>
Subject: Delivery failed

The carrier says that my parcel could not be delivered. Please send it again to the same address.

#### person | - | a customer whose parcel came back, in German
From: Eva Roth <eva@kunde.example>
Subject: Zustellung fehlgeschlagen

Mein Paket konnte nicht zugestellt werden und geht an Sie zurück. Was nun?

#### person | - | a coffee maker for travelling, in Japanese
From: 田中 <tanaka@kunde.example>
Subject: 外出用のコーヒー器具について

出張にも持って行ける製品はありますか。

#### person | - | a business trip, in Chinese
From: 王芳 <wang@kunde.example>
Subject: 出差用的便携咖啡壶

请问 Go 型号适合出差携带吗？

#### person | - | a forwarded bounce with a question
From: Femi Ade <femi@kunde.example>
Subject: Fwd: Undelivered Mail Returned to Sender

Why do your letters come back to you? See below.

---------- Forwarded message ---------
From: Mail Delivery System <MAILER-DAEMON@mx.kunde.example>
Subject: Undelivered Mail Returned to Sender

<ghost@kunde.example>: user unknown

#### person | list | a precedence header hides no person
From: Gus Hall <gus@kunde.example>
Subject: Where is my parcel
Precedence: bulk

Order 10433 has not arrived.

#### person | suppress | Exchange asks for no automatic answer
From: Hana Sato <hana@firma.example>
Subject: Wholesale prices
X-Auto-Response-Suppress: OOF, AutoReply

We run three cafés and would like your price list.

#### person | - | Exchange asks for no delivery receipts only
From: Hana Sato <hana@firma.example>
Subject: Wholesale prices
X-Auto-Response-Suppress: DR, NDR, RN, NRN

We run three cafés and would like your price list.

#### person | - | forwarded to us by a rule of the customer's Exchange
From: Ines Luz <ines@firma.example>
Subject: Broken plunger
X-MS-Exchange-Inbox-Rules-Loop: ines@firma.example

The plunger broke on the second day.

#### person | auto | another desk passes on what a person wrote
From: Cafe Nord <help@cafenord.example>
Subject: [Cafe Nord #4411] Question about filters
Auto-Submitted: auto-generated
X-Zendesk-Ticket-Id: 4411

Our customer asks whether the metal filter can be bought alone. Can you tell us?

#### person | - | a declared contact form
From: Contact form <form@shop.example>
Reply-To: Jun Ho <jun@kunde.example>
Subject: Message from the shop
Auto-Submitted: auto-generated

My grinder does not turn.

#### person | system | an undeclared contact form still brings a person's words
From: Website <noreply@shop.example>
Reply-To: Kim Lee <kim@kunde.example>
Subject: Contact form

Do you ship to Norway?

#### person | own | staff write a request of their own
From: Nora <nora@aeropressmall.com>
Subject: My own order

I ordered a Clear for myself, it leaks.

#### person | not-ours | a blind copy
From: Lea Wolf <lea@kunde.example>
To: someone@else.example
Subject: See this

Have a look.

#### person | - | delivered through an alias
From: Lea Wolf <lea@kunde.example>
To: hello@brand.example
Delivered-To: support@aeropressmall.com
Subject: A question

Is the Clear dishwasher safe?

#### person | null-path | nobody may answer an empty return path
From: Max Frey <max@kunde.example>
Return-Path: <>
Subject: Hello

Just a note about my order.

#### loop | own | our own letter comes back through a forwarding customer
From: AeroPress Mall <support@aeropressmall.com>
Subject: Re: Rubber seal
X-Triage-Instance: desk-1

We have your question.

#### person | own | our address in From is no loop by itself
From: AeroPress Mall <support@aeropressmall.com>
Subject: A note from the warehouse

The pallet of Go arrived wet.

#### person | unclear | two authors
From: Mia <mia@kunde.example>, Tom <tom@kunde.example>
Subject: Our order

We both wonder.

#### list | list | a discussion list
From: Pia Orr <pia@kunde.example>
Subject: [coffee] Water temperature
List-Id: Coffee talk <coffee.lists.example>
List-Post: <mailto:coffee@lists.example>
Precedence: list

I brew at 85 degrees.

#### person | - | a hosted group that is our own mailbox
From: Quim Sol <quim@kunde.example>
Subject: Refund
List-Id: <support.aeropressmall.com>
List-Post: <https://groups.example/support/post>, <mailto:support@aeropressmall.com>
Precedence: list

When will I get my refund?

#### bulk | list,robot | a newsletter
From: Coffee Weekly <news@mailer.example>
Subject: Ten brewers under 50 dollars
List-Unsubscribe: <https://mailer.example/u/1>
Feedback-ID: 12:weekly:mailer
Precedence: bulk

This week: ten brewers.

#### bulk | system,list | a shop's notice from an address nobody reads
From: Parcel service <no-reply@carrier.example>
Subject: Your shipment is on its way

The shipment 00340 will arrive tomorrow.

#### bulk | system,auto,list,robot | a cron job
From: Cron Daemon <root@host.example>
Subject: Cron <backup@host> /usr/bin/backup
Auto-Submitted: auto-generated
X-Cron-Env: <SHELL=/bin/sh>

done

#### auto_reply | auto | RFC 3834, nothing but the header
From: Rita Moe <rita@kunde.example>
Subject: Re: Your order
Auto-Submitted: auto-replied
In-Reply-To: <letter-10@aeropressmall.com>

Thanks, noted.

#### auto_reply | auto,list,suppress | a help desk confirms
From: Help <help@cafenord.example>
Subject: [#9112] We have received your request
Auto-Submitted: auto-replied
Precedence: bulk
X-Auto-Response-Suppress: All

Thank you for contacting us. Your request (#9112) has been received.

#### auto_reply | auto | a confirmation that names itself in the text
From: Info <info@rathaus.example>
Subject: Re: Anfrage
In-Reply-To: <letter-11@aeropressmall.com>

Sehr geehrte Damen und Herren,

dies ist eine automatische Antwort. Ihre E-Mail ist bei uns eingegangen.

#### auto_reply | auto,list | an old autoresponder's precedence
From: Sales <sales@firma.example>
Subject: Your mail
Precedence: auto_reply

We will come back to you.

#### auto_reply | auto,robot | cPanel
From: Tess <tess@firma.example>
Subject: Thank you
X-Autorespond: Re: Your order

Thank you for writing to us.

#### auto_reply | auto,robot | a header of a vendor we have not met
From: Tess <tess@firma.example>
Subject: Thank you
X-Acme-Auto-Reply: yes

Thank you for writing to us.

#### person | - | a vendor says that it is no autoresponder
From: Tess <tess@firma.example>
Subject: Thank you
X-Autoreply: no

Thank you for the quick help.

#### auto_reply | null-path,auto | no reply, empty path, a receipt
From: Buchhaltung <rechnung@firma.example>
Return-Path: <>
Subject: Ihre Nachricht an uns
In-Reply-To: <letter-12@aeropressmall.com>

Vielen Dank für Ihre Nachricht. Wir haben Ihre Anfrage erhalten und melden uns.

#### auto_reply | auto | a calendar's acceptance
From: Udo Kern <udo@firma.example>
Subject: Accepted: Visit of the roastery
Content-Class: urn:content-classes:calendarmessage
Content-Type: text/calendar; method=REPLY

BEGIN:VCALENDAR
END:VCALENDAR

#### out_of_office | auto,suppress | Exchange, English
From: Vera Long <vera@firma.example>
Subject: Automatic reply: Your order 10432
Auto-Submitted: auto-generated
X-Auto-Response-Suppress: All
X-MS-Exchange-Inbox-Rules-Loop: vera@firma.example
In-Reply-To: <letter-13@aeropressmall.com>

I am out of the office with limited access to e-mail.

#### out_of_office | auto | Exchange, German, headers lost on the way
From: Wolf Krug <wolf@firma.example>
Subject: Automatische Antwort: Ihre Bestellung

Ich bin bis zum 3. Mai nicht im Büro.

#### out_of_office | auto | Lotus Notes
From: Yves Petit <yves@firma.example>
Subject: AUTO: Yves Petit is out of the office (returning 05/04/2026)

I am out of the office until 05/04/2026.

Note: This is an automated response to your message "Your order" sent on 4/27/2026.

#### out_of_office | auto,list | the classic vacation program
From: zoe@uni.example
Subject: away from my mail
Precedence: bulk
In-Reply-To: <letter-14@aeropressmall.com>

I will not be reading my mail for a while. Your mail will be read when I return.

#### out_of_office | auto | sieve, with a parameter
From: Abe <abe@firma.example>
Subject: Auto: Your order
Auto-Submitted: auto-replied (vacation)

Back on Monday.

#### out_of_office | auto | words only, no header at all, Dutch
From: Bram <bram@firma.example>
Subject: Re: Uw bestelling
In-Reply-To: <letter-15@aeropressmall.com>

Bedankt voor uw bericht. Ik ben tot en met 4 mei afwezig. Voor dringende zaken kunt u contact opnemen met mijn collega.

#### out_of_office | auto | French Exchange
From: Chloé <chloe@firma.example>
Subject: Réponse automatique : Votre commande

Je suis absente du bureau jusqu'au 4 mai.

#### out_of_office | auto | Spanish Exchange
From: Diego <diego@firma.example>
Subject: Respuesta automática: Su pedido

Estoy fuera de la oficina hasta el lunes.

#### out_of_office | auto | Portuguese Exchange
From: Elisa <elisa@firma.example>
Subject: Resposta automática: Seu pedido

Estou de férias até o dia 4 de maio.

#### out_of_office | auto | Italian Exchange
From: Fabio <fabio@firma.example>
Subject: Risposta automatica: Il suo ordine

Sono assente dall'ufficio fino al 4 maggio.

#### out_of_office | auto | Dutch Exchange
From: Gijs <gijs@firma.example>
Subject: Automatisch antwoord: Uw bestelling

Ik ben met vakantie.

#### out_of_office | auto | Danish Exchange
From: Henrik <henrik@firma.example>
Subject: Automatisk svar: Din ordre

Jeg er på ferie og er tilbage den 4. maj.

#### out_of_office | auto | Swedish Exchange
From: Ida <ida@firma.example>
Subject: Autosvar: Din beställning

Jag har semester till den 4 maj.

#### out_of_office | auto | Norwegian
From: Jon <jon@firma.example>
Subject: Fraværsmelding: Bestillingen din

Jeg er ikke på kontoret før mandag.

#### out_of_office | auto | Finnish Exchange
From: Kaisa <kaisa@firma.example>
Subject: Automaattinen vastaus: Tilauksesi

Olen lomalla 4.5. saakka.

#### out_of_office | auto | Polish Exchange
From: Lech <lech@firma.example>
Subject: Odpowiedź automatyczna: Zamówienie

Przebywam na urlopie do dnia 4 maja.

#### out_of_office | auto | Czech Exchange
From: Milan <milan@firma.example>
Subject: Automatická odpověď: Vaše objednávka

Jsem na dovolené, vrátím se 4. května.

#### out_of_office | auto | Slovak Exchange
From: Nada <nada@firma.example>
Subject: Automatická odpoveď: Objednávka

Som na dovolenke do pondelka.

#### out_of_office | auto | Hungarian Exchange
From: Olga <olga@firma.example>
Subject: Automatikus válasz: Rendelés

Szabadságon vagyok, hétfőn leszek elérhető.

#### out_of_office | auto | Romanian Exchange
From: Petru <petru@firma.example>
Subject: Răspuns automat: Comanda

Sunt în concediu până pe 4 mai.

#### out_of_office | auto | Greek Exchange
From: Rena <rena@firma.example>
Subject: Αυτόματη απάντηση: Παραγγελία

Είμαι εκτός γραφείου έως τις 4 Μαΐου.

#### out_of_office | auto | Turkish Exchange
From: Selin <selin@firma.example>
Subject: Otomatik Yanıt: Siparişiniz

4 Mayıs tarihine kadar izindeyim.

#### out_of_office | auto | Russian Exchange
From: Таня <tanya@firma.example>
Subject: Автоматический ответ: Заказ

Я в отпуске до 4 мая. По срочным вопросам обращайтесь к коллегам.

#### out_of_office | auto | Ukrainian Exchange
From: Уляна <ulyana@firma.example>
Subject: Автоматична відповідь: Замовлення

Я у відпустці до 4 травня.

#### out_of_office | auto | Bulgarian Exchange
From: Вера <vera2@firma.example>
Subject: Автоматичен отговор: Поръчка

Извън офиса съм до понеделник.

#### out_of_office | auto | Croatian Exchange
From: Zvonko <zvonko@firma.example>
Subject: Automatski odgovor: Narudžba

Na godišnjem odmoru sam do ponedjeljka.

#### out_of_office | auto | Slovenian Exchange
From: Alenka <alenka@firma.example>
Subject: Samodejni odgovor: Naročilo

Sem na dopustu do ponedeljka.

#### out_of_office | auto | Hebrew Exchange
From: דנה <dana@firma.example>
Subject: תשובה אוטומטית: הזמנה

אני לא נמצאת במשרד עד יום ראשון.

#### out_of_office | auto | Arabic Exchange
From: سلمى <salma@firma.example>
Subject: رد تلقائي: طلبك

أنا خارج المكتب حتى يوم الأحد.

#### out_of_office | auto | Japanese Exchange
From: 鈴木 <suzuki@firma.example>
Subject: 自動応答: ご注文について

5月4日まで休暇をいただいております。

#### out_of_office | auto | Korean Exchange
From: 김민수 <kim@firma.example>
Subject: 자동 회신: 주문

5월 4일까지 휴가 중입니다.

#### out_of_office | auto | Chinese QQ
From: 李雷 <lilei@firma.example>
Subject: 自动回复:您的订单

您好，我正在休假，无法及时回复您的邮件。

#### out_of_office | auto | Chinese, traditional
From: 陳美 <chen@firma.example>
Subject: 自動回覆: 您的訂單

我目前不在辦公室，將於週一回覆您。

#### out_of_office | auto | Thai Exchange
From: สมชาย <somchai@firma.example>
Subject: ตอบกลับอัตโนมัติ: คำสั่งซื้อ

ลาพักร้อนจนถึงวันที่ 4

#### out_of_office | auto | Vietnamese Exchange
From: Linh <linh@firma.example>
Subject: Trả lời tự động: Đơn hàng

Tôi đang nghỉ phép đến ngày 4.

#### out_of_office | auto | Indonesian
From: Budi <budi@firma.example>
Subject: Balasan otomatis: Pesanan

Saya sedang cuti sampai Senin.

#### out_of_office | auto | Catalan
From: Montse <montse@firma.example>
Subject: Resposta automàtica: Comanda

Soc fora de l'oficina fins dilluns.

#### out_of_office | auto | Estonian
From: Tiit <tiit@firma.example>
Subject: Automaatvastus: Tellimus

Olen puhkusel 4. maini.

#### out_of_office | auto | Lithuanian
From: Rasa <rasa@firma.example>
Subject: Automatinis atsakymas: Užsakymas

Atostogauju iki pirmadienio.

#### out_of_office | auto | Outlook's German assistant, bracketed
From: Jörg <joerg@firma.example>
Subject: [Abwesenheitsnotiz] Ihre Bestellung
In-Reply-To: <letter-16@aeropressmall.com>

Ich bin ab dem 4. Mai wieder erreichbar.

#### auto_reply | auto | an automatic receipt, Japanese
From: 受付 <uketsuke@firma.example>
Subject: 【自動返信】お問い合わせありがとうございます

このメールは自動送信です。お問い合わせを受け付けました。

#### auto_reply | system,auto | an answering machine's own address
From: autoreply@firma.example
Subject: Your message

We read every mail.

#### bounce | null-path,system,report | qmail
From: MAILER-DAEMON@mx.kunde.example
Return-Path: <>
Subject: failure notice

Hi. This is the qmail-send program at mx.kunde.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<ghost@kunde.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: <letter-17@aeropressmall.com>
Subject: Re: Rubber seal

#### bounce | system,report,robot | Exim
From: Mail Delivery System <Mailer-Daemon@mx.kunde.example>
Subject: Mail delivery failed: returning message to sender
X-Failed-Recipients: ghost@kunde.example

A message that you sent could not be delivered to one or more of its recipients.

  ghost@kunde.example
    host mx.kunde.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<ghost@kunde.example>:
    550 5.7.1 relay denied

#### bounce | system,report | Exchange, in German
From: Systemadministrator <postmaster@firma.example>
Subject: Unzustellbar: Re: Rubber seal

Ihre Nachricht hat einige oder alle Empfänger nicht erreicht.

Folgende Empfänger konnten nicht erreicht werden:

ghost@firma.example
Die E-Mail-Adresse wurde nicht gefunden.

#### bounce | report | a gateway that writes as an ordinary address
From: filter@firma.example
Subject: Delivery failure notification

Your message could not be delivered to the following recipient:

ghost@firma.example

#### delivery_report | system,report | a warning that it takes longer
From: Mail Delivery System <Mailer-Daemon@mx.kunde.example>
Subject: Warning: message 1abc-02 delayed 24 hours

A message that you sent has not yet been delivered to one or more of its recipients.

  slow@kunde.example

#### delivery_report | report | a receipt of an old Outlook
From: Otto <otto@firma.example>
Subject: Read: Your order 10432

Your message

  To: Otto
  Subject: Your order 10432

was read on 04/05/2026 10:00.

#### person | - | a holiday and an order, in German
From: Uwe Lang <uwe@kunde.example>
Subject: Urlaub: Bestellung 10432

Guten Tag, ich bin ab dem 3. Mai im Urlaub. Bitte liefern Sie erst danach.

#### person | - | away, with a stand-in for the parcel
From: Uwe Lang <uwe@kunde.example>
Subject: Re: Your order
In-Reply-To: <letter-20@aeropressmall.com>

Thank you for your message. I am away until Monday, please contact my wife on 555 for delivery.

#### person | - | an undeclared form that calls itself automated
From: Website <website@shop.example>
Reply-To: Ann <ann@kunde.example>
Subject: New message from your website

This is an automated message from your website.
Name: Ann
Message: My AeroPress leaks.

#### person | auto | a marketplace passes on a buyer's question
From: Marketplace <abc123@marketplace.example>
Subject: You have received a message about order 123
Auto-Submitted: auto-generated

Message from buyer: the filter is missing. This is an automatically generated mail.

#### person | - | a customer who quotes a bounce in words
From: Ann <ann@kunde.example>
Subject: Message undeliverable?

I tried to write to orders@brand.example and got "user unknown". Which address is right?

#### person | - | a change of address
From: Ann <ann@kunde.example>
Subject: Undeliverable to my address

Your newsletter was undeliverable to old@kunde.example, please use new@kunde.example.

#### person | - | about our own autoreply
From: Ann <ann@kunde.example>
Subject: Autoreply settings of your shop

Your autoreply says 2 days. It has been 5.

#### person | - | thanks in the words of a receipt
From: Ann <ann@kunde.example>
Subject: Thank you for contacting me

We received your replacement. Works well.

#### person | system | a small shop writes as postmaster
From: Small Shop <postmaster@smallshop.example>
Subject: Enquiry

We would like to resell. Could you send prices?

#### out_of_office | auto | nothing but the notice's name
From: Cleo <cleo@firma.example>
Subject: Out of Office: Re: Your quote

Thanks for your email. I'm OOO this week.

#### out_of_office | auto | a full note without any mark, in German
From: Dora <dora@firma.example>
Subject: Ich bin dann mal weg

Liebe Absender, ich befinde mich im Urlaub. Ihre Nachricht wird nicht weitergeleitet. In dringenden Fällen wenden Sie sich
an Frau Meyer. Ab dem 1.6. bin ich wieder da.

#### out_of_office | auto,suppress | named at the subject's end, with Exchange's request
From: Emil <emil@firma.example>
Subject: RE: Ihr Angebot [Automatische Antwort]
X-Auto-Response-Suppress: All

Ich bin außer Haus.

#### out_of_office | auto | a former colleague's mailbox
From: Finn <finn@firma.example>
Subject: Re: order
X-MS-Exchange-Inbox-Rules-Loop: finn@firma.example
In-Reply-To: <letter-21@aeropressmall.com>

I no longer work for Firma. Please contact info@firma.example.

#### out_of_office | null-path,auto | an empty path and words of absence
From: Gerd <gerd@firma.example>
Return-Path: <>
Subject: Ihr Schreiben

Ich bin bis zum 3.3. abwesend.

#### out_of_office | auto | a Finnish reply without a mark
From: Helmi <helmi@firma.example>
Subject: Re: Otsikko
In-Reply-To: <letter-22@aeropressmall.com>

Olen lomalla 15.7. - 15.8. Kiireellisissä asioissa ota yhteyttä toimistoon. Palaan työhön 16.8.

#### auto_reply | auto | a desk's receipt without a mark
From: Support <support@firma.example>
Subject: Ticket Received - Hello

Dear Bob, We would like to acknowledge that we have received your request and a ticket has been created with Ticket ID 89.
"""


@pytest.mark.parametrize(
    ("kind", "refusals", "title", "text"), labelled(LETTERS), ids=[title for _, _, title, _ in labelled(LETTERS)]
)
def test_every_letter_is_known_for_what_it_is(kind: str, refusals: str, title: str, text: str) -> None:
    found = verdict(text)
    codes = ",".join(reason.code for reason in found.never_answer) or "-"
    assert (found.kind.value, codes) == (kind, refusals), found.because


def test_there_are_enough_letters_and_languages() -> None:
    assert len(labelled(LETTERS)) >= 60


def test_every_verdict_says_why() -> None:
    for _, _, title, text in labelled(LETTERS):
        found = verdict(text)
        assert all(found.because), title
        assert all(len(reason.sentence) > 10 for reason in found.never_answer), title
