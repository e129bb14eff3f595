"""The reasons to ask before a reply leaves."""

import pytest

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.errors import ConversationNotFoundError, NotAMemberError
from inbox_app.models import Agent, Conversation
from inbox_app.queries.send_guard import read_cautions
from inbox_app.viewmodels.reply import SendCaution
from tests.builders.mail import a_mail
from tests.builders.workspace import Workspace, a_workspace

CLARA = "clara@customer.example"


@pytest.fixture
def workspace(store: Store) -> Workspace:
    return a_workspace(store)


def cautions(
    workspace: Workspace, conversation_id: int, **given: object
) -> list[tuple[str, str]]:
    values = {
        "actor": workspace.ann,
        "html": "<p>Here you are.</p>",
        "addresses": [CLARA],
        "has_files": False,
        **given,
    }
    with workspace.store.read() as uow:
        found: list[SendCaution] = read_cautions(
            uow, values.pop("actor"), conversation_id, **values
        )
    return [(one["kind"], one["name"]) for one in found]


def test_a_plain_answer_gives_no_reason_to_ask(workspace: Workspace) -> None:
    assert cautions(workspace, workspace.a_conversation()) == []


def test_somebody_new_is_named_and_who_takes_part_is_not(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation(cc="boss@customer.example")

    assert cautions(
        workspace,
        conversation_id,
        addresses=[CLARA, "boss@customer.example", "eve@else.example"],
    ) == [("new_recipient", "eve@else.example")]


def test_where_the_customer_wants_the_answer_is_nothing_new(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation(reply_to="shop@customer.example")

    assert (
        cautions(workspace, conversation_id, addresses=["shop@customer.example"]) == []
    )


def test_a_hidden_copy_is_asked_about(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation(to="boss@customer.example")

    assert cautions(workspace, conversation_id) == [("bcc", "")]


def test_a_promised_file_is_missed_until_there_is_one(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    html = "<p>It is attached.</p>"

    assert cautions(workspace, conversation_id, html=html) == [("no_file", "")]
    assert cautions(workspace, conversation_id, html=html, has_files=True) == []
    pasted = f'{html}<p><img src="/attachments/7?view=1"></p>'
    assert cautions(workspace, conversation_id, html=pasted) == []


def test_quote_and_signature_promise_no_file(workspace: Workspace) -> None:
    with workspace.store.write() as uow:
        agent = uow.session.get_one(Agent, workspace.ann.agent_id)
        agent.signature_html = "<p>Each attachment is checked.</p>"
    html = (
        "<blockquote><p>It is attached</p></blockquote><p>Thanks</p>"
        "<p>Each attachment is checked.</p>"
    )

    assert cautions(workspace, workspace.a_conversation(), html=html) == []


def test_who_else_is_writing_is_named(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()

    assert cautions(workspace, conversation_id, writers=["Bob"]) == [("writing", "Bob")]


def test_nobody_is_told_about_a_conversation_that_is_not_theirs(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation()

    with pytest.raises(ConversationNotFoundError):
        cautions(workspace, conversation_id, actor=workspace.eve)
    with pytest.raises(NotAMemberError):
        cautions(workspace, conversation_id, actor=workspace.admin)
    with pytest.raises(ConversationNotFoundError):
        cautions(workspace, 999_999)


def test_who_wrote_after_an_automatic_mail_is_known(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    with workspace.store.write() as uow:
        row = uow.session.get_one(Conversation, conversation_id)
        row.contact_address = "alerts@machine.example"
    workspace.receive(a_mail(to="support@example.test", subject="Another"))

    assert (
        cautions(workspace, conversation_id, addresses=["alerts@machine.example"]) == []
    )
