"""Whom a connection to a mail server trusts."""

import ssl
from functools import lru_cache

from inbox_app.channels.base import ChannelError, ConnectionStep, Consequence
from inbox_app.channels.email.settings import Security, ServerSettings


@lru_cache(maxsize=16)
def trusting_context(ca_bundle: str) -> ssl.SSLContext:
    """Build a context that verifies certificates; reading the system's is slow."""
    return ssl.create_default_context(cafile=ca_bundle or None)


def refuse_eavesdropping(server: ServerSettings, *, allows_plain: bool) -> None:
    """Stop before a password would cross the network unencrypted.

    Raises:
        ChannelError: the connection would be open to anybody on the way.
    """
    if server.security is not Security.PLAIN:
        return
    if allows_plain or server.is_loopback:
        return
    raise ChannelError(
        ConnectionStep.TLS,
        Consequence.GIVE_UP,
        f"{server.host}:{server.port} is not encrypted",
        reason="plain_refused",
    )
