"""What machines say in subjects and first lines, by language. Data only; `phrases` compares.

Phrases are parted by "|". Case, accents and the kind of apostrophe do not matter. Subjects are compared from their
first letter on, sentences anywhere in the text, so a sentence must be too telling for a customer to write it by chance.
"""

# Subjects that mail programs put on what they answer by themselves. All say "reply": a "message" may be a form's.
AUTOMATIC_SUBJECTS = {
    "af": "outomatiese antwoord",
    "ar": "رد تلقائي | الرد التلقائي | رد آلي | رد اوتوماتيكي | إجابة تلقائية",
    "bg": "автоматичен отговор | автоматично отговаряне",
    "ca": "resposta automàtica",
    "cs": "automatická odpověď | automaticka odpoved",
    "da": "automatisk svar | autosvar | autobesvarelse | automatisk besvarelse",
    "de": "automatische antwort | automatische rückantwort | autoantwort | auto-antwort | autom. antwort"
    " | automatische eingangsbestätigung",
    "el": "αυτόματη απάντηση | αυτοματοποιημένη απάντηση",
    "en": "automatic reply | auto reply | auto-reply | autoreply | automated reply | auto response | auto-response"
    " | autoresponse | auto responder | autoresponder | auto-responder | automated response | automatic response"
    " | automatic acknowledgement | automated acknowledgement"
    " | automatic response | auto acknowledgement | auto-acknowledgement | auto acknowledgment | auto ack: | auto re:"
    " | yahoo! auto response | system auto-reply | autoreply: | auto-generated reply | [auto-reply]",
    "es": "respuesta automática | contestación automática | autorespuesta | auto-respuesta | respuesta automatizada",
    "et": "automaatvastus | automaatne vastus",
    "eu": "erantzun automatikoa",
    "fa": "پاسخ خودکار",
    "fi": "automaattinen vastaus | automaattivastaus",
    "fr": "réponse automatique | réponse auto | réponse automatisée",
    "gl": "resposta automática",
    "he": "תשובה אוטומטית | מענה אוטומטי | השב אוטומטי",
    "hi": "स्वचालित उत्तर | स्वचालित जवाब | स्वतः उत्तर | स्वत: उत्तर",
    "hr": "automatski odgovor | automatsko odgovaranje",
    "hu": "automatikus válasz | automata válasz",
    "id": "balasan otomatis | jawaban otomatis | balas otomatis",
    "is": "sjálfvirkt svar",
    "it": "risposta automatica | autorisposta | risponditore automatico",
    "ja": "自動応答 | 自動返信 | 自動送信 | 自動配信",
    "ko": "자동 회신 | 자동회신 | 자동 응답 | 자동응답 | 자동 답장",
    "lt": "automatinis atsakymas | automatinis atsakas",
    "lv": "automātiskā atbilde | automātiska atbilde",
    "mk": "автоматски одговор",
    "ms": "balasan automatik",
    "nl": "automatisch antwoord | automatische beantwoording | automatische reactie | autom. antwoord"
    " | automatische ontvangstbevestiging",
    "no": "automatisk svar | autosvar | automatisk svarmelding",
    "pl": "odpowiedź automatyczna | automatyczna odpowiedź | autoodpowiedź | autoresponder",
    "pt": "resposta automática | resposta automatizada | auto-resposta | autoresposta",
    "ro": "răspuns automat | raspuns automat",
    "ru": "автоматический ответ | автоответ | автоответчик | ответ автоответчика",
    "sk": "automatická odpoveď",
    "sl": "samodejni odgovor | samodejni odziv | avtomatski odgovor",
    "sq": "përgjigje automatike",
    "sr": "аутоматски одговор | аутоматско одговарање",
    "sv": "automatiskt svar | autosvar | auto-svar",
    "th": "ตอบกลับอัตโนมัติ | การตอบกลับอัตโนมัติ | ตอบรับอัตโนมัติ",
    "tr": "otomatik yanıt | otomatik cevap | otomatik yanit",
    "uk": "автоматична відповідь | автовідповідь | відповідь автовідповідача",
    "vi": "trả lời tự động | thư trả lời tự động | tự động trả lời",
    "zh": "自动回复 | 自動回覆 | 自动答复 | 自動答覆 | 自動回復 | 自动应答",
}

# Names of out-of-office notes: a subject that begins so is one.
AWAY_NOTICES = {
    "ar": "خارج المكتب",
    "bg": "извън офиса",
    "ca": "fora de l'oficina",
    "cs": "mimo kancelář",
    "da": "fraværsbesked | fraværsmeddelelse | feriebesked | ude af kontoret",
    "de": "abwesenheitsnotiz | abwesenheitsmeldung | abwesenheitsbenachrichtigung | abwesenheitsnachricht"
    " | abwesenheitsassistent | abwesenheitsinfo | abwesenheitshinweis | urlaubsnotiz | urlaubsbenachrichtigung"
    " | urlaubsmeldung | urlaubsabwesenheit | urlaubsinfo",
    "el": "εκτός γραφείου | απουσία από το γραφείο",
    "en": "out of office | out of the office | out-of-office | out-of-the-office | outofoffice | ooo: | vacation reply"
    " | vacation message | vacation notice | vacation auto | vacation autoreply | vacation response"
    " | vacation responder"
    " | away notice | away message | absence notice | holiday autoreply | maternity leave auto | absence notification",
    "es": "fuera de la oficina | fuera de oficina | ausente de la oficina | ausencia de la oficina"
    " | mensaje de ausencia"
    " | aviso de ausencia | aviso de vacaciones | mensaje de vacaciones | notificación de ausencia",
    "et": "kontorist väljas | kontorist eemal",
    "fi": "poissaoloilmoitus | poissaoloviesti | lomaviesti | poissa toimistosta",
    "fr": "absence du bureau | message d'absence | notification d'absence | avis d'absence | gestionnaire d'absence"
    " | absent du bureau | absente du bureau | hors du bureau",
    "he": "מחוץ למשרד | הודעת היעדרות",
    "hr": "izvan ureda",
    "hu": "házon kívül | irodán kívül",
    "id": "di luar kantor",
    "it": "fuori sede | fuori ufficio | messaggio di assenza | notifica di assenza | avviso di assenza"
    " | assenza dall'ufficio | assente dall'ufficio",
    "ja": "不在通知 | 不在のお知らせ | 休暇のお知らせ",
    "ko": "부재중 | 부재 중 | 부재 안내",
    "lv": "ārpus biroja",
    "nl": "afwezigheidsmelding | afwezigheidsbericht | afwezigheidsassistent | vakantiebericht | vakantiemelding"
    " | niet op kantoor",
    "no": "fraværsmelding | fraværsassistent | ikke på kontoret",
    "pl": "poza biurem | wiadomość o nieobecności | informacja o nieobecności",
    "pt": "fora do escritório | ausência temporária | ausência do escritório | mensagem de ausência | aviso de ausência"
    " | aviso de férias | ausente do escritório",
    "ro": "în afara biroului | absent din birou",
    "ru": "уведомление об отсутствии | вне офиса | сообщение об отсутствии",
    "sk": "mimo kancelárie",
    "sr": "ван канцеларије",
    "sv": "frånvaromeddelande | semestermeddelande | ej på kontoret | inte på kontoret",
    "th": "ไม่อยู่ที่สำนักงาน",
    "tr": "ofis dışında",
    "uk": "поза офісом",
    "vi": "ngoài văn phòng",
    "zh": "不在办公室 | 不在辦公室 | 外出通知 | 休假通知",
}
NO_NOTICES = {"en": "out of office hours | out of office use | out of the office hours | out of office chair"}
ABOUT_WORDS = ("について", "に関して", "关于", "關於")  # "about": the subject of a question, in scripts without spaces

# Folded text never holds the full-width mark. Chinese, Japanese and Korean people also ask without one.
QUESTION_MARKS = ("?", "؟", "か。", "吗", "嗎", "까요", "나요")

# Subjects that say somebody is away. They count only with support: a reply, a machine's mark, or the text.
AWAY_SUBJECTS = {
    "ar": "خارج المكتب",
    "bg": "извън офиса | отсъствам",
    "ca": "fora de l'oficina | absent de l'oficina",
    "cs": "mimo kancelář | nepřítomnost | nepřítomen | nepřítomna | jsem mimo kancelář",
    "da": "ikke til stede | fraværsbesked | fraværsmeddelelse | ude af kontoret | ikke på kontoret | feriebesked",
    "de": "abwesenheit | abwesend | nicht im büro | nicht im haus"
    " | außer haus | ich bin im urlaub | urlaub"
    " | betriebsferien | betriebsurlaub | betriebsruhe | bin im urlaub | ich bin abwesend | ich bin nicht im büro"
    " | derzeit nicht im büro"
    " | praxisurlaub | büro geschlossen | weihnachtspause | geschlossen vom",
    "el": "εκτός γραφείου | απουσία από το γραφείο | απουσιάζω",
    "en": "ooo | auto: | vacation | away | away from my mail | away from the office | away from my desk"
    " | away from office | i am out of | i'm out of"
    " | i am currently out | i'm currently out | i am away | i'm away | i am on vacation | i'm on vacation"
    " | on vacation until"
    " | on leave | i am on leave | on annual leave | on maternity leave | on parental leave | on holiday until"
    " | i am on holiday | i'm on holiday | absence notice | absent from office | currently away | currently out of"
    " | paternity leave | maternity leave | parental leave | annual leave | sick leave | sabbatical | on sabbatical"
    " | office closed | office closure | holiday closure | out until | out today",
    "es": "fuera de la oficina | fuera de oficina | ausente de la oficina | ausencia de la oficina"
    " | ausencia de oficina"
    " | mensaje de ausencia | aviso de ausencia | estoy de vacaciones | ausencia temporal | no estoy en la oficina"
    " | ausente | vacaciones",
    "et": "kontorist väljas | olen puhkusel",
    "fi": "poissa toimistosta | poissaoloilmoitus | poissaoloviesti | poissa | olen lomalla | en ole paikalla",
    "fr": "absence du bureau | absent du bureau | message d'absence | notification d'absence | avis d'absence"
    " | gestionnaire d'absence | je suis absent | en congé | hors du bureau | absence : | absence: | absent jusqu"
    " | absente jusqu | absente du bureau | indisponible jusqu"
    " | absence | fermeture annuelle | congés annuels | fermeture estivale | en déplacement",
    "he": "מחוץ למשרד | הודעת היעדרות | לא נמצא במשרד | לא נמצאת במשרד",
    "hr": "izvan ureda | odsutan | odsutna | na godišnjem",
    "hu": "házon kívül | irodán kívül | távollét | szabadságon",
    "id": "di luar kantor | sedang cuti",
    "it": "fuori sede | fuori ufficio | assente dall'ufficio | assenza dall'ufficio | messaggio di assenza"
    " | notifica di assenza | avviso di assenza | sono in ferie | sono assente | assente fino | in ferie fino"
    " | assenza:"
    " | chiusura uffici | chiusura estiva | chiusura aziendale | assenza",
    "ja": "不在通知 | 不在のお知らせ | 不在 | 外出中 | 休暇中 | 休業のお知らせ | 夏季休業"
    " | 年末年始休業 | 休暇のお知らせ",
    "ko": "부재중 | 부재 중 | 휴가 중 | 휴가중 | 외출 중",
    "lt": "nesu biure | atostogauju",
    "lv": "ārpus biroja | neesmu birojā",
    "nl": "afwezigheidsmelding | afwezigheidsbericht | afwezigheidsassistent | afwezig | niet aanwezig"
    " | niet op kantoor"
    " | buiten kantoor | vakantiebericht | vakantiemelding | ik ben afwezig | ik ben met vakantie | ik ben op vakantie",
    "no": "fraværsmelding | fraværende | ikke på kontoret | fraværsassistent | ikke tilstede | ferie til",
    "pl": "poza biurem | nieobecność | wiadomość o nieobecności | nieobecny | nieobecna | jestem na urlopie"
    " | informacja o nieobecności",
    "pt": "fora do escritório | ausência temporária | ausente do escritório | ausência do escritório | fora da empresa"
    " | mensagem de ausência | aviso de ausência | estou de férias | estou ausente | ausente | férias"
    " | ausência",
    "ro": "absent din birou | în afara biroului | nu sunt la birou | sunt în concediu",
    "ru": "отсутствую | вне офиса | нет на месте | я в отпуске | в отпуске | уведомление об отсутствии"
    " | нахожусь в отпуске",
    "sk": "mimo kancelárie | neprítomnosť | nie som v kancelárii",
    "sl": "odsotnost | odsoten | odsotna | na dopustu",
    "sr": "ван канцеларије | на одмору",
    "sv": "frånvaromeddelande | frånvarande | frånvaro | ej på kontoret | inte på kontoret | på semester"
    " | semestermeddelande",
    "th": "ไม่อยู่ที่สำนักงาน | อยู่นอกสำนักงาน | ลาพักร้อน",
    "tr": "ofis dışında | ofiste değilim | izindeyim | izinde | yıllık izin",
    "uk": "поза офісом | у відпустці | відсутність на робочому місці | я у відпустці",
    "vi": "vắng mặt | ngoài văn phòng | không có mặt tại văn phòng",
    "zh": "不在办公室 | 不在辦公室 | 外出中 | 休假中 | 正在休假 | 出差中 | 假期自动",
}

# Sentences in which a machine says that it is one.
AUTOMATIC_SENTENCES = {
    "ar": "هذا رد تلقائي | هذه رسالة تلقائية | رد آلي",
    "bg": "това е автоматичен отговор | това е автоматично съобщение | автоматично генериран",
    "ca": "aquesta és una resposta automàtica | aquest és un missatge automàtic",
    "cs": "toto je automatická odpověď | tato zpráva je automatick | automaticky generovan",
    "da": "dette er et automatisk svar | dette er en automatisk | automatisk genereret | dette er et autosvar",
    "de": "dies ist eine automatische | das ist eine automatische | diese automatische antwort | automatisch generierte"
    " | automatisch erstellte | automatisch erzeugte | automatisch versendet | diese e-mail wurde automatisch"
    " | diese nachricht wurde automatisch | dies ist eine automatisierte | diese mail wurde automatisch"
    " | dies ist ein automatisch"
    " | wurde automatisch erstellt | wurde automatisch generiert | wurde automatisch erzeugt | dies ist eine autom",
    "el": "αυτή είναι μια αυτόματη | αυτό είναι ένα αυτόματο | αυτόματο μήνυμα | αυτοματοποιημένο μήνυμα",
    "en": "this is an automatic | this is an automated | this is an auto-generated | this is an auto generated"
    " | this is an autogenerated | this is an auto-reply | this is an auto reply | this is an autoreply"
    " | this is an auto-response | this automated response | this automatic reply | automatically generated"
    " | this is an automatically | this email was sent automatically | this message was sent automatically"
    " | this is a computer generated | this is a system generated | this is a system-generated"
    " | this e-mail is automatic"
    " | this is my auto | automated acknowledgement | this is a vacation"
    " | this is an automatically generated | this is an automated message | has been automatically generated"
    " | was automatically generated | this mail is an automatic | created automatically by",
    "es": "esta es una respuesta automática | este es un mensaje automático | respuesta automática"
    " | generado automáticamente | este mensaje es automático | este correo es automático"
    " | este es un correo automático"
    " | mensaje generado de forma automática",
    "et": "see on automaat | automaatselt genereeritud",
    "fi": "tämä on automaattinen | automaattisesti luotu | tämä viesti on automaattinen | tämä on automaattivastaus",
    "fr": "ceci est une réponse automatique | ceci est un message automatique | message généré automatiquement"
    " | cette réponse est automatique | réponse automatique | mail généré automatiquement | e-mail automatique"
    " | envoyé automatiquement | message automatique",
    "he": "זוהי תשובה אוטומטית | זהו מענה אוטומטי | הודעה אוטומטית | זו הודעה אוטומטית",
    "hi": "यह एक स्वचालित",
    "hr": "ovo je automatski | ovo je automatska | automatski generirana",
    "hu": "ez egy automatikus | ez egy automata | automatikusan generált | automatikus válasz",
    "id": "ini adalah balasan otomatis | ini adalah pesan otomatis | email ini dikirim secara otomatis",
    "is": "þetta er sjálfvirkt",
    "it": "questa è una risposta automatica | questo è un messaggio automatico | generato automaticamente"
    " | messaggio automatico | risposta automatica | generata automaticamente | e-mail automatica",
    "ja": "自動返信 | 自動送信 | 自動応答 | 自動配信 | 自動的に送信 | このメールは自動",
    "ko": "자동 발송 | 자동발송 | 자동 회신 | 자동으로 발송 | 자동 응답 | 자동으로 전송",
    "lt": "tai automatinis | automatiškai sugeneruot",
    "lv": "šis ir automātisk | šī ir automātisk",
    "nl": "dit is een automatisch | dit is een geautomatiseerd | automatisch gegenereerd | automatisch verzonden"
    " | deze e-mail is automatisch",
    "no": "dette er et automatisk | dette er en automatisk | automatisk generert",
    "pl": "to jest automatyczna | ta wiadomość została wygenerowana automatycznie | wiadomość automatyczna"
    " | wygenerowana automatycznie | wiadomość wygenerowana automatycznie | automatyczna odpowiedź",
    "pt": "esta é uma resposta automática | esta é uma mensagem automática | este é um e-mail automático"
    " | gerado automaticamente | gerada automaticamente | resposta automática | mensagem automática"
    " | este é um email automático",
    "ro": "acesta este un răspuns automat | acesta este un mesaj automat | generat automat",
    "ru": "это автоматический ответ | это автоматическое | автоматически сгенерирован"
    " | это письмо создано автоматически"
    " | письмо отправлено автоматически | сообщение отправлено автоматически | сформировано автоматически",
    "sk": "toto je automatická | toto je automaticky | automaticky generovan",
    "sl": "to je samodejn | to je avtomatsk",
    "sr": "ово је аутоматск | ovo je automatsk",
    "sv": "detta är ett automatiskt | detta är ett autosvar | automatiskt genererat | det här är ett automatiskt",
    "th": "นี่เป็นการตอบกลับอัตโนมัติ | นี่คือการตอบกลับอัตโนมัติ | ข้อความตอบกลับอัตโนมัติ | ข้อความอัตโนมัติ",
    "tr": "bu otomatik bir | bu bir otomatik | otomatik olarak oluşturul | otomatik olarak gönderil",
    "uk": "це автоматична відповідь | це автоматичне | цей лист створено автоматично | згенеровано автоматично",
    "vi": "đây là thư trả lời tự động | đây là email tự động | thư tự động | email này được gửi tự động",
    "zh": "这是一封自动 | 這是一封自動 | 本邮件由系统自动 | 系统自动发送 | 系統自動 | 自动回复邮件 | 此邮件为自动 | 这是自动回复"
    " | 自動回覆 | 自动回复 | 系统自动回复 | 这是来自qq邮箱的 | 這是來自",
}

# Somebody says that they are away. Also people write this, so it needs company (COMPANION_SENTENCES) or a machine's mark.
AWAY_SENTENCES = {
    "ar": "خارج المكتب | في إجازة | لست في المكتب",
    "bg": "извън офиса | в отпуск | отсъствам",
    "ca": "fora de l'oficina | de vacances | absent de l'oficina"
    " | en vacances | no sóc a l'oficina | estic de vacances | estaré absent",
    "cs": "mimo kancelář | na dovolené | nejsem přítom | jsem nepřítom | nebudu v kanceláři | čerpám dovolenou"
    " | dovolenou | mám dovolenou | služební cest"
    " | k zastižení | nejsem v kanceláři",
    "da": "ikke på kontoret | ude af kontoret | på ferie | holder ferie | er ikke til stede | bortrejst | har ferie"
    " | på barsel | på kursus | på forretningsrejse | ikke til stede"
    " | ikke tilgængelig",
    "de": "nicht im büro | nicht im haus | außer haus | abwesend | im urlaub | in urlaub | nicht erreichbar"
    " | in elternzeit"
    " | nicht am arbeitsplatz | auf dienstreise | in mutterschutz | nicht im hause | bin nicht da | in den ferien"
    " | betriebsferien | im buro wieder erreichbar | nicht im buero | ausser haus | auf geschäftsreise"
    " | betrieb ist vom | bleibt vom | büro ist vom | praxis ist vom | haben wir geschlossen | ist geschlossen"
    " | unterwegs und | nicht zu erreichen | zurzeit nicht da | krankheitsbedingt | nicht am platz | elternzeit"
    " | mutterschutz"
    " | ich arbeite montag | ich arbeite nur | arbeite in teilzeit | meine arbeitstage | auf urlaub | bin erkrankt"
    " | bin krank | lese meine mails"
    " | bin unterwegs | bin verreist | bin auf reisen",
    "el": "εκτός γραφείου | σε άδεια | απουσιάζω | θα απουσιάζω | με άδεια | εκτός έδρας | λείπω",
    "en": "out of the office | out of office | away from the office | away from my desk | on vacation | on holiday"
    " | on annual leave | on maternity leave | on parental leave | on paternity leave | on leave | on sick leave"
    " | currently away | currently out | away from my email | away from email | away on business"
    " | currently travelling | am travelling | currently traveling | am traveling"
    " | not in the office | i am away | i'm away | i will be away | i'll be away | our office is closed"
    " | our offices are closed | we are closed | on a business trip | on sabbatical"
    " | not working today | i do not work on | i don't work on | am away from"
    " | offices are closed | office is closed | attending a trade show | attending a conference | at a conference"
    " | at a trade show | out sick | out of town | out of the country | out until | unavailable until"
    " | unavailable from | traveling for business | travelling for business | on parental | on bereavement"
    " | taking some time off | on pto | am off until | am off work | office will be closed | offices will be closed"
    " | closed for the"
    " | i'm ooo | i am ooo | ooo this | on jury duty | is closed for | will be closed | work part-time"
    " | work part time | on paternity | on compassionate leave | away on",
    "es": "fuera de la oficina | fuera de oficina | de vacaciones | estoy ausente | estaré ausente"
    " | ausente de la oficina"
    " | no estoy en la oficina | de viaje | no estaré disponible | me encuentro ausente | baja por maternidad"
    " | de permiso | no me encuentro"
    " | nuestras oficinas permanecerán cerradas | permanecerá cerrada | cerrado por vacaciones | sin acceso al correo"
    " | baja médica"
    " | de baja"
    " | estoy fuera | estaré fuera | no me encuentro disponible",
    "et": "puhkusel | kontorist väljas | ei viibi kontoris",
    "fi": "poissa toimistosta | lomalla | poissa | en ole tavoitettavissa | virkamatkalla | vuosilomalla"
    " | en ole paikalla | lomani | vanhempainvapaalla",
    "fr": "absent du bureau | absente du bureau | je suis absent | je suis actuellement absent | je serai absent"
    " | en congé | en vacances | hors du bureau | en déplacement | actuellement absent | momentanément absent"
    " | suis absente | serai absente | actuellement indisponible | bureaux sont fermés | bureau est fermé"
    " | congés | congé maternité | arrêt maladie | nos bureaux seront fermés | sera fermé du | est fermé du"
    " | peu disponible"
    " | société est fermée | est fermée du | sommes fermés | fermeture annuelle | en arrêt",
    "he": "לא נמצא במשרד | לא נמצאת במשרד | מחוץ למשרד | בחופשה | אני נמצא בחופש | לא אהיה במשרד | בחופשת | אני בחופש",
    "hr": "izvan ureda | na godišnjem odmoru | odsutan | odsutna | nisam u uredu"
    " | na godišnjem | godišnji odmor | na odmoru | na bolovanju",
    "hu": "szabadságon | házon kívül | irodán kívül | nem vagyok az irodában | távol vagyok | távol leszek"
    " | nem vagyok elérhető | szabadságom | szabadság miatt"
    " | nem tartózkodom",
    "id": "sedang cuti | di luar kantor | tidak berada di kantor | saya cuti | sedang dinas | tidak di kantor",
    "it": "fuori ufficio | fuori sede | sono assente | sarò assente | in ferie | assente dall'ufficio | in trasferta"
    " | non sono in ufficio | non sarò in ufficio | uffici sono chiusi | in vacanza | in maternità"
    " | siamo chiusi | chiusura estiva | chiuso per ferie | uffici resteranno chiusi | sono assente | in malattia"
    " | congedo"
    " | non sono disponibile | sono via",
    "ja": "不在 | 休暇 | 外出 | 出張 | 休業 | 休暇中 | 夏季休 | 年末年始休 | 休暇をいただ | お休みをいただ | お休み",
    "ko": "부재 | 휴가 | 출장 | 자리를 비 | 연차 | 자리에 없 | 출산휴가 | 육아휴직",
    "lt": "atostogauju | nesu biure | ne biure | atostogose | atostog | komandiruot",
    "lv": "ārpus biroja | neesmu birojā | atvaļinājumā | atvaļinājum | komandējum",
    "nl": "afwezig | niet op kantoor | met vakantie | op vakantie | niet aanwezig | buiten kantoor | met verlof"
    " | niet bereikbaar | vakantie"
    " | met zwangerschapsverlof | op zakenreis | kantoor is gesloten | wij zijn gesloten | we zijn gesloten | vrij tot",
    "no": "ikke på kontoret | på ferie | fraværende | bortreist | borte fra kontoret | har ferie | ikke til stede"
    " | i permisjon"
    " | har fri | foreldrepermisjon | på reise | er bortreist"
    " | ikke tilgjengelig",
    "pl": "poza biurem | na urlopie | jestem nieobecn | będę nieobecn | nieobecny | nieobecna | przebywam na urlopie"
    " | nie ma mnie w biurze | w delegacji"
    " | mam urlop | jestem na urlopie | biuro jest nieczynne | biuro będzie nieczynne | zwolnieniu lekarskim"
    " | jestem poza"
    " | nie będzie mnie | mnie nie ma",
    "pt": "fora do escritório | de férias | estou ausente | estarei ausente | ausente do escritório | em viagem"
    " | não estou no escritório | fora da empresa | de licença | em gozo de férias"
    " | estarei de férias | estarei fora | sem acesso ao e-mail | escritório estará fechado | estaremos fechados",
    "ro": "în concediu | nu sunt la birou | în afara biroului | lipsesc din birou | absent din birou | plecat din birou"
    " | concediu | plecat în"
    " | nu sunt disponibil | absentez",
    "ru": "в отпуске | вне офиса | отсутствую | буду отсутствовать | в командировке | нет на рабочем месте"
    " | не на рабочем месте | нахожусь в"
    " | нет в офисе | нет на работе | не в офисе",
    "sk": "mimo kancelárie | na dovolenke | nie som v kancelárii | som neprítom"
    " | čerpám dovolenku | som mimo | dovolenku"
    " | nebudem v kancelárii",
    "sl": "na dopustu | odsoten | odsotna | nisem v pisarni | izven pisarne"
    " | odsotna | na letnem dopustu | službeni poti",
    "sr": "на одмору | ван канцеларије | одсутан | na odmoru | van kancelarije"
    " | na godišnjem | odsutan sam | на годишњем | одсутна",
    "sv": "inte på kontoret | på semester | frånvarande | ej på kontoret | har semester | bortrest | föräldraledig"
    " | tjänsteresa | är ledig"
    " | jag är ledig | har ledigt | kontoret är stängt | på tjänsteresa"
    " | inte i tjänst",
    "th": "ลาพักร้อน | ไม่อยู่ที่สำนักงาน | ไม่อยู่ในสำนักงาน | อยู่นอกสำนักงาน",
    "tr": "ofis dışında | izindeyim | yıllık izin | ofiste değilim | tatildeyim | ofiste olmayacağım | izinde olacağım"
    " | izinliyim | ofis dışındayım | tatilde | doğum izni"
    " | ofiste bulunm | yurt dışında",
    "uk": "у відпустці | поза офісом | відсутній | відсутня | у відрядженні | перебуваю"
    " | немає на роботі | немає в офісі | не в офісі",
    "vi": "vắng mặt | không có mặt | nghỉ phép | đi công tác | ngoài văn phòng",
    "zh": "休假 | 不在办公室 | 不在辦公室 | 外出 | 出差 | 度假 | 放假 | 请假 | 請假 | 年假 | 产假 | 不在公司 | 休息",
    "fa": "در مرخصی | خارج از دفتر",
    "hi": "अवकाश पर | छुट्टी पर | कार्यालय से बाहर",
    "is": "í fríi | ekki við | í leyfi",
    "ms": "sedang bercuti | saya bercuti | di luar pejabat",
}

# What an out-of-office note adds: the return, the stand-in, the postponed answer. Two kinds of sentence make it one.
BACK_SENTENCES = {
    "ar": "سأعود | حتى تاريخ | العودة | وسأعود | وأعود",
    "bg": "ще се върна | ще бъда обратно | до ",
    "cs": "do 1 | do 2 | do 3 | vrátím se | zpět budu | budu zpět | do dne | zpět v kanceláři",
    "da": "er tilbage | tilbage igen | vender tilbage | retur igen | til og med | til den | tilbage den",
    "de": "wieder im büro | wieder erreichbar | wieder da | wieder zurück | bin ab dem | ab dem | zurückkehre"
    " | rückkehr"
    " | wieder für sie da | wieder im haus | einschließlich | wieder im buero | bis zum | bis einschl | zurück bin"
    " | ab montag | wieder ab",
    "el": "θα επιστρέψω | επιστρέφω | μέχρι τις | έως τις",
    "en": "will be back | i'll be back | will return | i return | returning on | returning | back in the office"
    " | back on"
    " | until | upon my return | when i return | on my return | when i get back | when i am back | back at work"
    " | through the | reopen | will not return | returning from | back to the office | back at my desk | be back"
    " | available again"
    " | re-open | back monday | back tuesday | back wednesday | back thursday | back friday | back in | on our return"
    " | upon our return",
    "es": "regreso | regresaré | volveré | hasta el | a mi vuelta | reincorporaré | estaré de vuelta | a partir del"
    " | vuelvo"
    " | a mi regreso",
    "fi": "palaan | takaisin | saakka | asti",
    "fr": "de retour | mon retour | jusqu'au | je reviendrai | serai de retour | dès mon retour"
    " | à notre retour | notre retour | du 1 | du 2 | du 3",
    "he": "אחזור | אשוב | עד לתאריך",
    "hr": "do 1 | do 2 | do 3 | vraćam se | povratka | natrag",
    "hu": "visszatérek | leszek elérhető | visszatérésem | vissza | -ig",
    "it": "rientro | rientrerò | sarò di ritorno | fino al | al mio ritorno | tornerò | torno"
    " | al rientro | dal 1 | dal 2 | dal 3",
    "ja": "まで | 戻り | 以降 | より | 出社 | 復帰",
    "ko": "까지 | 복귀 | 돌아",
    "nl": "terug op | weer terug | ben terug | t/m | tot en met | terugkomst | weer aanwezig | weer bereikbaar",
    "no": "til 1 | til 2 | til 3 | tilbake | er tilbake | til og med | tilbake den | frem til",
    "pl": "do 1 | do 2 | do 3 | wracam | wrócę | do dnia | powrocie | będę z powrotem | powrotu",
    "pt": "retorno | regresso | voltarei | até o dia | até ao dia | até dia | estarei de volta | meu regresso"
    " | até 0 | até 1 | até 2 | até 3",
    "ro": "revin | mă întorc | voi reveni | până pe | până la data",
    "ru": "до 1 | до 2 | до 3 | вернусь | вернуться | до возвращения | по возвращении | буду на месте | возвращения"
    " | вернусь | с понедельника",
    "sk": "do 1 | do 2 | do 3 | vrátim sa | späť | do dňa",
    "sl": "do 1 | do 2 | do 3 | vrnem | nazaj | vrnitvi",
    "sr": "до 1 | до 2 | до 3 | враћам се | повратка",
    "sv": "tillbaka | åter | är tillbaka | till och med | fram till | t.o.m | åter i tjänst",
    "th": "กลับมา | จนถึงวันที่",
    "tr": "döneceğim | tarihine kadar | dönüşümde | döndüğümde | tarihinde | kadar | tarihleri arasında",
    "uk": "до 1 | до 2 | до 3 | повернуся | повернення | до повернення",
    "vi": "quay lại | trở lại | đến ngày",
    "zh": "回来 | 返回 | 回到 | 回覆您 | 期间 | 期間 | 至 | 恢复 | 届时",
    "et": "kuni | tagasi",
    "ca": "fins al | fins el | tornaré",
    "lt": "iki | grįšiu | grįžtu",
    "lv": "līdz | atgriezīšos",
    "id": "hingga | sampai | kembali",
    "fa": "تا تاریخ | بازمی‌گردم",
}
INSTEAD_SENTENCES = {
    "ar": "للحالات العاجلة | يرجى الاتصال | للأمور العاجلة | يرجى التواصل",
    "bg": "при спешни | моля, свържете се | по спешност | обърнете се",
    "cs": "v naléhavých | prosím kontaktujte | obraťte se | v případě nutnosti"
    " | naléhavých | v urgentních | kontaktujte",
    "da": "kontakt venligst | hastesager | henvendelse til | kontakt min kollega | haster | kontakt | skriv til",
    "de": "in dringenden | wenden sie sich | kontaktieren sie | meine vertretung | vertritt mich | vertreten durch"
    " | meine kollegin | mein kollege | meinen kollegen | meine kollegen | nicht weitergeleitet"
    " | dringende angelegenheiten"
    " | dringenden fällen | an meine kollegin | an meinen kollegen | bitte kontaktieren | in eiligen"
    " | vertretung: | vertretung",
    "el": "επείγον | επικοινωνήστε | παρακαλώ απευθυνθείτε",
    "en": "please contact | for urgent | in urgent | if urgent | urgent matters | in case of emergency | in my absence"
    " | in my place | please call | please email | please reach out | immediate assistance | if your matter is urgent"
    " | if you need assistance | if you require | not be forwarded | not forwarded | need immediate | my colleague"
    " | you can contact | you may contact | contact my | call our | call my | email my | get in touch with"
    " | please direct | if it is urgent | in an emergency | if this is urgent | who will be happy"
    " | for immediate | looked after by | handled by | monitored by | for anything pressing | for anything urgent",
    "es": "en caso de urgencia | póngase en contacto | por favor contacte | para asuntos urgentes | si es urgente"
    " | pueden contactar | puede contactar | para cualquier urgencia | temas urgentes | en mi ausencia"
    " | diríjanse | diríjase | contacte con | contactar con",
    "fi": "kiireellis | ota yhteyttä | ottakaa yhteyttä | yhteyttä",
    "fr": "en cas d'urgence | veuillez contacter | merci de contacter | vous pouvez contacter | pour toute urgence"
    " | en mon absence | veuillez vous adresser | vous pouvez joindre | pour toute question urgente"
    " | n'est pas transféré"
    " | contactez | cas de besoin",
    "he": "במקרים דחופים | במקרה דחוף | ניתן לפנות | לפנות אל",
    "hr": "u hitnim | molimo kontaktirajte | obratite se",
    "hu": "sürgős | kérem forduljon | forduljanak | keressék",
    "it": "per urgenze | in caso di urgenza | si prega di contattare | potete contattare | contattare"
    " | per necessità urgenti"
    " | in mia assenza | rivolgersi"
    " | per urgenza | contattate | potete rivolgervi",
    "ja": "お急ぎ | 緊急 | までご連絡 | ご連絡ください",
    "ko": "급한 | 긴급 | 연락 주시기 | 문의 | 연락 바랍니다",
    "nl": "dringende | neem contact op | contact opnemen | spoed | mijn collega | wordt niet doorgestuurd",
    "no": "vennligst kontakt | hastesaker | haster | ta kontakt med | kontakt",
    "pl": "w pilnych | w sprawach pilnych | proszę o kontakt | prosimy o kontakt | zastępuje mnie | pilnych sprawach",
    "pt": "em caso de urgência | assuntos urgentes | por favor contacte | por favor, contacte | entre em contato"
    " | favor contatar | favor entrar | na minha ausência | contactar"
    " | favor contatar | fale com | contate",
    "ro": "pentru urgențe | vă rog să contactați | în caz de urgență | contactați",
    "ru": "по срочным | обращайтесь | в срочных случаях | пожалуйста, свяжитесь | свяжитесь",
    "sk": "v naliehavých | prosím kontaktujte | kontaktujte | obráťte sa",
    "sl": "v nujnih | nujn | obrnite se",
    "sr": "у хитним | контактирајте | обратите се | obratite se | kontaktirajte | hitne | hitnim",
    "sv": "brådskande | kontakta | akuta ärenden | vänligen kontakta",
    "th": "กรุณาติดต่อ | เรื่องด่วน | กรณีเร่งด่วน",
    "tr": "acil | lütfen iletişime | irtibata geçiniz | iletişime geçebilirsiniz",
    "uk": "термінових | звертайтеся | зверніться",
    "vi": "trường hợp khẩn cấp | vui lòng liên hệ | khẩn",
    "zh": "紧急 | 緊急 | 急事 | 请联系 | 請聯繫 | 请与 | 紧急事务 | 如有需要 | 請洽",
    "ca": "podeu contactar | urgència | contacteu",
    "et": "kiirete | pöörduge | palun võtke ühendust | kontakteeruge",
    "id": "hal mendesak | silakan hubungi | urusan mendesak",
    "lt": "skubiais | kreipkitės | susisiekite",
    "lv": "steidzamos | sazinieties | lūdzu vērsieties",
}
# The surest of these: nobody who asks us for something tells us whom to turn to in urgent cases.
URGENT_SENTENCES = {
    "ar": "للحالات العاجلة | للأمور العاجلة | في الحالات العاجلة",
    "bg": "при спешни | по спешност",
    "cs": "v naléhavých | v urgentních",
    "da": "i hastetilfælde | hastesager | ved hastesager | i presserende"
    " | hvis det haster | haster det | akutte henvendelser | ved akutte",
    "de": "in dringenden | dringende angelegenheiten | in eiligen | bei dringenden | nicht weitergeleitet"
    " | meine vertretung"
    " | vertritt mich | vertreten durch"
    " | dringenden fällen | in dringlichen | in notfällen",
    "el": "για επείγοντα | σε επείγουσες | για κάτι επείγον",
    "en": "for urgent | in urgent | if urgent | urgent matters | urgent enquiries | urgent inquiries"
    " | in case of emergency"
    " | in an emergency | if it is urgent | if your matter is urgent | if this is urgent | for immediate assistance"
    " | not be forwarded | not forwarded | in my absence"
    " | urgent requests | urgent issues | for anything urgent | if you need immediate | need immediate assistance",
    "es": "en caso de urgencia | para asuntos urgentes | para cualquier urgencia | temas urgentes | en mi ausencia"
    " | para cuestiones urgentes",
    "fi": "kiireellis | kiireisissä",
    "fr": "en cas d'urgence | pour toute urgence | pour toute question urgente | en mon absence | n'est pas transféré"
    " | pour les urgences | demande urgente",
    "he": "במקרים דחופים | במקרה דחוף | לעניינים דחופים",
    "hr": "u hitnim | za hitne",
    "hu": "sürgős esetben | sürgős ügyben",
    "it": "per urgenze | in caso di urgenza | per necessità urgenti | in mia assenza | per questioni urgenti",
    "ja": "お急ぎの場合 | お急ぎの方 | 緊急の場合 | 緊急のご用件",
    "ko": "급한 용무 | 급한 일 | 긴급한 사항 | 급하신",
    "nl": "voor dringende | in dringende gevallen | wordt niet doorgestuurd | bij spoed | dringende zaken"
    " | tijdens mijn afwezigheid",
    "no": "i hastesaker | ved hastesaker | haster det | ved hastesaker | hvis det haster",
    "pl": "w pilnych | w sprawach pilnych | zastępuje mnie",
    "pt": "em caso de urgência | assuntos urgentes | na minha ausência | casos urgentes",
    "ro": "pentru urgențe | în caz de urgență | pentru probleme urgente",
    "ru": "по срочным | в срочных случаях | срочным вопросам",
    "sk": "v naliehavých | v súrnych",
    "sl": "v nujnih",
    "sr": "у хитним | u hitnim | за хитне | za hitne slučajeve",
    "sv": "vid brådskande | i brådskande | akuta ärenden | brådskande ärenden",
    "th": "กรณีเร่งด่วน | หากมีเรื่องด่วน",
    "tr": "acil durum | acil konular",
    "uk": "у термінових | з термінових",
    "vi": "trường hợp khẩn cấp",
    "zh": "紧急事 | 緊急事 | 如有急事 | 如有紧急 | 如有緊急 | 紧急事项 | 緊急事項 | 急事请 | 紧急事务",
    "ca": "qualsevol urgència | en cas d'urgència",
    "et": "kiirete küsimuste | kiiretes küsimustes | kiire korral",
    "id": "hal mendesak | urusan mendesak | keadaan mendesak",
    "lt": "skubiais | skubiu atveju",
    "lv": "steidzamos gadījumos | steidzamu jautājumu",
}
LATER_SENTENCES = {
    "cs": "odpovím po | nemám přístup | nebudu mít přístup",
    "da": "begrænset adgang | læser ikke | besvarer din mail",
    "de": "nach meiner rückkehr | e-mails werden nicht | mails nicht gelesen | keinen zugriff"
    " | so bald wie möglich antworten"
    " | baldmöglichst | eingeschränkt | nicht regelmäßig | bearbeitet"
    " | nicht gelesen | nicht bearbeitet | nicht weitergeleitet | antworte ich | werde ich beantworten"
    " | werde ich mich melden"
    " | beantworte ihre | antworte ihnen | lese meine mails",
    "en": "limited access | no access to | not have access | intermittent access | respond to your | reply to your"
    " | get back to you | answer your | will respond | will reply | not be checking | not checking | not be reading"
    " | as soon as possible | as soon as i can"
    " | won't be reading | not be able to respond | limited email access | limited access"
    " | delayed response | sporadic access | delay in responding | slow to respond | on our return | upon our return"
    " | next working day | respond to all | deal with your | be dealt with | no access to email | checking my email",
    "es": "responderé | acceso limitado | no tendré acceso | contestaré | le responderé",
    "fr": "je vous répondrai | accès limité | pas accès | je répondrai | traiterai votre"
    " | reviendrai vers vous | prendrai connaissance"
    " | répondrons à vos | sera traité à | traité à mon retour",
    "it": "risponderò | accesso limitato | non avrò accesso | vi risponderò | risponderemo",
    "ja": "返信 | ご返事 | お返事 | 回答",
    "nl": "beperkt | zal uw | zal je | beantwoord",
    "pl": "odpowiem | ograniczony dostęp | nie będę miał | odpowiedzi udzielę",
    "pt": "responderei | acesso limitado | sem acesso | obrigado pelo seu e-mail | agradeço o seu",
    "ru": "отвечу | ограниченный доступ | не имею доступа | ответить",
    "sv": "begränsad | svarar | besvarar",
    "zh": "回复您 | 回覆您 | 尽快回复 | 盡快回覆 | 无法及时 | 無法及時 | 收到您的",
    "no": "leser ikke e-post | besvarer e-post | begrenset tilgang",
    "fi": "vastaan",
    "uk": "відповім | не маю доступу",
    "ar": "سأرد | الرد على",
}
