"""The words for each filter and its values."""

from typing import cast

import reflex as rx

from inbox_app.domain.conversation_filter import DateField
from inbox_app.domain.date_preset import DatePreset
from inbox_app.domain.enums import ChannelKind, ConversationStatus, Priority
from inbox_app.ui.language import t

STATUS_WORDS = {
    status.value: f"filter.status_{status.value}" for status in ConversationStatus
}
CHANNEL_WORDS = {kind.value: f"filter.channel_{kind.value}" for kind in ChannelKind}
PRIORITY_WORDS = {one.value: f"priority.{one.value}" for one in reversed(Priority)}
SPAN_WORDS = {preset.value: f"filter.span_{preset.value}" for preset in DatePreset}
DATE_WORDS = {field.value: f"filter.by_{field.value}" for field in DateField}
OPTION_WORDS = {
    "has_attachment": "filter.attachment",
    "is_unread": "filter.unread",
    "hide_filtered": "filter.hide_filtered",
    "hide_trash": "filter.hide_trash",
}


def say(value: rx.Var[str], words: dict[str, str]) -> rx.Var[str]:
    """Say a value in the reader's language; one that has no words as it is."""
    said = rx.match(value, *((key, t(word)) for key, word in words.items()), value)
    return cast("rx.Var[str]", said)
