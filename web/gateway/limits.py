"""How much one visitor, and one address, may do in a time."""

from __future__ import annotations

import ipaddress

from limits import RateLimitItem, parse

from web.gateway.windows import Windows
from web.gateway.wire import Refused

MESSAGES = (parse("5/second"), parse("20/minute"))
# Resumed sessions, feedback and endings; a widget needs a few.
EVENTS = (parse("60/minute"),)
CONTACTS = (parse("6/hour"),)
# One household has all of a /64.
NETWORK = 64


class Limits:
    """Counted in memory, by this process alone."""

    def __init__(self, new_conversations: str) -> None:
        self._windows = Windows()
        self._openings = (parse(new_conversations),)

    async def message(self, conversation_id: str) -> None:
        """Count a message.

        Raises:
            Refused: it is one too many.
        """
        await self._count(MESSAGES, "too_fast", "message", conversation_id)

    async def event(self, conversation_id: str) -> None:
        """Count anything else that a conversation does; raises as `message` does."""
        await self._count(EVENTS, "too_fast", "event", conversation_id)

    async def contact(self, conversation_id: str) -> None:
        """Count a contact form; raises as `message` does."""
        await self._count(CONTACTS, "too_fast", "contact", conversation_id)

    async def opening(self, address: str) -> None:
        """Count a new conversation of an address; raises as `message` does."""
        await self._count(self._openings, "too_many_conversations", "opening", network(address))

    async def _count(
        self, windows: tuple[RateLimitItem, ...], code: str, kind: str, who: str
    ) -> None:
        for window in windows:
            seconds = self._windows.hit(kind, window, who)
            if seconds is not None:
                raise Refused(code, seconds)


def network(address: str) -> str:
    """What counts as one address."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is not None:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, NETWORK), strict=False))
    return str(known)
