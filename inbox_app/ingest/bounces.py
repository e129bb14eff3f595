"""Delivery reports read: whom a mail did not reach, and why.

A report in the standard form (RFC 3464) says all that is asked. The others
are prose that each mail server words in its own way: flufl.bounce, which
Mailman uses, knows the old ones, and a general reading is left for the rest.
"""

# Lists of words and of cases read best on long lines.
# ruff: noqa: E501

import re
from collections.abc import Iterator

from inbox_app.domain.addresses import is_address, normalise_address
from inbox_app.domain.envelope import Bounce, Complaint, FailedRecipient, ParsedMail
from inbox_app.ingest.charsets import decode_text
from inbox_app.ingest.headers import decode_header, parse_message_ids, tidy
from inbox_app.ingest.mime import MESSAGE_TYPES, Part
from inbox_app.ingest.old_bounces import scan_old_formats

_STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
_HEADER_TYPES = {
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
}
_MAX_REPORT = 500_000
_MAX_RECIPIENTS = 200
_MAX_REASON = 500
_FIELD = re.compile(
    r"^([A-Za-z][\w-]{1,60})[ \t]*:[ \t]*(.*(?:\n[ \t]+\S.*)*)", re.MULTILINE
)
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[ \-,:;.]|$)(?!\.\d)")
_XTEXT = re.compile(r"[=+][0-9A-F]{2}")
_ADDRESS = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
)
_DAEMON = re.compile(
    r"(?:mailer|mail|e?mail)[-._ ]?(?:daemon|delivery|system|service)|mailer-daemon|postmaster"
    r"|mdaemon|mail\.daemon|bounce|microsoftexchange|daemon|maildelivery|^$",
    re.IGNORECASE,
)
_DAEMON_NAME = re.compile(
    r"mail (?:delivery|system|daemon|router|administrator)|delivery (?:sub)?system|postmaster"
    r"|system administrator|mailer[- ]daemon|internet mail delivery",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver|delivery (?:status|failure|failed|notification|problem|report|error|delayed)"
    r"|returned (?:mail|to sender|e-?mail)|return(?:ed)? to sender|failure notice|mail delivery"
    r"|mail (?:failure|error|system error)|non[- ]?deliver|not delivered|nondeliverable"
    r"|message (?:not delivered|status|delayed|failed)|delivery has failed|bounced|warning: could not"
    r"|could not (?:be delivered|send)|rejected|notification d['’]état|non remis|échec"
    r"|impossible de remettre|unzustellbar|nicht zugestellt|zustellung|zustellbar|no se (?:puede|pudo) entregar"
    r"|error de entrega|mancato recapito|mancata consegna|não entregue|falha na entrega|onbestelbaar"
    r"|niet bestelbaar|olevererbart|kan ikke leveres|kunde inte levereras|недоставлен|не доставлено"
    r"|не может быть доставлено|退信|无法投递|未送达|配信不能|送信できません|adiado|delay",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"\s*(?:re|aw|sv|rif|antw|odp|r[eé]p)\s*:", re.IGNORECASE)
_OPENING = re.compile(
    r"[\s*=-]*(?:your message (?:could not|was not|cannot|has encountered)"
    r"|a message that you sent (?:could|was)|votre message n['’]a pas pu"
    r"|(?:un|una)able to deliver|could not deliver message|non-delivery report"
    r"|the following (?:message|address|recipient)|delivery to the following"
    r"|message not delivered|this message was created automatically by mail)",
    re.IGNORECASE,
)
_DELAY = re.compile(
    r"delayed|not yet been delivered|will be retried|will (?:continue|keep) (?:to )?try"
    r"|no action is required|delivery attempts will|warning(?: message)? only|still trying"
    r"|retardé|verzögert|has been postponed|temporary (?:failure|problem).{0,40}will",
    re.IGNORECASE,
)
_FAILURE = re.compile(
    r"could ?n[o']t be delivered|could not deliver|not (?:be )?delivered|unable to deliver|undeliverable"
    r"|delivery.{0,60}failed|fail(?:ed|ure) (?:permanently|to deliver)|permanent(?:ly)? (?:error|fail)"
    r"|wasn't (?:able|delivered)|was not delivered|does ?n[o']t exist|user unknown|unknown user"
    r"|no such user|mailbox (?:is )?(?:full|unavailable|not found)|address(?:es)? (?:had|failed|not found)"
    r"|couldn't be (?:delivered|found)|rejected (?:your|the) (?:message|mail)|over quota|quota exceeded"
    r"|n['’]a pas pu être (?:remis|délivré|distribué)|échec de la remise|konnte nicht zugestellt"
    r"|nicht zugestellt werden|no se ha podido entregar|no se pudo entregar|non è stato (?:possibile|recapitato)"
    r"|não (?:pôde|foi possível) (?:ser )?entreg|kon niet worden (?:afgeleverd|bezorgd)|не удалось доставить"
    r"|не доставлено|5\d\d[ -]\d\.\d\.\d|\b55[0-9][ -]",
    re.IGNORECASE,
)
_HEADER_LINE = re.compile(
    r"(?!(?:to|recipients?|(?:failed|intended) recipients?|address|user)\s*:)[\w-]{2,40}:\s",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"^\W*(?:(?:-{2,}|={2,}|\*{2,}).{0,80}(?:cop(?:y|ie)|original|returned|returning|message|mail|header)"
    r"|(?:original|returned) message\b|below this line is|included (?:below|is a copy)"
    r"|(?:the )?(?:header|copy) of (?:the|your) (?:original )?(?:message|mail))",
    re.IGNORECASE | re.MULTILINE,
)


def find_bounce(root: Part, mail: ParsedMail) -> Bounce | None:
    """Read a mail as a delivery report, or return None when it is none."""
    recipients = _read_status_parts(root, mail)
    if recipients is None and _may_report(root, mail):
        recipients = _read_prose(root, mail)
    if not recipients:
        return None
    return Bounce(
        recipients=tuple(recipients[:_MAX_RECIPIENTS]),
        original_message_id=_find_original(root, mail),
    )


def find_complaint(root: Part) -> Complaint | None:
    """Read a mail as an abuse report (ARF), or return None when it is none."""
    for part in _walk(root):
        if part.content_type == "message/feedback-report":
            fields = _read_fields(_text(part))
            recipient = fields.get("original-rcpt-to") or fields.get(
                "removal-recipient", ""
            )
            return Complaint(
                kind=fields.get("feedback-type", "abuse").lower()[:40],
                recipient=recipient.removeprefix("rfc822;").strip().strip("<>"),
                original_message_id=_message_id_within(root),
            )
    return None


def _walk(root: Part) -> Iterator[Part]:
    """Yield the parts of this mail; what is in an attached mail is not its own."""
    stack = [root]
    while stack:
        part = stack.pop()
        yield part
        if part.content_type not in MESSAGE_TYPES:
            stack.extend(reversed(part.children))


def _text(part: Part) -> str:
    content = part.content()[:_MAX_REPORT]
    return decode_text(content, part.charset).replace("\r\n", "\n").replace("\r", "\n")


def _read_fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for match in _FIELD.finditer(block):
        fields.setdefault(match[1].lower(), " ".join(match[2].split()))
    return fields


def _read_status_parts(root: Part, mail: ParsedMail) -> list[FailedRecipient] | None:
    """Return the recipients that a standard report names, or None without one."""
    found: dict[str, FailedRecipient] = {}
    is_report = False
    is_multipart_report = root.content_type == "multipart/report"
    for part in _walk(root):
        if part.content_type not in _STATUS_TYPES and not (
            is_multipart_report and part.content_type.startswith("text/")
        ):
            continue
        text = _text(part)
        if "recipient" not in text.lower() or not re.search(
            r"^(?:final|original)-recipient\s*:", text, re.IGNORECASE | re.MULTILINE
        ):
            continue
        for block in re.split(r"\n[ \t]*\n", text):
            fields = _read_fields(block)
            recipient = _read_recipient(fields, mail)
            is_report = is_report or "action" in fields or "status" in fields
            if recipient is not None:
                known = found.get(normalise_address(recipient.address))
                if known is None or (recipient.is_permanent and not known.is_permanent):
                    found[normalise_address(recipient.address)] = recipient
    return list(found.values()) if is_report else None


def _read_recipient(fields: dict[str, str], mail: ParsedMail) -> FailedRecipient | None:
    address = ""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        address = address or _read_address(fields.get(name, ""))
    if not address:
        return None
    action = fields.get("action", "").lower()
    diagnostic = fields.get("diagnostic-code", "")
    status = _find_status(fields.get("status", "")) or _find_status(diagnostic)
    if action.startswith(("deliver", "relay", "expand")):
        return None
    if action.startswith("fail") or (
        status.startswith("5") and not action.startswith("delay")
    ):
        is_permanent = True
    elif action.startswith("delay") or status.startswith("4"):
        is_permanent = False
    else:
        return None
    reason = re.sub(
        r"^(?:smtp|x-[\w-]+|local)\s*;\s*", "", diagnostic, flags=re.IGNORECASE
    )
    return FailedRecipient(
        address=address,
        status=status or ("5.0.0" if is_permanent else "4.0.0"),
        reason=(
            reason or _comment(fields.get("status", "")) or _first_reason(mail.text)
        )[:_MAX_REASON],
        is_permanent=is_permanent,
    )


def _comment(status: str) -> str:
    match = re.search(r"\((.+)\)", status)
    return match[1] if match else ""


def _read_address(value: str) -> str:
    """Read `rfc822; ann@example.com` in the spellings in use."""
    kind, semicolon, address = value.partition(";")
    if not semicolon:
        kind, address = "rfc822", value
    address = address.strip().strip("\"'").strip("<>").strip()
    if kind.strip().lower() not in {"rfc822", "utf-8"}:
        match = _ADDRESS.search(address)
        return match[0] if match else ""
    if not is_address(address):
        address = _XTEXT.sub(lambda code: chr(int(code[0][1:], 16)), address)
        match = _ADDRESS.search(address)
        if match is None:
            return address if re.fullmatch(r"[^\s<>@]{1,64}", address) else ""
        return match[0]
    return address


def _find_status(text: str) -> str:
    if match := _STATUS.search(text):
        return match[1]
    if match := _REPLY_CODE.search(text):
        return f"{match[1][0]}.0.0"
    return ""


def _may_report(root: Part, mail: ParsedMail) -> bool:
    """Return whether a mail speaks of delivery, as mail servers do."""
    if mail.header("x-failed-recipients") or root.content_type == "multipart/report":
        is_receipt = "disposition" in root.parameters.get("report-type", "")
        return not is_receipt or "reject" in mail.subject.lower()
    if _comes_from_daemon(mail):
        return True
    is_about_delivery = _SUBJECT.search(mail.subject) is not None
    if is_about_delivery and "" in {
        value.strip(" <>") for value in mail.header_values("return-path")
    }:
        return True
    is_answer = bool(mail.in_reply_to) or _ANSWER.match(mail.subject) is not None
    if is_about_delivery and not is_answer:
        return True
    return _OPENING.match(mail.text[:400]) is not None


def _comes_from_daemon(mail: ParsedMail) -> bool:
    sender = mail.sender
    if sender is None:
        return _SUBJECT.search(mail.subject) is not None
    local = sender.address.rpartition("@")[0] or sender.address
    return bool(_DAEMON.search(local) or _DAEMON_NAME.search(f"{sender.name} {local}"))


def _read_prose(root: Part, mail: ParsedMail) -> list[FailedRecipient]:
    report = _own_words(root, mail)
    is_delay = _DELAY.search(report) is not None and not re.search(
        r"permanent|given up|giving up|not be delivered", report, re.IGNORECASE
    )
    permanent, temporary = scan_old_formats(root.source)
    listed = _listed_addresses(mail.header("x-failed-recipients"))
    if listed:
        (temporary if is_delay else permanent).extend(listed)
    may_guess = _comes_from_daemon(mail) or mail.header("return-path") == "<>"
    if not may_guess or permanent or temporary:
        pass
    elif _FAILURE.search(f"{mail.subject}\n{report}"):
        guessed = _guess_addresses(report, mail)
        (temporary if is_delay else permanent).extend(guessed)
    found: dict[str, FailedRecipient] = {}
    for address, is_permanent in [
        *((address, True) for address in permanent),
        *((address, False) for address in temporary),
    ]:
        found.setdefault(
            normalise_address(address),
            _describe(address, report, is_permanent=is_permanent),
        )
    return list(found.values())


def _own_words(root: Part, mail: ParsedMail) -> str:
    """Return what the server says, without the mail that it returns."""
    text = mail.text.replace("\r\n", "\n")[:100_000]
    match = _RETURNED.search(text, 40)
    # The mark may stand before the names of those it did not reach.
    if match and "@" in text[: match.start()]:
        return text[: match.start()]
    return text


def _listed_addresses(value: str) -> list[str]:
    found = (match[0] for match in _ADDRESS.finditer(value[:10_000]))
    return [address for address in found if ".." not in address]


def _guess_addresses(report: str, mail: ParsedMail) -> list[str]:
    own = {normalise_address(a.address) for a in (*mail.to, *mail.from_, *mail.cc)}
    found: list[str] = []
    for line in report[:20_000].split("\n"):
        if _HEADER_LINE.match(line):
            continue
        for match in _ADDRESS.finditer(line[:1000]):
            address = match[0].rstrip(".")
            local = address.partition("@")[0]
            before = line[: match.start()][-20:].lower()
            if (
                normalise_address(address) not in own
                and not _DAEMON.search(local)
                and ".." not in local
                and not re.search(
                    r"(?:message-id|id|from|sender|contact):?\s*<?$", before
                )
            ):
                found.append(address)
    return list(dict.fromkeys(found))[:10]


def _describe(address: str, report: str, *, is_permanent: bool) -> FailedRecipient:
    start = report.rfind("\n", 0, max(report.find(address), 0)) + 1
    words = report[start : start + 2000]
    reason = _first_reason(words) or _first_reason(report)
    status = _find_status(reason) or _find_status(words)
    expected = "5" if is_permanent else "4"
    if not status or (not is_permanent and not status.startswith("4")):
        status = f"{expected}.0.0"
    return FailedRecipient(
        address=address, status=status, reason=reason, is_permanent=is_permanent
    )


def _first_reason(text: str) -> str:
    """Return the line that says why, and what goes on from it."""
    lines = [" ".join(line.split()) for line in text[:20_000].split("\n")]
    lines = [line for line in lines if line]
    for index, line in enumerate(lines):
        if _STATUS.search(line) or _REPLY_CODE.search(line):
            return " ".join(lines[index : index + 2])[:_MAX_REASON]
    for line in lines:
        if _FAILURE.search(line) or _DELAY.search(line):
            return line[:_MAX_REASON]
    return lines[0][:_MAX_REASON] if lines else ""


def _find_original(root: Part, mail: ParsedMail) -> str:
    found = _message_id_within(root)
    if found:
        return found
    for name in ("x-original-message-id", "original-message-id", "in-reply-to"):
        if ids := parse_message_ids(mail.header(name)):
            return ids[0]
    match = re.search(
        r"^\s*>?\s*Message-ID\s*:\s*(<[^<>\s]{3,900}>)",
        mail.text[:_MAX_REPORT],
        re.IGNORECASE | re.MULTILINE,
    )
    if match and match[1] != mail.message_id:
        return match[1]
    return mail.references[-1] if mail.references else ""


def _message_id_within(root: Part) -> str:
    """Return the Message-ID of the returned mail, or of its headers."""
    for part in _walk(root):
        if part.children and part.content_type in MESSAGE_TYPES:
            raw = part.children[0].raw_header("message-id")
            ids = parse_message_ids(tidy(decode_header(raw)))
        elif part.content_type in _HEADER_TYPES | _STATUS_TYPES:
            fields = _read_fields(_text(part))
            value = fields.get("message-id") or fields.get("x-original-message-id", "")
            ids = parse_message_ids(value or fields.get("original-message-id", ""))
        else:
            continue
        if ids:
            return ids[0]
    return ""
