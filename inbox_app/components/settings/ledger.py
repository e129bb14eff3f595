"""Mails that wait for a person, and what became of all others."""

import reflex as rx

from inbox_app.components.conversation_view.parts import FileSize
from inbox_app.components.settings.parts import section_head
from inbox_app.domain.enums import LedgerFate
from inbox_app.state.settings.channels import ChannelState
from inbox_app.state.settings.ledger import LedgerState
from inbox_app.ui.controls import button
from inbox_app.ui.display import badge, empty_state
from inbox_app.ui.language import t
from inbox_app.ui.time_ago import time_ago
from inbox_app.viewmodels.settings import LedgerRow

Row = rx.vars.ObjectVar[LedgerRow]


def quarantine_section() -> rx.Component:
    """List what could not be processed, or was too large."""
    return rx.el.div(
        section_head(t("settings.quarantine"), hint=t("settings.quarantine_hint")),
        rx.cond(
            LedgerState.rows.length() > 0,
            rx.fragment(_table(is_quarantine=True), _more()),
            empty_state(t("settings.quarantine_empty"), icon="shield-check"),
        ),
        class_name="settings-wide",
    )


def ledger_section() -> rx.Component:
    """List everything that one channel saw."""
    channel = ChannelState.channel
    return rx.el.div(
        section_head(
            t("settings.ledger_of", address=channel.address),
            _fate_choice(),
            hint=t("settings.ledger_hint"),
            back=f"/settings/channels/{channel.id}",
        ),
        rx.cond(
            LedgerState.rows.length() > 0,
            rx.fragment(_table(is_quarantine=False), _more()),
            empty_state(t("settings.ledger_empty"), icon="list"),
        ),
        class_name="settings-wide",
    )


def _fate_choice() -> rx.Component:
    return rx.el.select(
        rx.el.option(t("common.all"), value=""),
        *(rx.el.option(t(f"settings.fate_{fate}"), value=fate) for fate in LedgerFate),
        value=LedgerState.fate,
        on_change=LedgerState.choose_fate,
        aria_label=t("settings.fate"),
        class_name="input select settings-role",
    )


def _table(*, is_quarantine: bool) -> rx.Component:
    heads = ["settings.seen", "settings.sender", "settings.size", "settings.fate"]
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    *(rx.el.th(t(head), scope="col") for head in heads),
                    rx.el.th(t("settings.reason"), scope="col"),
                    rx.el.th(
                        rx.el.span(t("common.more"), class_name="visually-hidden")
                    ),
                )
            ),
            rx.el.tbody(
                rx.foreach(
                    LedgerState.rows,
                    lambda row: _row(row, is_quarantine=is_quarantine),
                )
            ),
            class_name="table",
        ),
        class_name="table-frame",
    )


def _row(row: Row, *, is_quarantine: bool) -> rx.Component:
    about = row.channel_address if is_quarantine else row.message_id_header
    return rx.el.tr(
        rx.el.td(time_ago(row.seen_at, look="clock")),
        rx.el.td(
            rx.el.div(
                rx.cond(row.sender, row.sender, t("settings.sender_unknown")),
                class_name="cut",
            ),
            rx.el.div(about, class_name="small muted cut"),
            class_name="settings-sender",
        ),
        rx.el.td(FileSize.create(bytes=row.size), class_name="number"),
        rx.el.td(_fate(row)),
        rx.el.td(row.detail, class_name="small wrap settings-reason"),
        rx.el.td(_actions(row)),
        key=row.id,
    )


def _fate(row: Row) -> rx.Component:
    words = [(fate.value, t(f"settings.fate_{fate}")) for fate in LedgerFate]
    return badge(rx.match(row.fate, *words, row.fate))


def _actions(row: Row) -> rx.Component:
    is_busy = LedgerState.busy_ids.contains(row.id)
    return rx.el.div(
        rx.cond(
            (row.fate == LedgerFate.QUARANTINED.value) & row.has_raw,
            button(
                t("settings.process_again"),
                size="small",
                busy=is_busy,
                on_click=LedgerState.process_again(row.id),
            ),
            rx.fragment(),
        ),
        rx.cond(
            (row.fate == LedgerFate.QUARANTINED.value)
            | (row.fate == LedgerFate.TOO_LARGE.value),
            rx.cond(
                row.has_raw,
                rx.el.a(
                    t("settings.show_source"),
                    href=f"/quarantine/{row.id}/source",
                    target="_blank",
                    reload_document=True,
                    class_name="button button-quiet button-small",
                ),
                rx.fragment(),
            ),
            rx.fragment(),
        ),
        rx.cond(
            row.conversation_id.to(int) > 0,
            rx.el.a(
                t("common.open"),
                href=f"/inbox/all/open/{row.conversation_id}",
                class_name="button button-quiet button-small",
            ),
            rx.fragment(),
        ),
        class_name="line",
    )


def _more() -> rx.Component:
    return rx.cond(
        LedgerState.has_more,
        button(t("common.more"), on_click=LedgerState.load_more),
        rx.fragment(),
    )
