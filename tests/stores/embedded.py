"""Engines that are asked of files: in this process, in one of their own, or by `reorg serve`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

import pyoxigraph as ox
import requests

from reorg.sparql import results
from reorg.sparql.engine import run
from stores import fetch
from stores.process import Process, free_port
from stores.questions import Answers, Question
from stores.servers import ANSWER

SECONDS = 600


class Embedded(ABC):
    """An engine that answers questions of files.

    Attributes:
        name: What the matrix calls it.
        kind: What it is.
        remark: What a user should know.
    """

    name: ClassVar[str]
    kind: ClassVar[str] = "embedded"
    remark: ClassVar[str] = ""

    @abstractmethod
    def version(self) -> str:
        """Return the version of the engine."""

    @abstractmethod
    def answer(self, asked: Sequence[Question]) -> Answers:
        """Return an answer to each question as SPARQL's JSON, or what went wrong."""


class Pyoxigraph(Embedded):
    """The engine that ``reorg query`` runs on."""

    name = "pyoxigraph"

    def version(self) -> str:
        return version("pyoxigraph")

    def answer(self, asked: Sequence[Question]) -> Answers:
        def opened(data: Path) -> Callable[[str], str]:
            store = ox.Store()
            store.load(path=data)
            return lambda query: results.write(run(store, query, prefixes={}), "json")

        return _in_turn(asked, opened)


class Rdflib(Embedded):
    """rdflib's own engine on its own store."""

    name = "rdflib"
    remark = "where `GROUP BY` finds no group, `serialize` writes an empty row; iterate instead"
    _store = "default"

    def version(self) -> str:
        return version("rdflib")

    def answer(self, asked: Sequence[Question]) -> Answers:
        from rdflib import Dataset

        def opened(data: Path) -> Callable[[str], str]:
            dataset = Dataset(store=self._store)
            dataset.parse(data)
            return lambda query: _json(dataset.query(query))

        return _in_turn(asked, opened)


class Oxrdflib(Rdflib):
    """rdflib's interface with Oxigraph as store and engine."""

    name = "oxrdflib"
    remark = ""
    _store = "Oxigraph"

    def version(self) -> str:
        return version("oxrdflib")


class JenaTdb2(Embedded):
    """Apache Jena's database on disk, by its Java interface."""

    name = "Jena TDB2"

    def version(self) -> str:
        return fetch.version("fuseki")

    def answer(self, asked: Sequence[Question]) -> Answers:
        jar, source = fetch.archive("fuseki"), fetch.HERE / "AskTdb2.java"
        return _elsewhere(asked, lambda folder: [*fetch.java(), "-cp", jar, source, folder])


class Comunica(Embedded):
    """Comunica on files, in Node.js; its server would listen on every address."""

    name = "Comunica"
    remark = "its server listens on every address, so it was run without"

    def version(self) -> str:
        return fetch.module_version("@comunica/query-sparql-file")

    def answer(self, asked: Sequence[Question]) -> Answers:
        script = fetch.HERE / "ask-comunica.mjs"
        return _elsewhere(asked, lambda folder: [fetch.node(), script, folder, fetch.modules()])


class ReorgServe(Embedded):
    """The project's own server, which serves files and takes none."""

    name = "reorg serve"
    kind = "server"
    remark = "read-only: it serves files"

    def version(self) -> str:
        return version("reorg")

    def answer(self, asked: Sequence[Question]) -> Answers:
        given: list[str | Exception] = []
        for data, questions in groupby(asked, key=lambda question: question.data):
            with tempfile.TemporaryDirectory() as folder, requests.Session() as http:
                http.headers["Accept"] = ANSWER
                http.trust_env = False
                port = str(free_port())
                command = [sys.executable, "-m", "reorg", "serve", data, "--port", port]
                process = Process(command, Path(folder))
                endpoint = f"http://127.0.0.1:{port}/sparql"
                try:
                    process.wait_until(lambda: http.get(endpoint, timeout=5).status_code < 500)  # noqa: B023
                    for question in questions:
                        answer = http.post(endpoint, data={"query": question.query})
                        answer.encoding = "utf-8"
                        given.append(answer.text if answer.ok else RuntimeError(answer.text))
                finally:
                    process.stop()
        return given


def _in_turn(asked: Sequence[Question], opened: Callable[[Path], Callable[[str], str]]) -> Answers:
    given: list[str | Exception] = []
    held: Path | None = None
    for question in asked:
        if question.data != held:
            ask, held = opened(question.data), question.data
        given.append(ask(question.query))
    return given


def _json(found: Any) -> str:
    # Its engine gives an empty row for no groups at all; iteration leaves that out, writing not.
    found.bindings = [row for row in found.bindings if row]
    return bytes(found.serialize(format="json")).decode()


def _elsewhere(
    asked: Sequence[Question], command: Callable[[Path], Sequence[str | Path]]
) -> Answers:
    """Have one process answer all questions, by files in a folder."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        jobs = []
        for number, question in enumerate(asked):
            query, answer = folder / f"{number}.rq", folder / f"{number}.json"
            query.write_text(question.query, encoding="utf-8")
            jobs.append((question.data, query, answer))
        lines = ["\t".join(map(str, job)) + "\n" for job in jobs]
        (folder / "jobs.tsv").write_text("".join(lines), encoding="utf-8")
        done = subprocess.run(
            command(folder), cwd=folder, capture_output=True, text=True, timeout=SECONDS
        )
        said = RuntimeError(done.stderr[-2000:])
        return [
            answer.read_text(encoding="utf-8") if answer.exists() else said for *_, answer in jobs
        ]


EMBEDDED: tuple[type[Embedded], ...] = (
    ReorgServe,
    Pyoxigraph,
    Oxrdflib,
    Rdflib,
    JenaTdb2,
    Comunica,
)
