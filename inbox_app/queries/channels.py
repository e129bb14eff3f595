"""Connected accounts as the settings show them."""

from sqlalchemy import bindparam, func, select

from inbox_app.db.access import access_channel
from inbox_app.db.search import AnySelect
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import ChannelHealth
from inbox_app.domain.errors import NotAllowedError
from inbox_app.queries.ledger import NEEDS_A_PERSON
from inbox_app.queries.reading import AnyRow, fetch_all, to_iso
from inbox_app.queries.tables import channel, inbox, ledger_entry
from inbox_app.viewmodels.settings import ChannelView

# The settings of a channel name their implementation; this one reaches nobody.
LOCAL_DRIVER = "local"
# Begins the step of a trouble with sending.
SENDING = "channel.send."

_c = channel.c
# The secret is not among the columns, so that it cannot get any further.
_CHANNELS: AnySelect = (
    select(
        _c.id,
        _c.inbox_id,
        inbox.c.name.label("inbox_name"),
        _c.kind,
        _c.address,
        _c.aliases,
        _c.from_name,
        _c.signature_html,
        _c.settings,
        _c.is_paused,
        _c.health,
        _c.last_error,
        _c.last_error_step,
        _c.last_synced_at,
        _c.backfill_done,
        _c.backfill_total,
    )
    .join_from(channel, inbox, inbox.c.id == _c.inbox_id)
    .order_by(func.lower(inbox.c.name), inbox.c.id, _c.address, _c.id)
)
_QUARANTINED = (
    select(ledger_entry.c.channel_id, func.count())
    .where(ledger_entry.c.fate.in_(NEEDS_A_PERSON))
    .group_by(ledger_entry.c.channel_id)
)


def read_channels(uow: UnitOfWork, actor: Actor) -> list[ChannelView]:
    """List all channels, by inbox.

    Raises:
        NotAllowedError: only admins manage channels.
    """
    if not actor.may(Permission.MANAGE_CHANNELS):
        raise NotAllowedError
    return _to_views(uow, _CHANNELS)


def read_channel(uow: UnitOfWork, actor: Actor, channel_id: int) -> ChannelView:
    """Read one channel.

    Raises:
        ChannelNotFoundError: there is none.
        NotAllowedError: only admins manage channels.
    """
    access_channel(uow, actor, channel_id)
    return _to_views(
        uow, _CHANNELS.where(_c.id == bindparam("channel_id")), channel_id=channel_id
    )[0]


def _to_views(
    uow: UnitOfWork, statement: AnySelect, **values: int
) -> list[ChannelView]:
    quarantined = {row[0]: int(row[1]) for row in fetch_all(uow, _QUARANTINED)}
    return [
        _to_view(row, quarantined.get(row.id, 0))
        for row in fetch_all(uow, statement, **values)
    ]


def _to_view(row: AnyRow, quarantined: int) -> ChannelView:
    health = ChannelHealth.PAUSED if row.is_paused else row.health
    # The server that a fault is about, when there is one.
    is_about_sending = row.last_error_step.startswith(SENDING)
    server = row.settings.get("smtp" if is_about_sending else "imap") or {}
    return ChannelView(
        id=row.id,
        inbox_id=row.inbox_id,
        inbox_name=row.inbox_name,
        kind=row.kind.value,
        address=row.address,
        aliases=list(row.aliases),
        from_name=row.from_name,
        signature_html=row.signature_html,
        is_local=row.settings.get("driver") == LOCAL_DRIVER,
        host=str(server.get("host", "")),
        port=str(server.get("port", "")),
        folder=str(row.settings.get("folder") or "INBOX"),
        plus_addressing=bool(row.settings.get("plus_addressing")),
        quote=str(row.settings.get("quote") or "last"),
        is_paused=row.is_paused,
        health=health.value,
        last_error=row.last_error,
        last_error_step=row.last_error_step,
        last_synced_at=to_iso(row.last_synced_at),
        backfill_done=row.backfill_done,
        backfill_total=row.backfill_total,
        quarantined=quarantined,
    )
