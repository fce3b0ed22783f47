"""Letters that bear no machine's mark, or one that people bear too: words and structure tell what wrote them."""

import pytest

from tests.inbound.labelled import labelled, verdict

LETTERS = """
#### out_of_office | auto | an absence with the urgent cases, without a mark
From: Kim Lee <kim@firma.example>
Subject: Re: We have received your message [AM-10432]

Thank you for your email. I am out of the office until 4 December with no access to email. For urgent matters please contact Jane Roe at jane@firma.example.

#### out_of_office | auto | travelling, limited access, back on Monday
From: Kim Lee <kim@firma.example>
Subject: Re: Your order
In-Reply-To: <letter-1@aeropressmall.com>

Hi,

I'm currently travelling and will have limited access to email. I'll get back to you when I return on Monday.

Best
Tim

#### out_of_office | auto | a colleague left for good
From: Kim Lee <kim@firma.example>
Subject: Re: Your order
In-Reply-To: <letter-1@aeropressmall.com>

Please note that Martin Keller no longer works for Firma Ltd. Please direct all future correspondence to sales@firma.example.

#### auto_reply | auto | mailbox not monitored
From: Kim Lee <kim@firma.example>
Subject: Mailbox not monitored
In-Reply-To: <letter-1@aeropressmall.com>

This mailbox is not monitored. Please visit our website at www.firma.example/contact to get in touch with us.

#### auto_reply | auto | zendesk ack, no headers
Subject: [Request received] Re: We have received your message
From: Acme Support <support@acme.example>

##- Please type your reply above this line -##

Your request (88213) has been received and is being reviewed by our support staff.

To add additional comments, reply to this email.

#### auto_reply | auto | freshdesk
Subject: Ticket Received - Your order [AM-10432]
From: Acme Helpdesk <helpdesk@acme.example>

Dear support,

We would like to acknowledge that we have received your request and a ticket has been created with Ticket ID - 4413.
A support representative will be reviewing your request and will send you a personal response (usually within 24 hours).

#### auto_reply | auto | an incident was opened
Subject: INC0012345 has been opened on your behalf
From: Acme IT <acme@service-now.example>

Incident INC0012345 has been opened on your behalf. Short description: Your order. You can view all the details of the incident by following the link below.

#### auto_reply | auto | osticket no header
Subject: Support Ticket Opened [#123456]
From: Firma Support <support@firma.example>

Dear support, A request for support has been created and assigned #123456. A representative will follow-up with you as soon as possible. You can view this ticket's progress online.

#### out_of_office | auto | Domino names who is out
From: Kim Lee <kim@firma.example>
Subject: Kim Lee is out of the office
X-Mailer: Lotus Domino Release 8.5

I will be out of the office starting 23.11.2026 and will not return until 30.11.2026. I will respond to your message when I return.

#### auto_reply | auto | the name of an automatic reply at the end
From: Kim Lee <kim@firma.example>
Subject: Re: Your order [Auto-Reply]

Thanks, we got it.

#### auto_reply | null-path,auto | an empty path in answer to a letter
From: Kim Lee <kim@firma.example>
Subject: Re: Order
Return-Path: <>
In-Reply-To: <letter-1@aeropressmall.com>
X-MS-Exchange-Inbox-Rules-Loop: kim@firma.example

Bin bis 3.12. nicht da.

#### out_of_office | auto | company holidays, German
From: Kim Lee <kim@firma.example>
Subject: Betriebsferien

Unser Betrieb ist vom 21.12. bis 06.01. geschlossen. Ab dem 07.01. sind wir wieder für Sie da. E-Mails werden in dieser Zeit nicht gelesen.

#### auto_reply | auto | a ticket was made, German
Subject: Ihre Anfrage [Ticket#4711]
From: Hotel <info@hotel.example>

Vielen Dank für Ihre Anfrage. Ihr Ticket wurde unter der Nummer 4711 angelegt. Diese E-Mail wurde automatisch erstellt, bitte antworten Sie nicht darauf.

#### out_of_office | auto | left the company, French
From: Kim Lee <kim@firma.example>
Subject: Re: Votre commande

Bonjour, je ne fais plus partie de la société Firma. Merci d'adresser vos messages à contact@firma.example.

#### out_of_office | auto | left the company, Spanish
From: Kim Lee <kim@firma.example>
Subject: RE: Su pedido

Le informamos que Juan Pérez ya no trabaja en esta empresa. Por favor dirija sus correos a ventas@firma.example.

#### out_of_office | auto | left the company, Italian
From: Kim Lee <kim@firma.example>
Subject: R: Il tuo ordine

Si informa che la Sig.ra Rossi non lavora più presso la nostra azienda. Vi preghiamo di scrivere a info@firma.example.

#### out_of_office | auto | absence in words only, pt
From: Kim Lee <kim@firma.example>
Subject: RES: Seu pedido

Olá, estou de férias até 30/11. Em caso de urgência, favor contatar Ana pelo e-mail ana@firma.example. Obrigado

#### auto_reply | auto | a receipt, Dutch
From: Kim Lee <kim@firma.example>
Subject: Ontvangstbevestiging

Wij hebben uw bericht in goede orde ontvangen en nemen zo spoedig mogelijk contact met u op. Dit is een automatisch gegenereerd bericht.

#### out_of_office | auto | absence in words only, da
From: Kim Lee <kim@firma.example>
Subject: SV: Din ordre

Hej. Jeg holder ferie til og med den 30. november. Hvis det haster, så kontakt venligst Mette på mette@firma.example.

#### out_of_office | auto | absence in words only, fi
From: Kim Lee <kim@firma.example>
Subject: VS: Tilauksesi

Hei, olen lomalla 30.11. asti. Kiireellisissä asioissa ota yhteyttä Pekkaan: pekka@firma.example.

#### out_of_office | auto | absence in words only, pl
From: Kim Lee <kim@firma.example>
Subject: Odp: Zamówienie

Dzień dobry, jestem na urlopie do 30 listopada. W pilnych sprawach proszę o kontakt z Anną: anna@firma.example.

#### out_of_office | auto | absence in words only, hu
From: Kim Lee <kim@firma.example>
Subject: RE: Rendelés

Tisztelt Partnerünk! 2026.11.30-ig szabadságon vagyok. Sürgős esetben kérem, forduljon kollégámhoz: peter@firma.example

#### out_of_office | auto | absence in words only, el
From: Kim Lee <kim@firma.example>
Subject: Απ: Παραγγελία

Καλησπέρα, απουσιάζω με άδεια έως τις 30 Νοεμβρίου. Για επείγοντα θέματα παρακαλώ επικοινωνήστε με τη Μαρία: maria@firma.example

#### out_of_office | auto | absence in words only, lt
From: Kim Lee <kim@firma.example>
Subject: Re: Užsakymas

Sveiki, iki lapkričio 30 d. atostogauju. Skubiais klausimais kreipkitės į Joną: jonas@firma.example

#### out_of_office | auto | absence in words only, et
From: Kim Lee <kim@firma.example>
Subject: Re: Tellimus

Tere! Olen puhkusel kuni 30. novembrini. Kiirete küsimuste korral palun pöörduge kolleegi poole: mari@firma.example

#### out_of_office | auto | absence in words only, ca
From: Kim Lee <kim@firma.example>
Subject: Re: Comanda

Bon dia, soc de vacances fins al 30 de novembre. Per a qualsevol urgència podeu contactar amb la Laia: laia@firma.example

#### out_of_office | auto | absence, Indonesian
From: Kim Lee <kim@firma.example>
Subject: Re: Pesanan

Terima kasih atas email Anda. Saya sedang cuti hingga 30 November. Untuk hal mendesak silakan hubungi Budi di budi@firma.example.

#### out_of_office | auto | absence in words only, ja
From: Kim Lee <kim@firma.example>
Subject: Re: ご注文について

お世話になっております。
11月23日から11月30日まで休暇をいただいております。
お急ぎの場合は、佐藤（sato@firma.example）までご連絡ください。

#### auto_reply | auto | a receipt, Japanese
From: Kim Lee <kim@firma.example>
Subject: お問い合わせありがとうございます

この度はお問い合わせいただき、誠にありがとうございます。お問い合わせを受け付けました。担当者より2営業日以内にご連絡いたします。※本メールは自動配信です。

#### out_of_office | auto | QQ names itself in the text
Subject: Re: Your order
From: "kim" <123456@qq.com>

这是来自QQ邮箱的假期自动回复邮件。您好，我最近正在休假中，无法亲自回复您的邮件。我将在假期结束后，尽快给您回复。

#### out_of_office | auto | absence, Taiwanese
From: Kim Lee <kim@firma.example>
Subject: RE: 您的訂單

您好，我將於11月23日至11月30日休假，期間無法及時回覆郵件。如有緊急事項請聯繫王小姐 wang@firma.example，謝謝。

#### out_of_office | auto | absence in words only, ko
From: Kim Lee <kim@firma.example>
Subject: RE: 주문

안녕하세요. 11월 30일까지 휴가로 자리를 비웁니다. 급한 용무는 김철수 대리(kim@firma.example)에게 연락 주시기 바랍니다.

#### auto_reply | auto | a gatekeeper, English
Subject: Re: Your order (verification required)
From: kim@spamarrest.example

kim here, I'm protecting myself from receiving junk mail. Just this once, click the link below so I can receive your emails. You won't have to do this again.

#### auto_reply | auto | a gatekeeper, Brazilian
Subject: Re: Your order
From: antispam <antispam@uol.example>

ANTISPAM UOL » TIRA-TEIMA. Olá, você enviou uma mensagem para kim@uol.example. Para que sua mensagem seja encaminhada, por favor, clique aqui. Esta confirmação é necessária porque Kim usa o Antispam UOL.

#### auto_reply | auto | a receipt that speaks of many enquiries
Subject: Re: Your question
References: <letter-1@aeropressmall.com>
From: Customer Care <care@acme.example>

Thanks for getting in touch! We're currently experiencing a high volume of enquiries, so it may take us up to 5 working days to get back to you. Please don't send another email as this will put you to the back of the queue.

#### out_of_office | auto | somebody who works part-time
From: Kim Lee <kim@firma.example>
Subject: Re: Price list
In-Reply-To: <letter-1@aeropressmall.com>

Thanks for your email. I work part-time, Monday to Wednesday, and will reply on my next working day.

#### auto_reply | auto | a receipt, German
Subject: Wir haben Ihre Nachricht erhalten
From: Service <service@firma.example>

Guten Tag, danke, dass Sie uns geschrieben haben. Aufgrund des hohen Anfrageaufkommens kann die Bearbeitung einige Tage dauern. Bitte sehen Sie von weiteren Nachfragen ab.

#### auto_reply | auto | a ticket was made, Spanish
Subject: Ticket #8812 recibido
From: Soporte <soporte@firma.example>

Hola, hemos creado un ticket con tu consulta. Un agente te responderá en un plazo de 24 horas.

#### auto_reply | auto | a receipt, Russian
Subject: [#55123] Ваш заказ
From: Поддержка <support@firma.example>

Здравствуйте! Мы получили ваше обращение и присвоили ему номер 55123. Ответим в течение рабочего дня.

#### auto_reply | auto | a receipt, Turkish
Subject: Talebiniz alındı
From: Destek <destek@firma.example>

Merhaba, talebiniz 5512 numarası ile kaydedilmiştir. En kısa sürede size dönüş yapılacaktır.

#### auto_reply | auto | a ticket system that names itself last
Subject: [GLPI #0000331] New ticket Your order
From: glpi <glpi@firma.example>

URL: https://glpi/331 Ticket: Description Title: Your order. Requesters: support. Opening date: 2026. Automatically generated by GLPI

#### out_of_office | auto | one word in the subject, French
From: Kim Lee <kim@firma.example>
Subject: Absence

Je serai de retour le 1er décembre.

#### person | - | a complaint about an automatic reply
From: Kim Lee <kim@firma.example>
Subject: Re: Your order
In-Reply-To: <letter-1@aeropressmall.com>

I got an automatic reply from you saying somebody would answer in two days. That was last week. Order AM-10432.

#### person | - | somebody quotes our acknowledgement
From: Kim Lee <kim@firma.example>
Subject: No answer

Your message said "Thank you for contacting us, we have received your request" and then nothing. I still have no refund. Please answer.

#### person | - | she needs it before her holiday
From: Kim Lee <kim@firma.example>
Subject: Urgent before vacation

Hello, I will be on vacation until December 5th and need the AeroPress Go before I leave. Please call me at 555-0199 if that is not possible.

#### person | - | a delivery during a holiday
From: Kim Lee <kim@firma.example>
Subject: Delivery while away

I'm on holiday from 20 November until 2 December. Please contact my neighbour Mrs Hill on 555 0100 for the delivery of AM-10432. It can also wait until I return.

#### person | - | a new person takes over an account
From: Kim Lee <kim@firma.example>
Subject: Account change

Martin Keller no longer works here, he was the contact for our wholesale account. Please change the account to my name and send invoices to me.

#### person | - | a customer has a new address
From: Kim Lee <kim@firma.example>
Subject: My email address has changed

Please update my account: my new email address is kim@new.example. My old one will be closed. Thanks, Kim

#### person | - | a bounce pasted into a question
From: Kim Lee <kim@firma.example>
Subject: Cannot reach you

Hi, I get this when I write to your wholesale address:

<sales@aeropressmall.com>: host mx.aeropressmall.com said: 550 5.1.1 User unknown (in reply to RCPT TO command)

Please tell me how to order.

#### person | - | a parcel came back
From: Kim Lee <kim@firma.example>
Subject: Package returned to sender

The tracking says delivery failed, address not found, and that it will be returned to you. My address is correct. Please ship it again. AM-10432

#### person | - | a delivery during a holiday, German
From: Kim Lee <kim@firma.example>
Subject: Lieferung

Guten Tag, ich bin bis zum 5.12. im Urlaub und nicht erreichbar. Bitte stellen Sie das Paket erst danach zu oder geben es bei meiner Nachbarin Frau Maier ab.

#### person | - | no receipt for a return, French
From: Kim Lee <kim@firma.example>
Subject: Accusé de réception de mon retour

J'ai renvoyé le colis il y a 10 jours et je n'ai pas reçu d'accusé de réception. Merci de me répondre.

#### person | - | a delivery during a holiday, Italian
From: Kim Lee <kim@firma.example>
Subject: Ordine AM-10432

Sono in ferie fino al 5 dicembre, vi prego di consegnare al portiere. Grazie

#### person | - | a delivery during a trip, Japanese
From: Kim Lee <kim@firma.example>
Subject: 注文 AM-10432

12月5日まで出張で不在のため、配達はそれ以降にお願いします。

#### person | - | he read our letter and waits for his money, Chinese
From: Kim Lee <kim@firma.example>
Subject: 回复: 订单 AM-10432

您的邮件已收到，谢谢。但是退款还没有到账。

#### person | - | the answer to a receipt
From: Kim Lee <kim@firma.example>
Subject: Re: [Request received] AM-10432
References: <letter-1@aeropressmall.com>

It's order AM-10432, the model is the Clear.

#### person | - | a traveller whose parcel is missing
From: Kim Lee <kim@firma.example>
Subject: Re: AM-10432
In-Reply-To: <letter-1@aeropressmall.com>

I'm currently travelling and have limited access to email, so it's best to call me. The parcel shows as delivered but my doorman has nothing. Please check with the carrier and let me know before Friday, otherwise I want a refund.

#### person | - | a colleague takes over an offer, German
From: Kim Lee <kim@firma.example>
Subject: AW: Angebot
In-Reply-To: <letter-1@aeropressmall.com>

Hallo Herr Ode, ich bin ab morgen im Urlaub, meine Kollegin Frau Maier (cc) übernimmt. Bitte schicken Sie das Angebot für 50 Stück direkt an sie.

#### person | - | somebody quotes his reference number
From: Kim Lee <kim@firma.example>
Subject: Your reference number 9913

Your reference number 9913 is from my last mail. Thank you for contacting me then. Nothing has happened since.

#### person | - | a question about an automatic reply, Japanese
From: Kim Lee <kim@firma.example>
Subject: 自動返信メールについて

自動返信メールが届きません。注文はできていますか。

#### person | - | coffee in the car
From: Kim Lee <kim@firma.example>
Subject: Auto: Kaffee unterwegs

Ich suche einen Kaffeebereiter für das Auto. Was empfehlen Sie?

#### person | - | a holiday that is over
From: Kim Lee <kim@firma.example>
Subject: Re: AM-10432
In-Reply-To: <letter-1@aeropressmall.com>

We were on vacation until Sunday, so sorry for the late answer. Please go ahead with the replacement.

#### person | - | automatic replies as a matter
From: Kim Lee <kim@firma.example>
Subject: Automatic replies are not helpful

Three automatic replies and no human. AM-10432, broken plunger.

#### person | - | somebody asks whether anybody reads
From: Kim Lee <kim@firma.example>
Subject: Is returns@ monitored?

Is this mailbox not monitored? I have written three times.

#### person | - | a small company that sends through a mass mailer
From: Kim Lee <kim@firma.example>
Subject: Order for our café
Return-Path: <bounces+123-ab12-support=aeropressmall.com@em.cafenord.example>
X-SG-EID: abc
Thread-Topic: Order for our café
X-MS-Has-Attach: yes

We would like to order 20 pieces.

#### person | - | a provider that marks its people's mail
From: Kim Lee <kim@firma.example>
Subject: Question
Feedback-ID: i85d946ce:Fastmail
X-ME-Sender: <xms:abc>

Does it fit?

#### person | - | an invitation by a person
From: Kim <kim@firma.example>
Subject: Visit to your showroom
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain

We would like to visit your showroom on Monday. Does 10:00 suit you?
--b
Content-Type: text/calendar; method=REQUEST

BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Visit
END:VEVENT
END:VCALENDAR
--b--

#### bulk | list,robot | a newsletter without list headers
From: Bean Box <hello@beanbox.example>
Return-Path: <bounce-123@mail.beanbox.example>
Subject: 20% off all beans

Only today. View this email in your browser. You are receiving this email because you signed up. Unsubscribe | Update preferences

#### bulk | system,list | dmarc report other
From: DMARC Reports <dmarcreport@microsoft.com>
Subject: Report Domain: aeropressmall.com Submitter: protection.outlook.com Report-ID: abc

This is a DMARC aggregate report from Microsoft Corporation.

#### bulk | list,robot | tls-rpt
From: SMTP TLS Reporting <smtp-tls@isp.example>
Subject: Report Domain: aeropressmall.com Submitter: isp.example Report-ID: <a>
TLS-Report-Domain: aeropressmall.com

x

#### auto_reply | auto | a calendar accepts, in Polish
From: Kim <kim@firma.example>
Subject: Zaakceptowano: Spotkanie
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain

x
--b
Content-Type: text/calendar; method=REPLY; charset=utf-8

BEGIN:VCALENDAR
METHOD:REPLY
END:VCALENDAR
--b--

#### person | robot | a campaign
From: Roaster <hi@roaster.example>
Return-Path: <bounce-mc.us1_1.2-support=aeropressmall.com@mail1.mcsv.net>
X-Mailer: Mailchimp Mailer
X-MC-User: abc
Subject: News

New beans.

#### person | robot | a sales mail by a mass mailer
From: Sales <sales@vendor.example>
Return-Path: <bounces+123-abcd-support=aeropressmall.com@em.vendor.example>
X-SG-EID: abc
Subject: Grow

Book a demo. If you don't want to hear from us, unsubscribe here.

#### person | robot | a payment service
From: "service@paypal.com" <service@paypal.com>
Return-Path: <service@paypal.com>
Subject: Receipt for your payment
X-PP-Email-transmission-Id: 1
X-Email-Type-Id: PP1

receipt

#### person | system | an invoice that wants no answer
From: Vendor <hello@vendor.example>
Reply-To: no-reply@vendor.example
Subject: Your invoice

Your invoice is ready.

#### bulk | system,list | voice mail
From: PBX <voicemail@pbx.example>
Subject: New voicemail 0:23 from 555

x

#### person | robot | a certified mass sender
From: UPS <mcinfo@ups.example>
Subject: UPS Update: Package Scheduled for Delivery Tomorrow
X-CSA-Complaints: csa-complaints@eco.de

x

#### bounce | null-path,system,report | Exchange, Greek
From: postmaster@firma.example
Return-Path: <>
Subject: Δεν παραδόθηκε: Παραγγελία

Η παράδοση απέτυχε για τους παρακάτω παραλήπτες ή ομάδες:

ghost@firma.example

#### delivery_report | null-path,system,report | Gmail waits
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
Return-Path: <>
Subject: Delivery Status Notification (Delay)

** Delivery incomplete **

There was a temporary problem delivering your message to ghost@kunde.example. Gmail will retry for 46 more hours. You'll be notified if the delivery fails permanently.

#### delivery_report | null-path,system,report | Exchange waits, German
From: postmaster@firma.example
Return-Path: <>
Subject: Zustellung verzögert: Ihre Bestellung

Die Zustellung an folgende Empfänger oder Gruppen verzögert sich:

ghost@firma.example
Diese Nachricht wurde noch nicht zugestellt. Es wird weiterhin versucht, sie zuzustellen.

#### delivery_report | null-path,system,report | Exchange waits
From: Microsoft Outlook <postmaster@outlook.example>
Return-Path: <>
Subject: Delivery delayed: Your order

Delivery to these recipients or groups is delayed:

ghost@kunde.example

Subject: Your order
This message hasn't been delivered yet. Delivery will continue to be attempted.

#### bounce | null-path,system,report | a filter in words that we do not know
From: MailMarshal <postmaster@isp.example>
Subject: MailMarshal has detected a Blocked Attachment
Return-Path: <>

MailMarshal (an automated content monitoring gateway) has stopped the following message: From: support@aeropressmall.com To: ghost@isp.example Because it believes it may contain an unacceptable attachment. norec

#### bounce | null-path,system,report | CommuniGate
From: <MAILER-DAEMON@cgp.example>
Return-Path: <>
Subject: Undeliverable mail: Your order

Failed to deliver to 'ghost@cgp.example'
LOCAL module(account ghost) reports:
 account is full (quota exceeded)

#### bounce | null-path,system,report | Naver
From: MAILER-DAEMON <MAILER-DAEMON@naver.example>
Return-Path: <>
Subject: [반송] 메일 발송 실패 안내

메일 발송에 실패하였습니다.
받는사람: ghost@naver.example

#### bounce | null-path,system,report | Onet, Polish
From: MAILER-DAEMON@onet.pl
Return-Path: <>
Subject: Niedostarczona wiadomość

Twoja wiadomość nie została dostarczona do: ghost@onet.pl
"""


@pytest.mark.parametrize(
    ("kind", "refusals", "title", "text"), labelled(LETTERS), ids=[title for _, _, title, _ in labelled(LETTERS)]
)
def test_words_and_structure_tell(kind: str, refusals: str, title: str, text: str) -> None:
    found = verdict(text)
    codes = ",".join(reason.code for reason in found.never_answer) or "-"
    assert (found.kind.value, codes) == (kind, refusals), found.because
