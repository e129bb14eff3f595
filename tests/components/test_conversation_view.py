"""Items of a conversation, rendered from a row without an application."""

from dataclasses import fields

import pytest
import reflex as rx

import inbox_app.components.contact_panel  # noqa: F401 - registers the usual cards
from inbox_app.components.contact_panel.registry import contact_card, registered_cards
from inbox_app.components.conversation_view.actions import TimelineActions
from inbox_app.components.conversation_view.item import timeline_item
from inbox_app.components.spoken import say
from inbox_app.domain.enums import ActivityKind, FilteredReason, JoinReason
from inbox_app.i18n import LANGUAGES, read_catalogue
from inbox_app.viewmodels.conversation import TimelineItem


def no_event(*_arguments: object) -> rx.event.EventSpec:
    return rx.console_log("")


ACTIONS = TimelineActions(*[no_event] * len(fields(TimelineActions)))


@pytest.fixture
def rendered() -> str:
    """Give the code of an item of any kind."""
    item = rx.Var("item", _var_type=TimelineItem).to(TimelineItem)
    return str(timeline_item(item, rx.Var.create(1), ACTIONS))


def test_an_item_renders_without_an_application(rendered: str) -> None:
    for part in ("ActivityText", "MailBody", "MessageText", "People", "Countdown"):
        assert part in rendered


def test_what_a_mail_says_is_never_put_in_as_html_but_for_our_own_editors(
    rendered: str,
) -> None:
    assert rendered.count("dangerouslySetInnerHTML") == 2
    assert rendered.count('"__html"') == rendered.count("dangerouslySetInnerHTML")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "key",
    [
        *(f"activity.{kind.value}" for kind in ActivityKind),
        *(f"join.{reason.value}" for reason in JoinReason),
        *(f"filtered.{reason.value}" for reason in FilteredReason),
    ],
)
def test_everything_the_server_names_has_words(language: str, key: str) -> None:
    assert key in read_catalogue(language)  # pyright: ignore[reportArgumentType] - of LANGUAGES


def test_a_text_by_a_key_of_the_server_follows_the_language() -> None:
    spoken = say(rx.Var("row.key"), rx.Var("row.values"))

    assert str(spoken) == "sayText(row.key, row.values)"
    hooks = spoken._get_all_var_data().hooks  # pyright: ignore[reportOptionalMemberAccess] - it has some
    assert "const sayText = useText();" in hooks


def test_a_card_registered_elsewhere_stands_where_its_order_says() -> None:
    @contact_card(title="contact.files", icon="package", order=15)
    def orders_card(head: object) -> rx.Component:
        return rx.el.p("orders")

    names = [card.content.__name__ for card in registered_cards()]

    assert names.index("person_card") < names.index("orders_card")
    assert names.index("orders_card") < names.index("participants_card")
