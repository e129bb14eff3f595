"""The words by which mail programs, in many languages, introduce a quote.

Facts about the programs people use: nothing here decides, `lines` does.
"""

# Lists of words, one language after the other, are plainest on long lines.
# ruff: noqa: E501

import re

_WROTE = (
    r"quoting|zitat von|citando|"
    r"wrote|writes|said|a (?:é|e)crit|(?:é|e)crivait|schrieb|geschrieben|escribi(?:ó|o|u)"
    r"|escreveu|ha scritto|scritto|scrisse|schreef|geschreven|napisał(?:a|\(a\))?|pisze"
    r"|skrev|skrifaði|kirjoitti|napsal(?:a|\(a\))?|napísal(?:a|\(a\))?|пишет|писал(?:а|\(а\))?"
    r"|написал(?:а|\(а\))?|пише|написа(?:в|ла)?|yazdı|đã viết|viết|írta|a scris|kirjutas"
    r"|rašė|rakstīja|έγραψε|va escriure|je napisal(?:a)?|napisa(?:o|la)|je pisao|menulis"
    r"|idatzi|เขียนว่า|写道|寫道|のメール|書きました|さんは|작성|님이|كتب|כתב|wrote"
)
WROTE = re.compile(rf"(?:{_WROTE})", re.IGNORECASE)

# How a line begins that says who wrote when.
STARTS = re.compile(
    r"[\s*_>\"“'-]*+(?:on|at|le|am|el|il|em|op|w dniu|dnia|den|på|dne|dňa|vào|в|ngày|tarihinde"
    r"|il giorno|on the|date|a|di|în data|pada|в чт|пн|вт|ср|чт|пт|сб|вс|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?"
    r"|lun|mar|mer|jeu|ven|sam|dim|ke|ti|to|pe|la|su|ma|quoting|zitat von|citando|quoting from"
    r"|在|于|於|von|from|de|da|στις|ב-|בתאריך|في|\d)(?=[\s,.\d:：年/-])",
    re.IGNORECASE,
)
_MONTHS = (
    r"jan|feb|fév|fev|mar|mär|mrz|apr|avr|abr|may|mai|maj|maio|mei|jun|juin|giu|jul|juil|lug|aug"
    r"|août|aout|ago|sep|set|oct|okt|ott|out|nov|dec|dez|déc|dic|янв|фев|мар|апр|ма[йя]|июн|июл"
    r"|авг|сен|окт|ноя|дек|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru|tammi|helmi|maalis|huhti|touko"
    r"|kesä|heinä|elo|syys|loka|marras|joulu"
)
DATE = re.compile(
    r"\b\d{4}[-/.年]\s?\d{1,2}[-/.月]|\b\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{2,4}|\b\d{1,2}[:.h]\d{2}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s{{1,3}}(?:de\s{{1,3}})?(?:{_MONTHS})|(?:{_MONTHS})[a-zéûü.]{{0,12}}\s{{1,3}}\d{{1,2}}"
    r"|\d{1,2}月\s?\d{1,2}日|\d{1,2}월\s?\d{1,2}일",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}|mailto:", re.IGNORECASE)
# A start that a number alone does not make: "On ...", "Le ...", "Am ...".
WORD_START = re.compile(rf"(?!\W*+\d){STARTS.pattern}", re.IGNORECASE)
# The last line of an attribution that was wrapped inside its angle brackets.
WRAPPED_WROTE = re.compile(rf">?\s*+(?:{_WROTE})\s*[:：]\s*$", re.IGNORECASE)
# Forms that name no verb: "2016-03-25 23:01 GMT+01:00 Ann <ann@x.example>:"
DATED_SENDER = re.compile(
    r"\s*(?:\d{4}[-/]\d\d?[-/]\d\d?\s.{0,80}<[^<>]{3,200}>|.{0,100}<[^<>\s]{1,100}@[^<>\s]{1,100}>"
    r".{0,80}\d{1,2}[:.]\d\d)\s*(?P<colon>[:：])?\s*$"
)

_ORIGINAL = (
    r"original message|original e-?mail|message d['’]origine|message original|message initial"
    r"|courriel d['’]origine|message d['’]origine|ursprüngliche nachricht|urspr. nachricht"
    r"|original-?nachricht|antwort nachricht|originalnachricht|mensaje original|messaggio originale"
    r"|mensagem original|oorspronkelijk bericht|originele bericht|opprinnelig melding"
    r"|oprindelig (?:meddelelse|besked)|original ?meddelelse|originalmeddelande|ursprungligt meddelande"
    r"|ursprungliga meddelandet|alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość"
    r"|původní (?:zpráva|e-mail)|pôvodná správa|eredeti üzenet|mesaj original|mesajul original"
    r"|исходное сообщение|оригинальное сообщение|початкове повідомлення|orijinal mesaj|özgün ileti"
    r"|thư gốc|原始邮件|原始郵件|原邮件|元のメッセージ|원본 메시지|원본 메일|original appointment"
    r"|reply message|izvorna poruka|izvirno sporočilo|αρχικό μήνυμα|الرسالة الأصلية|ההודעה המקורית"
)
_FORWARDED = (
    r"forwarded (?:message|by|email)|message transféré|message réexpédié|courriel transféré"
    r"|weitergeleitete nachricht|mensaje reenviado|messaggio inoltrato|mensagem encaminhada"
    r"|doorgestuurd bericht|videresendt (?:melding|besked|meddelelse)|vidarebefordrat meddelande"
    r"|välitetty viesti|edelleenlähetetty viesti|wiadomość przekazana|przekazana wiadomość"
    r"|přeposlaná zpráva|továbbított (?:üzenet|levél)|пересылаемое сообщение|переслане повідомлення"
    r"|пересланное сообщение|iletilen mesaj|转发邮件|转发的邮件|轉寄郵件|転送メッセージ|전달된 메시지"
    r"|forwarded mail|mesaj redirecționat|reenviado"
)
_RULE = r"[-_=*—–]{2,}+"
# What may stand before a title, short of the rule.
_LEAD = r"(?:[\s>]|\*(?![-_=*—–]))*+"
ORIGINAL_MESSAGE = re.compile(
    rf"{_LEAD}(?:{_RULE}\s*+(?:{_ORIGINAL})\b[^\n]{{0,40}}|\**+(?:{_ORIGINAL})\s*{_RULE}.{{0,10}})\s*$",
    re.IGNORECASE,
)
FORWARDED_MESSAGE = re.compile(
    rf"{_LEAD}(?:{_RULE}\s*+(?:{_FORWARDED})\b[^\n]{{0,80}}"
    r"|\**+(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)"
    r"|début du (?:message|courriel|mail) (?:réexpédié|transféré)|inizio messaggio inoltrato"
    r"|inicio del mensaje reenviado|início da mensagem (?:reencaminhada|encaminhada)"
    r"|begin doorgestuurd bericht|vidarebefordrat brev|start på vidarebefordrat (?:brev|meddelande)"
    r"|videresendt besked|begynnelse på videresendt melding|välitetty viesti alkaa"
    r"|początek przekazanej wiadomości|начало переадресованного сообщения|下面是被转发的邮件"
    r"|下面是被轉寄的郵件|開始轉寄郵件|転送されたメッセージ|전달된 메시지 시작))\s*[:：]?\s*$",
    re.IGNORECASE,
)
REPLY_ABOVE = re.compile(
    r"\W*(?:please )?(?:type|write|reply|enter)[\w ]{0,30} above (?:this|the) line.*"
    r"|\W*(?:veuillez )?(?:répondre|écrire)[\w ]{0,30} au-dessus de cette ligne.*"
    r"|\W*bitte (?:antworten|schreiben)[\w ]{0,30} (?:über|oberhalb) dieser (?:zeile|linie).*",
    re.IGNORECASE,
)

_FROM = (
    r"from|de|von|da|van|från|fra|od|от|від|от кого|kimden|gönderen|feladó|lähettäjä|expeditor|de la"
    r"|de|από|מאת|من|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|from email|odesílatel|nadawca"
    r"|frá|saatja|nuo|no|pošiljatelj|šalje|từ|ng\u01b0ời gửi|dari|pengirim|จาก|sender|expéditeur|absender"
    r"|mittente|remitente|remetente|afzender|avsändare|avsender|afsender"
)
_SENT = (
    r"sent|date|sent on|envoyé|envoyé le|date d['’]envoi|gesendet|gesendet am|datum|inviato"
    r"|inviato il|data|enviado|enviado el|enviada|enviado em|enviada em|fecha|verzonden|verzonden op"
    r"|skickat|sendt|dato|wysłano|wysłane|data wysłania|odesláno|odoslané|datum odeslání"
    r"|отправлено|дата|відправлено|надіслано|tarih|gönderildi|gönderilme tarihi|elküldve|dátum|küldve"
    r"|lähetetty|päivämäärä|päiväys|trimis|στάλθηκε|ημερομηνία|נשלח|תאריך|التاريخ|تاريخ"
    r"|发送时间|发送日期|日期|时间|寄件日期|傳送時間|送信日時|日時|送信|보낸 날짜|보낸날짜|날짜"
    r"|date sent|sendt den|sent at|saadetud|poslano|ngày|đã gửi|dikirim|ส่ง"
)
_TO = (
    r"to|à|a|an|para|aan|till|til|do|кому|komu|para|alıcı|kime|címzett|vastaanottaja|către|προς"
    r"|אל|إلى|收件人|收件者|宛先|받는 사람|받는사람|pour|destinataire|kepada|ถึง|tới|đến|za"
    r"|empfänger|destinatario|destinatário|mottagare|adresat"
)
_CC = r"cc|copie|kopie|kopi|kopia|copia|c\.c\.|cópia|копия|抄送|副本|참조|másolatot kap|bilgi|kopio|bcc|cci"
_SUBJECT = (
    r"subject|objet|sujet|betreff|betr\.?|oggetto|asunto|assunto|onderwerp|ämne|emne|temat|předmět"
    r"|predmet|тема|konu|tárgy|aihe|subiect|θέμα|נושא|הנושא|الموضوع|主题|主旨|件名|제목|re"
    r"|efni|teema|tema|chủ đề|perihal|เรื่อง|reply-?to|répondre à|antwort an|responder a|rispondi a"
)


def _label(words: str) -> str:
    return rf"[\s>*_|]*+(?:{words})\s?[*_]{{0,2}}\s?[:：]"


LABEL_KINDS = {
    "from": re.compile(_label(_FROM), re.IGNORECASE),
    "sent": re.compile(_label(_SENT), re.IGNORECASE),
    "to": re.compile(_label(_TO), re.IGNORECASE),
    "cc": re.compile(_label(_CC), re.IGNORECASE),
    "subject": re.compile(_label(_SUBJECT), re.IGNORECASE),
}
ANY_LABEL = re.compile(
    _label("|".join((_FROM, _SENT, _TO, _CC, _SUBJECT))), re.IGNORECASE
)

SENT_FROM = re.compile(
    r"[\s*_>-]*+(?:sent (?:wirelessly )?(?:from|via|with|by|using)|get outlook for|download outlook"
    r"|envoyé (?:sans fil )?(?:de(?:puis)?|à partir d|avec|par|via)|télécharge[zr] outlook|obtenez outlook"
    r"|obtenir outlook|gesendet (?:von|mit|über|via|aus)|von mein(?:em|er) .{2,30} gesendet"
    r"|von meinem \w+ gesendet|diese nachricht wurde von mein"
    r"|enviado (?:desde|do|de|via|a partir|con|pelo)|obtener outlook|obter o outlook"
    r"|inviato (?:da|dal|con|tramite)|scarica outlook|ottieni outlook"
    r"|verzonden (?:vanaf|met|via|vanuit)|verstuurd (?:vanaf|met|via)|outlook voor|download outlook voor"
    r"|skickat från|hämta outlook|sendt fra|sendt med|hent outlook|få outlook|lähetetty|hanki outlook"
    r"|wysłane? z|wysłano z|pobierz outlook|odesláno z|odoslané z|отправлено (?:с|из)|надіслано з"
    r"|küldve|elküldve|trimis de pe|από το|gönderildi|outlook'u edinin|발송|iphone에서|iphoneから送信"
    r"|iphone から|ipadから送信|发自我的|發自我的|从我的.{2,20}发送|發送自|从.{2,12}发送|獲取 outlook|获取 outlook"
    r"|נשלח מ|أرسلت من|تم الإرسال من|được gửi từ|dikirim dari|sent by)\b.{0,120}\s*$"
    r"|[\s*_>-]*+(?:iphone|ipad|android|samsung)\S*\s?(?:から送信|에서 보냄|에서 보냈습니다).{0,20}$",
    re.IGNORECASE,
)

# Said before a name; alone at the end they are still a closing.
_CLOSINGS = (
    r"(?:(?:with )?(?:my |our )?(?:best|kind|kindest|warm|warmest|many|friendly) )?regards"
    r"|(?:all the |my |very )?best(?: wishes)?|best|regards and thanks|kind thanks|(?:yours )?(?:sincerely|truly|faithfully)"
    r"|sincerely yours|yours|cheers|(?:with )?kind(?:est)? regards|respectfully|cordially|br|rgds|kr|regards"
    r"|(?:bien |très )?cordialement|(?:bien |très )?cordialement vôtre|(?:bien )?à (?:vous|toi)|amicalement|sincèrement"
    r"|(?:meilleures|sincères|cordiales) salutations|(?:salutations|sincères salutations) (?:distinguées|cordiales)?"
    r"|bien cordialement|respectueusement|bonne (?:journée|soirée|réception|fin de journée)|cdlt|cdt|bàv|bises"
    r"|(?:mit )?(?:(?:freundlichen|besten|herzlichen|vielen|lieben|schönen|sonnigen) (?:grüßen|grüssen|gruß|gruss|dank))"
    r"|(?:freundliche|beste|liebe|viele|herzliche|schöne) grü(?:ß|ss)e|mfg|lg|vg|hochachtungsvoll|gru(?:ß|ss)|grü(?:ß|ss)e"
    r"|(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|atte|un saludo|un abrazo|(?:cordiali|distinti) saluti"
    r"|saluti|cordialmente|atenciosamente|att|cumprimentos|com os melhores cumprimentos|abraços?|abs"
    r"|met vriendelijke groet(?:en)?|vriendelijke groet(?:en)?|groet(?:en|jes)?|mvg|hartelijke groet(?:en)?"
    r"|med vänlig(?:a)? hälsning(?:ar)?|vänlig(?:a)? hälsning(?:ar)?|hälsningar|mvh|med venlig hilsen|venlig hilsen|vh"
    r"|med vennlig hilsen|vennlig hilsen|hilsen|hilsner|ystävällisin terveisin|terveisin|z poważaniem"
    r"|pozdrawiam(?: serdecznie)?|s pozdravem|с уважением|з повагою|üdvözlettel|saygılarımla|cu stimă|με εκτίμηση"
)
_THANKS = (
    r"thanks|thank you|thx|many thanks|thanks (?:a lot|so much|again|in advance|and (?:best |kind )?regards|very much|for your help)"
    r"|thank you (?:so much|very much|again|in advance|and (?:best |kind )?regards)|thanks & regards|merci(?: beaucoup| d'avance| et bonne journée)?"
    r"|danke(?: schön)?|vielen dank(?: im voraus)?|besten dank|gracias|muchas gracias|grazie(?: mille)?|obrigad[oa]"
    r"|bedankt|dank u|dank je|alvast bedankt|tack|takk|tak|kiitos|dziękuję|спасибо|děkuji|köszönöm|teşekkürler"
)
CLOSING = re.compile(rf"\s*+(?:{_CLOSINGS})\s*[,.!:;)-]*\s*", re.IGNORECASE)
THANKS = re.compile(rf"\s*+(?:{_THANKS})\s*[,.!:;)-]*\s*", re.IGNORECASE)
SIGNED_NAME = re.compile(
    r"\s*[-–—~]\s?[A-ZÀ-Ý][\w.'-]{0,30}(?:\s[A-ZÀ-Ý][\w.'-]{0,30}){0,3}\s*"
)
