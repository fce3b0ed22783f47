"""How mail programs shape a reply to a letter of ours: made here from what is known of their formats, copied from nowhere.

Each shape is a function: (answer, letter, words of its language) → one whole mail. Top posting throughout, for that is what
these programs do by themselves.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

BEN, SUPPORT = "aftersales-1@aeropressmall.com", "support@aeropressmall.com"


@dataclass(frozen=True, kw_only=True, slots=True)
class Quoted:
    """The letter that is answered, as the program has it before it."""

    subject: str
    message_id: str
    text: str
    html: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What programs say in one language."""

    header: tuple[str, str, str, str]  # From, Sent, To, Subject as Outlook has them
    sent: str  # the moment, long
    gmail: str  # a whole attribution line, with {who}
    apple: str
    thunderbird: str
    yahoo: str
    original: str  # "Original message" of Samsung's separator
    iphone: str
    galaxy: str
    outlook_app: str  # with {link}
    outlook: str  # what the link says
    answer: tuple[str, ...]  # what Ben writes, a line each


WHO = f"AeroPress Mall <{SUPPORT}>"
LANGUAGES: Mapping[str, Words] = {
    "en": Words(
        header=("From", "Sent", "To", "Subject"),
        sent="Thursday, November 26, 2026 3:00 PM",
        gmail="On Thu, Nov 26, 2026 at 3:00\u202fPM {who} wrote:",
        apple="On Nov 26, 2026, at 3:00\u202fPM, {who} wrote:",
        thunderbird="On 11/26/26 15:00, AeroPress Mall wrote:",
        yahoo="On Thursday, November 26, 2026 at 03:00:00 PM EST, {who} wrote:",
        original="Original message",
        iphone="Sent from my iPhone",
        galaxy="Sent from my Galaxy",
        outlook_app="Get {link}", outlook="Outlook for iOS",
        answer=("Hello Ann,", "", "a new chamber leaves our warehouse today.", "It costs you nothing, of course."),
    ),
    "de": Words(
        header=("Von", "Gesendet", "An", "Betreff"),
        sent="Donnerstag, 26. November 2026 15:00",
        gmail="Am Do., 26. Nov. 2026 um 15:00 Uhr schrieb {who}:",
        apple="Am 26.11.2026 um 15:00 schrieb {who}:",
        thunderbird="Am 26.11.26 um 15:00 schrieb AeroPress Mall:",
        yahoo="Am Donnerstag, 26. November 2026 um 15:00:00 MEZ hat {who} Folgendes geschrieben:",
        original="Ursprüngliche Nachricht",
        iphone="Von meinem iPhone gesendet",
        galaxy="Von meinem Galaxy gesendet",
        outlook_app="{link} beziehen", outlook="Outlook für iOS",
        answer=("Hallo Ann,", "", "eine neue Kammer verlässt heute unser Lager.", "Das kostet Sie natürlich nichts."),
    ),
    "fr": Words(
        header=("De", "Envoyé", "À", "Objet"),
        sent="jeudi 26 novembre 2026 15:00",
        gmail="Le jeu. 26 nov. 2026 à 15:00, {who} a écrit :",
        apple="Le 26 nov. 2026 à 15:00, {who} a écrit :",
        thunderbird="Le 26/11/2026 à 15:00, AeroPress Mall a écrit :",
        yahoo="Le jeudi 26 novembre 2026 à 15:00:00 UTC+1, {who} a écrit :",
        original="Message d'origine",
        iphone="Envoyé de mon iPhone",
        galaxy="Envoyé depuis mon Galaxy",
        outlook_app="Télécharger {link}", outlook="Outlook pour iOS",
        answer=("Bonjour Ann,", "", "une nouvelle chambre quitte notre entrepôt aujourd'hui.", "Cela ne vous coûte rien, bien sûr."),
    ),
    "es": Words(
        header=("De", "Enviado", "Para", "Asunto"),
        sent="jueves, 26 de noviembre de 2026 15:00",
        gmail="El jue, 26 nov 2026 a las 15:00, {who} escribió:",
        apple="El 26 nov 2026, a las 15:00, {who} escribió:",
        thunderbird="El 26/11/26 a las 15:00, AeroPress Mall escribió:",
        yahoo="El jueves, 26 de noviembre de 2026, 15:00:00 CET, {who} escribió:",
        original="Mensaje original",
        iphone="Enviado desde mi iPhone",
        galaxy="Enviado desde mi Galaxy",
        outlook_app="Obtener {link}", outlook="Outlook para iOS",
        answer=("Hola Ann:", "", "hoy sale una cámara nueva de nuestro almacén.", "Por supuesto, no le cuesta nada."),
    ),
    "it": Words(
        header=("Da", "Inviato", "A", "Oggetto"),
        sent="giovedì 26 novembre 2026 15:00",
        gmail="Il giorno gio 26 nov 2026 alle ore 15:00 {who} ha scritto:",
        apple="Il giorno 26 nov 2026, alle ore 15:00, {who} ha scritto:",
        thunderbird="Il 26/11/26 15:00, AeroPress Mall ha scritto:",
        yahoo="Il giovedì 26 novembre 2026 alle ore 15:00:00 CET, {who} ha scritto:",
        original="Messaggio originale",
        iphone="Inviato da iPhone",
        galaxy="Inviato dal mio Galaxy",
        outlook_app="Ottieni {link}", outlook="Outlook per iOS",
        answer=("Buongiorno Ann,", "", "oggi parte una nuova camera dal nostro magazzino.", "Naturalmente non le costa nulla."),
    ),
    "nl": Words(
        header=("Van", "Verzonden", "Aan", "Onderwerp"),
        sent="donderdag 26 november 2026 15:00",
        gmail="Op do 26 nov 2026 om 15:00 schreef {who}:",
        apple="Op 26 nov 2026, om 15:00 heeft {who} het volgende geschreven:",
        thunderbird="Op 26-11-2026 om 15:00 schreef AeroPress Mall:",
        yahoo="Op donderdag 26 november 2026 om 15:00:00 CET schreef {who}:",
        original="Oorspronkelijk bericht",
        iphone="Verstuurd vanaf mijn iPhone",
        galaxy="Verzonden vanaf mijn Galaxy",
        outlook_app="{link} downloaden", outlook="Outlook voor iOS",
        answer=("Hallo Ann,", "", "vandaag vertrekt een nieuwe kamer uit ons magazijn.", "Dat kost u natuurlijk niets."),
    ),
    "ja": Words(
        header=("差出人", "送信日時", "宛先", "件名"),
        sent="2026年11月26日 15:00",
        gmail="2026年11月26日(木) 15:00 {who}:",
        apple="2026/11/26 15:00、{who}のメール:",
        thunderbird="On 2026/11/26 15:00, AeroPress Mall wrote:",
        yahoo="2026年11月26日木曜日 15:00:00 JST、{who} が書き込み:",
        original="元のメッセージ",
        iphone="iPhoneから送信",
        galaxy="Galaxyから送信",
        outlook_app="{link} を入手", outlook="Outlook for iOS",
        answer=("アン様", "", "新しいチャンバーを本日発送いたします。", "費用はかかりません。"),
    ),
}  # fmt: skip

Shape = Callable[[Sequence[str], Quoted, Words], bytes]


# ---------------------------------------------------------------- parts that several share
def _marked(text: str) -> str:
    return "".join(f"> {line}".rstrip() + "\n" for line in text.splitlines())


def _paragraphs(lines: Sequence[str], opening: str, closing: str, empty: str) -> str:
    return "".join(f"{opening}{escape(line) or empty}{closing}" for line in lines)


def _block(quoted: Quoted, words: Words) -> list[tuple[str, str]]:
    values = (WHO, words.sent, f"Ben Cole <{BEN}>", quoted.subject)
    return list(zip(words.header, values, strict=True))


def _block_text(quoted: Quoted, words: Words) -> str:
    return "".join(f"{name}: {value}\n" for name, value in _block(quoted, words))


def _block_html(quoted: Quoted, words: Words) -> str:
    return "".join(f"<b>{escape(name)}:</b> {escape(value)}<br>\n" for name, value in _block(quoted, words))


def _attribution_html(line: str) -> str:
    who = f'AeroPress Mall &lt;<a href="mailto:{SUPPORT}">{SUPPORT}</a>&gt;'
    return who.join(escape(part) for part in line.split("{who}"))


def _mail(
    quoted: Quoted, program: str, *, text: str | None = None, html: str | None = None,
    charset: str = "utf-8", cte: str = "quoted-printable", flowed: bool = False,
) -> bytes:  # fmt: skip
    mail = EmailMessage(policy=SMTP)
    mail["Authentication-Results"] = f"mx.aeropressmall.com; auth=pass smtp.auth={BEN}"
    mail["From"], mail["To"] = f"Ben Cole <{BEN}>", f"AeroPress Mall <{SUPPORT}>"
    mail["Subject"], mail["X-Mailer"] = f"Re: {quoted.subject}", program
    mail["Message-ID"] = "<reply@laptop.aeropressmall.com>"
    mail["In-Reply-To"] = mail["References"] = f"<{quoted.message_id}>"
    if text is not None:
        mail.set_content(text, charset=_able(charset, text), cte=cte)
        if flowed:
            mail.set_param("format", "flowed")
    if html is not None:
        add = mail.set_content if text is None else mail.add_alternative
        add(html, subtype="html", charset=_able(charset, html), cte=cte)
    return mail.as_bytes()


def _able(charset: str, text: str) -> str:
    """The program's charset, or utf-8 where that cannot hold the words, as it does itself."""
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return "utf-8"
    return charset


# ---------------------------------------------------------------- Microsoft
def outlook_desktop(answer: Sequence[str], quoted: Quoted, words: Words) -> bytes:
    body = _paragraphs(answer, "<p class=MsoNormal><span lang=EN-US>", "<o:p></o:p></span></p>\n", "&nbsp;")
    html = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm;} --></style>'
        f"</head><body lang=EN-US><div class=WordSection1>{body}<p class=MsoNormal><o:p>&nbsp;</o:p></p><div>"
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>"
        f"{_block_html(quoted, words)}</p></div></div><p class=MsoNormal><o:p>&nbsp;</o:p></p>{quoted.html}</div></body></html>"
    )
    text = "\n\n".join(line for line in answer if line) + f"\n\n \n\n{_block_text(quoted, words)}\n{quoted.text}"
    return _mail(quoted, "Microsoft Outlook 16.0", text=text, html=html, charset="windows-1252")


def outlook_desktop_plain(answer: Sequence[str], quoted: Quoted, words: Words) -> bytes:
    text = "\n".join(answer) + f"\n\n-----Original Message-----\n{_block_text(quoted, words)}\n{quoted.text}"
    return _mail(quoted, "Microsoft Outlook 16.0", text=text, charset="windows-1252")


def outlook_web(answer: Sequence[str], quoted: Quoted, words: Words) -> bytes:
    body = _paragraphs(answer, '<div class="elementToProof" style="font-size: 12pt;">', "</div>", "<br>")
    html = (
        f'<html><body dir="ltr">{body}<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">{_block_html(quoted, words)}</font>'
        f"<div>&nbsp;</div></div><div>{quoted.html}</div></body></html>"
    )
    text = "\n".join(answer) + f"\n{'_' * 32}\n{_block_text(quoted, words)}\n{quoted.text}"
    return _mail(quoted, "", text=text, html=html, cte="base64")


def outlook_mobile(answer: Sequence[str], quoted: Quoted, words: Words) -> bytes:
    body = _paragraphs(answer, '<div dir="ltr">', "</div>", "<br>")
    get = words.outlook_app.format(link=f'<a href="https://aka.ms/o0ukef">{words.outlook}</a>')
    html = (
        f'<html><body>{body}<div dir="ltr"><br></div><div id="ms-outlook-mobile-signature">{get}</div>'
        f'<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr">{_block_html(quoted, words)}</div>'
        f"{quoted.html}</body></html>"
    )
    return _mail(quoted, "", html=html)


# ---------------------------------------------------------------- Google
def gmail_web(answer: Sequence[str], quoted: Quoted, words: Words) -> bytes:
    html = (
        f'<div dir="ltr">{_paragraphs(answer, "<div>", "</div>", "<br>")}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{_attribution_html(words.gmail)}<br></div><blockquote class="gmail_quote" '
        f'style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{quoted.html}</blockquote></div>'
    )
    text = "\n".join(answer) + f"\n\n{_wrapped(words.gmail.format(who=WHO))}\n\n{_marked(quoted.text)}"
    return _mail(quoted, "", text=text, html=html)


def gmail_app(answer: Sequence[str], quoted: Quoted, words: Words) -> bytes:
    body = _paragraphs(answer, '<div dir="auto">', "</div>", "<br>")
    html = (
        f'{body}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{_attribution_html(words.gmail)}<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{quoted.html}</blockquote></div>'
    )
    text = "\n".join(answer) + f"\n\n{_wrapped(words.gmail.format(who=WHO))}\n\n{_marked(quoted.text)}"
    return _mail(quoted, "", text=text, html=html, cte="base64")


def _wrapped(line: str) -> str:
    """Gmail breaks its attribution before the address."""
    return line.replace(f"<{SUPPORT}>", f"\n<{SUPPORT}>") if len(line) > 70 else line


# ---------------------------------------------------------------- Apple
def apple_mail(answer: Sequence[str], quoted: Quoted, words: Words) -> bytes:
    html = (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body style="overflow-wrap: '
        f'break-word;">{_paragraphs(answer, "<div>", "</div>", "<br>")}<br><div><blockquote type="cite"><div>'
        f'{_attribution_html(words.apple)}</div><br class="Apple-interchange-newline"><div>{quoted.html}</div></blockquote></div></body></html>'
    )
    text = "\n".join(answer) + f"\n\n> {words.apple.format(who=WHO)}\n> \n{_marked(quoted.text)}"
    return _mail(quoted, "Apple Mail (2.3774)", text=text, html=html)


def ios_mail(answer: Sequence[str], quoted: Quoted, words: Words) -> bytes:
    html = (
        f'<html><body dir="auto">{_paragraphs(answer, "<div>", "</div>", "<br>")}<div dir="ltr"><br></div>'
        f'<div dir="ltr">{words.iphone}</div><div dir="ltr"><br><blockquote type="cite">{_attribution_html(words.apple)}<br><br>'
        f'</blockquote></div><blockquote type="cite"><div dir="ltr">\ufeff{quoted.html}</div></blockquote></body></html>'
    )
    text = (
        "\n".join(answer)
        + f"\n\n{words.iphone}\n\n> {words.apple.format(who=WHO)}\n> \n> \ufeff{_marked(quoted.text)[2:]}"
    )
    return _mail(quoted, "iPhone Mail (22A3354)", text=text, html=html, cte="base64")


# ---------------------------------------------------------------- others
def thunderbird(answer: Sequence[str], quoted: Quoted, words: Words) -> bytes:
    text = "\n".join(answer) + f"\n\n-- \nBen Cole\nAftersales\n\n{words.thunderbird}\n{_marked(quoted.text)}"
    return _mail(quoted, "Mozilla Thunderbird", text=text, flowed=True)


def thunderbird_html(answer: Sequence[str], quoted: Quoted, words: Words) -> bytes:
    html = (
        f'<!DOCTYPE html><html><body>{_paragraphs(answer, "<p>", "</p>", "<br>")}<pre class="moz-signature" cols="72">-- \nBen Cole\nAftersales</pre>'
        f'<div class="moz-cite-prefix">{escape(words.thunderbird)}<br></div><blockquote type="cite" cite="mid:x">{quoted.html}</blockquote></body></html>'
    )
    return _mail(quoted, "Mozilla Thunderbird", html=html)


def k9(answer: Sequence[str], quoted: Quoted, words: Words) -> bytes:
    text = "\n".join(answer) + (
        f"\n-- \nThis message was sent from my Android device with K-9 Mail.\n\n{words.apple.format(who=WHO)}\n{_marked(quoted.text)}"
    )
    return _mail(quoted, "K-9 Mail for Android", text=text)


def samsung(answer: Sequence[str], quoted: Quoted, words: Words) -> bytes:
    html = (
        f'<html><body>{_paragraphs(answer, "<div dir=auto>", "</div>", "<br>")}<div><br></div><div id="composer_signature" dir="auto">'
        f'{words.galaxy}</div><div><br></div><div align="left" dir="auto"><div>-------- {words.original} --------</div>'
        f"<div>{_block_html(quoted, words)}</div></div><div><br></div>{quoted.html}</body></html>"
    )
    text = (
        "\n".join(answer)
        + f"\n\n{words.galaxy}\n\n\n-------- {words.original} --------\n{_block_text(quoted, words)}\n{quoted.text}"
    )
    return _mail(quoted, "", text=text, html=html, cte="base64")


def yahoo(answer: Sequence[str], quoted: Quoted, words: Words) -> bytes:
    line = words.yahoo.format(who=WHO)
    html = (
        f'<html><body><div class="yahoo-style-wrap">{_paragraphs(answer, "<div dir=ltr>", "</div>", "<br>")}<br></div>'
        f'<div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>{_attribution_html(words.yahoo)}</div><div><br></div><div><br></div>'
        f"<div>{quoted.html}</div></div></div></body></html>"
    )
    text = " " + "\n".join(answer) + f"\n\n    {line}  \n \n {quoted.text}"
    return _mail(quoted, "WebService/1.1 YMailNorrin", text=text, html=html)


def gmx(answer: Sequence[str], quoted: Quoted, words: Words) -> bytes:
    who, sent, to, subject = _block(quoted, words)
    block = "".join(
        f"<div><b>{escape(name)}:</b>&nbsp;{escape(value)}</div>" for name, value in (sent, who, to, subject)
    )
    html = (
        f'<html><head></head><body><div style="font-family: Verdana;font-size: 12.0px;">{_paragraphs(answer, "<div>", "</div>", "&nbsp;")}'
        f'<div>&nbsp;<div name="quote" style="margin:10px 5px 5px 10px; border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;">{block}</div>'
        f'<div name="quoted-content">{quoted.html}</div></div></div></div></body></html>'
    )
    return _mail(quoted, "", html=html)


SHAPES: Mapping[str, Shape] = {
    shape.__name__: shape
    for shape in (
        outlook_desktop, outlook_desktop_plain, outlook_web, outlook_mobile, gmail_web, gmail_app, apple_mail, ios_mail,
        thunderbird, thunderbird_html, k9, samsung, yahoo, gmx,
    )
}  # fmt: skip
