"""The lines by which mail programs open a quote, in many languages: cut whole, and nothing above them."""

import pytest

from triage.inbound.body import of

ATTRIBUTIONS = {
    "en gmail": "On Mon, 1 Jun 2026 at 10:12, Ann Lee <ann@example.com> wrote:",
    "en gmail wrapped": "On Mon, Jun 1, 2026 at 10:12 AM Ann Lee of the Very Long Company Name\n<ann@example.com> wrote:",
    "en gmail wrapped twice": "On Mon, Jun 1, 2026 at 10:12 AM Ann Lee of the Very Long Company <\nann@example.com>\nwrote:",
    "en apple": "On Jun 1, 2026, at 10:12 AM, Ann Lee <ann@example.com> wrote:",
    "en thunderbird": "On 01/06/2026 10:12, Ann Lee wrote:",
    "en yahoo": "On Monday, June 1, 2026, 10:12:33 AM EDT, Ann Lee <ann@example.com> wrote:",
    "en zoho": "---- On Mon, 01 Jun 2026 10:12:00 +0200 Ann Lee <ann@example.com> wrote ----",
    "en notes": '-----"Ann Lee" <ann@example.com> wrote: -----',
    "en name wrapped": "Customer Service of the Mall and Accessories Department\n<ann@example.com> wrote on 01.06.2026 10:12:",
    "en mutt": "On Mon, Jun 01, 2026 at 10:12:33AM +0100, Ann Lee wrote:",
    "en short": "Ann Lee <ann@example.com> wrote:",
    "de gmail": "Am Mo., 1. Juni 2026 um 10:12 Uhr schrieb Ann Lee <ann@example.com>:",
    "de apple": "Am 01.06.2026 um 10:12 schrieb Ann Lee <ann@example.com>:",
    "de web.de": "Ann Lee <ann@example.com> hat am 01.06.2026 10:12 CEST geschrieben:",
    "de name first": "Ann Lee <ann@example.com> schrieb am Mo., 1. Juni 2026,\n10:12:",
    "fr gmail": "Le lun. 1 juin 2026 à 10:12, Ann Lee <ann@example.com> a écrit :",
    "fr apple": "Le 1 juin 2026 à 10:12, Ann Lee <ann@example.com> a écrit\xa0:",
    "es gmail": "El lun, 1 jun 2026 a las 10:12, Ann Lee (<ann@example.com>) escribió:",
    "it gmail": "Il giorno lun 1 giu 2026 alle ore 10:12 Ann Lee <ann@example.com>\nha scritto:",
    "pt gmail": "Em seg., 1 de jun. de 2026 às 10:12, Ann Lee <ann@example.com>\nescreveu:",
    "pt wrapped": "Em segunda-feira, 1 de junho de 2026 10:12:11 BRT, Ann Lee\n<ann@example.com> escreveu:",
    "pt apple": "No dia 01/06/2026, às 10:12, Ann Lee <ann@example.com> escreveu:",
    "nl gmail": "Op ma 1 jun 2026 om 10:12 schreef Ann Lee <ann@example.com>:",
    "nl apple": "Op 1 jun. 2026, om 10:12 heeft Ann Lee <ann@example.com> het volgende geschreven:",
    "pl gmail": "pon., 1 cze 2026 o 10:12 Ann Lee <ann@example.com> napisał(a):",
    "pl apple": "Wiadomość napisana przez Ann Lee <ann@example.com> w dniu 1 cze 2026, o godz. 10:12:",
    "pl thunderbird": "W dniu 1.06.2026 o 10:12, Ann Lee pisze:",
    "sv gmail": "Den mån 1 juni 2026 kl 10:12 skrev Ann Lee <ann@example.com>:",
    "sv apple": "1 juni 2026 kl. 10:12 skrev Ann Lee <ann@example.com>:",
    "da gmail": "Den man. 1. jun. 2026 kl. 10.12 skrev Ann Lee <ann@example.com>:",
    "no gmail": "man. 1. juni 2026 kl. 10:12 skrev Ann Lee <ann@example.com>:",
    "fi gmail": "ma 1. kesäk. 2026 klo 10.12 Ann Lee (ann@example.com) kirjoitti:",
    "cs gmail": "po 1. 6. 2026 v 10:12 odesílatel Ann Lee <ann@example.com> napsal:",
    "cs apple": "1. 6. 2026 v 10:12, Ann Lee <ann@example.com>:",
    "sk gmail": "po 1. 6. 2026 o 10:12 Ann Lee <ann@example.com> napísal(a):",
    "hu gmail": "Ann Lee <ann@example.com> ezt írta (időpont: 2026. jún. 1., H, 10:12):",
    "ro gmail": "În lun., 1 iun. 2026 la 10:12, Ann Lee <ann@example.com> a scris:",
    "ru gmail": "пн, 1 июн. 2026 г. в 10:12, Ann Lee <ann@example.com>:",
    "ru apple": "1 июня 2026 г., в 10:12, Ann Lee <ann@example.com> написал(а):",
    "ru mail.ru": "Понедельник, 1 июня 2026, 10:12 +03:00 от Ann Lee <ann@example.com>:",
    "uk gmail": "пн, 1 черв. 2026 р. о 10:12 Ann Lee <ann@example.com> пише:",
    "bg gmail": "На пн, 1.06.2026 г. в 10:12 Ann Lee <ann@example.com> написа:",
    "tr gmail": "Ann Lee <ann@example.com>, 1 Haz 2026 Pzt, 10:12 tarihinde şunu yazdı:",
    "el gmail": "Στις Δευ 1 Ιουν 2026 στις 10:12 π.μ., ο χρήστης Ann Lee <ann@example.com> έγραψε:",
    "ja gmail": "2026年6月1日(月) 10:12 Ann Lee <ann@example.com>:",
    "ja apple": "2026/06/01 10:12、Ann Lee <ann@example.com>のメール:",
    "zh gmail": "Ann Lee <ann@example.com> 于2026年6月1日周一 10:12写道：",
    "zh apple": "在 2026年6月1日，10:12，Ann Lee <ann@example.com> 写道：",
    "zh-tw gmail": "Ann Lee <ann@example.com> 於 2026年6月1日 週一 上午10:12寫道：",
    "ko gmail": "2026년 6월 1일 (월) 오전 10:12, Ann Lee <ann@example.com>님이 작성:",
    "ko thunderbird": "2026-06-01 오전 10:12에 Ann Lee 이(가) 쓴 글:",
    "he wrapped": "\u202bבתאריך יום ב׳, 1 ביוני 2026 ב-10:12 מאת \u202aAnn Lee\u202c\u200f\n<\u202aann@example.com\u202c\u200f>:\u202c",
    "he gmail": "\u200fבתאריך יום ב׳, 1 ביוני 2026 ב-10:12 מאת \u202aAnn Lee\u202c\u200f <\u202aann@example.com\u202c\u200f>:\u202c",
    "ar gmail": "في الاثنين، 1 يونيو 2026 في 10:12 ص تمت كتابة ما يلي بواسطة Ann Lee <ann@example.com>:",
    "th gmail": "ในวันที่ จ. 1 มิ.ย. 2026 เวลา 10:12 Ann Lee <ann@example.com> เขียนว่า:",
    "vi gmail": "Vào Th 2, 1 thg 6, 2026 vào lúc 10:12 Ann Lee <ann@example.com> đã viết:",
    "id gmail": "Pada Sen, 1 Jun 2026 pukul 10.12 Ann Lee <ann@example.com> menulis:",
    "hr gmail": "pon, 1. lip 2026. u 10:12 Ann Lee <ann@example.com> napisao je:",
    "ca gmail": "Missatge de Ann Lee <ann@example.com> del dia dl., 1 de juny 2026 a les\n10:12:",
}
HEADERS = {  # the words for From, Sent, To, Subject in Outlook and its kin
    "en": ("From", "Sent", "To", "Subject"),
    "en mac": ("From", "Date", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "de mac": ("Von", "Datum", "An", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "pt": ("De", "Enviada em", "Para", "Assunto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "da": ("Fra", "Sendt", "Til", "Emne"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"),
    "sk": ("Od", "Odoslané", "Komu", "Predmet"),
    "hu": ("Feladó", "Elküldve", "Címzett", "Tárgy"),
    "ro": ("De la", "Trimis", "Către", "Subiect"),
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "uk": ("Від", "Надіслано", "Кому", "Тема"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu"),
    "el": ("Από", "Στάλθηκε", "Προς", "Θέμα"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
    "zh": ("发件人", "发送时间", "收件人", "主题"),
    "zh-tw": ("寄件者", "寄件日期", "收件者", "主旨"),
    "ko": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
    "ar": ("من", "تم الإرسال", "إلى", "الموضوع"),
    "he": ("מאת", "נשלח", "אל", "נושא"),
    "hr": ("Od", "Poslano", "Prima", "Predmet"),
    "th": ("จาก", "ส่ง", "ถึง", "เรื่อง"),
}
SEPARATORS = (
    "-----Original Message-----",
    "-------- Original Message --------",
    "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐",
    "-----Ursprüngliche Nachricht-----",
    "-----Message d'origine-----",
    "----- Mail original -----",
    "-----Mensaje original-----",
    "-----Messaggio originale-----",
    "-----Mensagem original-----",
    "-----Oorspronkelijk bericht-----",
    "-----Wiadomość oryginalna-----",
    "-----Ursprungligt meddelande-----",
    "-----Opprinnelig melding-----",
    "-----Oprindelig meddelelse-----",
    "-----Alkuperäinen viesti-----",
    "-----Původní zpráva-----",
    "-----Eredeti üzenet-----",
    "-----Mesaj original-----",
    "-----Исходное сообщение-----",
    "-----Orijinal Mesaj-----",
    "-----Αρχικό μήνυμα-----",
    "-----元のメッセージ-----",
    "------------------ 原始邮件 ------------------",
    "-----원본 메시지-----",
)
FORWARDS = (
    "---------- Forwarded message ---------",
    "Begin forwarded message:",
    "-------- Forwarded Message --------",
    "-------- Weitergeleitete Nachricht --------",
    "Anfang der weitergeleiteten Nachricht:",
    "---------- Message transféré ---------",
    "Début du message transféré :",
    "---------- Mensaje reenviado ---------",
    "Inizio messaggio inoltrato:",
    "---------- Mensagem encaminhada ---------",
    "---------- Doorgestuurd bericht ---------",
    "-------- Vidarebefordrat meddelande --------",
    "---------- Videresendt melding ---------",
    "---------- Videresendt besked ---------",
    "-------- Välitetty viesti --------",
    "-------- Přeposlaná zpráva --------",
    "-------- Továbbított üzenet --------",
    "-------- Пересылаемое сообщение --------",
    "-------- Переслане повідомлення --------",
    "---------- Yönlendirilmiş mesaj ---------",
    "-------- Προωθημένο μήνυμα --------",
    "---------- 転送されたメッセージ ---------",
    "---------- 转发的邮件 ---------",
    "---------- 전달된 메시지 ---------",
    "---------------------- Forwarded by Ann Lee/HOU/SHOP on 06/01/2026 10:12 AM ---------------------------",
)
DEVICES = (
    "Sent from my iPhone",
    "Sent from my Galaxy S24 Ultra, please excuse typos",
    "Sent from Outlook for Android",
    "Sent from Yahoo Mail for iPhone",
    "Sent with Proton Mail secure email.",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Von meinem iPhone gesendet",
    "Gesendet mit der GMX Mail App",
    "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
    "Holen Sie sich Outlook für Android",
    "Envoyé de mon iPhone",
    "Télécharger Outlook pour iOS",
    "Enviado desde mi iPhone",
    "Inviato da iPhone",
    "Enviado do meu iPhone",
    "Verstuurd vanaf mijn iPhone",
    "Wysłane z iPhone'a",
    "Skickat från min iPhone",
    "Sendt fra min iPad",
    "Lähetetty iPhonesta",
    "Odesláno z iPhonu",
    "iPhone-omról küldve",
    "Trimis de pe iPhone-ul meu",
    "Отправлено с iPhone",
    "Надіслано з iPhone",
    "iPhone'umdan gönderildi",
    "Στάλθηκε από το iPhone μου",
    "iPhoneから送信",
    "发自我的iPhone",
    "從我的 iPhone 傳送",
    "나의 iPhone에서 보냄",
    "나의 Galaxy에서 보냄",
    "Android용 Outlook 다운로드",
    "Windows 版のメールから送信",
    "来自 Windows 的邮件",
    "获取 Outlook for iOS",
    "Samsung Galaxy akıllı telefonumdan gönderildi.",
    "Outlook androidos verzió beszerzése",
    "Завантажити Outlook для Android",
    "Λήψη του Outlook για iOS",
    "להורדת Outlook עבור iOS",
    "مرسل من الايفون",
    "Verzonden vanuit Mail voor Windows",
    "Descargar Outlook para Android",
    "Få Outlook til iOS",
    "Sent from Fastmail",
)
ANSWER = "Yes, the grinder is broken.\n\nPlease send a new one."


@pytest.mark.parametrize("attribution", ATTRIBUTIONS.values(), ids=list(ATTRIBUTIONS))
@pytest.mark.parametrize("mark", ["> ", ""], ids=["marked", "unmarked"])
def test_an_attribution_opens_a_quote(attribution: str, mark: str) -> None:
    body = of(f"{ANSWER}\n\n{attribution}\n\n{mark}Is it broken?\n{mark}Ann", is_reply=True)
    assert body.text == ANSWER
    assert "Is it broken?\n" in body.quoted


@pytest.mark.parametrize("attribution", ATTRIBUTIONS.values(), ids=list(ATTRIBUTIONS))
def test_an_answer_below_the_quote_is_kept(attribution: str) -> None:
    body = of(f"{attribution}\n> Is it broken?\n> Ann\n\n{ANSWER}", is_reply=True)
    assert body.text == ANSWER


@pytest.mark.parametrize("words", HEADERS.values(), ids=list(HEADERS))
@pytest.mark.parametrize("colon", [": ", "：", "\xa0: "], ids=["colon", "wide colon", "spaced colon"])
def test_a_header_block_opens_a_quote(words: tuple[str, str, str, str], colon: str) -> None:
    values = ("Ann Lee <ann@example.com>", "1 June 2026 10:12", "Robin", "AW: Grinder")
    block = "\n".join(word + colon + value for word, value in zip(words, values, strict=True))
    body = of(f"{ANSWER}\n\n{block}\n\nIs it broken?\nAnn", is_reply=True)
    assert body.text == ANSWER
    assert body.quoted == f"{block}\n\nIs it broken?\nAnn"


@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_separator_opens_a_quote(separator: str) -> None:
    body = of(f"{ANSWER}\n\n{separator}\n\nIs it broken?", is_reply=True)
    assert (body.text, body.quoted) == (ANSWER, f"{separator}\n\nIs it broken?")


@pytest.mark.parametrize("separator", FORWARDS)
def test_forwarded_text_is_told_from_the_note_above(separator: str) -> None:
    forwarded = f"{separator}\nFrom: Ann Lee <ann@example.com>\nDate: 1 June 2026\nSubject: Grinder\n\nIs it broken?"
    body = of(f"{ANSWER}\n\n{forwarded}", subject="Fwd: Grinder")
    assert (body.text, body.forwarded, body.quoted) == (ANSWER, forwarded, "")


@pytest.mark.parametrize("line", DEVICES)
def test_what_a_device_adds_is_no_text(line: str) -> None:
    body = of(f"{ANSWER}\n\n{line}")
    assert (body.text, body.signature) == (ANSWER, line)
