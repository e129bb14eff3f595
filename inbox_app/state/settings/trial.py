"""A connection test as a person reads it: every step, and what failed in words."""

from collections.abc import Iterator
from typing import TypedDict

from inbox_app.channels.base import ConnectionReport, ConnectionStep, StepReport
from inbox_app.channels.email.settings import EmailSettings, Security, ServerSettings

READING = "imap"
SENDING = "smtp"
PLAIN_REFUSED = "plain_refused"


class TrialStep(TypedDict):
    """One step: "ok", "failed" or "skipped" because one before it failed."""

    id: str
    service: str
    step: str
    state: str
    # The catalogue's sentence about the fault, and the server's own words.
    key: str
    values: dict[str, str]
    words: str


def describe_report(
    report: ConnectionReport, settings: EmailSettings
) -> list[TrialStep]:
    """List all steps that this mailbox takes, also those that were not reached."""
    tried = {
        (step.service, step.step): step
        for step in report.steps
        if step.error or not _was_given_up_before(report, step.service)
    }
    return [
        _describe(service, step, tried.get((service, step)), settings)
        for service, step in _steps_of(settings)
    ]


def fault_values(settings: EmailSettings, service: str) -> dict[str, str]:
    """Return what the sentences about a fault name."""
    server = _server_of(settings, service)
    return {"host": server.host, "port": str(server.port), "folder": settings.folder}


def _steps_of(settings: EmailSettings) -> Iterator[tuple[str, ConnectionStep]]:
    last = {READING: ConnectionStep.FOLDER, SENDING: ConnectionStep.SEND}
    for service in (READING, SENDING):
        server = _server_of(settings, service)
        yield service, ConnectionStep.DNS
        yield service, ConnectionStep.CONNECT
        if server.security is not Security.PLAIN or not server.is_loopback:
            yield service, ConnectionStep.TLS
        if server.username:
            yield service, ConnectionStep.LOG_IN
        yield service, last[service]


def _was_given_up_before(report: ConnectionReport, service: str) -> bool:
    """Tell whether nothing was tried, so that no password crosses the network."""
    return any(
        step.service == service and step.error and step.error.reason == PLAIN_REFUSED
        for step in report.steps
    )


def _describe(
    service: str,
    step: ConnectionStep,
    tried: StepReport | None,
    settings: EmailSettings,
) -> TrialStep:
    error = tried.error if tried else None
    state = "failed" if error else "ok" if tried else "skipped"
    return TrialStep(
        id=f"{service}-{step.value}",
        service=service,
        step=step.value,
        state=state,
        key=error.key if error else "",
        values=fault_values(settings, service),
        words=error.server_words if error else "",
    )


def _server_of(settings: EmailSettings, service: str) -> ServerSettings:
    return settings.imap if service == READING else settings.smtp
