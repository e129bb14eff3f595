"""Keep a copy of what was sent in the mailbox itself, beside the sending.

A thread of its own: appending blocks, and a mailbox that does not answer must
hold up neither the outbox nor the people who read. What could not be filed is
tried again at growing distances for a day; a copy that is there already is
found by its Message-ID, so that a repeat adds none.
"""

import logging
import threading

from inbox_app.channels.base import ChannelAccount, ChannelError
from inbox_app.channels.registry import get_channel
from inbox_app.db.secrets import SecretUnreadableError
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.events import DeliveryChanged, Event
from inbox_app.services.outbox import (
    DueMessage,
    has_unfiled,
    lease_unfiled,
    record_filed,
)
from inbox_app.workers.outgoing_mail import build_outgoing_mail

CHECK_SECONDS = 60.0

log = logging.getLogger(__name__)


class SentCopies(threading.Thread):
    """Files copies until `stop`."""

    def __init__(self, store: Store) -> None:
        super().__init__(name="sent-copies", daemon=True)
        self._store = store
        self._wake = threading.Event()
        self._is_stopping = False
        store.bus.subscribe(self._hear)

    def stop(self) -> None:
        """Ask the thread to end after the copy it is at."""
        self._is_stopping = True
        self._wake.set()

    def run(self) -> None:
        """File what was sent, and wait for more."""
        while not self._is_stopping:
            self._wake.clear()
            try:
                while not self._is_stopping and self._file_next():
                    pass
            except Exception:
                # A lost database: the next look comes by itself.
                log.exception("copies of what was sent could not be filed")
            if not self._is_stopping:
                self._wake.wait(CHECK_SECONDS)

    def _hear(self, event: Event) -> None:
        if isinstance(event, DeliveryChanged):
            self._wake.set()

    def _file_next(self) -> bool:
        """Returns whether there was something to file."""
        with self._store.read() as uow:
            if not has_unfiled(uow):
                return False
        with self._store.write() as uow:
            due = lease_unfiled(uow)
        if due is None:
            return False
        try:
            self._file(due)
        except (ChannelError, SecretUnreadableError, OSError) as error:
            log.warning("no copy of message %d yet: %s", due.message_id, error)
        except Exception:
            # A defect in one message must not stop the others.
            log.exception("message %d could not be filed", due.message_id)
        return True

    def _file(self, due: DueMessage) -> None:
        channel = get_channel(due.driver)
        account = ChannelAccount(
            due.channel_address, due.settings, self._store.secrets.open(due.secret)
        )
        raw = channel.compose(build_outgoing_mail(self._store, due))
        channel.keep_copy(account, raw, due.message_id_header)
        with self._store.write() as uow:
            record_filed(uow, due.message_id)
