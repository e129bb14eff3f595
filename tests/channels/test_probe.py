"""Guessed servers that are looked for before a password is asked for."""

import asyncio
from dataclasses import replace

from inbox_app.channels.email.autoconfig import Proposal
from inbox_app.channels.email.probe import find_servers
from inbox_app.channels.email.settings import EmailSettings, Security
from tests.channels.conftest import MakeSettings
from tests.servers.certificate import Certificate
from tests.servers.smtp_sink import SmtpSink
from tests.servers.unprivileged import free_port


def missing(settings: EmailSettings) -> EmailSettings:
    return replace(
        settings,
        imap=replace(settings.imap, host="imap.unknown.invalid"),
        smtp=replace(settings.smtp, port=free_port()),
    )


def test_the_servers_that_answer_are_joined_from_several_guesses(
    make_settings: MakeSettings, smtp_sink: SmtpSink, certificate: Certificate
) -> None:
    there = make_settings(sink=smtp_sink)
    nowhere = missing(there)
    reading = replace(nowhere, imap=there.imap)
    sending = replace(nowhere, smtp=there.smtp)
    provider = Proposal(nowhere, "Gmail")
    guesses = [Proposal(settings) for settings in (nowhere, sending, reading)]

    found, *others = asyncio.run(
        find_servers([*guesses, provider], ca_bundle=str(certificate.path))
    )

    assert found.settings == there
    assert found.is_guess
    assert others == [*guesses, provider]


def test_a_server_nobody_vouches_for_counts_as_missing(
    make_settings: MakeSettings, certificate: Certificate
) -> None:
    encrypted = make_settings()
    starttls = make_settings(imap_security=Security.STARTTLS)

    found, *_ = asyncio.run(find_servers([Proposal(encrypted), Proposal(starttls)]))

    assert found.settings.imap == starttls.imap


def test_without_any_answer_the_proposals_stay_as_they_are(
    make_settings: MakeSettings, smtp_sink: SmtpSink
) -> None:
    proposals = [Proposal(missing(make_settings(sink=smtp_sink)))]

    assert asyncio.run(find_servers(proposals)) == proposals


def test_a_known_provider_is_not_looked_for(make_settings: MakeSettings) -> None:
    proposals = [Proposal(missing(make_settings()), "Gmail")]

    assert asyncio.run(find_servers(proposals)) == proposals
