"""The section that is open."""

import reflex as rx

from inbox_app.components.settings.channel import channel_section
from inbox_app.components.settings.channels import channels_section
from inbox_app.components.settings.connect import connect_section
from inbox_app.components.settings.filtering import filtering_section
from inbox_app.components.settings.inboxes import inboxes_section
from inbox_app.components.settings.ledger import ledger_section, quarantine_section
from inbox_app.components.settings.profile import profile_section
from inbox_app.components.settings.snippets import snippets_section
from inbox_app.components.settings.sorting import tags_section, teams_section
from inbox_app.components.settings.team import team_section
from inbox_app.ui.display import skeleton


def settings_content(section: rx.Var[str], *, is_admin: rx.Var[bool]) -> rx.Component:
    """Show the section; those of admins to nobody else."""
    return rx.el.main(
        rx.match(
            section,
            ("", _loading()),
            ("profile", profile_section()),
            ("snippets", snippets_section()),
            ("tags", tags_section()),
            rx.cond(is_admin, _of_admins(section), rx.fragment()),
        ),
        id="conversation",
        class_name="settings-content",
    )


def _of_admins(section: rx.Var[str]) -> rx.Component:
    shown = rx.match(
        section,
        ("channels", channels_section()),
        ("connect", connect_section()),
        ("channel", channel_section()),
        ("ledger", ledger_section()),
        ("inboxes", inboxes_section()),
        ("team", team_section()),
        ("filtering", filtering_section()),
        ("teams", teams_section()),
        ("quarantine", quarantine_section()),
        rx.fragment(),
    )
    return rx.fragment(shown)


def _loading() -> rx.Component:
    return rx.el.div(
        skeleton("short"),
        skeleton("long"),
        skeleton("medium"),
        aria_hidden="true",
        class_name="stack-loose",
    )
