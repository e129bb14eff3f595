"""Connected accounts: add, change, pause, and how they are doing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from inbox_app.db.access import access_channel, access_inbox
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.addresses import is_address, normalise_address
from inbox_app.domain.editor_html import sanitise_editor_html
from inbox_app.domain.enums import ChannelHealth, ChannelKind
from inbox_app.domain.errors import InvalidAddressError, NotAllowedError
from inbox_app.domain.events import ChannelChanged
from inbox_app.models import Channel, MailboxCursor

LEASE_SECONDS = 90


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
    """
    if not actor.may(Permission.MANAGE_CHANNELS):
        raise NotAllowedError
    access_inbox(uow, actor, inbox_id)
    channel = Channel(
        inbox_id=inbox_id,
        kind=ChannelKind.EMAIL,
        address=_checked_address(address),
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


def record_progress(uow: UnitOfWork, channel_id: int, *, done: int, total: int) -> None:
    """How far the initial import has come."""
    channel = uow.session.get(Channel, channel_id)
    if channel is None:
        return
    channel.backfill_done, channel.backfill_total = done, total
    channel.health = ChannelHealth.SYNCING if done < total else ChannelHealth.OK
    channel.last_synced_at = uow.now
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
    """How the connection is doing; says nothing again that is already known."""
    channel = uow.session.get(Channel, channel_id)
    if channel is None or channel.is_paused:
        return
    before = (channel.health, channel.last_error, channel.last_error_step)
    channel.health = health
    channel.last_error = server_words[:2000]
    channel.last_error_step = step[:80]
    if health is ChannelHealth.OK:
        channel.last_synced_at = uow.now
    uow.session.add(channel)
    if before != (channel.health, channel.last_error, channel.last_error_step):
        uow.emit(ChannelChanged(channel.inbox_id, channel_id))


def take_lease(uow: UnitOfWork, channel_id: int, owner: str) -> bool:
    """Become, or stay, the one who reads this account."""
    channel = uow.session.get(Channel, channel_id, with_for_update=True)
    if channel is None:
        return False
    is_free = channel.leased_until is None or channel.leased_until <= uow.now
    if not is_free and channel.lease_owner != owner:
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
