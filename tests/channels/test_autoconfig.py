"""Settings proposed for an address."""

import pytest

from inbox_app.channels.email.autoconfig import propose_settings
from inbox_app.channels.email.settings import (
    AuthMethod,
    EmailSettings,
    Security,
)


@pytest.mark.parametrize(
    ("address", "imap", "smtp", "smtp_port"),
    [
        ("a@gmail.com", "imap.gmail.com", "smtp.gmail.com", 465),
        ("a@GoogleMail.com", "imap.gmail.com", "smtp.gmail.com", 465),
        ("a@hotmail.fr", "outlook.office365.com", "smtp-mail.outlook.com", 587),
        ("a@yahoo.fr", "imap.mail.yahoo.com", "smtp.mail.yahoo.com", 465),
        ("a@icloud.com", "imap.mail.me.com", "smtp.mail.me.com", 587),
        ("a@gmx.de", "imap.gmx.net", "mail.gmx.net", 465),
        ("a@orange.fr", "imap.orange.fr", "smtp.orange.fr", 465),
        ("a@free.fr", "imap.free.fr", "smtp.free.fr", 465),
        ("a@laposte.net", "imap.laposte.net", "smtp.laposte.net", 465),
        ("a@proton.me", "127.0.0.1", "127.0.0.1", 1025),
    ],
)
def test_known_providers_are_proposed_alone(
    address: str, imap: str, smtp: str, smtp_port: int
) -> None:
    (proposal,) = propose_settings(address)

    assert not proposal.is_guess
    assert proposal.settings.imap.host == imap
    assert proposal.settings.smtp.host == smtp
    assert proposal.settings.smtp.port == smtp_port
    assert Security.PLAIN not in {
        proposal.settings.imap.security,
        proposal.settings.smtp.security,
    }


@pytest.mark.parametrize(
    ("address", "imap_name", "smtp_name"),
    [
        ("ann@gmail.com", "ann@gmail.com", "ann@gmail.com"),
        ("ann@free.fr", "ann", "ann"),
        ("ann@icloud.com", "ann", "ann@icloud.com"),
    ],
)
def test_each_provider_gets_the_user_name_it_wants(
    address: str, imap_name: str, smtp_name: str
) -> None:
    (proposal,) = propose_settings(address)

    assert proposal.settings.imap.username == imap_name
    assert proposal.settings.smtp.username == smtp_name


def test_microsoft_is_reached_by_token_and_keeps_sent_mail_itself() -> None:
    (proposal,) = propose_settings("a@outlook.com")

    assert proposal.settings.imap.auth is AuthMethod.XOAUTH2
    assert proposal.settings.is_sent_kept_by_server
    assert proposal.note == "channel.note.token_only"


def test_other_domains_are_guessed_and_the_large_hosters_follow() -> None:
    proposals = propose_settings("support@company.example")

    first, second, *_ = proposals
    assert first.is_guess
    assert (first.settings.imap.host, first.settings.imap.port) == (
        "imap.company.example",
        993,
    )
    assert (first.settings.smtp.host, first.settings.smtp.port) == (
        "smtp.company.example",
        465,
    )
    assert (second.settings.imap.port, second.settings.smtp.port) == (143, 587)
    assert {"Gmail", "Microsoft 365", "OVHcloud"} <= {one.provider for one in proposals}


@pytest.mark.parametrize("address", ["", "nobody", "@example.test", "a@", " @ "])
def test_nothing_is_proposed_for_what_is_no_address(address: str) -> None:
    assert propose_settings(address) == []


def test_settings_survive_being_stored() -> None:
    for proposal in propose_settings("support@company.example"):
        stored = proposal.settings.to_mapping()

        assert EmailSettings.from_mapping(stored) == proposal.settings
