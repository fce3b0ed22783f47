"""What machines of other desks and companies say, by language: receipts, people who left, mailboxes nobody reads.

Data only; `phrases` compares. Each sentence alone may be a person's, except where it says otherwise: see `answers`.
"""

# Our letter has arrived.
RECEIPT_SENTENCES = {
    "ar": "لقد استلمنا رسالتك | تم استلام رسالتك | تم استلام طلبك | شكرا لتواصلك معنا | شكراً لتواصلكم",
    "bg": "получихме вашето | получихме вашия | благодарим ви за запитването | благодарим, че се свързахте",
    "ca": "hem rebut el vostre | hem rebut la vostra | hem rebut el teu | gràcies per contactar",
    "cs": "vaši zprávu jsme přijali | váš požadavek byl | děkujeme za vaši zprávu | váš dotaz jsme | přijali jsme váš"
    " | potvrzujeme přijetí",
    "da": "vi har modtaget din | tak for din henvendelse | vi har modtaget jeres | tak for din mail"
    " | tak for din e-mail",
    "de": "ihre anfrage ist bei uns eingegangen | ihre nachricht ist bei uns eingegangen"
    " | wir haben ihre anfrage erhalten"
    " | wir haben ihre nachricht erhalten | ihre e-mail ist bei uns eingegangen | vielen dank für ihre anfrage"
    " | vielen dank für ihre nachricht | eingangsbestätigung | ihre anfrage wurde | ihre e-mail erhalten"
    " | danke für ihre nachricht | danke für ihre e-mail | danke für deine nachricht | vielen dank für ihre e-mail"
    " | vielen dank für ihre mail | vielen dank für deine | ihr anliegen ist bei uns | ihre nachricht wurde"
    " | bestätigen den eingang | bestätigen wir den eingang | deine anfrage ist bei uns"
    " | dass sie uns geschrieben | danke, dass sie sich | danke für ihre anfrage",
    "el": "λάβαμε το μήνυμά σας | ευχαριστούμε για την επικοινωνία | λάβαμε το αίτημά σας | το μήνυμά σας ελήφθη",
    "en": "received your request | received your message | received your e-mail | received your email"
    " | received your inquiry"
    " | received your enquiry | received your ticket | received your mail | received your query"
    " | received your submission"
    " | your request has been received | your message has been received | your enquiry has been received"
    " | your email has been received | has been received and"
    " | thank you for contacting | thanks for contacting"
    " | thank you for reaching out | thanks for reaching out | your request has been"
    " | request has been submitted | thank you for your enquiry | thank you for your inquiry"
    " | thank you for getting in touch | thanks for getting in touch"
    " | acknowledge that we have | got your message | got your request | got your email | thank you for your email"
    " | thank you for your e-mail | thanks for your email | thank you for your message | thanks for your message"
    " | thank you for writing to"
    " | acknowledge receipt | confirm receipt of your | acknowledgement of your | email which has been received"
    " | thanks for your inquiry"
    " | thanks for your enquiry | thank you for contacting us"
    " | received your application | received your correspondence | thank you for sending | thank you for submitting"
    " | thank you for emailing | thanks for emailing | thank you for your interest | thank you for your application"
    " | thank you for your correspondence | dropping us a line | message has been received by"
    " | many thanks for your e-mail | many thanks for your email | many thanks for your message"
    " | thanks for your e-mail",
    "es": "hemos recibido su | hemos recibido tu | gracias por contactar | gracias por ponerse en contacto"
    " | su solicitud ha sido | gracias por escribir | tu solicitud ha sido | su mensaje ha sido recibido"
    " | gracias por su mensaje | gracias por tu mensaje | gracias por comunicar | su caso ha sido"
    " | confirmamos la recepción",
    "et": "oleme teie kirja kätte saanud | oleme teie päringu | täname teid kirja eest | teie kiri on kätte",
    "fa": "پیام شما دریافت شد | درخواست شما ثبت شد",
    "fi": "olemme vastaanottaneet | kiitos yhteydenotostasi | viestisi on vastaanotettu | kiitos viestistäsi"
    " | kiitos yhteydenotosta",
    "fr": "nous avons bien reçu | nous avons reçu votre | merci de nous avoir contacté | votre demande a bien été"
    " | votre demande a été | votre message a bien été | bien pris en compte | accusons réception | accusé de réception"
    " | merci pour votre message | nous vous remercions de votre message | merci d'avoir contacté",
    "he": "קיבלנו את פנייתך | פנייתך התקבלה | הודעתך התקבלה | תודה על פנייתך",
    "hr": "zaprimili smo | hvala na upitu | hvala na poruci | vaš upit je zaprimljen",
    "hu": "megkaptuk üzenetét | megkaptuk levelét | köszönjük megkeresését | üzenetét megkaptuk | levelét megkaptuk",
    "id": "kami telah menerima | terima kasih telah menghubungi | pesan anda telah kami terima | tiket anda",
    "it": "abbiamo ricevuto la | grazie per averci contattato | la sua richiesta è stata | la tua richiesta è stata"
    " | grazie per averci scritto | abbiamo ricevuto il suo | abbiamo ricevuto il tuo | conferma di ricezione"
    " | abbiamo preso in carico",
    "ja": "お問い合わせを受け付け | お問い合わせいただき | 受け付けました | 受付いたしました | お問合せありがとう"
    " | お問い合わせありがとう | お問い合わせ頂き | 受付完了 | メールを受信いたしました | お問合せいただき",
    "ko": "문의해 주셔서 | 접수되었습니다 | 접수 되었습니다 | 정상적으로 접수 | 메일을 잘 받았습니다 | 접수가 완료",
    "lt": "gavome jūsų | dėkojame už jūsų laišką | jūsų užklausa",
    "lv": "esam saņēmuši jūsu | paldies par jūsu | jūsu pieteikums",
    "ms": "kami telah menerima e-mel | terima kasih kerana menghubungi",
    "nl": "wij hebben uw bericht | we hebben je bericht | bedankt voor uw e-mail | uw aanvraag is | we hebben uw"
    " | bedankt voor je bericht | bedankt voor uw bericht | in goede orde ontvangen | ontvangstbevestiging"
    " | bedankt voor je e-mail | bedankt voor het contact | wij hebben uw e-mail"
    " | uw vraag is ontvangen | hebben uw vraag | uw vraag ontvangen | je vraag ontvangen",
    "no": "vi har mottatt din | takk for din henvendelse | takk for at du kontakter | takk for din e-post"
    " | henvendelsen er mottatt",
    "pl": "otrzymaliśmy twoją | otrzymaliśmy państwa | dziękujemy za kontakt | dziękujemy za wiadomość"
    " | zgłoszenie zostało"
    " | twoje zgłoszenie | potwierdzamy otrzymanie | państwa wiadomość została | dziękujemy za zgłoszenie",
    "pt": "recebemos a sua | recebemos sua | recebemos o seu | obrigado por entrar em contato | obrigado por contactar"
    " | sua solicitação foi | recebemos seu | agradecemos o seu contato | agradecemos seu contato | seu chamado foi"
    " | obrigado pelo seu contato | obrigado pelo seu contacto | agradecemos o seu contacto"
    " | seu contato foi | seu contacto foi | sua mensagem foi recebida",
    "ro": "am primit mesajul dumneavoastră | am primit solicitarea | vă mulțumim pentru mesaj"
    " | vă mulțumim că ne-ați contactat",
    "ru": "мы получили ваш | ваш запрос принят | ваше обращение | ваша заявка | спасибо за обращение"
    " | ваше письмо получено"
    " | мы получили ваше | обращение зарегистрировано | благодарим за обращение | ваш запрос зарегистрирован",
    "sk": "vašu správu sme prijali | ďakujeme za vašu správu | prijali sme vašu | vaša požiadavka bola",
    "sl": "prejeli smo vaše | hvala za vaše sporočilo | vaše sporočilo smo prejeli",
    "sr": "примили смо вашу | хвала вам на поруци | primili smo vašu | hvala vam na poruci",
    "sv": "vi har mottagit ditt | tack för ditt mail | tack för ditt meddelande | tack för att du kontaktar"
    " | tack för ditt mejl | vi har tagit emot | ditt ärende har",
    "th": "เราได้รับข้อความของคุณ | ขอบคุณที่ติดต่อ | ได้รับอีเมลของท่าน",
    "tr": "talebiniz alınmıştır | mesajınız alınmıştır | bizimle iletişime geçtiğiniz | mesajınız bize ulaş"
    " | talebiniz bize ulaş | e-postanız alınmıştır | talebiniz oluşturul"
    " | talebiniz alındı | kaydedilmiştir | mesajınız alındı",
    "uk": "ми отримали ваш | ваше звернення | дякуємо за звернення | вашу заявку",
    "vi": "chúng tôi đã nhận được | cảm ơn bạn đã liên hệ | cảm ơn quý khách đã liên hệ | yêu cầu của bạn đã được",
    "zh": "我们已收到您的 | 我們已收到您的 | 感谢您的来信 | 已收到您的邮件 | 感謝您的來信 | 您的请求已 | 您的邮件已收到"
    " | 已经收到您的邮件 | 来信已收到 | 來信已收到 | 邮件我已收到 | 您的工单 | 感谢您的咨询 | 感謝您的來函 | 已收到您的来信",
}

# It has a number now.
TICKET_SENTENCES = {
    "cs": "číslo požadavku | číslo tiketu",
    "da": "sagsnummer | sagsnr",
    "de": "ihr ticket | ticketnummer | ticket-nummer | vorgangsnummer | ticket wurde | ihre ticket-id"
    " | bearbeitungsnummer"
    " | fallnummer | unter der nummer | unter dem aktenzeichen | referenznummer lautet",
    "en": "a ticket has been | ticket has been created | your ticket number | your case number | your reference number"
    " | your support ticket | case has been created | ticket has been opened | a request for support has been"
    " | support ticket opened | ticket opened | ticket received | case received | request received | ticket id"
    " | has been opened on your behalf | has been logged | has been assigned the | have opened a ticket"
    " | your request ("
    " | opened a ticket for you | created a ticket | case id | ticket number is | case number is | reference number is"
    " | a new ticket | a new case | your ticket has been | your case has been | trouble ticket"
    " | your reference is | issue has been logged | ticket # | ticket number | ticket created"
    " | ticket has been submitted"
    " | new ticket",
    "es": "número de caso | número de ticket | ticket ha sido | se ha creado un ticket | número de solicitud"
    " | ticket con | creado un ticket | ticket #",
    "fi": "tikettinumero | palvelupyynnön numero",
    "fr": "numéro de ticket | un ticket a été | numéro de dossier | numéro de demande | votre ticket"
    " | sous le numéro | enregistrée sous",
    "hu": "ügyszám | jegyszám",
    "it": "numero di ticket | è stato aperto un ticket | numero di pratica | il ticket"
    " | con il numero | numero di richiesta",
    "ja": "受付番号 | お問い合わせ番号 | チケット番号",
    "ko": "접수번호 | 문의번호 | 티켓 번호",
    "nl": "ticketnummer | zaaknummer | meldingsnummer | ticket is aangemaakt | onder nummer",
    "no": "saksnummer | saksnr",
    "pl": "numer zgłoszenia | numer sprawy | nr zgłoszenia",
    "pt": "número do chamado | número do protocolo | protocolo: | número de protocolo | número do ticket"
    " | um ticket foi"
    " | com o protocolo | protocolo n | protocolo 1 | protocolo 2 | protocolo 5",
    "ru": "номер обращения | номер заявки | обращение № | обращение зарегистрировано | зарегистрирован"
    " | присвоили ему номер | присвоен номер | присвоили номер",
    "sv": "ärendenummer | ärende har skapats",
    "tr": "talep numaranız | destek talebi | kayıt numaranız",
    "uk": "номер звернення | номер заявки",
    "zh": "工单号 | 工单编号 | 工單編號 | 受理编号 | 案件編號",
}

# Somebody will see to it.
PROMISE_SENTENCES = {
    "ar": "سنرد عليك | سيتم الرد | سنتواصل معك | في أقرب وقت ممكن",
    "bg": "ще ви отговорим | ще се свържем с вас",
    "ca": "us respondrem | et respondrem | ens posarem en contacte",
    "cs": "budeme vás kontaktovat | odpovíme vám | brzy se vám ozveme | co nejdříve se vám | ozveme se",
    "da": "vi vender tilbage | vi svarer | du vil høre fra os | besvarer din henvendelse",
    "de": "melden uns | uns schnellstmöglich | bei ihnen melden | bei dir melden | uns in kürze"
    " | wird sich bei ihnen melden"
    " | werden ihre anfrage | werden ihre nachricht | so schnell wie möglich beantworten | schnellstmöglich beantworten"
    " | schnellstmöglich bearbeite | innerhalb von 24 | innerhalb der nächsten | zeitnah beantworten | kümmern uns"
    " | anfrageaufkommen | hohen aufkommens | hohen anzahl | kann die bearbeitung | weiteren nachfragen"
    " | bearbeitungszeit",
    "el": "θα επικοινωνήσουμε μαζί σας | θα σας απαντήσουμε",
    "en": "get back to you | will respond | will reply | be in touch | will contact you | a member of our team"
    " | one of our agents | one of our team | response within | respond within | reply within | answer within"
    " | will follow-up with you | will follow up with you | is being reviewed | will be reviewed | will be reviewing"
    " | we're on it | we aim to | aim to respond | expect an answer | expect a response | expect a reply"
    " | high volume of | higher than usual | higher than normal | will receive a response | receive a reply"
    " | will be answered | will be handled | will review your | will look into | looking into it | up to 24 hours"
    " | up to 48 hours | working to resolve | will be processed | our support hours | our office hours"
    " | our opening hours"
    " | back of the queue | will be attended"
    " | come back to you | back to you shortly | due to the volume | volume of emails | cannot respond to each"
    " | receiving attention | passed to the | forwarded to the right | forwarded to the responsible"
    " | forwarded to the relevant | passed on to | you will be notified | will notify you | we will get"
    " | looking forward to assisting | be dealt with | within three working days | within two working days"
    " | within 24 hours | within 48 hours"
    " | forwarded to the appropriate | respond shortly | reply shortly",
    "es": "le responderemos | te responderemos | nos pondremos en contacto | a la mayor brevedad | lo antes posible le"
    " | será atendid | responderemos | nos comunicaremos | le contestaremos"
    " | te responderá | le responderá | en un plazo | un agente | un asesor",
    "et": "vastame teile | võtame teiega ühendust",
    "fi": "vastaamme | palaamme asiaan | otamme sinuun yhteyttä | käsittelemme",
    "fr": "nous vous répondrons | dans les plus brefs délais | reviendrons vers vous | reviendra vers vous"
    " | vous répondra | sera traité | vous recontacter | traitons votre demande",
    "he": "נחזור אליך | נציג יחזור | נשיב לך",
    "hr": "javit ćemo vam | odgovorit ćemo | kontaktirat ćemo",
    "hu": "hamarosan válaszol | felvesszük önnel | kollégáink hamarosan | munkatársunk",
    "id": "kami akan segera | akan kami balas | akan menghubungi anda",
    "it": "le risponderemo | ti risponderemo | vi risponderemo | risponderemo | al più presto | nel più breve tempo"
    " | sarete ricontattati | sarà ricontattat",
    "ja": "ご連絡いたします | ご返信いたします | 回答いたします | ご連絡させていただ | 返信させていただ | ご返答いたします"
    " | お返事いたします | 今しばらくお待ち | 営業日以内",
    "ko": "답변드리겠습니다 | 답변 드리겠습니다 | 연락드리겠습니다 | 연락 드리겠습니다 | 회신드리겠습니다 | 빠른 시일 내",
    "lt": "atsakysime | susisieksime su jumis",
    "lv": "atbildēsim | sazināsimies ar jums",
    "nl": "nemen zo spoedig | nemen zo snel | we nemen contact | wij nemen contact | contact met u op"
    " | contact met je op"
    " | zo snel mogelijk | zo spoedig mogelijk | beantwoorden uw | binnen 24 uur | binnen twee werkdagen"
    " | u hoort | je hoort",
    "no": "vi svarer | vi vil besvare | kontakter deg | vi tar kontakt | så snart som mulig",
    "pl": "odpowiemy | skontaktujemy się | odpowiedzi udzielimy | jak najszybciej",
    "pt": "responderemos | entraremos em contato | entraremos em contacto | o mais breve possível | retornaremos"
    " | em breve entraremos | será atendid"
    " | em breve um | retornará | nossos atendentes",
    "ro": "vă vom răspunde | vă vom contacta | în cel mai scurt timp",
    "ru": "ответим вам | мы ответим | свяжемся с вами | специалист ответит | ответит вам | в ближайшее время"
    " | будет рассмотрен"
    " | ответим в течение | ответ в течение | с вами свяж",
    "sk": "budeme vás kontaktovať | odpovieme vám | čoskoro sa vám ozveme",
    "sl": "odgovorili vam bomo | kontaktirali vas bomo",
    "sr": "одговорићемо | јавићемо вам | odgovorićemo | javićemo vam",
    "sv": "vi återkommer | vi svarar | hör av oss | besvarar ditt | så snart som möjligt",
    "th": "จะติดต่อกลับ | จะตอบกลับ",
    "tr": "size dönüş | en kısa sürede | geri dönüş yapıl | sizinle iletişime geç",
    "uk": "відповімо | зв'яжемося з вами | найближчим часом",
    "vi": "sẽ liên hệ | sẽ phản hồi | sẽ trả lời | trong thời gian sớm nhất",
    "zh": "尽快回复 | 盡快回覆 | 尽快给您 | 儘快回覆 | 尽快与您 | 盡快與您 | 会尽快 | 將盡快 | 将尽快 | 個工作天 | 个工作日",
}

# Only a machine that expects no talk says so.
NO_ANSWER_SENTENCES = {
    "cs": "neodpovídejte na tento | na tento e-mail neodpovídejte",
    "da": "besvar ikke denne | svar venligst ikke på denne | kan ikke besvares",
    "de": "antworten sie nicht auf diese | bitte nicht auf diese | bitte antworten sie nicht | nicht auf diese e-mail"
    " | nicht auf diese nachricht | nicht auf diese mail | bitte nicht antworten",
    "en": "do not reply to this | don't reply to this | not reply directly to this | type your reply above"
    " | reply above this line"
    " | no need to reply to this | cannot receive replies | replies to this email | replies to this message"
    " | reply to this email to add | to add additional comments | to provide additional information, please reply"
    " | please do not respond to this | view this ticket | view the status of your | this request's notifications"
    " | you can view all the details"
    " | track its progress | track the progress | track the status",
    "es": "no responda a este | no respondas a este | no conteste a este | por favor no responda"
    " | favor de no responder",
    "fi": "älä vastaa tähän | ethän vastaa tähän",
    "fr": "ne pas répondre à ce | ne pas y répondre | ne répondez pas à ce | merci de ne pas répondre",
    "hu": "ne válaszoljon erre | erre az e-mailre ne",
    "it": "non rispondere a questa | non rispondete a questa | si prega di non rispondere | non rispondere a questo",
    "ja": "このメールには返信 | 返信しないで | 返信いただいても | 返信いただきましても | 送信専用 | ご返信いただけません",
    "ko": "회신하지 마 | 발신 전용 | 발신전용",
    "nl": "niet op deze e-mail | niet op dit bericht | antwoord niet op",
    "no": "ikke svar på denne | kan ikke besvares | svar ikke på",
    "pl": "nie odpowiadaj na | prosimy nie odpowiadać | prosimy na nią nie | nie odpowiadać na ten",
    "pt": "não responda a este | não responda este | favor não responder | não responda a esta",
    "ro": "nu răspundeți la acest | nu răspunde la acest",
    "ru": "не отвечайте на это | не отвечайте на данное | отвечать на него не",
    "sv": "svara inte på detta | svara ej på | går inte att svara",
    "tr": "bu e-postaya yanıt vermey | bu e-postayı yanıtlamay | lütfen yanıtlamay",
    "uk": "не відповідайте на цей",
    "zh": "请勿回复 | 請勿回覆 | 请不要回复 | 请勿直接回复 | 請勿直接回覆",
}

# Whoever we wrote to is gone for good.
LEFT_SENTENCES = {
    "bg": "вече не работи | напусна компанията",
    "ca": "ja no treballa | ja no treballo",
    "cs": "již nepracuje | už nepracuje | již ve firmě nepracuji | již nepracuji",
    "da": "arbejder ikke længere | er ikke længere ansat | er stoppet hos | er fratrådt",
    "de": "nicht mehr in unserem unternehmen | nicht mehr im unternehmen | nicht mehr für die firma"
    " | nicht mehr bei uns"
    " | aus dem unternehmen ausgeschieden | nicht mehr in unserem hause | nicht mehr für unser unternehmen"
    " | nicht länger im unternehmen | unser unternehmen verlassen | habe das unternehmen verlassen"
    " | hat das unternehmen verlassen"
    " | nicht mehr bei der firma | nicht mehr in der firma",
    "el": "δεν εργάζεται πλέον | δεν εργάζομαι πλέον",
    "en": "no longer with the company | no longer works | no longer working | no longer work | is no longer with"
    " | am no longer with | no longer employed | has left the company | have left the company | left the organisation"
    " | left the organization | has left our | have moved on from | has moved on from | no longer part of"
    " | no longer at | have retired | has retired | no longer an employee | no longer in the employ",
    "es": "ya no trabaja | ya no trabajo | ya no forma parte | ya no labora | ha dejado la empresa"
    " | he dejado la empresa"
    " | ya no pertenece | no pertenezco",
    "et": "ei tööta enam | enam ei tööta",
    "fi": "ei ole enää | en työskentele enää | ei työskentele enää | en ole enää",
    "fr": "ne fait plus partie | ne fais plus partie | a quitté la société | a quitté l'entreprise | quitté la société"
    " | quitté l'entreprise | ne travaille plus | a quitté ses fonctions | quitté mes fonctions",
    "he": "כבר לא עובד | אינו עובד עוד | אינה עובדת עוד | סיימתי את עבודתי",
    "hr": "više ne radi",
    "hu": "már nem dolgozik | már nem dolgozom | nem a cég munkatársa",
    "id": "sudah tidak bekerja | tidak lagi bekerja",
    "it": "non lavora più | non lavoro più | non fa più parte | non faccio più parte | ha lasciato l'azienda",
    "ja": "退職 | 退社いた | 異動いた | 異動となり",
    "ko": "퇴사 | 퇴직",
    "lt": "nebedirba | nebedirbu",
    "lv": "vairs nestrādā | vairs nestrādāju",
    "nl": "niet meer werkzaam | niet langer werkzaam | werkt niet meer | werk niet meer | uit dienst",
    "no": "jobber ikke lenger | har sluttet | er ikke lenger ansatt",
    "pl": "nie pracuje już | już nie pracuje | nie pracuję już | już nie pracuję | nie jest już pracownikiem",
    "pt": "não trabalha mais | já não trabalha | não faz mais parte | não faço mais parte | já não faz parte"
    " | não trabalho mais | foi desligad",
    "ro": "nu mai lucrează | nu mai lucrez | nu mai face parte",
    "ru": "больше не работает | больше не работаю | уволил | уже не работает | не является сотрудником",
    "sk": "už nepracuje | už nepracujem | viac nepracuje",
    "sl": "ni več zaposlen | ne dela več",
    "sr": "више не ради | više ne radi",
    "sv": "arbetar inte längre | jobbar inte längre | har slutat | inte längre anställd",
    "th": "ไม่ได้ทำงานที่ | ลาออก",
    "tr": "artık çalışmamakta | artık çalışmıyor | işten ayrıl | görevinden ayrıl | şirketimizden ayrıl",
    "uk": "більше не працює | більше не працюю | звільни",
    "vi": "không còn làm việc | đã nghỉ việc",
    "zh": "已离职 | 已離職 | 已不在本公司 | 已从公司离职 | 已调离",
}
# … and whom to write to instead.
REDIRECT_SENTENCES = {
    "cs": "obracejte se | pište na | kontaktujte",
    "da": "kontakt | skriv til | henvendelser",
    "de": "wenden sie sich | bitte an | kontaktieren | ansprechpartner | nachfolger | schreiben sie",
    "en": "please contact | please direct | please send your | please send any | please address | please email"
    " | please write"
    " | should be directed | can be directed | future correspondence | please reach out | please use | please forward"
    " | please update your | instead contact | will not be forwarded | not be read | has not been forwarded"
    " | please refer",
    "es": "dirija | diríja | póngase en contacto | contacte | contactar | escriba a | escribir a | comuníquese"
    " | enviar sus",
    "fi": "ota yhteyttä | ottakaa yhteyttä | yhteyshenkilö",
    "fr": "merci d'adresser | veuillez adresser | veuillez contacter | merci de contacter | vous pouvez contacter"
    " | adresser vos | votre nouvel interlocuteur | contactez | vous adresser",
    "hu": "forduljon | keressék | írjon",
    "it": "scrivere a | contattare | rivolgersi | inviare | fare riferimento",
    "ja": "今後のご連絡 | までご連絡 | 後任 | までお願い",
    "ko": "연락 주시기 | 연락 부탁 | 문의 부탁 | 후임",
    "nl": "neem contact | contact opnemen | richten aan | mail naar | mailen naar | u kunt",
    "no": "kontakt | ta kontakt | skriv til",
    "pl": "prosimy o kontakt | proszę o kontakt | prosimy kierować | proszę kierować | prosimy pisać",
    "pt": "entre em contato | contate | contacte | favor contatar | direcione | encaminhe | escreva para | enviar para",
    "ro": "contactați | adresați | scrieți",
    "ru": "направляйте | обращайтесь | пишите | свяжитесь",
    "sv": "kontakta | skriv till | vänd dig",
    "tr": "iletişime geç | irtibata geç | yönlendir | adresine",
    "uk": "звертайтеся | пишіть | надсилайте",
    "zh": "请联系 | 請聯繫 | 请与 | 请发送 | 请发至",
}

# Nobody reads what arrives here. One such sentence is enough.
UNREAD_SENTENCES = {
    "cs": "tato schránka není monitorována | tato e-mailová adresa již není",
    "da": "denne postkasse overvåges ikke | denne mailadresse bruges ikke | denne e-mailadresse er nedlagt",
    "de": "dieses postfach wird nicht | diese mailbox wird nicht | diese e-mail-adresse wird nicht mehr"
    " | diese e-mail-adresse ist nicht mehr | diese adresse wird nicht mehr | dieses postfach ist nicht mehr"
    " | dieses e-mail-postfach wird nicht | diese mailadresse ist nicht mehr | diese mailadresse wird nicht",
    "en": "this mailbox is not monitored | this mailbox is unmonitored | this inbox is not monitored | an unmonitored"
    " | this email address is not monitored | this e-mail address is not monitored | this mailbox is no longer"
    " | this email address is no longer | this e-mail address is no longer | this inbox is no longer"
    " | this account is not monitored | this account is no longer monitored | this address is no longer"
    " | this address is not monitored | mailbox not monitored | this email account is no longer"
    " | this is an unmonitored"
    " | this email box is not monitored | this mailbox isn't monitored | this inbox isn't monitored"
    " | this email account is not monitored | this mailbox does not accept",
    "es": "este buzón no se | este buzón no es | esta dirección de correo no | esta cuenta de correo no"
    " | este correo ya no",
    "fi": "tätä postilaatikkoa ei | tätä sähköpostilaatikkoa ei | tämä sähköpostiosoite ei ole enää",
    "fr": "cette boîte n'est pas | cette boîte mail n'est | cette adresse n'est plus | cette adresse e-mail n'est"
    " | cette adresse mail n'est | cette boîte aux lettres n'est",
    "it": "questa casella non è | questa casella di posta non | questo indirizzo non è più"
    " | questo indirizzo e-mail non",
    "ja": "このメールアドレスは使用 | このメールアドレスは送信専用 | このアドレスは送信専用 | このメールアドレスは現在使われ",
    "nl": "deze mailbox wordt niet | dit e-mailadres is niet meer | dit e-mailadres wordt niet"
    " | dit postvak wordt niet",
    "no": "denne postkassen overvåkes ikke | denne e-postadressen er ikke lenger",
    "pl": "ta skrzynka nie jest | ten adres nie jest już | ten adres e-mail nie jest",
    "pt": "esta caixa não é | esta caixa postal não | este endereço de e-mail não | este e-mail não é monitorado"
    " | esta conta de e-mail não",
    "ru": "этот почтовый ящик не | данный почтовый ящик не | этот адрес больше не | данный адрес больше не",
    "sv": "denna brevlåda bevakas inte | den här adressen används inte | denna e-postadress används inte",
    "tr": "bu posta kutusu | bu e-posta adresi artık",
    "zh": "此邮箱不再 | 该邮箱已停用 | 此邮箱已停用 | 本邮箱不再 | 此信箱不",
}

# A gatekeeper asks us to prove that we are people. One such sentence is enough.
CHALLENGE_SENTENCES = {
    "de": "bestätigen sie, dass sie ein mensch | damit ihre nachricht zugestellt wird"
    " | um ihre nachricht zuzustellen, klicken",
    "en": "is being held because | to release your message | message is being held | protecting myself from"
    " | just this once, click | click the link below so i can | confirm that you are a real | prove that you are human"
    " | added to my approved | to my guest list | was waitlisted | message waitlisted | spamblocker"
    " | suspect email folder"
    " | sender verification required | verify that you are a real | you are not on the list of allowed"
    " | uses a challenge"
    " | confirm your email so that it | is awaiting your confirmation | challenge-response"
    " | message will be delivered once you"
    " | requires that you verify your | click here to have your message delivered",
    "es": "para que su mensaje sea entregado, confirme | confirme que usted es una persona",
    "fr": "pour que votre message soit remis | mailinblack | vous authentifier afin que votre"
    " | protégé par un antispam",
    "pt": "antispam uol | tira-teima | para que sua mensagem seja encaminhada | para que sua mensagem seja entregue",
}

# The foot of a mass mailing: it can be left, and it says why it comes. Both together are no person's.
LEAVE_WORDS = {
    "da": "afmeld",
    "de": "abmelden | abbestellen | abmeldelink | austragen",
    "en": "unsubscribe | opt out | opt-out | manage your preferences | email preferences | update your preferences",
    "es": "darse de baja | darte de baja | cancelar suscripción | cancelar la suscripción | dejar de recibir",
    "fi": "peruuta tilaus | peru uutiskirje",
    "fr": "se désabonner | vous désabonner | se désinscrire | vous désinscrire | désinscription | ne plus recevoir",
    "it": "annulla iscrizione | cancellati | disiscri | annullare l'iscrizione",
    "ja": "配信停止 | 購読解除 | メルマガ解除",
    "ko": "수신거부 | 수신 거부",
    "nl": "uitschrijven | afmelden",
    "no": "meld deg av | avmeld",
    "pl": "wypisz się | zrezygnuj z | rezygnacja z subskrypcji | anuluj subskrypcję",
    "pt": "cancelar inscrição | descadastr | cancelar a subscrição | remover seu e-mail",
    "ru": "отписаться | отписка от",
    "sv": "avsluta prenumeration | avregistrera | avprenumerera",
    "tr": "abonelikten çık | listeden çık",
    "zh": "退订 | 取消订阅 | 取消訂閱",
}
SUBSCRIBED_SENTENCES = {
    "da": "vis i browser | du modtager denne",
    "de": "im browser anzeigen | im browser ansehen | im browser öffnen | sie erhalten diese"
    " | sie erhalten den newsletter"
    " | du erhältst diese | diese e-mail wurde an | webversion | online-version",
    "en": "in your browser | view in browser | web version | you are receiving this | you're receiving this"
    " | this email was sent to | this message was sent to | view online | because you signed up"
    " | because you subscribed",
    "es": "ver en el navegador | ver en tu navegador | recibes este | estás recibiendo este",
    "fi": "näytä selaimessa | sait tämän",
    "fr": "version en ligne | dans votre navigateur | vous recevez cet e-mail car | vous recevez ce message car"
    " | vous recevez cette newsletter | cet e-mail a été envoyé à",
    "it": "visualizza nel browser | nel tuo browser | ricevi questa | versione online",
    "ja": "このメールは | ブラウザで表示",
    "ko": "본 메일은 | 브라우저에서 보기",
    "nl": "in uw browser | in je browser | u ontvangt deze | je ontvangt deze | webversie | online versie",
    "no": "vis i nettleser | du mottar denne",
    "pl": "w przeglądarce | otrzymujesz tę",
    "pt": "no navegador | você está recebendo",
    "ru": "вы получили это письмо, потому | вы получаете это | в браузере",
    "sv": "i webbläsaren | du får detta | visa i webbläsare",
    "tr": "tarayıcıda | bu e-postayı al",
    "zh": "您收到此邮件 | 在浏览器中 | 您收到這封",
}
