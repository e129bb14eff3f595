"""What agents change of themselves."""

from typing import Literal

import reflex as rx
from reflex.style import set_color_mode

from inbox_app.components.navigation.account import PlainForm
from inbox_app.components.settings.form import error_of, values_form
from inbox_app.components.settings.notices import notice_choices
from inbox_app.components.settings.parts import group, section_head
from inbox_app.components.settings.signature import signature_editor
from inbox_app.state.preferences import PreferenceState
from inbox_app.state.settings.profile import ProfileState
from inbox_app.ui.controls import button, field, select, text_field
from inbox_app.ui.language import t

LANGUAGES = (("en", "nav.english"), ("fr", "nav.french"))
THEMES: tuple[tuple[Literal["system", "light", "dark"], str], ...] = (
    ("system", "nav.system"),
    ("light", "nav.light"),
    ("dark", "nav.dark"),
)


def profile_section() -> rx.Component:
    """Show the profile of the agent at this tab."""
    profile = ProfileState.profile
    return rx.fragment(
        section_head(t("settings.profile"), hint=profile.email),
        group(
            t("settings.you"),
            values_form(
                text_field(
                    label=t("settings.name"),
                    name="name",
                    default_value=profile.name,
                    auto_complete="name",
                    error=error_of(ProfileState.problem, "name"),
                ),
                rx.el.div(button(t("common.save"), submits=True)),
                label=t("settings.name"),
                number=ProfileState.form_number,
                wrong=ProfileState.problem["field"].to(str),
                on_submit=ProfileState.save_name,
            ),
            rx.el.div(_language(), _theme(), class_name="form-pair"),
            select(
                label=t("settings.after_close"),
                name="after-close",
                options=[
                    (wish, t(f"settings.after_close_{wish}"))
                    for wish in ("next", "list", "stay")
                ],
                value=profile["after_close"].to(str),
                on_change=ProfileState.choose_after_close,
            ),
        ),
        group(
            t("settings.signature"),
            signature_editor(
                name=f"signature/{ProfileState.form_number}",
                html=profile.signature_html,
                on_save=ProfileState.save_signature,
            ),
            hint=t("settings.signature_hint"),
        ),
        group(
            t("settings.meeting"),
            values_form(
                text_field(
                    label=t("settings.meeting_url"),
                    name="meeting_url",
                    kind="url",
                    placeholder="https://",
                    default_value=profile.meeting_url,
                    error=error_of(ProfileState.problem, "meeting_url"),
                ),
                button(t("common.save"), submits=True),
                label=t("settings.meeting"),
                number=ProfileState.form_number,
                wrong=ProfileState.problem["field"].to(str),
                on_submit=ProfileState.save_meeting_url,
                class_name="settings-inline",
            ),
            hint=t("settings.meeting_hint"),
        ),
        notice_choices(),
        _password(),
        group(
            t("settings.sessions"),
            PlainForm.create(
                rx.el.button(
                    t("nav.log_out_everywhere"),
                    type="submit",
                    class_name="button button-secondary",
                ),
                method="post",
                action="/logout-everywhere",
            ),
            hint=t("settings.sessions_end_hint"),
        ),
    )


def _language() -> rx.Component:
    return field(
        rx.el.select(
            rx.el.option(t("settings.language_browser"), value=""),
            *(rx.el.option(t(words), value=code) for code, words in LANGUAGES),
            id="field-language",
            value=PreferenceState.language,
            on_change=PreferenceState.choose_language,
            class_name="input select",
        ),
        label=t("settings.language"),
        control_id="field-language",
    )


def _theme() -> rx.Component:
    # The browser keeps its theme by itself; it is what the choice shows.
    return rx.el.fieldset(
        rx.el.legend(t("settings.theme"), class_name="field-label"),
        rx.el.div(
            *(
                button(
                    t(words),
                    aria_pressed=rx.color_mode == theme,
                    on_click=[
                        set_color_mode(theme),
                        PreferenceState.choose_theme(theme),
                    ],
                )
                for theme, words in THEMES
            ),
            class_name="line wrap-line settings-choices",
        ),
    )


def _password() -> rx.Component:
    entries = (
        ("current_password", "settings.current_password", "current-password"),
        ("password", "settings.new_password", "new-password"),
        ("repeated_password", "settings.repeated_password", "new-password"),
    )
    return group(
        t("settings.change_password"),
        values_form(
            *(
                text_field(
                    label=t(words),
                    name=name,
                    kind="password",
                    auto_complete=purpose,
                    error=error_of(ProfileState.problem, name),
                )
                for name, words, purpose in entries
            ),
            rx.el.div(button(t("settings.change_password"), submits=True)),
            label=t("settings.change_password"),
            number=ProfileState.password_number,
            wrong=ProfileState.problem["field"].to(str),
            on_submit=ProfileState.change_password,
        ),
        hint=t("settings.change_password_hint"),
    )
