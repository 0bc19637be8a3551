"""Messages between the server and its processes: a kind, a length, and that many bytes."""

from __future__ import annotations

import struct
from enum import Enum
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from reorg.serve.limits import MOST_MESSAGE

if TYPE_CHECKING:
    from asyncio import StreamReader

# An answer comes in many pieces; nothing else is long, but the graph itself.
PIECE = 64 * 1024
_HEAD = struct.Struct("!cQ")


class MessageType(Enum):
    """What a message says."""

    GRAPH = b"g"  # to a new process: the graph as N-Quads
    READY = b"r"  # from a new process
    PING = b"i"  # to a process: does it react?
    JOB = b"j"  # to a worker: a query
    YIELD = b"y"  # to a worker: what it works on takes long, so let others go first
    PAGE = b"d"  # to a worker: the title of the graph page that it is to draw
    TAKEN = b"t"  # from a process: it reacts, and works on what it was sent
    PIECE = b"p"  # from a worker: the next piece of an answer
    END = b"e"  # from a worker: the answer is whole; what is to be told of it


class Message(NamedTuple):
    """A message."""

    kind: MessageType
    data: bytes = b""

    def packed(self) -> bytes:
        """Return the bytes that are sent."""
        return _HEAD.pack(self.kind.value, len(self.data)) + self.data


async def receive(stream: StreamReader) -> Message:
    """Return the next message from a worker, whose word for its length is not trusted.

    Raises:
        EOFError: There will be none, or what comes is no message.
    """
    try:
        kind, length = _HEAD.unpack(await stream.readexactly(_HEAD.size))
        if length > MOST_MESSAGE:
            raise EOFError
        return Message(MessageType(kind), await stream.readexactly(length))
    except (ConnectionError, ValueError):
        raise EOFError from None


class Connection:
    """A worker's end of its connection to the server. Its methods block."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming, self._outgoing = incoming, outgoing

    def send(self, kind: MessageType, data: bytes = b"") -> None:
        """Send a message."""
        self._outgoing.write(Message(kind, data).packed())
        self._outgoing.flush()

    def receive(self) -> Message:
        """Return the next message.

        Raises:
            EOFError: There will be none.
        """
        kind, length = _HEAD.unpack(self._read(_HEAD.size))
        return Message(MessageType(kind), self._read(length))

    def _read(self, length: int) -> bytes:
        data = self._incoming.read(length)
        if len(data) < length:
            raise EOFError
        return data
