"""The process that loads the graph, then forks a worker from itself whenever one is wanted.

It has one thread, so that a fork copies nothing half done, and never runs a query itself.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys

from reorg.serve.limits import Limits
from reorg.serve.workers import worker
from reorg.serve.workers.messages import Connection


def main() -> None:
    """Load the graph from standard input; then do as told until the server hangs up.

    The arguments of the command are ``sys.path``, the limits, and the handle of a socket. Over it
    come ``{"fork": NUMBER, "confined": BOOL}`` with two handles, of the worker's connection and
    its standard error, answered by ``{"born": NUMBER}`` with a handle of the process and, once it
    has ended, ``{"ended": NUMBER, "status": STATUS}``; and ``{"ping": true}``, which is echoed.
    """
    limits = Limits(*json.loads(sys.argv[2]))
    control = socket.socket(fileno=int(sys.argv[3]))
    worker.deaf()
    held = worker.hold(sys.stdin.buffer.read(), limits)
    gc.collect()
    gc.freeze()  # what is shared stays shared: no collection writes into it
    _Zygote(control, held, limits).run()


class _Zygote:
    def __init__(self, control: socket.socket, held: worker.LoadedGraph, limits: Limits) -> None:
        self._control, self._held, self._limits = control, held, limits
        self._numbers: dict[int, int] = {}
        self._woken, waking = os.pipe()
        os.set_blocking(waking, False)
        os.set_blocking(self._woken, False)
        self._waking = waking
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waking, warn_on_full_buffer=False)

    def run(self) -> None:
        """Do as told."""
        self._say({"ping": True})
        while True:
            control = self._control.fileno()
            ready, _, _ = select.select([control, self._woken], [], [])
            if self._woken in ready:
                os.read(self._woken, 4096)
                self._bury()
            if control in ready:
                self._hear()

    def _hear(self) -> None:
        data, handles, _, _ = socket.recv_fds(self._control, 4096, 2)
        if not data:
            os._exit(0)
        message = json.loads(data)
        if "fork" not in message:
            self._say(message)
            return
        pid = os.fork()
        if pid == 0:
            self._become(*handles, confined=message["confined"])
        for handle in handles:
            os.close(handle)
        self._numbers[pid] = message["fork"]
        # Not yet waited for, the number of the process is nobody else's.
        handle = os.pidfd_open(pid)
        self._say({"born": message["fork"]}, handle)
        os.close(handle)

    def _become(self, link: int, stderr: int, *, confined: bool) -> None:
        """Go on as a worker."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for handle in (self._woken, self._waking):
                os.close(handle)
            self._control.close()
            os.dup2(stderr, 2)
            os.close(stderr)
            sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115
            ends = open(link, "rb"), open(link, "wb", closefd=False)  # noqa: SIM115
            worker.run(Connection(*ends), self._held, self._limits, confined=confined)
        finally:
            os._exit(1)

    def _bury(self) -> None:
        while self._numbers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            number = self._numbers.pop(pid)
            self._say({"ended": number, "status": os.waitstatus_to_exitcode(status)})

    def _say(self, message: dict[str, object], *handles: int) -> None:
        try:
            socket.send_fds(self._control, [json.dumps(message).encode()], handles)
        except OSError:
            os._exit(0)
