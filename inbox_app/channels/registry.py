"""The kinds of channel this installation knows, each under its name."""

from collections.abc import Callable

from inbox_app.channels.base import Channel

_channels: dict[str, Channel] = {}


def register_channel(kind: str) -> Callable[[type[Channel]], type[Channel]]:
    """Make a class the implementation of a kind of channel; a decorator.

    Raises:
        ValueError: the kind has an implementation already.
    """

    def register(channel_class: type[Channel]) -> type[Channel]:
        if kind in _channels:
            message = f"there is a channel of the kind {kind!r} already"
            raise ValueError(message)
        _channels[kind] = channel_class()
        return channel_class

    return register


def get_channel(kind: str) -> Channel:
    """Return the implementation of a kind of channel.

    Raises:
        KeyError: nothing was registered under this name.
    """
    # Imported here: the built-in channels register themselves by the decorator
    # above, so they need this module to be complete.
    import inbox_app.channels.email.channel  # noqa: F401

    return _channels[kind]


def channel_kinds() -> tuple[str, ...]:
    """Name every registered kind."""
    import inbox_app.channels.email.channel  # noqa: F401 - as in get_channel

    return tuple(sorted(_channels))
