"""The Socket.IO packets that we take from strangers: text, and our own events only."""

from __future__ import annotations

from socketio.packet import BINARY_ACK, BINARY_EVENT, EVENT, Packet

# The library calls our handlers of these itself; a stranger's event of that name would too.
RESERVED = frozenset({"connect", "connect_error", "disconnect"})


class TextPacket(Packet):
    """Refuses binary packets, whose parts would be kept in memory until the last one came."""

    def decode(self, encoded_packet: str) -> int:
        """Read a packet.

        Raises:
            ValueError: it is none that we take; the library drops it.
        """
        count = int(super().decode(encoded_packet))
        if self.packet_type in (BINARY_EVENT, BINARY_ACK):
            raise ValueError("no binary packets here")
        if self.packet_type == EVENT:
            data = self.data
            if not isinstance(data, list) or not data or not isinstance(data[0], str):
                raise ValueError("an event has a name")
            if data[0] in RESERVED:
                raise ValueError("a reserved event")
        return count
