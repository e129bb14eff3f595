"""Snippets: written, found, filled in and deleted; meeting links."""

from typing import Any

import pytest

from inbox_app.domain.errors import (
    ConversationNotFoundError,
    InvalidLinkError,
    LibraryItemNotFoundError,
    NameTakenError,
    TooLargeError,
)
from inbox_app.queries.library import fill_snippet, read_insertables, read_snippets
from inbox_app.queries.team import read_profile
from inbox_app.services.agents import EmptyFieldError, update_profile
from inbox_app.services.library_snippets import delete_snippet, save_snippet
from tests.builders.workspace import Workspace


def save(workspace: Workspace, snippet_id: Any = None, **values: str) -> int:
    given = {"name": "Greeting", "shortcut": "", "html": "<p>Hello</p>", **values}
    with workspace.store.write() as uow:
        return save_snippet(uow, workspace.ann, snippet_id, **given)


def offered(workspace: Workspace, typed: str = "") -> list[str]:
    with workspace.store.read() as uow:
        found = read_insertables(uow, workspace.ann, typed)
    return [one["label"] or one["kind"] for one in found]


def test_a_snippet_is_kept_clean_with_a_shortcut_from_its_name(
    workspace: Workspace,
) -> None:
    save(workspace, name="Été  à\nParis", html="<p onclick=x>Hi<script>y</script></p>")

    with workspace.store.read() as uow:
        (found,) = read_snippets(uow)
    assert found["name"] == "Été à Paris"
    assert found["shortcut"] == "ete-a-paris"
    assert found["html"] == "<p>Hi</p>"


def test_a_snippet_is_changed_and_deleted(workspace: Workspace) -> None:
    number = save(workspace)

    assert save(workspace, number, name="Welcome", shortcut="greeting") == number
    assert offered(workspace) == ["Welcome"]
    with workspace.store.write() as uow:
        delete_snippet(uow, workspace.bob, number)

    assert offered(workspace) == []
    strange: list[Any] = [number, 0, -1, 2**40, "1"]
    for gone in strange:
        with workspace.store.write() as uow, pytest.raises(LibraryItemNotFoundError):
            delete_snippet(uow, workspace.ann, gone)
        with pytest.raises(LibraryItemNotFoundError):
            save(workspace, gone)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"name": " "}, EmptyFieldError),
        ({"name": "日本"}, EmptyFieldError),
        ({"html": "<p></p>"}, EmptyFieldError),
        ({"html": "<script>x</script>"}, EmptyFieldError),
        ({"html": "x" * 300_000}, TooLargeError),
        ({"name": "Other", "shortcut": "Greeting"}, NameTakenError),
    ],
)
def test_what_cannot_be_used_is_refused(
    workspace: Workspace, values: dict[str, str], error: type[Exception]
) -> None:
    save(workspace)

    with pytest.raises(error):
        save(workspace, **values)


def test_search_looks_past_accents(workspace: Workspace) -> None:
    save(workspace, name="Délai de livraison")
    save(workspace, name="Refund", shortcut="money")

    assert offered(workspace, "DELAI livr") == ["Délai de livraison"]
    assert offered(workspace, "money") == ["Refund"]
    assert offered(workspace, "x" * 100_000) == []


def test_a_snippet_is_filled_in_for_its_conversation(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation(
        from_='"<i>Clara</i> Customer" <clara@customer.example>', subject="Order & more"
    )
    number = save(
        workspace,
        html="<p>{{contact.first_name}}, {{conversation.subject}}, {{agent.email}},"
        " {{company.name}}</p>",
    )

    with workspace.store.read() as uow:
        html = fill_snippet(uow, workspace.ann, number, conversation_id)

    assert html == (
        "<p>&lt;i&gt;Clara&lt;/i&gt;, Order &amp; more, ann@acme.test,"
        " [[missing: company.name]]</p>"
    )


def test_nobody_learns_from_a_snippet_what_is_not_theirs(workspace: Workspace) -> None:
    conversation_id, number = workspace.a_conversation(), save(workspace)

    with workspace.store.read() as uow:
        with pytest.raises(ConversationNotFoundError):
            fill_snippet(uow, workspace.eve, number, conversation_id)
        with pytest.raises(LibraryItemNotFoundError):
            fill_snippet(uow, workspace.ann, 999, conversation_id)


def test_a_meeting_is_offered_once_it_has_an_address(workspace: Workspace) -> None:
    assert offered(workspace) == []
    with workspace.store.write() as uow:
        update_profile(uow, workspace.ann, meeting_url=" https://meet.example/ann?x=1 ")

    assert offered(workspace) == ["meeting"]
    with workspace.store.read() as uow:
        profile = read_profile(uow, workspace.ann)
    assert profile["meeting_url"] == "https://meet.example/ann?x=1"


@pytest.mark.parametrize(
    "url",
    [
        "http://meet.example",
        "javascript:alert(1)",
        "https://",
        "https://bank.example@evil.example/",
        'https://x.example/"onclick=',
        "https://x.example/ y",
        "https://x.example/" + "y" * 600,
    ],
)
def test_only_a_plain_https_address_leads_to_a_meeting(
    workspace: Workspace, url: str
) -> None:
    with workspace.store.write() as uow, pytest.raises(InvalidLinkError):
        update_profile(uow, workspace.ann, meeting_url=url)
