"""Runs the server: its socket, its connections, its signals, its end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from reorg.errors import ReorgError
from reorg.serve.http.clients import client_of
from reorg.serve.http.connections import OpenConnection, has_ended, make_room
from reorg.serve.http.longheads import refusal
from reorg.serve.limits import (
    HEAD_SECONDS,
    IDLE_SECONDS,
    LINGER_SECONDS,
    LOOK_SECONDS,
    MOST_CONNECTIONS,
    MOST_FILES,
    MOST_HEAD,
    RETRY_SECONDS,
    TAKE_SECONDS,
)

_FULL = (
    f"HTTP/1.1 503 Service Unavailable\r\nRetry-After: {RETRY_SECONDS}\r\n"
    "Content-Length: 0\r\nConnection: close\r\n\r\n"
).encode()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Args:
        host: A name or an address of this machine.
        port: A port; 0 for any that is free.

    Raises:
        ReorgError: The port is taken, or the address is not this machine's.
    """
    try:
        family, kind, number, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, number)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(MOST_CONNECTIONS)
        return listening
    except (OSError, UnicodeError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise ReorgError(
            f"cannot listen there ({reason})",
            where=f"{host}:{port}",
            remedy="choose another with --port or --host; --port 0 takes any that is free",
        ) from None


def run(
    app: ASGIApp,
    listening: socket.socket,
    ready: Callable[[], None],
    reload: Callable[[], None] = lambda: None,
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        app: The application; what it does at start-up and shutdown it is told to do.
        listening: What `listen` returned.
        ready: Called once requests are answered.
        reload: Called in the event loop with SIGHUP.

    Raises:
        ReorgError: The application could not start.
    """
    config = uvicorn.Config(
        app,
        http=_Patient,
        ws="none",
        lifespan="on",
        loop="asyncio",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=MOST_HEAD,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=2,
    )
    _allow_files()
    asyncio.run(_Server(config, ready, reload).serve([listening]))


def _allow_files() -> None:
    """Let this process open as many files as it may need, where the system lets it."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class _Server(uvicorn.Server):
    """A server that ends by itself on a signal, after its application has cleaned up."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], reload: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready, self._reload = ready, reload
        self._terminal = os.isatty(0)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:  # what the application raised is not handed on
            raise ReorgError(
                "the worker processes could not be started", remedy="allow more with --memory"
            ) from None
        if self.started:
            self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn's own sends the signal once more in the end, which would kill the process.
        before = {
            number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)
        }
        if hasattr(signal, "SIGHUP"):  # not on Windows
            before[signal.SIGHUP] = signal.signal(signal.SIGHUP, self._hang_up)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _hang_up(self, *_: object) -> None:
        if self._terminal and not os.isatty(0):  # it was closed
            self._stop()
        else:
            asyncio.get_running_loop().call_soon_threadsafe(self._reload)

    def _stop(self, *_: object) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True


class _Patient(H11Protocol):
    """HTTP connections with an end to patience: for a request's head, and for taking an answer.

    While a request is being answered, its application is told that the client has gone
    (``http.disconnect``) when that is certain: the connection was reset. A client that closes
    and one that only says that it will send no more (``shutdown(SHUT_WR)``, as ``nc -N`` does)
    look alike until something is sent: then the system of one that has closed resets.
    """

    _head: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None
    _looking: asyncio.TimerHandle | None = None
    _said_all = False
    _refused = False
    _whose = ""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._whose = client_of({"client": self.client})
        if len(self.connections) > MOST_CONNECTIONS and not self._makes_room():
            transport.write(_FULL)
            transport.close()
            return
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._has_head()
        self._has_taken()
        if self._looking is not None:
            self._looking.cancel()
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Keep a connection open until those of its requests that are whole are answered."""
        self._said_all = self._is_answering() and not self.cycle.more_body
        if self._said_all and self._looking is None:
            self._looking = self.loop.call_later(LOOK_SECONDS, self._look)
        return self._said_all

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._said_all and not self._is_answering():
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        if not self._is_answering() and self._head is None:
            self._expect_head()
        super().data_received(data)
        if self._is_answering():
            self._has_head()

    def handle_events(self) -> None:
        """Handle what has come: a head that is too long is refused before it is read."""
        if self.conn.their_state is h11.IDLE and (refused := refusal(self.conn.trailing_data[0])):
            self._refused = True
            self.transport.write(refused)
            # Closed while more is coming, the connection would be reset, and the answer lost.
            self.loop.call_later(LINGER_SECONDS, self.transport.close)
            return
        super().handle_events()
        if self.flow.read_paused and self._is_answering() and self._looking is None:
            self._looking = self.loop.call_later(LOOK_SECONDS, self._peek)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._taking = self.loop.call_later(TAKE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._has_taken()

    def _look(self) -> None:
        """End a connection that its client has reset; see whether it will, and look again."""
        if self.transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self.transport.abort()
            return
        # RFC 9110, section 15.2: no client of HTTP/1.0 may be sent an interim response. Of all of
        # them only 100 is passed over by every client: Python's own takes 102 for the answer.
        if self.conn.our_state is h11.SEND_RESPONSE and self.conn.their_http_version == b"1.1":
            interim = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
            self.transport.write(self.conn.send(interim) or b"")
        self._looking = self.loop.call_later(LOOK_SECONDS, self._look)

    def _peek(self) -> None:
        """See whether a client has gone whose next request stands before the end it has sent."""
        self._looking = None
        if not self._is_answering() or self.transport.is_closing():
            return
        handle = self.transport.get_extra_info("socket").fileno()
        if has_ended(handle):
            self._look()
        else:
            self._looking = self.loop.call_later(LOOK_SECONDS, self._peek)

    def _makes_room(self) -> bool:
        """End a connection of the client that has most, if that is not this one."""
        others = [
            OpenConnection(one._whose, one._is_answering(), one.transport.abort)
            for one in self.connections
            if isinstance(one, _Patient) and not one.transport.is_closing()
        ]
        return make_room(others, self._whose)

    def _expect_head(self) -> None:
        self._head = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _has_head(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _has_taken(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete
