"""Write the sample mails as the bytes that a mail server would hand over."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from inbox_app.sample.script import Bounce, Mail


def write_mail(
    mail: Mail,
    *,
    customer: str,
    to: str,
    subject: str,
    at: datetime,
    message_id: str,
    references: Sequence[str],
) -> bytes:
    """A customer's mail; `references` are the mails before it, oldest first."""
    message = EmailMessage()
    message["From"] = mail.sender or customer
    message["To"] = to
    if mail.cc:
        message["Cc"] = mail.cc
    message["Subject"] = mail.subject or (f"Re: {subject}" if references else subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    if references:
        message["In-Reply-To"] = references[-1]
        message["References"] = " ".join(references)
    for name, value in mail.headers:
        message[name] = value
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    for file in mail.files:
        kind, _, subtype = file.content_type.partition("/")
        if file.content_id:
            part = message.get_body(("html",))
            if part is not None:
                part.add_related(
                    file.content, kind, subtype, cid=f"<{file.content_id}>"
                )
        else:
            message.add_attachment(file.content, kind, subtype, filename=file.name)
    return message.as_bytes()


def write_bounce(
    bounce: Bounce, *, recipient: str, to: str, at: datetime, original_id: str
) -> bytes:
    """A report that a reply was not delivered (RFC 3464)."""
    return f"""From: Mail Delivery System <mailer-daemon@mx.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: {format_datetime(at)}
Message-ID: <bounce-{int(at.timestamp())}@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="report"

--report
Content-Type: text/plain

Your message could not be delivered to
<{recipient}>: {bounce.words}

--report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; {bounce.words}

--report
Content-Type: text/rfc822-headers

Message-ID: {original_id}
From: {to}
To: {recipient}

--report--
""".encode()
