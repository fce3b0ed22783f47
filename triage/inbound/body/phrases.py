"""The words by which mail programs open a quote, in each language. Data only: nothing here looks at a mail.

Every entry holds lower-case words, alternatives parted by "|". A language needs only what differs from English,
since mail programs mix the two.
"""

from triage.record import record


@record
class Phrases:
    """What mail programs write in one language."""

    wrote: str = ""  # "On 3 May 2026, Ann *wrote*:"
    said: str = ""  # "Ann *said*:", only where quote marks follow
    author: str = ""  # the header words of a quoted header block: From
    sent: str = ""  # Sent, Date
    to: str = ""  # To
    copy: str = ""  # Cc, Bcc
    subject: str = ""  # Subject
    aside: str = ""  # what else stands in such blocks: Reply-To, Importance
    original: str = ""  # "-----*Original Message*-----"
    forwarded: str = ""  # "---------- *Forwarded message* ---------"
    device: str = ""  # "Sent from my iPhone": how such a line begins; after "*", how it ends
    closing: str = ""  # "*Kind regards*," before a name
    forward_prefix: str = ""  # "*Fwd*: Your order" in a subject


LANGUAGES: dict[str, Phrases] = {
    "en": Phrases(
        wrote="wrote|writes|has written|wrote the following",
        said="said|says|sez|typed|asked|quoting",
        author="from",
        sent="sent|date|sent at|date sent|received",
        to="to",
        copy="cc|bcc|c.c.",
        subject="subject",
        aside="reply-to|reply to|importance|attachments|attachment|organization|priority|sensitivity|newsgroups|message-id"
        "|sent by|resent-from|mailed-by|on behalf of|categories|sender|return-path|status|delivered-to|errors-to|comments|references|in-reply-to|user-agent|precedence|x-mailer|mime-version|content-type|list-id",
        original="original message|original mail|original email|original e-mail|original appointment|reply message|message from|in reply to",
        forwarded="forwarded message|begin forwarded message|begin forwarded text|forwarded by|forwarded mail|forwarded email|start of forwarded message"
        "|forwarded from|forward message|begin forward message|original message (forwarded)",
        device="sent from|sent via|sent with|sent using|sent by outlook|sent by galaxy|get outlook for|sent on the go|composed on|typed on|download outlook|get bluemail|get typeapp|yahoo mail:",
        closing="regards|kind regards|best regards|warm regards|warmest regards|with kind regards|with best regards|many regards|best"
        "|best wishes|all the best|sincerely|yours sincerely|sincerely yours|yours faithfully|yours truly|thanks|thank you|many thanks"
        "|thanks again|thanks and regards|thanks & regards|thanks in advance|thank you in advance|thx|tia|cheers|rgds|take care|respectfully"
        "|cordially|yours|love|ciao|br|kr|later",
        forward_prefix="fw|fwd|forward",
    ),
    "de": Phrases(
        wrote="schrieb|schrieben|schreibt|geschrieben|folgendes geschrieben",
        said="sagte|meinte|zitat von",
        author="von|absender",
        sent="gesendet|datum|gesendet am|versendet|verschickt|gesendet um",
        to="an|empfänger",
        copy="kopie|blindkopie|kopie an",
        subject="betreff|thema",
        aside="antwort an|antworten an|wichtigkeit|anlagen|anlage|anhänge|priorität",
        original="ursprüngliche nachricht|originalnachricht|original-nachricht|originalmail|original-mail|urspruengliche nachricht|originale nachricht",
        forwarded="weitergeleitete nachricht|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail|weitergeleitet von"
        "|weitergeleitete mail|weitergeleitete e-mail|weiterleitung|beginn der weitergeleiteten nachricht",
        device="gesendet von|gesendet mit|gesendet über|von *gesendet|von unterwegs *gesendet|laden sie outlook|diese nachricht wurde von|gesendet aus|outlook für|holen sie sich outlook",
        closing="mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|freundliche grüße|freundliche grüsse|viele grüße"
        "|viele grüsse|liebe grüße|liebe grüsse|beste grüße|beste grüsse|herzliche grüße|schöne grüße|grüße|grüsse|gruß|gruss|lg|vg|mfg"
        "|bg|hochachtungsvoll|vielen dank|danke|besten dank|danke im voraus|vielen dank im voraus|mit lieben grüßen|mit besten grüßen"
        "|mit herzlichen grüßen",
        forward_prefix="wg|wtr|wl",
    ),
    "fr": Phrases(
        wrote="a écrit|a ecrit|écrit|écrivait|a écrit ce qui suit",
        said="a dit",
        author="de|expéditeur|de la part de",
        sent="envoyé|date|envoyé le|date d'envoi|envoyee|envoye|envoyé à",
        to="à|a|pour|destinataire",
        copy="copie|copie à|cci",
        subject="objet|sujet",
        aside="répondre à|importance|pièces jointes|pièce jointe|priorité",
        original="message d'origine|message original|mail original|message initial|courriel original|e-mail d'origine|message d’origine",
        forwarded="message transféré|message transmis|début du message transféré|début du message réexpédié|mail transféré|message réexpédié"
        "|courriel transféré|transféré par|message transferé|début de message transféré",
        device="envoyé de|envoyé depuis|provenance :|envoyé à partir d'|envoyé à partir de|envoyé avec|envoyé par|provenant d|envoye de|télécharger outlook|obtenez outlook|obtenir outlook",
        closing="cordialement|bien cordialement|très cordialement|cdt|cdlt|bien à vous|sincères salutations|salutations|meilleures salutations"
        "|merci|merci d'avance|merci beaucoup|bonne journée|bonne réception|amicalement|respectueusement|à bientôt",
        forward_prefix="tr|tx",
    ),
    "es": Phrases(
        wrote="escribió|escribio|escribía|ha escrito|escribe",
        said="dijo",
        author="de|remitente",
        sent="enviado|fecha|enviado el|enviada el|fecha de envío|enviada|enviado a las",
        to="para|a|destinatario",
        copy="con copia|copia|cco",
        subject="asunto",
        aside="responder a|importancia|datos adjuntos|archivos adjuntos|prioridad",
        original="mensaje original|correo original",
        forwarded="mensaje reenviado|mensaje enviado|inicio del mensaje reenviado|comienzo del mensaje reenviado|reenviado por"
        "|inicio de mensaje reenviado|forwarded message",
        device="enviado desde|enviado con|enviado a través|obtener outlook|descargar outlook|obtén outlook|enviado por",
        closing="saludos|un saludo|saludos cordiales|cordiales saludos|atentamente|atte|muchas gracias|gracias|gracias de antemano"
        "|un cordial saludo|cordialmente|saludos y gracias|un abrazo",
        forward_prefix="rv|reenv|renv",
    ),
    "it": Phrases(
        wrote="ha scritto|scrive|ha scritto quanto segue|scriveva|hai scritto|ha scritto nel messaggio",
        said="ha detto",
        author="da|mittente",
        sent="inviato|data|inviata|inviato il|data invio|inviato alle",
        to="a|per|destinatario",
        copy="per conoscenza|ccn",
        subject="oggetto",
        aside="rispondi a|risposta|priorità|allegati|importanza",
        original="messaggio originale|messaggio originario|mail originale|messaggio di origine",
        forwarded="messaggio inoltrato|inizio messaggio inoltrato|inoltrato da|inizio del messaggio inoltrato",
        device="inviato da|inviata da|inviato dal|inviato con|inviato tramite|ottieni outlook|scarica outlook|messaggio inviato da",
        closing="cordiali saluti|saluti|distinti saluti|un saluto|grazie|grazie mille|cordialmente|a presto|molte grazie|buona giornata"
        "|grazie in anticipo|un cordiale saluto",
        forward_prefix="i|inoltr|inoltra",
    ),
    "pt": Phrases(
        wrote="escreveu|escreveu o seguinte",
        said="disse",
        author="de|remetente",
        sent="enviado|enviada|data|enviada em|enviado em|enviado a",
        to="para|destinatário",
        copy="com cópia|cópia",
        subject="assunto",
        aside="responder para|responder a|importância|anexos|prioridade",
        original="mensagem original|mensagem de origem|e-mail original",
        forwarded="mensagem encaminhada|mensagem reencaminhada|início da mensagem encaminhada|início da mensagem reencaminhada|encaminhado por"
        "|início de mensagem reencaminhada",
        device="enviado do|enviado a partir do|enviado através|enviada do|enviado de|obter o outlook|baixar o outlook|transferir o outlook|obtenha o outlook|enviado pelo|enviado com",
        closing="atenciosamente|att|cumprimentos|com os melhores cumprimentos|melhores cumprimentos|obrigado|obrigada|muito obrigado"
        "|muito obrigada|abraços|abraço|saudações|cordialmente|desde já agradeço|grato|grata",
        forward_prefix="enc|res",
    ),
    "nl": Phrases(
        wrote="schreef|het volgende geschreven|heeft geschreven|geschreven|schreef het volgende",
        said="zei",
        author="van|afzender",
        sent="verzonden|datum|verzonden op|verstuurd|verzonden om",
        to="aan",
        copy="kopie",
        subject="onderwerp|betreft",
        aside="antwoord aan|beantwoorden aan|urgentie|bijlagen|prioriteit",
        original="oorspronkelijk bericht|origineel bericht|oorspronkelijk e-mailbericht|oorspronkelijke bericht",
        forwarded="doorgestuurd bericht|begin doorgestuurd bericht|doorgestuurd door|doorgezonden bericht",
        device="verzonden vanaf|verzonden vanuit|verstuurd vanuit|verstuurd vanaf|verzonden met|verstuurd met|verzonden via|verstuurd via|outlook voor|download outlook|vanaf mijn",
        closing="met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|vriendelijke groeten|groet|groeten|groetjes|mvg|hartelijke groet"
        "|bedankt|alvast bedankt|dank je wel|dank u wel|hoogachtend|met hartelijke groet",
        forward_prefix="doorst",
    ),
    "sv": Phrases(
        wrote="skrev|skrev följande|skriver",
        author="från|avsändare",
        sent="skickat|datum|skickat den|sänt",
        to="till",
        copy="kopia",
        subject="ämne",
        aside="svara till|bifogade filer|prioritet|svar till",
        original="ursprungligt meddelande|originalmeddelande|ursprungsmeddelande",
        forwarded="vidarebefordrat meddelande|vidarebefordrat brev|börja vidarebefordrat meddelande|vidarebefordrat mail|vidarebefordrat av",
        device="skickat från|skickat via|skickat med|skickades från|hämta outlook|skaffa outlook|sänt från",
        closing="med vänlig hälsning|med vänliga hälsningar|vänliga hälsningar|vänlig hälsning|hälsningar|mvh|tack|tack på förhand|bästa hälsningar|hej då",
        forward_prefix="vb",
    ),
    "no": Phrases(
        wrote="skrev|skrev følgende|skriver",
        author="fra|avsender",
        sent="sendt|dato|sendt den",
        to="til",
        copy="kopi",
        subject="emne",
        aside="svar til|vedlegg|prioritet",
        original="opprinnelig melding|original melding|opprinnelig e-post",
        forwarded="videresendt melding|starten på videresendt melding|videresendt e-post|begynnelse på videresendt melding",
        device="sendt fra|sendt med|sendt via|hent outlook|få outlook|skaff deg outlook",
        closing="med vennlig hilsen|vennlig hilsen|hilsen|mvh|beste hilsen|takk|på forhånd takk|vh|med hilsen",
        forward_prefix="vs",
    ),
    "da": Phrases(
        wrote="skrev|skrev følgende|skriver",
        author="fra|afsender",
        sent="sendt|dato|sendt den",
        to="til",
        copy="kopi",
        subject="emne",
        aside="svar til|vedhæftede filer|prioritet|vedhæftet",
        original="oprindelig meddelelse|original meddelelse|oprindelig besked|oprindelig mail|original besked",
        forwarded="videresendt meddelelse|videresendt besked|start på videresendt besked|videresendt mail|start på videresendt meddelelse",
        device="sendt fra|sendt med|sendt via|hent outlook|få outlook",
        closing="med venlig hilsen|med venlige hilsner|venlig hilsen|de bedste hilsner|bedste hilsner|hilsen|mvh|kh|mange tak|tak|på forhånd tak|vh",
        forward_prefix="vs",
    ),
    "fi": Phrases(
        wrote="kirjoitti|kirjoitti näin|kirjoittaa",
        author="lähettäjä",
        sent="lähetetty|päivämäärä|päiväys|pvm|päivä",
        to="vastaanottaja|vast.ott.|vastaanottajat",
        copy="kopio|kopio vastaanottajille",
        subject="aihe|otsikko",
        aside="vastausosoite|liitteet|tärkeys|prioriteetti",
        original="alkuperäinen viesti|alkuperäinen sähköposti",
        forwarded="edelleenlähetetty viesti|välitetty viesti|välitetty viesti alkaa|alkaa välitetty viesti|edelleen lähetetty viesti",
        device="lähetetty|lähetetty laitteesta|hanki outlook|lataa outlook",
        closing="ystävällisin terveisin|terveisin|t|yt|parhain terveisin|terv|kiitos|kiitos etukäteen|kiitoksin|yst. terv",
        forward_prefix="vl",
    ),
    "pl": Phrases(
        wrote="napisał|napisała|napisana przez|napisał(a)|napisal|napisali|pisze",
        author="od|nadawca",
        sent="wysłano|data|wysłane|wysłany|data wysłania|wyslano",
        to="do|adresat|odbiorca",
        copy="dw|udw|do wiadomości|kopia",
        subject="temat|tytuł",
        aside="odpowiedz do|odpowiedź do|załączniki|ważność|priorytet",
        original="oryginalna wiadomość|wiadomość oryginalna|wiadomość pierwotna|wiadomość źródłowa",
        forwarded="wiadomość przekazana dalej|przekazana wiadomość|początek przekazywanej wiadomości|treść przekazanej wiadomości|przesłana wiadomość"
        "|wiadomość przekazana|treść przesłanej wiadomości|początek przekazanej wiadomości",
        device="wysłano z|wysłane z|wysłano za pomocą|wysłano ze|wysłane za pomocą|pobierz outlook|pobierz program outlook|pobierz aplikację outlook|wysłano przy",
        closing="pozdrawiam|z poważaniem|z powazaniem|pozdrowienia|z wyrazami szacunku|serdecznie pozdrawiam|dziękuję|dzięki|z góry dziękuję|pozdr",
        forward_prefix="pd|prz",
    ),
    "cs": Phrases(
        wrote="napsal|napsala|napsal(a)|napsal/a|píše|napísal|napísala|napísal(a)|napsali",
        author="od|odesílatel|odosielateľ",
        sent="odesláno|datum|posláno|odoslané|dátum|odesl.",
        to="komu|pro|příjemce|adresát",
        copy="kopie|kópia|skrytá kopie",
        subject="předmět|predmet|věc",
        aside="odpovědět|přílohy|důležitost|priorita",
        original="původní zpráva|původní e-mail|pôvodná správa|původní email",
        forwarded="přeposlaná zpráva|předaná zpráva|začátek přeposlané zprávy|preposlaná správa|začátok preposlanej správy|přeposílaná zpráva",
        device="odesláno z|odesláno ze|odeslané z|poslané z|odoslané z|odoslané zo|získat outlook|získejte outlook|získajte outlook|stiahnuť outlook|stáhnout outlook",
        closing="s pozdravem|s přátelským pozdravem|děkuji|děkuji předem|s úctou|hezký den|díky|s pozdravom|ďakujem|zdraví",
        forward_prefix="fw|pře",
    ),
    "hu": Phrases(
        wrote="írta|ezt írta|a következőt írta|írt|írja",
        author="feladó|küldő",
        sent="elküldve|dátum|küldve|küldés dátuma|küldés ideje",
        to="címzett|címzettek",
        copy="másolat|másolatot kap|titkos másolat",
        subject="tárgy",
        aside="válaszcím|mellékletek|fontosság",
        original="eredeti üzenet|eredeti levél",
        forwarded="továbbított üzenet|továbbított üzenet kezdete|továbbított levél|az üzenet továbbítva",
        device="küldve az|elküldve a|*küldve|az android outlook|az ios outlook|outlook *beszerzése|outlook *letöltése|elküldve az|küldve|iphone-omról|ipad-emről|android-telefonomról|androidról",
        closing="üdvözlettel|tisztelettel|üdv|köszönettel|köszönöm|előre is köszönöm|kösz",
        forward_prefix="továbbítás|tovább",
    ),
    "ro": Phrases(
        wrote="a scris|a scris următoarele|au scris",
        author="de la|expeditor|din partea",
        sent="trimis|data|trimis la|expediat|trimisă|trimis pe",
        to="către|catre|la",
        copy="copie",
        subject="subiect|subiectul",
        aside="răspunde la|atașamente|importanță",
        original="mesaj original|mesajul original|mesajul iniţial|mesaj inițial",
        forwarded="mesaj redirecționat|mesaj transmis|început mesaj redirecționat|mesaj redirectionat|mesaj retransmis|începutul mesajului redirecționat",
        device="trimis de pe|trimis din|trimis de la|trimis prin|obțineți outlook|descărcați outlook",
        closing="cu stimă|cu respect|cu stima|toate cele bune|mulțumesc|multumesc|o zi bună|cu drag|vă mulțumesc",
        forward_prefix="redir",
    ),
    "ru": Phrases(
        wrote="написал|написала|написал(а)|пишет|писал|писала|писал(а)|написали|вы писали",
        said="сказал",
        author="от|от кого|отправитель",
        sent="отправлено|дата|послано|отправлен|дата отправки",
        to="кому|получатель",
        copy="копия|скрытая копия",
        subject="тема",
        aside="ответить|вложения|важность|приоритет",
        original="исходное сообщение|исходное письмо|первоначальное сообщение|оригинальное сообщение|оригинал сообщения",
        forwarded="пересылаемое сообщение|пересланное сообщение|начало переадресованного сообщения|пересылаемое письмо|переслано от"
        "|начало пересылаемого сообщения|перенаправленное сообщение|пересланное письмо",
        device="отправлено с|отправлено из|отправлено через|послано с|отправлено со|скачать outlook|загрузить outlook|получить outlook",
        closing="с уважением|спасибо|заранее спасибо|всего доброго|с наилучшими пожеланиями|с благодарностью|заранее благодарю|удачи",
        forward_prefix="пересл|hа|переслать",
    ),
    "uk": Phrases(
        wrote="пише|написав|написала|написав(ла)|писав|пишуть",
        author="від|від кого|відправник",
        sent="надіслано|дата|відправлено|послано",
        to="кому|до|одержувач",
        copy="копія",
        subject="тема",
        aside="відповісти|вкладення|важливість",
        original="початкове повідомлення|оригінальне повідомлення|вихідне повідомлення|вихідний лист",
        forwarded="переслане повідомлення|перенаправлене повідомлення|початок листа, що пересилається|початок переадресованого повідомлення|переслано від",
        device="надіслано з|надіслано із|відправлено з|надіслано через|надіслано зі|завантажити outlook|отримати outlook|отримайте outlook",
        closing="з повагою|дякую|щиро дякую|всього найкращого|з найкращими побажаннями|гарного дня",
        forward_prefix="пер",
    ),
    "bg": Phrases(
        wrote="написа|пише",
        author="от",
        sent="изпратено|дата|изпратен",
        to="до",
        copy="копие",
        subject="относно|тема",
        original="оригинално съобщение|първоначално съобщение",
        forwarded="препратено съобщение|начало на препратеното съобщение",
        device="изпратено от|изпратен от",
        closing="поздрави|с уважение|благодаря|с поздрав",
        forward_prefix="препр",
    ),
    "tr": Phrases(
        wrote="yazdı|şunu yazdı|şunları yazdı|tarihinde yazdı|yazmış|yazıyor",
        author="kimden|gönderen|gönderici",
        sent="gönderildi|tarih|gönderilme|gönderme tarihi|gönderilme tarihi|gönderim",
        to="kime|alıcı",
        copy="bilgi|gizli",
        subject="konu",
        aside="yanıtla|ekler|önem",
        original="orijinal mesaj|özgün ileti|orjinal mesaj|orijinal ileti|özgün mesaj|orijinal e-posta",
        forwarded="yönlendirilmiş mesaj|iletilmiş mesaj|yönlendirilen mesaj|iletilen mesaj|iletilen ileti|i̇letilmiş mesaj|i̇letilen mesaj"
        "|yönlendirilen ileti|forwarded message",
        device="*ımdan gönderildi|*imden gönderildi|*umdan gönderildi|*ümden gönderildi|*sından gönderildi|*ile gönderildi|android için *edinin|ios için *edinin|android için *indirin|ios için *indirin|android için outlook|ios için outlook|outlook'u edinin",
        closing="saygılarımla|iyi günler|iyi çalışmalar|selamlar|teşekkürler|teşekkür ederim|sevgiler|şimdiden teşekkürler|saygılar",
        forward_prefix="i̇lt|ilt|ynt: ilt",
    ),
    "el": Phrases(
        wrote="έγραψε|έγραψαν|γράφει",
        author="από|αποστολέας",
        sent="στάλθηκε|ημερομηνία|απεστάλη|εστάλη|αποστολή",
        to="προς|παραλήπτης",
        copy="κοιν.|κοινοποίηση|κοιν",
        subject="θέμα",
        aside="απάντηση σε|συνημμένα|σπουδαιότητα",
        original="αρχικό μήνυμα|πρωτότυπο μήνυμα",
        forwarded="προωθημένο μήνυμα|αρχή προωθημένου μηνύματος|προωθούμενο μήνυμα|έναρξη προωθημένου μηνύματος",
        device="στάλθηκε από|εστάλη από|αποκτήστε το outlook|λήψη του outlook|απεστάλη από|στάλθηκε απο",
        closing="με εκτίμηση|ευχαριστώ|φιλικά|χαιρετισμούς|με φιλικούς χαιρετισμούς|ευχαριστώ πολύ|ευχαριστώ εκ των προτέρων",
        forward_prefix="πρθ",
    ),
    "ja": Phrases(
        wrote="書きました|書いた|のメール|さんは書きました|のメッセージ|は書きました",
        author="差出人|送信者|送信元",
        sent="送信日時|日時|日付|送信日|送信済み|受信日時",
        to="宛先",
        copy="写し",
        subject="件名",
        aside="返信先|添付ファイル|重要度",
        original="元のメッセージ|オリジナルメッセージ|元のメール|original message",
        forwarded="転送されたメッセージ|転送メッセージ|転送されたメール|転送開始|転送元メッセージ|転送",
        device="*から送信|*から送信しました|*から送信されました|*を入手|*を入手する|*の入手|*をダウンロード",
        closing="よろしくお願いします|よろしくお願いいたします|以上、よろしくお願いいたします|敬具|宜しくお願い致します",
        forward_prefix="転送",
    ),
    "zh": Phrases(
        wrote="写道|寫道|写到|寫到|撰写|的邮件中写道|写的|來信",
        author="发件人|寄件者|寄件人|發件人|發送者|发自",
        sent="发送时间|发送日期|日期|寄件日期|時間|时间|傳送時間|发件时间|發送時間|已发送|發送日期|寄件時間",
        to="收件人|收件者",
        copy="抄送|副本|抄送人|密送|密件副本",
        subject="主题|主旨|主題|标题",
        aside="附件|重要性|回复|优先级",
        original="原始邮件|原始郵件|原邮件|邮件原件|原始信件|原始訊息|原始消息|回复的原邮件|原郵件",
        forwarded="转发的邮件|轉寄的郵件|转发邮件|已转发邮件|轉寄郵件|轉寄的信件|开始转发的邮件|開始轉寄郵件|下面是被转发的邮件|转发邮件信息|以下是转发的邮件|轉寄|转发",
        device="发自我的|發自我的|発自我的|下载 outlook|下載 outlook|取得 outlook|來自|来自|从*发送|從*傳送|通过qq邮箱发送|由*传送|从我的|從我的|寄自我的|发送自|來自我的|来自我的|发自|獲取 outlook|获取 outlook|傳送自",
        closing="谢谢|謝謝|此致|顺祝商祺|祝好|敬礼|順頌商祺",
        forward_prefix="转发|轉寄|转",
    ),
    "ko": Phrases(
        wrote="작성|님이 작성|썼습니다|님이 작성한 메시지|님이 쓴 글|님이 썼습니다|작성한 내용|쓴 글",
        author="보낸 사람|보낸사람|발신|발신자|보낸이",
        sent="보낸 날짜|날짜|보낸날짜|보낸 시간|전송|일시|보냄|보낸 일시|발신일",
        to="받는 사람|받는사람|수신|수신자|받는이",
        copy="참조|숨은참조",
        subject="제목",
        aside="첨부|첨부파일|중요도",
        original="원본 메시지|원본 메일|원본메일|original message|원본메시지|원본 이메일",
        forwarded="전달된 메시지|전달된 메일|전달된 이메일|전달된 메시지 시작|원본 메시지 전달|다음 메시지를 전달함",
        device="*에서 보냄|*에서 보냈습니다|*에서 보낸 메일입니다|*에서 작성|*용 outlook 다운로드|*용 outlook 받기",
        closing="감사합니다|고맙습니다|드림|올림|안녕히 계세요",
        forward_prefix="전달",
    ),
    "ar": Phrases(
        wrote="كتب|كتبت|كتب/ت|كتب ما يلي|تمت كتابة ما يلي",
        author="من",
        sent="تاريخ|التاريخ|تم الإرسال|أرسلت|تاريخ الإرسال|المُرسَل",
        to="إلى|الى",
        copy="نسخة",
        subject="الموضوع|موضوع",
        original="الرسالة الأصلية|رسالة أصلية",
        forwarded="رسالة معاد توجيهها|رسالة مُعاد توجيهها|بداية الرسالة المعاد توجيهها",
        device="أرسلت من|مُرسل من|الحصول على outlook|مرسل من|تم الإرسال من|أُرسلت من",
        closing="مع التحية|شكرا|شكراً|تحياتي|مع خالص التحية",
    ),
    "he": Phrases(
        wrote="כתב|כתבה|כתב/ה|מאת",
        author="מאת",
        sent="נשלח|תאריך|בתאריך",
        to="אל",
        copy="עותק|העתק",
        subject="נושא",
        original="הודעה מקורית|ההודעה המקורית",
        forwarded="הודעה שהועברה|תחילת הודעה שהועברה|הודעה מועברת",
        device="נשלח מה|להורדת outlook|השג את outlook|קבל את outlook|נשלח מ",
        closing="בברכה|תודה|תודה רבה|בתודה",
        forward_prefix="הועבר",
    ),
    "vi": Phrases(
        wrote="đã viết|viết",
        author="từ|người gửi",
        sent="ngày|đã gửi|gửi|gửi lúc",
        to="đến|tới|người nhận",
        copy="đồng gửi",
        subject="chủ đề|tiêu đề",
        original="thư gốc|tin nhắn gốc|thông báo gốc",
        forwarded="thư được chuyển tiếp|tin nhắn được chuyển tiếp|thư đã chuyển tiếp",
        device="được gửi từ|tải xuống outlook|tải outlook|gửi từ|đã gửi từ",
        closing="trân trọng|cảm ơn|xin cảm ơn|thân mến",
    ),
    "th": Phrases(
        wrote="เขียนว่า|เขียน",
        author="จาก",
        sent="ส่ง|วันที่|ส่งเมื่อ",
        to="ถึง",
        copy="สำเนาถึง|สำเนา",
        subject="เรื่อง|หัวเรื่อง",
        original="ข้อความต้นฉบับ",
        forwarded="ข้อความที่ส่งต่อ|เริ่มข้อความที่ส่งต่อ",
        device="ส่งจาก",
        closing="ขอบคุณครับ|ขอบคุณค่ะ|ขอแสดงความนับถือ|ด้วยความเคารพ",
    ),
    "id": Phrases(
        wrote="menulis|wrote|telah menulis",
        author="dari",
        sent="tanggal|dikirim|terkirim",
        to="kepada|ke|untuk",
        copy="tembusan",
        subject="subjek|perihal",
        original="pesan asli|pesan awal",
        forwarded="pesan terusan|pesan yang diteruskan|diteruskan oleh",
        device="dikirim dari|terkirim dari",
        closing="salam|hormat saya|terima kasih|salam hormat",
    ),
    "hr": Phrases(
        wrote="napisao|napisala|napisao je|je napisao|je napisala|napisao/la|je napisal|napisal/-a|je napisao/la|piše",
        author="od|šalje|pošiljatelj",
        sent="poslano|datum|poslato|poslana",
        to="za|prima|prejemnik|komu",
        copy="kopija|kp",
        subject="predmet|zadeva|naslov",
        original="izvorna poruka|originalna poruka|izvorno sporočilo|originalna poruka",
        forwarded="proslijeđena poruka|prosleđena poruka|posredovano sporočilo|proslijeđeno",
        device="poslano s|poslano sa|poslano z|poslato sa|poslano iz",
        closing="lijep pozdrav|pozdrav|s poštovanjem|lp|srdačan pozdrav|hvala|lep pozdrav|hvala unaprijed",
    ),
    "ca": Phrases(
        wrote="va escriure|escrigué|ha escrit|missatge de",
        author="de",
        sent="enviat|data|enviat el",
        to="per a|a",
        copy="còpia",
        subject="assumpte|tema",
        original="missatge original",
        forwarded="missatge reenviat|inici del missatge reenviat",
        device="enviat des de|enviat amb",
        closing="salutacions|atentament|gràcies|moltes gràcies",
    ),
    "et": Phrases(
        wrote="kirjutas|rašė|rakstīja|parašė",
        author="saatja|nuo|siuntėjas|no|sūtītājs",
        sent="saadetud|kuupäev|išsiųsta|data|nosūtīts|datums",
        to="adressaat|saaja|kam|kam",
        copy="koopia|kopija",
        subject="teema|tema|temats|tēma",
        original="algne sõnum|algsõnum|originalus laiškas|sākotnējais ziņojums",
        forwarded="edastatud sõnum|edastatud kiri|persiųstas laiškas|pārsūtīts ziņojums|persiųsta žinutė",
        device="saadetud minu|išsiųsta iš|nosūtīts no",
        closing="lugupidamisega|parimate soovidega|pagarbiai|ar cieņu|tänan|ačiū|paldies",
    ),
}

# What sends a mail: devices and mail programs, or the beginnings of their names.
DEVICES = (
    "iphon|ipad|ipod|android|blackberry|samsung|galaxy|mobil|phone|telefon|telefoon|téléphone|handy|tablet|outlook|mailbox|webmail|mail app"
    "|airmail|bluemail|boxer|spark|superhuman|spike|fastmail|canary|newton|mymail|typeapp|front|aol|shortwave|tuta|verizon|t-mobile|mail orange|mail für windows|yahoo|windows|gmail|htc|nokia|huawei|xiaomi|redmi|oneplus|pixel|motorola|proton|k-9|thunderbird|cell|handset|treo|palm"
    "|wireless|smartphone|gmx|web.de|mail.ru|device|dispositivo|celular|móvil|telemóvel|komór|puhelimesta|телефон|айфон|почт|手机|手機"
    "|モバイル|携帯|휴대|갤럭시|네이버|메일앱|الايفون|الآيفون|جوال|هاتف|אייפון|okostelefon|qq邮箱|スマートフォン|macbook|hotmail|zoho|fairphone|nexus|xperia|sony|honor|oppo|vivo|portable"
).split("|")
# What a number beside them belongs to: no contact line, but part of what the writer tells.
MATTERS = (
    "order|invoice|ticket|bestell|auftrag|rechnung|commande|facture|pedido|factura|ordin[ei]|fattura|encomenda|bestelling|zamówieni|beställning"
    "|ordre|tilaus|objednávk|rendelés|comand[aă]|заказ|замовлення|sipariş|παραγγελ|注文|订单|訂單|주문|طلب|הזמנה"
).split("|")
# What legal notices say; one word may be chance, two are not.
NOTICES = (
    "confidential|intended recipient|intended solely|privileged|disclaimer|received this e|notify the sender|delete this|property of"
    "|consider the environment|vertraulich|irrtümlich|nicht der richtige adressat|confidentiel|destinataire|si vous n'êtes pas|confidencial"
    "|destinatario|si usted no es|riservat|informativa|vertrouwelijk|geadresseerde|konfidentiell|fortrolig|poufn|конфиденц|gizli|bizalmas"
    "|důvěrn|εμπιστευτικ|機密|confidențial|dissemination|unauthorized use|unauthorised use"
).split("|")
# What only a story holds: "your colleague wrote me:", "schrieb mir Ihr Kollege:". In small letters, since names may be alike.
TOLD = (
    r"your|our|my|me|us|mir|mich|uns|(?:mein|dein|unser|euer|Ihr)(?:e[mnrs]?)?|ihre[mnrs]?|habe|dass|votre|notre|vos|nos|m['’]a"
    r"|nous a(?:vez)?|vous avez|escribí|su compañer[ao]|mi hanno|vostr[aeio]|mijn|onze|jullie|uw|received|following from"
)
# Whose "wrote" is the writer's own: "you wrote:", "wie ich schrieb:".
PRONOUNS = "i|we|you|ich|wir|sie|je|nous|vous|yo|io|ik|jag|jeg".split("|")


def words(field: str) -> tuple[str, ...]:
    """Every alternative of one field in all languages, longest first, so that a pattern prefers the fuller one."""
    found = {word for phrases in LANGUAGES.values() for word in str(getattr(phrases, field)).split("|") if word}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))
