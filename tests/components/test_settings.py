"""The settings rendered without an application, and every sentence they may say."""

import re
from pathlib import Path

import pytest
import reflex as rx

import inbox_app.channels.email
from inbox_app.channels.base import ConnectionStep
from inbox_app.channels.email.autoconfig import PROVIDER_DOMAINS
from inbox_app.components.settings.health import fault, health_badge, import_progress
from inbox_app.components.settings.trial import STEPS, trial_report
from inbox_app.domain.enums import LedgerFate
from inbox_app.i18n import LANGUAGES, read_catalogue
from inbox_app.state.settings.trial import TrialStep
from inbox_app.viewmodels.settings import ChannelView

MAIL = Path(inbox_app.channels.email.__file__).parent
# As they are written there: `reason="…"` and `step, reason = …, "…"`.
REASONS = {
    reason
    for path in MAIL.glob("*.py")
    for reason in re.findall(r'\breason ?= ?(?:[\w.]+, )?"(\w+)"', path.read_text())
}
FAULTS = {
    *(f"channel.test.{step}_failed" for step in ConnectionStep),
    *(f"channel.test.{reason}" for reason in REASONS),
    "channel.test.secret_unreadable",
    "channel.test.internal",
}


def test_the_reasons_of_faults_are_found() -> None:
    assert {"plain_refused", "tls_missing", "tls_untrusted", "timed_out"} <= REASONS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_fate_and_note_has_its_sentence(language: str) -> None:
    texts = read_catalogue(language)  # pyright: ignore[reportArgumentType] - one of ours
    notes = {provider.note for provider, _ in PROVIDER_DOMAINS if provider.note}
    fates = {f"settings.fate_{fate}" for fate in LedgerFate}

    assert (FAULTS | notes | fates) - set(texts) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_may_fail_in_sending_has_its_sentence_too(language: str) -> None:
    texts = read_catalogue(language)  # pyright: ignore[reportArgumentType] - one of ours
    of_sending = {"dns", "connect", "tls", "log_in", "send"}

    missing = {
        key
        for step in of_sending
        if (key := f"channel.send.{step}_failed") not in texts
    }
    assert missing == set()


def test_every_step_of_a_connection_has_its_place_in_the_report() -> None:
    assert {step.value for step in ConnectionStep} - {"read"} == set(STEPS)


def test_the_health_of_a_channel_renders_without_an_application() -> None:
    channel = rx.Var("channel", _var_type=ChannelView).to(ChannelView)
    parts = [draw(channel) for draw in (health_badge, fault, import_progress)]

    rendered = "".join(str(part) for part in parts)

    assert "needs_login" in rendered
    assert "dangerouslySetInnerHTML" not in rendered


def test_a_report_renders_without_an_application() -> None:
    steps = rx.Var("steps", _var_type=list[TrialStep]).to(list[TrialStep])

    rendered = str(
        trial_report(
            steps, outcome=rx.Var.create("ok"), is_testing=rx.Var.create(value=False)
        )
    )

    assert "settings.step_log_in" in rendered
