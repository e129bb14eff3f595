"""Nothing is lost, nothing is doubled, whatever happens in between."""

import errno
from datetime import timedelta

import pytest
from sqlmodel import select

from inbox_app.domain.enums import (
    DeliveryState,
    FilteredReason,
    LedgerFate,
)
from inbox_app.ingest import pipeline
from inbox_app.ingest.pipeline import (
    IncomingMail,
    ingest_mails,
    process_again,
    receive_mails,
    settle_pending,
)
from inbox_app.models import (
    Attachment,
    Contact,
    Delivery,
    MessageBody,
    SearchDocument,
)
from inbox_app.services.replies import send_reply
from tests.builders.mail import Attached, a_mail
from tests.builders.workspace import Workspace


def test_what_was_received_but_not_settled_is_settled_at_the_next_start(
    workspace: Workspace,
) -> None:
    now = workspace.store.clock()
    mails = [IncomingMail(a_mail(), now, "INBOX", 1, uid) for uid in (1, 2, 3)]
    receive_mails(workspace.store, workspace.channel_id, mails)

    settled = settle_pending(workspace.store)

    assert settled == 3
    assert len(workspace.messages()) == 3
    assert settle_pending(workspace.store) == 0


def test_a_uid_that_is_read_again_changes_nothing(workspace: Workspace) -> None:
    now = workspace.store.clock()
    mail = IncomingMail(a_mail(), now, "INBOX", 1, 7)

    ingest_mails(workspace.store, workspace.channel_id, [mail])
    ingest_mails(workspace.store, workspace.channel_id, [mail, mail])

    assert len(workspace.messages()) == len(workspace.ledger()) == 1


def test_after_a_uidvalidity_change_the_same_mails_are_known_by_their_content(
    workspace: Workspace,
) -> None:
    now = workspace.store.clock()
    raw = a_mail()

    for uidvalidity in (1, 2):
        mail = IncomingMail(raw, now, "INBOX", uidvalidity, 1)
        ingest_mails(workspace.store, workspace.channel_id, [mail])

    assert len(workspace.messages()) == 1
    assert workspace.ledger()[1].fate is LedgerFate.DUPLICATE


def test_one_mail_that_cannot_be_filed_is_quarantined_and_the_others_are_not(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pipeline.prepare_mail

    def prepare(*args, **values):
        prepared = whole(*args, **values)
        if "poison" in prepared.mail.subject:
            # What a database refuses stands for any defect of the filing.
            object.__setattr__(prepared, "received_at", None)
        return prepared

    monkeypatch.setattr(pipeline, "prepare_mail", prepare)
    workspace.receive(a_mail(subject="one"), a_mail(subject="poison"), a_mail())
    fates = [entry.fate for entry in workspace.ledger()]
    monkeypatch.undo()

    again = process_again(workspace.store, workspace.ledger()[1].id or 0)

    assert fates == [LedgerFate.RECEIVED, LedgerFate.QUARANTINED, LedgerFate.RECEIVED]
    assert again is LedgerFate.RECEIVED
    assert len(workspace.messages()) == 3


def test_a_mail_that_cannot_be_parsed_is_quarantined(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pipeline.prepare_mail

    def prepare(blobs, raw, **values):
        if b"poison" in raw:
            raise RecursionError
        return whole(blobs, raw, **values)

    monkeypatch.setattr(pipeline, "prepare_mail", prepare)
    workspace.receive(a_mail(subject="poison"), a_mail())

    fates = [entry.fate for entry in workspace.ledger()]
    assert fates == [LedgerFate.QUARANTINED, LedgerFate.RECEIVED]


def test_a_full_disk_blames_no_mail(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepare(*_args, **_values):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pipeline, "prepare_mail", prepare)
    with pytest.raises(OSError, match="No space"):
        workspace.receive(a_mail())
    fates = [entry.fate for entry in workspace.ledger()]
    monkeypatch.undo()

    assert fates == [LedgerFate.PENDING]
    assert settle_pending(workspace.store) == 1
    assert len(workspace.messages()) == 1


def test_a_mail_over_the_limit_is_in_the_ledger_and_nowhere_else(
    workspace: Workspace,
) -> None:
    mail = IncomingMail(
        b"Subject: big\r\n\r\n",
        workspace.store.clock(),
        "INBOX",
        1,
        1,
        is_whole=False,
        size=60_000_000,
    )

    ingest_mails(workspace.store, workspace.channel_id, [mail])

    (entry,) = workspace.ledger()
    assert entry.fate is LedgerFate.TOO_LARGE
    assert entry.size == 60_000_000
    assert workspace.messages() == []


def test_a_mail_is_stored_whole(workspace: Workspace) -> None:
    raw = a_mail(
        subject="Rückfrage",
        text="Where is it?\n\n> old\n",
        html="<p>Where <script>x</script>is it?</p>",
        attachments=[Attached("plan.pdf", b"%PDF", "application/pdf")],
    )

    workspace.receive(raw)

    with workspace.store.read() as uow:
        body = uow.session.exec(select(MessageBody)).one()
        attachment = uow.session.exec(select(Attachment)).one()
        document = uow.session.exec(select(SearchDocument)).one()
        contact = uow.session.exec(select(Contact)).one()
        assert uow.blobs.get(body.raw_key) == raw
        assert uow.blobs.get(attachment.blob_key) == b"%PDF"
    assert body.subject == "Rückfrage"
    assert "script" not in body.html
    assert body.reply_text.strip() == "Where is it?"
    assert document.files == "plan.pdf"
    assert contact.name == "Clara Customer"
    conversation = workspace.conversations()[0]
    assert conversation.has_attachments
    assert conversation.preview == "Where is it?"


def test_a_bounce_stands_on_the_message_that_bounced(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation(subject="Order")
    with workspace.store.write() as uow:
        message_id = send_reply(
            uow,
            workspace.ann,
            conversation_id,
            html="<p>Here it is.</p>",
            to=[{"name": "", "address": "clara@customer.example"}],
            seen_position=1,
        )
    ours = workspace.messages()[-1].message_id_header

    workspace.receive(_bounce(ours))

    with workspace.store.read() as uow:
        delivery = uow.session.get_one(Delivery, message_id)
    assert delivery.state is DeliveryState.BOUNCED
    assert "mailbox is full" in delivery.last_error
    assert len(workspace.conversations()) == 1
    assert workspace.ledger()[-1].fate is LedgerFate.BOUNCE


def test_a_newsletter_is_filtered_and_a_known_contact_is_not(
    workspace: Workspace,
) -> None:
    marketing = {
        "List-Unsubscribe": "<https://news.example/u>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }
    workspace.receive(
        a_mail(from_="news@news.example", headers=marketing),
        a_mail(from_="clara@customer.example", subject="Hello"),
    )
    only_link = {"List-Unsubscribe": "<https://customer.example/u>"}

    workspace.receive(a_mail(from_="clara@customer.example", headers=only_link))

    reasons = [c.filtered_reason for c in workspace.conversations()]
    assert reasons == [FilteredReason.MARKETING, None, None]


def test_a_mail_from_the_future_does_not_stay_on_top(workspace: Workspace) -> None:
    now = workspace.store.clock()
    workspace.receive(a_mail(date=now + timedelta(days=400)))

    assert workspace.conversations()[0].last_message_at == now


def _bounce(original_id: str) -> bytes:
    return f"""From: MAILER-DAEMON@mx.example
To: support@example.test
Subject: Undelivered Mail Returned to Sender
Message-ID: <b@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="r"

--r
Content-Type: text/plain

It could not be delivered.

--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; clara@customer.example
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 mailbox is full

--r
Content-Type: message/rfc822

Message-ID: {original_id}
Subject: Re: Order

--r--
""".encode()


@pytest.mark.parametrize("odd", ["\x01", "\x0b", "&#31;", "\ufffe"])
def test_characters_that_no_document_may_hold_do_not_keep_a_mail_out(
    workspace: Workspace, odd: str
) -> None:
    quoting = (
        f"<div>Thanks<br>{odd}On Mon, 1 Jan 2024 at 10:00, Ann ann@x.example wrote:"
        "<br><blockquote>q</blockquote></div><p>reply</p>"
    )

    workspace.receive(a_mail(html=quoting))

    assert [entry.fate for entry in workspace.ledger()] == [LedgerFate.RECEIVED]
