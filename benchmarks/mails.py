"""The same conversations as raw mail, the way mail programs write it."""

from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from benchmarks.threads import Letter

_ATTACHED_EVERY = 20


def write_mail(letter: Letter, *, answers: Letter | None) -> bytes:
    """Write one mail; every letter of a thread comes from its customer.

    Two in five carry a twin in HTML, one in twenty a file; French is quoted-
    printable, base64 or ISO-8859-1, with encoded subjects.
    """
    thread = letter.thread
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"{thread.customer_name} <{thread.customer_address}>"
    mail["To"] = f"Support <support{thread.inbox}@team.example>"
    subject = thread.subject if answers is None else f"Re: {thread.subject}"
    mail["Subject"] = str(Header(subject, "utf-8")) if thread.is_french else subject
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = _message_id(letter)
    if answers is not None:
        mail["In-Reply-To"] = _message_id(answers)
        earlier = [one for one in thread.letters if one.position < letter.position]
        mail["References"] = " ".join(_message_id(one) for one in earlier)
    _set_text(mail, letter)
    if letter.number % 5 < 2:
        paragraphs = letter.text.replace("<", "&lt;").split("\n\n")
        html = "".join(f"<p style='margin:0'>{text}</p>" for text in paragraphs)
        mail.add_alternative(f"<html><body>{html}</body></html>", subtype="html")
    if letter.number % _ATTACHED_EVERY == 0:
        size = 1_500 + letter.number * 7919 % 18_500
        mail.add_attachment(
            letter.number.to_bytes(8, "big") * (size // 8),
            "application",
            "pdf",
            filename=f"facture-{letter.number}.pdf",
        )
    return mail.as_bytes()


def _set_text(mail: EmailMessage, letter: Letter) -> None:
    if not letter.thread.is_french:
        mail.set_content(letter.text)
        return
    encodings = ("quoted-printable", "base64", "quoted-printable")
    charset = "iso-8859-1" if letter.number % 3 == 2 else "utf-8"
    mail.set_content(letter.text, charset=charset, cte=encodings[letter.number % 3])


def _message_id(letter: Letter) -> str:
    return f"<{letter.thread.number}.{letter.position}@customers.example>"
