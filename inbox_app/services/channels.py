"""Connected accounts: add, change, pause, and how they are doing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from inbox_app.db.access import access_channel, access_inbox
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.addresses import is_address, normalise_address
from inbox_app.domain.editor_html import sanitise_editor_html
from inbox_app.domain.enums import ChannelHealth, ChannelKind, DeliveryState
from inbox_app.domain.errors import (
    InvalidAddressError,
    InvalidInputError,
    NotAllowedError,
)
from inbox_app.domain.events import ChannelChanged
from inbox_app.models import Channel, Delivery, MailboxCursor

# Renewed every minute; a slow answer of the server in between must not cost it.
LEASE_SECONDS = 120
# Begins the step of a trouble with sending: that reading works does not end it.
SENDING = "channel.send."
# How much of the answered mail goes below a reply.
QUOTES = ("last", "none")


class AlreadyConnectedError(InvalidInputError):
    """Two channels of one mailbox would take each mail in twice."""

    code = "already_connected"


@dataclass(frozen=True, slots=True)
class ConnectedAccount:
    """What a worker needs to reach an account."""

    channel_id: int
    inbox_id: int
    kind: str
    address: str
    settings: Mapping[str, Any]
    secret: bytes

    @property
    def driver(self) -> str:
        """The implementation in `channels`: the kind, unless the settings say."""
        return str(self.settings.get("driver") or self.kind)


def connect_channel(
    uow: UnitOfWork,
    actor: Actor,
    inbox_id: int,
    *,
    address: str,
    settings: Mapping[str, Any],
    secret: Mapping[str, str],
    from_name: str = "",
) -> int:
    """Connect an e-mail account to an inbox; returns the channel's id.

    Raises:
        NotAllowedError: only admins manage channels.
        InboxNotFoundError: there is no such inbox.
        InvalidAddressError: the address is none.
        AlreadyConnectedError: it feeds an inbox already.
    """
    if not actor.may(Permission.MANAGE_CHANNELS):
        raise NotAllowedError
    access_inbox(uow, actor, inbox_id)
    address = _checked_address(address)
    if uow.session.exec(select(Channel.id).where(Channel.address == address)).first():
        raise AlreadyConnectedError(field="address")
    channel = Channel(
        inbox_id=inbox_id,
        kind=ChannelKind.EMAIL,
        address=address,
        from_name=from_name[:200],
        settings=dict(settings),
        secret=uow.secrets.seal(dict(secret)),
        created_at=uow.now,
    )
    uow.session.add(channel)
    uow.session.flush()
    assert channel.id is not None
    uow.emit(ChannelChanged(inbox_id, channel.id))
    return channel.id


def update_channel(
    uow: UnitOfWork,
    actor: Actor,
    channel_id: int,
    *,
    from_name: str | None = None,
    signature_html: str | None = None,
    aliases: list[str] | None = None,
    settings: Mapping[str, Any] | None = None,
    secret: Mapping[str, str] | None = None,
) -> None:
    """Change what is given; new settings or a new secret reconnect the account.

    Raises:
        ChannelNotFoundError, NotAllowedError: see `access_channel`.
        InvalidAddressError: an alias is no address.
    """
    channel = access_channel(uow, actor, channel_id)
    if from_name is not None:
        channel.from_name = from_name[:200]
    if signature_html is not None:
        channel.signature_html = sanitise_editor_html(signature_html)
    if aliases is not None:
        channel.aliases = [_checked_address(alias) for alias in aliases]
    if settings is not None or secret is not None:
        _reconnect(uow, channel, settings, secret)
    uow.session.add(channel)
    uow.emit(ChannelChanged(channel.inbox_id, channel_id))


def change_habits(
    uow: UnitOfWork,
    actor: Actor,
    channel_id: int,
    *,
    plus_addressing: bool | None = None,
    quote: str | None = None,
) -> None:
    """Change how replies are written; the mailbox stays connected as it is.

    Raises:
        ChannelNotFoundError, NotAllowedError: see `access_channel`.
        InvalidInputError: there is no such way to quote.
    """
    channel = access_channel(uow, actor, channel_id)
    changed = dict(channel.settings)
    if plus_addressing is not None:
        changed["plus_addressing"] = plus_addressing
    if quote is not None:
        if quote not in QUOTES:
            raise InvalidInputError(field="quote")
        changed["quote"] = quote
    channel.settings = changed
    uow.session.add(channel)
    uow.emit(ChannelChanged(channel.inbox_id, channel_id))


def read_account(uow: UnitOfWork, actor: Actor, channel_id: int) -> ConnectedAccount:
    """Return how an account is reached, to try or to change it.

    Raises:
        ChannelNotFoundError, NotAllowedError: see `access_channel`.
    """
    return _account(access_channel(uow, actor, channel_id))


def pause_channel(
    uow: UnitOfWork, actor: Actor, channel_id: int, *, is_paused: bool
) -> None:
    """Stop or go on with reading and sending.

    Raises:
        ChannelNotFoundError, NotAllowedError: see `access_channel`.
    """
    channel = access_channel(uow, actor, channel_id)
    channel.is_paused = is_paused
    channel.health = ChannelHealth.PAUSED if is_paused else ChannelHealth.NEW
    channel.last_error = channel.last_error_step = ""
    if not is_paused:
        _send_waiting(uow, channel_id)
    uow.session.add(channel)
    uow.emit(ChannelChanged(channel.inbox_id, channel_id))


def read_accounts(uow: UnitOfWork) -> list[ConnectedAccount]:
    """Every account that should be running."""
    channels = uow.session.exec(
        select(Channel).where(col(Channel.is_paused).is_(False))
    )
    return [_account(channel) for channel in channels]


def read_cursor(uow: UnitOfWork, channel_id: int, folder: str) -> MailboxCursor:
    """How far a folder has been read; a fresh cursor when it never was."""
    found = uow.session.exec(
        select(MailboxCursor).where(
            MailboxCursor.channel_id == channel_id, MailboxCursor.folder == folder
        )
    ).first()
    return found or MailboxCursor(channel_id=channel_id, folder=folder)


def save_cursor(
    uow: UnitOfWork,
    channel_id: int,
    folder: str,
    *,
    uidvalidity: int,
    last_uid: int,
    backfill_uid: int | None,
    is_backfilled: bool,
) -> None:
    """Note how far a folder has been read."""
    cursor = read_cursor(uow, channel_id, folder)
    cursor.uidvalidity = uidvalidity
    cursor.last_uid = last_uid
    cursor.backfill_uid = backfill_uid
    cursor.is_backfilled = is_backfilled
    uow.session.add(cursor)


def read_backfill_done(uow: UnitOfWork, channel_id: int) -> int:
    """How many mails of the initial import are in."""
    channel = uow.session.get(Channel, channel_id)
    return channel.backfill_done if channel is not None else 0


def record_progress(uow: UnitOfWork, channel_id: int, *, done: int, total: int) -> None:
    """How far the initial import has come."""
    channel = uow.session.get(Channel, channel_id)
    if channel is None or channel.is_paused:
        return
    channel.backfill_done, channel.backfill_total = done, total
    channel.last_synced_at = uow.now
    if not channel.last_error_step.startswith(SENDING):
        # All is well once the last of it is on screen too, which is told then.
        channel.health = ChannelHealth.SYNCING
        channel.last_error = channel.last_error_step = ""
    uow.session.add(channel)
    uow.emit(ChannelChanged(channel.inbox_id, channel_id))


def record_health(
    uow: UnitOfWork,
    channel_id: int,
    health: ChannelHealth,
    *,
    step: str = "",
    server_words: str = "",
) -> None:
    """How reading is doing; says nothing again that is already known.

    That all is well does not end a trouble with sending.
    """
    channel = uow.session.get(Channel, channel_id)
    if channel is None or channel.is_paused:
        return
    if health is ChannelHealth.OK:
        channel.last_synced_at = uow.now
        uow.session.add(channel)
        if channel.last_error_step.startswith(SENDING):
            return
    _set_health(uow, channel, health, step, server_words)


def record_sending_fault(
    uow: UnitOfWork, channel_id: int, *, step: str, server_words: str
) -> None:
    """The account may not send until a person changes something."""
    channel = uow.session.get(Channel, channel_id)
    if channel is None or channel.is_paused:
        return
    step = SENDING + step.rpartition(".")[2]
    _set_health(uow, channel, ChannelHealth.NEEDS_LOGIN, step, server_words)


def record_sending_works(uow: UnitOfWork, channel_id: int) -> None:
    """A message left: what troubled sending is over."""
    channel = uow.session.get(Channel, channel_id)
    if channel is not None and channel.last_error_step.startswith(SENDING):
        _set_health(uow, channel, ChannelHealth.OK, "", "")


def clean_words(server_words: str) -> str:
    """Make what a server said fit for every database, and not endless."""
    kept = server_words.replace("\0", "").encode("utf-8", "replace").decode()
    return kept[:2000]


def take_lease(
    uow: UnitOfWork,
    channel_id: int,
    owner: str,
    *,
    is_gone: Callable[[str], bool] = lambda _: False,
) -> bool:
    """Become, or stay, the one who reads this account.

    `is_gone` tells of another owner that it will never give the lease back.
    """
    channel = uow.session.get(Channel, channel_id, with_for_update=True)
    if channel is None or channel.is_paused:
        return False
    is_held = channel.leased_until is not None and channel.leased_until > uow.now
    other = channel.lease_owner if channel.lease_owner != owner else ""
    if is_held and other and not is_gone(other):
        return False
    channel.lease_owner = owner
    channel.leased_until = uow.now + timedelta(seconds=LEASE_SECONDS)
    uow.session.add(channel)
    return True


def give_up_lease(uow: UnitOfWork, channel_id: int, owner: str) -> None:
    """Let another process read this account at once."""
    channel = uow.session.get(Channel, channel_id, with_for_update=True)
    if channel is not None and channel.lease_owner == owner:
        channel.leased_until = None
        uow.session.add(channel)


def _account(channel: Channel) -> ConnectedAccount:
    assert channel.id is not None
    return ConnectedAccount(
        channel_id=channel.id,
        inbox_id=channel.inbox_id,
        kind=channel.kind.value,
        address=channel.address,
        settings=dict(channel.settings),
        secret=channel.secret,
    )


def _checked_address(address: str) -> str:
    if not is_address(address):
        raise InvalidAddressError(address=address[:100])
    return normalise_address(address)


def _reconnect(
    uow: UnitOfWork,
    channel: Channel,
    settings: Mapping[str, Any] | None,
    secret: Mapping[str, str] | None,
) -> None:
    """Take over what is given; the former trouble is no longer true."""
    if settings is not None:
        channel.settings = dict(settings)
    if secret is not None:
        channel.secret = uow.secrets.seal(dict(secret))
    channel.health = ChannelHealth.NEW
    channel.last_error = channel.last_error_step = ""
    _send_waiting(uow, channel.id or 0)


def _send_waiting(uow: UnitOfWork, channel_id: int) -> None:
    """What waits for another try is due now; the time to undo stays whole."""
    uow.session.connection().execute(
        update(Delivery)
        .where(
            col(Delivery.channel_id) == channel_id,
            col(Delivery.state) == DeliveryState.QUEUED,
            col(Delivery.attempts) > 0,
        )
        .values(due_at=uow.now)
    )


def _set_health(
    uow: UnitOfWork,
    channel: Channel,
    health: ChannelHealth,
    step: str,
    server_words: str,
) -> None:
    before = (channel.health, channel.last_error, channel.last_error_step)
    channel.health = health
    channel.last_error = clean_words(server_words)
    channel.last_error_step = step[:80]
    if before == (channel.health, channel.last_error, channel.last_error_step):
        return
    uow.session.add(channel)
    assert channel.id is not None
    uow.emit(ChannelChanged(channel.inbox_id, channel.id))
