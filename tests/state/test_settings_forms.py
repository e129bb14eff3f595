"""What the settings understand of a URL, of a mailbox form and of a test's report."""

import pytest

from inbox_app.channels.base import (
    ChannelError,
    ConnectionReport,
    ConnectionStep,
    Consequence,
    StepReport,
)
from inbox_app.channels.email.settings import (
    EmailSecret,
    EmailSettings,
    Security,
    ServerSettings,
)
from inbox_app.domain.errors import InvalidInputError
from inbox_app.state.settings.mailbox_form import (
    PasswordNeededError,
    read_mailbox,
    read_span_days,
    to_form,
)
from inbox_app.state.settings.section import SettingsPlace
from inbox_app.state.settings.trial import describe_report

STORED = EmailSettings(
    imap=ServerSettings("imap.acme.test", 993, Security.TLS, "support"),
    smtp=ServerSettings("smtp.acme.test", 465, Security.TLS, "support"),
    ca_bundle="/etc/ssl/acme.pem",
)


def typed(**changes: str) -> dict[str, str]:
    """Fill in the form as it was shown, with a password, but for what is given."""
    form = to_form("support@acme.test", STORED)
    shown = {name: str(value) for name, value in form.items()}
    return {**shown, "password": "secret", **changes}


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/settings", SettingsPlace()),
        ("/settings/profile", SettingsPlace("profile")),
        ("/settings/channels", SettingsPlace("channels")),
        ("/settings/channels/new", SettingsPlace("connect")),
        ("/settings/channels/12", SettingsPlace("channel", 12)),
        ("/settings/channels/12/ledger", SettingsPlace("ledger", 12)),
        ("/settings/channels/²", SettingsPlace()),
        ("/settings/channels/99999999999", SettingsPlace()),
        ("/settings/connect", SettingsPlace()),
        ("/settings/nowhere/7", SettingsPlace()),
    ],
)
def test_a_path_names_its_place_or_none(path: str, place: SettingsPlace) -> None:
    assert SettingsPlace.from_path(path) == place


def test_a_filled_in_form_becomes_the_settings_that_were_shown() -> None:
    mailbox = read_mailbox(typed(), basis=STORED)

    assert mailbox.settings == STORED
    assert mailbox.secret == EmailSecret("secret")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("address", "", "empty_field"),
        ("address", "nobody", "invalid_address"),
        ("imap_host", " ", "empty_field"),
        ("smtp_host", "", "empty_field"),
        ("imap_port", "0", "invalid_input"),
        ("imap_port", "65536", "invalid_input"),
        ("smtp_port", "²", "invalid_input"),
        ("imap_security", "none at all", "invalid_input"),
        ("auth", "magic", "invalid_input"),
        ("imap_username", "", "empty_field"),
    ],
)
def test_what_cannot_be_used_names_its_field(field: str, value: str, code: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_mailbox(typed(**{field: value}), basis=STORED)

    assert refused.value.values["field"] == field
    assert refused.value.code == code


def test_a_new_mailbox_needs_a_password() -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_mailbox(typed(password=""))

    assert refused.value.values["field"] == "password"


def test_an_empty_password_keeps_the_stored_one() -> None:
    mailbox = read_mailbox(typed(password="", folder="Help"), basis=STORED)

    assert mailbox.secret is None
    assert mailbox.settings.folder == "Help"


@pytest.mark.parametrize(
    "change",
    [
        {"imap_host": "imap.evil.test"},
        {"smtp_host": "smtp.evil.test"},
        {"imap_port": "1143"},
        {"smtp_security": "plain"},
    ],
)
def test_the_stored_password_goes_to_no_other_server(change: dict[str, str]) -> None:
    with pytest.raises(PasswordNeededError):
        read_mailbox(typed(password="", **change), basis=STORED)

    assert read_mailbox(typed(**change), basis=STORED).secret is not None


@pytest.mark.parametrize(
    ("given", "days"), [("7", 7), ("0", 0), ("", 30), ("12", 30), ("²", 30)]
)
def test_only_the_offered_spans_are_taken(given: str, days: int) -> None:
    assert read_span_days({"backfill_days": given}) == days


def steps_of(report: ConnectionReport, settings: EmailSettings) -> dict[str, str]:
    return {step["id"]: step["state"] for step in describe_report(report, settings)}


def test_the_report_lists_what_failed_and_what_was_not_tried() -> None:
    fault = ChannelError(ConnectionStep.LOG_IN, Consequence.NEEDS_LOGIN, "no such user")
    tried = (ConnectionStep.DNS, ConnectionStep.CONNECT, ConnectionStep.TLS)
    report = ConnectionReport(
        (
            *(StepReport("imap", step) for step in tried),
            StepReport("imap", ConnectionStep.LOG_IN, fault),
        )
    )

    described = describe_report(report, STORED)

    assert steps_of(report, STORED)["imap-tls"] == "ok"
    assert steps_of(report, STORED)["imap-folder"] == "skipped"
    (failed,) = [step for step in described if step["state"] == "failed"]
    assert failed["key"] == "channel.test.log_in_failed"
    assert failed["values"]["host"] == "imap.acme.test"
    assert failed["words"] == "no such user"


def test_steps_that_a_mailbox_does_not_take_are_left_out() -> None:
    plain = ServerSettings("localhost", 25, Security.PLAIN, "")
    settings = EmailSettings(imap=STORED.imap, smtp=plain)

    steps = steps_of(ConnectionReport(()), settings)

    assert "smtp-tls" not in steps
    assert "smtp-log_in" not in steps


def test_a_connection_that_was_refused_unencrypted_was_not_tried() -> None:
    fault = ChannelError(
        ConnectionStep.TLS, Consequence.GIVE_UP, "open", reason="plain_refused"
    )
    open_server = ServerSettings("imap.acme.test", 143, Security.PLAIN, "support")
    settings = EmailSettings(imap=open_server, smtp=STORED.smtp)
    report = ConnectionReport(
        (
            StepReport("imap", ConnectionStep.DNS),
            StepReport("imap", ConnectionStep.CONNECT),
            StepReport("imap", ConnectionStep.TLS, fault),
        )
    )

    steps = steps_of(report, settings)

    assert steps["imap-dns"] == steps["imap-connect"] == "skipped"
    assert steps["imap-tls"] == "failed"
