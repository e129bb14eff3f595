"""The list as a region: title and order, search, filters, rows."""

import reflex as rx

from inbox_app.components.bulk_bar import bulk_bar
from inbox_app.components.conversation_list.empty import empty_list, failed_list
from inbox_app.components.conversation_list.feed import conversation_feed
from inbox_app.components.conversation_list.header import list_header
from inbox_app.components.conversation_list.row import draw_row
from inbox_app.components.conversation_view.purging import empty_trash_bar
from inbox_app.components.filters import filter_chips
from inbox_app.components.inbox_place import place
from inbox_app.state.conversation_list import ConversationListState
from inbox_app.state.filters import FilterState
from inbox_app.state.navigation import NavigationState
from inbox_app.state.router import RouterState
from inbox_app.ui.display import skeleton_rows
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t


def conversation_list() -> rx.Component:
    """Show the conversations of the view or search that the URL names."""
    my_first_name = NavigationState.me["first_name"].to(str)
    return rx.el.section(
        rx.el.div(
            list_header(
                oldest_first=FilterState.oldest_first,
                newest_query=FilterState.newest_query,
                oldest_query=FilterState.oldest_query,
                with_snoozed=FilterState.with_snoozed,
                snoozed_query=FilterState.snoozed_query,
                is_narrowed=FilterState.is_narrowed,
                words=FilterState.words,
                total=ConversationListState.page["total"].to(int),
                is_total_capped=ConversationListState.page["is_total_capped"].to(bool),
                on_menu=NavigationState.open_menu,
                on_search=FilterState.search,
            ),
            filter_chips(FilterState.chips, plain_query=FilterState.plain_query),
            empty_trash_bar(),
            class_name="list-head",
        ),
        conversation_feed(
            ConversationListState.page,
            ConversationListState.change,
            row=lambda row, is_open, href, tab_stop: draw_row(
                row, is_open, href, tab_stop, my_first_name
            ),
            row_inputs=my_first_name,
            is_settled=rx.State.is_hydrated,
            skeleton=skeleton_rows(),
            empty=empty_list(
                is_narrowed=FilterState.is_narrowed,
                plain_query=FilterState.plain_query,
                has_inbox=NavigationState.inboxes.length() > 0,
                is_admin=NavigationState.me["is_admin"].to(bool),
            ),
            problem=failed_list(
                ConversationListState.page["problem"].to(str),
                on_retry=ConversationListState.reload_list,
            ),
            new_icon=icon("arrow-up", size="small"),
            on_open=RouterState.open_conversation,
            on_more=ConversationListState.load_more,
            on_reload=ConversationListState.reload_list,
        ),
        bulk_bar(),
        role=rx.cond(place("conversation") == "", "main", "region"),
        aria_label=t("list.label"),
        class_name="list",
    )
