"""The copy of a sent message in the mailbox itself."""

import pytest
from imap_tools import FolderInfo

from inbox_app.channels.base import ChannelError, ConnectionStep
from inbox_app.channels.email.imap_connection import log_out, open_mailbox
from inbox_app.channels.email.sent_folder import append_to_sent, find_sent_folder
from inbox_app.channels.email.settings import EmailSecret
from tests.builders.mail import a_mail
from tests.channels.conftest import MakeSettings
from tests.servers.dovecot import Dovecot, MailboxAccount

SENT_ID = "<sent.1@example.test>"


def test_the_copy_is_made_once(
    make_settings: MakeSettings,
    secret: EmailSecret,
    dovecot: Dovecot,
    mailbox: MailboxAccount,
) -> None:
    raw = a_mail(message_id=SENT_ID)

    first = append_to_sent(make_settings(), secret, raw, SENT_ID)
    second = append_to_sent(make_settings(), secret, raw, SENT_ID)

    assert (first, second) == (True, False)
    assert dovecot.raw_messages(mailbox.address, "Sent") == [raw]


def test_the_folder_that_is_there_is_used(
    make_settings: MakeSettings,
    secret: EmailSecret,
    dovecot: Dovecot,
    mailbox: MailboxAccount,
) -> None:
    opened = open_mailbox(make_settings(), secret)
    opened.folder.create("Éléments envoyés")

    append_to_sent(make_settings(), secret, a_mail(message_id=SENT_ID), SENT_ID)

    assert opened.folder.status("Éléments envoyés")["MESSAGES"] == 1
    assert not opened.folder.exists("Sent")
    log_out(opened)


def test_no_copy_is_made_where_the_provider_makes_it(
    make_settings: MakeSettings,
    secret: EmailSecret,
    dovecot: Dovecot,
    mailbox: MailboxAccount,
) -> None:
    settings = make_settings(is_sent_kept_by_server=True)

    assert not append_to_sent(settings, secret, a_mail(), SENT_ID)
    assert dovecot.raw_messages(mailbox.address, "Sent") == []


def test_a_chosen_folder_that_is_missing_is_named(
    make_settings: MakeSettings, secret: EmailSecret
) -> None:
    settings = make_settings(sent_folder="Nowhere")

    with pytest.raises(ChannelError) as failure:
        append_to_sent(settings, secret, a_mail(), SENT_ID)

    assert failure.value.step is ConnectionStep.FOLDER


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        ([("Sent", ()), ("Post/Ausgang", ("\\Sent",))], "Post/Ausgang"),
        ([("INBOX/Sent Items", ())], "INBOX/Sent Items"),
        ([("GESENDETE ELEMENTE", ())], "GESENDETE ELEMENTE"),
        ([("Sent", ("\\Noselect",)), ("Sent/2026", ())], ""),
        ([("INBOX", ()), ("Presents", ())], ""),
    ],
)
def test_the_sent_folder_is_found_by_its_mark_and_then_by_its_name(
    folders: list[tuple[str, tuple[str, ...]]], expected: str
) -> None:
    listed = [FolderInfo(name, "/", flags) for name, flags in folders]

    assert find_sent_folder(listed) == expected
