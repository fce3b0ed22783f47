"""What mail servers say about letters that did not arrive, by language. Data only; see `words` for how it is compared."""

# Subjects of non-delivery notices, anywhere in the subject.
FAILURE_SUBJECTS = {
    "cs": "nedoručitelné | nedoručená zpráva | nedoručiteln",
    "da": "kan ikke leveres | ikke leveret",
    "de": "unzustellbar | nicht zugestellt | zustellung fehlgeschlagen | fehlgeschlagene zustellung | nicht zustellbar"
    " | konnte nicht zugestellt werden | zustellungsfehler | unzustellbare mail",
    "en": "undeliverable | undelivered mail | undelivered message | returned mail | mail returned | delivery failure"
    " | delivery failed | delivery has failed | mail delivery failed | failure notice | failure delivery | non-delivery"
    " | nondeliverable | not delivered | could not be delivered | couldn't be delivered | delivery status notification"
    " | delivery problem | mail delivery problem | mail error | mail system error | message delivery failure"
    " | delivery notification | delivery report | failed mail | mail failed | delivery error | returned to sender"
    " | return to sender | user unknown | automatically rejected | message rejected | rejected mail | mail rejected"
    " | unable to deliver | error during delivery | permanent delivery | address not found | mail could not be"
    " | message blocked | delivery incomplete | delivery warning | permanent error | bounced mail | bounce notification"
    " | message you sent blocked | delivery status: failed | mail failure | blocked message | could not send message",
    "es": "no se puede entregar | no entregado | no se pudo entregar | error de entrega | mensaje devuelto"
    " | correo devuelto"
    " | devuelto al remitente | fallo en la entrega | fallo de entrega",
    "fi": "toimitus epäonnistui | viestiä ei voitu toimittaa | ei voitu toimittaa | ei toimitettu | toimittaminen ei",
    "fr": "non remis | non remise | non délivré | échec de la remise | échec de remise | échec de la distribution"
    " | message non distribué | retour à l'expéditeur | n'a pas pu être remis | notification d'état de remise"
    " | rapport de non-remise",
    "hu": "kézbesíthetetlen | nem kézbesíthető | nem kézbesített | kézbesítési hiba",
    "it": "impossibile recapitare | mancato recapito | non recapitabile | messaggio non recapitato | mancata consegna"
    " | errore di consegna",
    "ja": "配信不能 | 配信できません | 配達不能 | 配信に失敗 | 配送できません | 返送 | 未配信 | 送信できません",
    "ko": "배달되지 않음 | 배달할 수 없 | 전송 실패 | 반송",
    "nl": "onbestelbaar | niet bezorgd | niet afgeleverd | bezorging mislukt | kan niet worden bezorgd",
    "no": "kan ikke leveres | ikke levert | leveringsfeil",
    "pl": "niedostarczalne | nie dostarczono | niedostarczona wiadomość | zwrot wiadomości | nie można dostarczyć",
    "pt": "não foi possível entregar | não entregue | falha na entrega | mensagem devolvida | devolvida ao remetente"
    " | não é possível entregar",
    "ro": "nelivrabil | nu a putut fi livrat | livrare eșuată",
    "ru": "не доставлено | недоставленное | не удается доставить | ошибка доставки | сообщение не доставлено"
    " | невозможно доставить | возвращено отправителю | недоставка",
    "sv": "kunde inte levereras | går inte att leverera | olevererat | kan inte levereras | leveransfel",
    "tr": "teslim edilemedi | iletilemedi | teslim edilemeyen",
    "uk": "не доставлено | недоставлене | помилка доставки",
    "zh": "退信 | 无法投递 | 無法投遞 | 投递失败 | 无法送达 | 未送达 | 無法傳遞 | 未傳遞的 | 系统退信 | 发送失败 | 未能送达"
    " | 未传递 | 傳送失敗 | 无法传递 | 郵件無法 | 被退回",
    "el": "δεν παραδόθηκε | αποτυχία παράδοσης | μη παραδόσιμο | δεν είναι δυνατή η παράδοση",
    "ar": "تعذر التسليم | غير قابل للتسليم | فشل التسليم",
    "he": "לא ניתן למסור | לא נמסר",
    "th": "ไม่สามารถนำส่ง | ส่งไม่ได้",
    "vi": "không gửi được | không thể gửi",
    "id": "tidak terkirim | gagal terkirim",
    "bg": "недоставен | не може да бъде доставен",
    "hr": "nije isporučeno | neisporučivo",
    "sk": "nedoručiteľn | nedoručen",
    "sl": "nedostavljivo | ni dostavljeno",
}

# First lines of such notices. All of them speak of a letter or an address, never of a parcel.
FAILURE_SENTENCES = {
    "da": "meddelelse kunne ikke leveres | din meddelelse blev ikke leveret | levering til disse",
    "de": "ihre nachricht konnte nicht zugestellt | ihre nachricht wurde nicht zugestellt | die nachricht konnte nicht"
    " | konnte an die folgenden empfänger | ihre e-mail konnte nicht zugestellt | ihre e-mail konnte leider nicht"
    " | fehler bei der nachrichtenzustellung | hat die folgenden empfänger nicht erreicht"
    " | ist ein fehler aufgetreten:",
    "en": "your message could not be delivered | your mail could not be delivered | your message was not delivered"
    " | message could not be delivered | mail could not be delivered | mail cannot be delivered"
    " | message cannot be delivered"
    " | that you sent could not be delivered | you have sent could not be delivered"
    " | returned below could not be delivered"
    " | could not deliver message | unable to deliver your message | unable to deliver message | unable to deliver mail"
    " | unable to deliver the following | able to deliver your message | able to deliver the following message"
    " | did not reach the following recipient | did not reach some or all | could not deliver your message"
    " | could not deliver mail"
    " | not delivered to the following | delivery to the following recipient | delivery to the following address"
    " | the following recipients did not | the following recipient(s) could not | following recipients could not"
    " | your mail to the following recipients | delivery has failed to these | mail was not delivered"
    " | was not delivered to"
    " | message wasn't delivered | not been delivered | permanent fatal errors | fatal delivery errors"
    " | delivery errors"
    " | not delivered | unable to find user | no such user | mailbox is full | user unknown | failed recipient"
    " | undeliverable address | undeliverable to | invalid final delivery userid | delivery failed"
    " | error while being processed"
    " | error was detected while processing | unknown local part | unknown user | non-delivery report"
    " | mailbox unavailable"
    " | automatically rejected | encountered delivery problems | account has been disabled | over quota"
    " | delivery failure"
    " | returned mail follows | has been returned because | failed to deliver | recipient rejected | address rejected"
    " | address was not found | address couldn't be found | did not exactly match | will be returned to you"
    " | could not be delivered to the following | was undeliverable | does not exist | message you sent to"
    " | mail delivery failed"
    " | delivery of email to this address | message delivery to | message that you sent has not yet"
    " | you are trying to reach is | trying to reach is over | has not been delivered"
    " | has stopped the following message | mailbox is over quota | no longer accepting mail | no mailbox here"
    " | account has been closed",
    "es": "su mensaje no se pudo entregar | no se ha podido entregar | no se pudo entregar el mensaje"
    " | mensaje no entregado"
    " | no se ha entregado | no pudo ser entregado | no ha podido ser entregado | no pudo entregar"
    " | error de entrega a estos",
    "fr": "votre message n'a pas pu | n'a pas pu être remis | n'a pas pu être délivré | n'a pas pu être distribué"
    " | n'a pas été remis | message n'a pas été distribué | n'existe pas",
    "it": "impossibile recapitare | non è stato possibile recapitare | il messaggio non è stato recapitato"
    " | non è stato consegnato | non ha potuto essere consegnato | non può essere consegnato",
    "ja": "配信できませんでした | 配信不能 | 送信できませんでした | 配送できませんでした | お届けできません | 届けることができません"
    " | 配信に失敗しました",
    "ko": "배달하지 못했습니다 | 전달되지 못했습니다 | 배달할 수 없습니다 | 전송되지 않았습니다 | 전송에 실패",
    "nl": "uw bericht kon niet worden | kon niet worden bezorgd | kon niet worden afgeleverd | is niet bezorgd"
    " | bericht kan niet worden | niet afgeleverd",
    "no": "meldingen kunne ikke leveres | ble ikke levert",
    "pl": "nie można było dostarczyć | nie została dostarczona | nie mogła zostać dostarczona"
    " | nie udało się dostarczyć",
    "pt": "não pôde ser entregue | não foi possível entregar | sua mensagem não foi entregue"
    " | a mensagem não foi entregue"
    " | falha na entrega a estes",
    "ru": "не может быть доставлен | не удалось доставить | не было доставлено | не доставлено | невозможно доставить"
    " | не была доставлена",
    "sv": "kunde inte levereras | har inte levererats | meddelandet kunde inte",
    "tr": "iletiniz teslim edilemedi | teslim edilemedi | ulaştırılamadı | iletilemedi",
    "uk": "не може бути доставлен | не вдалося доставити",
    "zh": "无法发送到 | 无法投递 | 退回 | 无法送达 | 無法送達 | 未能送达 | 無法傳送 | 投递失败 | 退信 | 发送失败"
    " | 传递到下列 | 傳遞到下列 | 地址不存在 | 被退回来 | 未能投递",
    "el": "η παράδοση απέτυχε | δεν ήταν δυνατή η παράδοση",
    "cs": "doručení následujícím | nepodařilo se doručit | nepodařilo doručit",
    "hu": "kézbesítés sikertelen | nem sikerült kézbesíteni",
}

# The server has not given up yet.
DELAY_WORDS = {
    "de": "verzögert | noch nicht zugestellt | verzögerung | verzögert sich | weiterhin versucht",
    "en": "has not yet been delivered | not yet been delivered | delayed | delivery delay | still being retried"
    " | (delay)"
    " | will continue to try | will keep trying | attempts will continue | has been postponed"
    " | this is a warning message only"
    " | warning message only | temporarily | you do not need to resend | still trying | could not be delivered within"
    " | delivery incomplete | will be retried | transient"
    " | is delayed | hasn't been delivered yet | will retry for | temporary problem delivering"
    " | could not send message for past | will continue to be attempted",
    "es": "retrasad | todavía no se ha entregado | demorad",
    "fr": "retardé | n'a pas encore été | différé",
    "it": "ritardat | non è ancora stato | in ritardo",
    "ja": "遅延 | 遅れ",
    "nl": "vertraagd | nog niet bezorgd",
    "pl": "opóźnion",
    "pt": "atrasad | ainda não foi entregue",
    "ru": "задержан | отложен | пока не доставлен",
    "zh": "延迟 | 延遲",
    "sv": "försenad | fördröj",
    "da": "forsinket",
    "no": "forsinket",
    "cs": "zpožděn | opožděn",
    "tr": "gecik",
    "ko": "지연",
    "fi": "viivästy",
    "hu": "késik | késedelm",
}
# … unless the notice also says that it has.
FINAL_WORDS = {
    "en": "giving up | given up | permanent error | permanent failure | permanent fatal | a permanent | is permanent"
    " | fatal | failed permanently | not going to try again | has been removed"
    " | being returned | could not be delivered for | cannot send message for | has expired",
}

# A read receipt that is none: Dovecot's quota and sieve rejections come in the same dress.
REJECTED_SENTENCES = {"en": "automatically rejected | was rejected | has been rejected"}

# Our letter was read or deleted, said by a mail program that knows no RFC 8098. Needs a subject and a sentence.
READ_SUBJECTS = {
    "da": "læst:",
    "de": "gelesen: | ungelesen: | lesebestätigung",
    "en": "read: | not read: | read receipt | return receipt | delivered: | relayed:",
    "es": "leído: | no leído: | acuse de recibo | confirmación de lectura",
    "fr": "lu : | lu: | non lu : | accusé de lecture | accusé de réception (affiché)",
    "it": "letto: | non letto: | conferma di lettura",
    "nl": "gelezen: | niet gelezen: | leesbevestiging",
    "pl": "przeczytano: | odczytano:",
    "pt": "lida: | lido: | não lida:",
    "ru": "прочтено: | прочитано: | не прочтено:",
    "sv": "läst: | ej läst:",
    "zh": "已读: | 已读：",
}
READ_SENTENCES = {
    "de": "wurde gelesen | wurde am | ungelesen gelöscht | wurde dem empfänger angezeigt",
    "en": "was read on | was deleted without being read | was displayed on | has been read | was opened on"
    " | successfully delivered | delivered to the following recipients | the mail you sent to | read receipt",
    "es": "fue leído | se ha leído | se eliminó sin leer | ha sido leído",
    "fr": "a été lu | a été affiché | a été supprimé sans",
    "it": "è stato letto | è stato visualizzato | è stato eliminato senza",
    "nl": "is gelezen | is weergegeven",
    "pl": "zostala przeczytana | została przeczytana | została wyświetlona",
    "pt": "foi lida | foi lido | foi exibida",
    "ru": "было прочитано | прочитано | было прочтено",
    "sv": "lästes | har lästs",
    "zh": "已阅读 | 已于",
}

# The end of the notice: what follows is our own letter, or its headers.
ORIGINAL_FOLLOWS = {
    "de": "es folgt | originalnachricht | nachrichtenkopf | es folgen die kopfzeilen | kopie der nachricht",
    "en": "copy of the message | copy of your message | original message | original mail | below this line"
    " | returned mail"
    " | returned message | message header | unsent message | undelivered message | your message reads"
    " | header of the source mail | headers of the message | here is a copy | first part of the message"
    " | message headers follow"
    " | message contains | lines of the message follow | lines of your original message | mail follows"
    " | body suppressed"
    " | text follows | undeliverable mail message | copy of the original | the body of the original"
    " | headers and body of | forwarded message | the header and top | header of the message",
    "es": "mensaje original | copia del mensaje",
    "fr": "message d'origine | copie du message | message original",
    "it": "messaggio originale | copia del messaggio",
    "ja": "元のメッセージ | 以下は",
    "ru": "копия сообщения | исходное сообщение | копия вашего",
    "zh": "原信件 | 原邮件 | 原始邮件",
}
