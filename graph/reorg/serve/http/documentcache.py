"""Documents kept as bytes, each with its entity tag and date."""

from __future__ import annotations

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from email.utils import formatdate
from hashlib import sha256
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from reorg.serve.http import preconditions
from reorg.serve.http.negotiation import takes_gzip
from reorg.serve.http.sending import Pieces
from reorg.serve.limits import LEAST_COMPRESSED, MOST_KEPT, MOST_KEPT_TAGS

_LEVEL = 6


class Document(NamedTuple):
    """What is sent, without what tells its version.

    Attributes:
        body: Its bytes.
        headers: Its headers; ``Content-Type`` at least.
        dated: Whether it is as old as the graph.
    """

    body: bytes
    headers: Mapping[str, str]
    dated: bool = True


class _Entry(NamedTuple):
    tag: str
    headers: Mapping[str, str]
    modified: float | None
    body: bytes | None


class DocumentCache:
    """The documents of one version of a graph: each is made once, if there is room for it."""

    def __init__(self, modified: float | None, *, most: int = MOST_KEPT) -> None:
        """Begin with none.

        Args:
            modified: When the graph was last changed, in seconds since 1970; None if not known.
            most: Bytes to keep. Of a document that is much of this only the tag is kept.
        """
        self._modified = modified
        self._most = most
        self._size = 0
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._making: dict[Hashable, asyncio.Task[Document]] = {}

    async def give(self, request: Request, key: Hashable, make: Callable[[], Document]) -> Response:
        """Return the response with a document.

        Args:
            request: What is answered.
            key: Names the document: whatever its bytes depend on, but for their compression.
            make: Makes it; called in a thread, once for all who ask meanwhile.
        """
        if response := self.find(request, key):
            return response
        if key not in self._making:
            task = asyncio.create_task(asyncio.to_thread(make))
            self._making[key] = task
            task.add_done_callback(lambda done: self._made(key, done))
        document = await asyncio.shield(self._making[key])
        return await self.keep(request, key, document)

    def find(self, request: Request, key: Hashable) -> Response | None:
        """Return the response with a document if it is kept, or if the client's copy is good."""
        named = (key, _packs(request))
        entry = self._entries.get(named)
        if entry is None:
            return None
        self._entries.move_to_end(named)
        return _response(request, entry)

    async def keep(self, request: Request, key: Hashable, document: Document) -> Response:
        """Keep a document, and return the response with it."""
        packs = _packs(request)
        entry = await asyncio.to_thread(_entry, document, packs, self._modified)
        self._put((key, packs), entry)
        response = _response(request, entry)
        assert response is not None
        return response

    def _made(self, key: Hashable, task: asyncio.Task[Document]) -> None:
        self._making.pop(key, None)
        if not task.cancelled():
            task.exception()  # seen, even where all who asked have gone

    def _put(self, named: Hashable, entry: _Entry) -> None:
        size = len(entry.body or b"")
        if size > self._most // 4:
            entry, size = entry._replace(body=None), 0
        self._drop(self._entries.pop(named, None))
        self._entries[named] = entry
        self._size += size
        while self._size > self._most or len(self._entries) > MOST_KEPT_TAGS:
            self._drop(self._entries.popitem(last=False)[1])

    def _drop(self, entry: _Entry | None) -> None:
        self._size -= len(entry.body or b"") if entry else 0


def _packs(request: Request) -> bool:
    return takes_gzip(request.headers.get("accept-encoding", ""))


def _entry(document: Document, packs: bool, modified: float | None) -> _Entry:
    body, headers = document.body, {**document.headers}
    vary = [headers["Vary"]] if "Vary" in headers else []
    headers["Vary"] = ", ".join([*vary, "Accept-Encoding"])
    if packs and len(body) >= LEAST_COMPRESSED:
        body, headers["Content-Encoding"] = gzip.compress(body, _LEVEL, mtime=0), "gzip"
    # Of the bytes as they are sent: a compressed document is another one (section 8.8.3.3).
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    return _Entry(tag, headers, modified if document.dated else None, body)


def _response(request: Request, entry: _Entry) -> Response | None:
    """Return the response with an entry, None where its body is needed and not there."""
    own = {"ETag": entry.tag}
    if entry.modified is not None:
        own["Last-Modified"] = formatdate(entry.modified, usegmt=True)
    status = preconditions.outcome(request.headers, entry.tag, entry.modified)
    if status:
        return Response(status_code=status, headers={"Vary": entry.headers["Vary"], **own})
    if entry.body is None:
        return None
    return Pieces(entry.body, headers={**entry.headers, **own})
