"""Answers sent in pieces, each when the client has taken the one before."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_PIECE = 64 * 1024


class Pieces(Response):
    """An answer of which a slow client holds no copy of its own, only the piece under way."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        start = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **start})
        whole = memoryview(self.body)
        await send_body(
            (bytes(whole[at : at + _PIECE]) for at in range(0, len(whole), _PIECE)), send
        )


async def send_body(pieces: Iterable[bytes], send: Send) -> None:
    """Send the body of an answer."""
    for piece in pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        # Others have their turn, and it is heard if this client has gone.
        await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": b""})
