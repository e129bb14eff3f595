"""Faults told apart by what they ask for, in the words of real servers."""

import aiosmtplib
import pytest
from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError

from inbox_app.channels.base import ConnectionStep, Consequence
from inbox_app.channels.email.faults import channel_error


@pytest.mark.parametrize(
    ("words", "consequence"),
    [
        (b"[AUTHENTICATIONFAILED] Invalid credentials (Failure)", "needs_login"),
        (b"[ALERT] Application-specific password required", "needs_login"),
        (b"AUTHENTICATE failed.", "needs_login"),
        (b"LOGIN failed.", "needs_login"),
        (b"[ALERT] Too many simultaneous connections. (Failure)", "retry"),
        (b"[OVERQUOTA] Account exceeded command or bandwidth limits", "retry"),
        (b"[UNAVAILABLE] Temporary authentication failure", "retry"),
        (b"[INUSE] Mailbox in use", "retry"),
        (b"Server is busy, please try again later", "retry"),
    ],
)
def test_a_refused_log_in_asks_for_a_person_only_if_waiting_is_no_help(
    words: bytes, consequence: str
) -> None:
    error = MailboxLoginError(("NO", [words]), "OK")

    fault = channel_error(error, ConnectionStep.LOG_IN)

    assert fault.consequence == consequence
    assert fault.server_words == words.decode()


@pytest.mark.parametrize(
    ("words", "consequence"),
    [
        (b"[NONEXISTENT] Unknown Mailbox: Support (Failure)", "give_up"),
        (b"Mailbox doesn't exist: Support", "give_up"),
        (b"Server Unavailable. 15", "retry"),
    ],
)
def test_a_folder_that_is_missing_is_told_apart_from_one_that_is_blocked(
    words: bytes, consequence: str
) -> None:
    error = MailboxFolderSelectError(("NO", [words]), "OK")

    assert channel_error(error, ConnectionStep.FOLDER).consequence == consequence


@pytest.mark.parametrize(
    ("code", "step", "consequence"),
    [
        (535, ConnectionStep.LOG_IN, Consequence.NEEDS_LOGIN),
        (530, ConnectionStep.LOG_IN, Consequence.NEEDS_LOGIN),
        (454, ConnectionStep.SEND, Consequence.RETRY),
        (421, ConnectionStep.SEND, Consequence.RETRY),
        (554, ConnectionStep.SEND, Consequence.GIVE_UP),
    ],
)
def test_an_smtp_code_says_what_to_do(
    code: int, step: ConnectionStep, consequence: Consequence
) -> None:
    error = aiosmtplib.SMTPResponseException(code, "words\nof the server")

    fault = channel_error(error, ConnectionStep.SEND)

    assert fault.step is step
    assert fault.consequence is consequence
    assert fault.server_words == f"{code} words of the server"
