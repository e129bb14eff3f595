"""Beginning a conversation: what is sent, kept, and refused."""

import pytest
from sqlmodel import select

from inbox_app.domain.enums import ConversationStatus, DraftKind, JoinReason
from inbox_app.domain.errors import (
    AttachmentNotFoundError,
    ChannelNotFoundError,
    ConversationNotFoundError,
    EmptyMessageError,
    InvalidAddressError,
    NoRecipientError,
    TooLargeError,
)
from inbox_app.models import Attachment, Contact, Draft, Handle, MessageBody
from inbox_app.services.composer_drafts import (
    discard_composer_draft,
    save_composer_draft,
)
from inbox_app.services.composing import send_new
from tests.builders.mail import a_mail
from tests.builders.workspace import Workspace

DORA = {"name": "Dora", "address": "dora@new.example"}


def compose(workspace: Workspace, **values: object) -> int:
    """Send as Ann what is not said otherwise."""
    given = {
        "actor": workspace.ann,
        "channel_id": workspace.channel_id,
        "subject": "An offer",
        "html": "<p>Hello Dora</p>",
        "to": [DORA],
        **values,
    }
    with workspace.store.write() as uow:
        return send_new(uow, given.pop("actor"), **given)


def draft(workspace: Workspace, **values: object) -> None:
    """Keep as Ann what is not said otherwise."""
    given = {
        "actor": workspace.ann,
        "kind": DraftKind.COMPOSE,
        "conversation_id": None,
        "html": "<p>Hello</p>",
        "subject": "",
        "recipients": {},
        "channel_id": workspace.channel_id,
        **values,
    }
    with workspace.store.write() as uow:
        save_composer_draft(
            uow,
            given.pop("actor"),
            given.pop("kind"),
            given.pop("conversation_id"),
            **given,
        )


def drafts(workspace: Workspace) -> list[Draft]:
    with workspace.store.read() as uow:
        return list(uow.session.exec(select(Draft)).all())


def upload(workspace: Workspace, **values: object) -> int:
    """Put a file to Ann's draft."""
    given = {
        "uploader_id": workspace.ann.agent_id,
        "draft_kind": DraftKind.COMPOSE,
        "filename": "offer.pdf",
        "content_type": "application/pdf",
        "size": 12,
        "blob_key": "0" * 64,
        **values,
    }
    with workspace.store.write() as uow:
        file = Attachment(created_at=uow.now, **given)
        uow.session.add(file)
        uow.session.flush()
        return file.id or 0


def test_a_new_conversation_is_open_and_the_senders_and_waits_for_nobody(
    workspace: Workspace,
) -> None:
    compose(workspace, cc=[{"name": "", "address": "erik@new.example"}])

    conversation = workspace.conversations()[-1]
    assert conversation.status is ConversationStatus.OPEN
    assert conversation.folder == "open"
    assert conversation.assignee_id == workspace.ann.agent_id
    assert conversation.waiting_since is None
    assert conversation.subject == "An offer"
    assert conversation.contact_address == "dora@new.example"
    assert conversation.participant_count == 2
    with workspace.store.read() as uow:
        body = uow.session.exec(select(MessageBody)).one()
        known = uow.session.exec(select(Handle.value)).all()
    assert (body.subject, body.in_reply_to, body.references) == ("An offer", "", [])
    assert set(known) == {"dora@new.example", "erik@new.example"}


def test_a_known_address_stays_one_contact(workspace: Workspace) -> None:
    workspace.a_conversation(from_="Clara <clara@customer.example>")

    compose(workspace, to=[{"name": "", "address": "CLARA@customer.example"}])

    first, second = workspace.conversations()
    assert first.contact_id == second.contact_id
    assert second.contact_name == "Clara"
    with workspace.store.read() as uow:
        assert len(uow.session.exec(select(Contact)).all()) == 1


def test_the_answer_lands_in_the_conversation_by_its_message_id(
    workspace: Workspace,
) -> None:
    compose(workspace)
    ours = workspace.messages()[-1].message_id_header

    workspace.receive(
        a_mail(from_="dora@new.example", subject="Re: An offer", in_reply_to=ours)
    )

    conversation = workspace.conversations()[-1]
    assert len(workspace.conversations()) == 1
    assert conversation.message_count == 2
    assert conversation.waiting_since is not None
    assert workspace.messages()[-1].join_reason is JoinReason.REPLY_TO_OURS


def test_the_answer_lands_in_the_conversation_by_our_reply_address_alone(
    workspace: Workspace,
) -> None:
    compose(workspace)
    token = workspace.conversations()[-1].reply_token

    workspace.receive(
        a_mail(
            from_="dora@new.example",
            to=f"support+{token}@example.test",
            subject="Re: An offer",
        )
    )

    assert len(workspace.conversations()) == 1
    assert workspace.messages()[-1].join_reason is JoinReason.TOKEN


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"to": []}, NoRecipientError),
        ({"to": [{"address": "dora at home"}]}, InvalidAddressError),
        ({"cc": [{"address": "x"}]}, InvalidAddressError),
        ({"html": "<p> </p>"}, EmptyMessageError),
        ({"channel_id": 0}, ChannelNotFoundError),
        ({"channel_id": 4711}, ChannelNotFoundError),
        ({"channel_id": "1"}, ChannelNotFoundError),
        ({"channel_id": 2**40}, ChannelNotFoundError),
        ({"attachment_ids": [4711]}, AttachmentNotFoundError),
    ],
)
def test_what_cannot_be_sent_is_refused_and_leaves_nothing(
    workspace: Workspace, values: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        compose(workspace, **values)

    assert workspace.conversations() == []
    assert workspace.messages() == []


def test_nobody_writes_from_an_inbox_they_do_not_answer_in(
    workspace: Workspace,
) -> None:
    for stranger in (workspace.eve, workspace.admin):
        with pytest.raises(ChannelNotFoundError):
            compose(workspace, actor=stranger)


def test_a_file_goes_with_the_mail_only_from_the_senders_own_draft(
    workspace: Workspace,
) -> None:
    mine = upload(workspace)
    others = [
        upload(workspace, uploader_id=workspace.bob.agent_id),
        upload(workspace, conversation_id=workspace.a_conversation(), draft_kind=None),
    ]
    for foreign in others:
        with pytest.raises(AttachmentNotFoundError):
            compose(workspace, attachment_ids=[foreign])

    message_id = compose(workspace, attachment_ids=[mine])

    with workspace.store.read() as uow:
        assert uow.session.get_one(Attachment, mine).message_id == message_id


def test_one_draft_an_agent_is_kept_and_goes_when_it_is_sent(
    workspace: Workspace,
) -> None:
    draft(workspace, html="<p>Hel</p>")
    draft(workspace, subject="Offer", recipients={"to": [DORA]})
    draft(workspace, actor=workspace.bob, html="<p>Bob's</p>")

    mine, bobs = sorted(drafts(workspace), key=lambda one: one.agent_id)
    assert (mine.html, mine.subject) == ("<p>Hello</p>", "Offer")
    assert mine.recipients == {"to": [DORA]}
    assert mine.channel_id == workspace.channel_id
    assert bobs.html == "<p>Bob's</p>"

    compose(workspace)
    assert [one.agent_id for one in drafts(workspace)] == [workspace.bob.agent_id]


def test_an_emptied_draft_goes_and_one_with_a_subject_alone_stays(
    workspace: Workspace,
) -> None:
    draft(workspace, html="", subject="Offer")
    assert len(drafts(workspace)) == 1

    draft(workspace, html="<p></p>", subject=" ", recipients={"to": []})
    assert drafts(workspace) == []


def test_discarding_takes_the_files_along(workspace: Workspace) -> None:
    draft(workspace)
    mine = upload(workspace)
    bobs = upload(workspace, uploader_id=workspace.bob.agent_id)

    with workspace.store.write() as uow:
        discard_composer_draft(uow, workspace.ann, DraftKind.COMPOSE, None)

    with workspace.store.read() as uow:
        assert uow.session.get(Attachment, mine) is None
        assert uow.session.get(Attachment, bobs) is not None
    assert drafts(workspace) == []


def test_a_draft_does_not_take_what_is_not_theirs(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()

    draft(workspace, actor=workspace.eve)
    assert drafts(workspace)[0].channel_id is None
    with pytest.raises(TooLargeError):
        draft(workspace, html="x" * 1_000_001)
    with pytest.raises(ConversationNotFoundError):
        draft(workspace, conversation_id=conversation_id)
    with pytest.raises(ConversationNotFoundError):
        draft(
            workspace,
            actor=workspace.eve,
            kind=DraftKind.FORWARD,
            conversation_id=conversation_id,
        )
