"""Finds out which of some guessed servers exist, before any password is sent."""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from inbox_app.channels.email.autoconfig import Proposal
from inbox_app.channels.email.settings import Security, ServerSettings
from inbox_app.channels.email.tls import trusting_context

TIMEOUT_SECONDS = 5.0

_Place = tuple[str, int, Security]


async def find_servers(
    proposals: Sequence[Proposal],
    *,
    ca_bundle: str = "",
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> list[Proposal]:
    """Put the guess whose servers answer first; the named providers stay.

    Reading and sending are looked at separately: the answer may join a server
    of one guess with one of another. Where no server answers, the proposals
    come back as they are.
    """
    guesses = [proposal for proposal in proposals if proposal.is_guess]
    if not guesses:
        return list(proposals)
    reading = [guess.settings.imap for guess in guesses]
    sending = [guess.settings.smtp for guess in guesses]
    answering = await _find_answering((*reading, *sending), ca_bundle, timeout_seconds)
    imap = next((one for one in reading if _place(one) in answering), None)
    smtp = next((one for one in sending if _place(one) in answering), None)
    if imap is None and smtp is None:
        return list(proposals)
    found = replace(
        guesses[0],
        settings=replace(
            guesses[0].settings, imap=imap or reading[0], smtp=smtp or sending[0]
        ),
    )
    return [found, *(one for one in proposals if one.settings != found.settings)]


def _place(server: ServerSettings) -> _Place:
    return server.host, server.port, server.security


async def _find_answering(
    servers: Iterable[ServerSettings], ca_bundle: str, timeout_seconds: float
) -> set[_Place]:
    places = list(dict.fromkeys(map(_place, servers)))
    answers = await asyncio.gather(
        *(_answers(place, ca_bundle, timeout_seconds) for place in places)
    )
    return {
        place for place, answers_us in zip(places, answers, strict=True) if answers_us
    }


async def _answers(place: _Place, ca_bundle: str, timeout_seconds: float) -> bool:
    host, port, security = place
    # A certificate for another name counts as no answer: the log-in would fail.
    context = trusting_context(ca_bundle) if security is Security.TLS else None
    try:
        async with asyncio.timeout(timeout_seconds):
            _, writer = await asyncio.open_connection(host, port, ssl=context)
    except (OSError, UnicodeError):
        return False
    writer.transport.abort()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True
