"""Programs that read a file and write it out again as N-Quads, without asking anything."""

from __future__ import annotations

import subprocess
import zipfile
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import pyoxigraph as ox

from stores import fetch, samples
from stores.servers import version_of

SECONDS = 120


class Parser(ABC):
    """A program that reads RDF.

    Attributes:
        name: What the matrix calls it.
        remark: What a user should know.
    """

    name: ClassVar[str]
    remark: ClassVar[str] = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def version(self) -> str:
        """Return the version of the program."""

    @abstractmethod
    def command(self, file: Path) -> Sequence[str | Path]:
        """Return the command that prints a file as N-Quads."""

    def environment(self) -> dict[str, str] | None:
        """Return the environment of the command; None for this process's."""
        return None

    def complaints(self, said: str) -> list[str]:
        """Return the lines on standard error that are complaints."""
        return said.splitlines()


class Rapper(Parser):
    """The program of the Raptor library."""

    name = "rapper"
    _FORMATS: ClassVar[dict[str, str]] = {
        "ttl": "turtle",
        "nt": "ntriples",
        "trig": "trig",
        "nq": "nquads",
    }

    def version(self) -> str:
        return version_of(*fetch.program("rapper"), "--version")

    def command(self, file: Path) -> Sequence[str | Path]:
        program, _ = fetch.program("rapper")
        return [program, "-i", self._FORMATS[file.suffix[1:]], "-o", "nquads", file]

    def environment(self) -> dict[str, str]:
        return fetch.program("rapper")[1]

    def complaints(self, said: str) -> list[str]:
        return [line for line in said.splitlines() if "Warning" in line or "Error" in line]


class Serdi(Parser):
    """The program of the Serd library."""

    name = "serdi"
    _FORMATS: ClassVar[dict[str, str]] = {
        "ttl": "turtle",
        "nt": "ntriples",
        "trig": "trig",
        "nq": "nquads",
    }

    def version(self) -> str:
        return version_of(*fetch.program("serdi"), "-v")

    def command(self, file: Path) -> Sequence[str | Path]:
        program, _ = fetch.program("serdi")
        return [program, "-i", self._FORMATS[file.suffix[1:]], "-o", "nquads", file]

    def environment(self) -> dict[str, str]:
        return fetch.program("serdi")[1]


class Riot(Parser):
    """The checking reader of Apache Jena."""

    name = "riot"

    def version(self) -> str:
        return fetch.version("fuseki")

    def command(self, file: Path) -> Sequence[str | Path]:
        how = ["--check", "--strict", "--output=nquads"]
        return [*fetch.java(), "-cp", fetch.archive("fuseki"), "riotcmd.riot", *how, file]


class Rio(Parser):
    """The reader of Eclipse RDF4J."""

    name = "RDF4J Rio"

    def version(self) -> str:
        return fetch.version("rdf4j")

    def command(self, file: Path) -> Sequence[str | Path]:
        unpacked = self.folder / "WEB-INF" / "lib"
        if not unpacked.is_dir():
            with zipfile.ZipFile(fetch.archive("rdf4j")) as war:
                names = [name for name in war.namelist() if name.startswith("WEB-INF/lib/")]
                war.extractall(self.folder, names)
        silence = self.folder / "logback.xml"
        silence.write_text("<configuration/>", encoding="utf-8")
        quiet = f"-Dlogback.configurationFile={silence}"
        return [*fetch.java(), quiet, "-cp", f"{unpacked}/*", fetch.HERE / "ReadWithRio.java", file]


class N3(Parser):
    """N3.js, in Node.js."""

    name = "N3.js"

    def version(self) -> str:
        return fetch.module_version("n3")

    def command(self, file: Path) -> Sequence[str | Path]:
        return [fetch.node(), fetch.HERE / "read-with-n3.mjs", file, fetch.modules()]


PARSERS: tuple[type[Parser], ...] = (Rapper, Serdi, Riot, Rio, N3)


def formats(parser: Parser) -> list[str]:
    """Return the formats that are read whole and without a complaint."""
    return [format_ for format_ in samples.FORMATS if not fault(parser, samples.shipped(format_))]


def fault(parser: Parser, file: Path) -> str:
    """Return what is wrong with the way in which a file is read, or nothing."""
    done = subprocess.run(
        parser.command(file), env=parser.environment(), capture_output=True, timeout=SECONDS
    )
    said = parser.complaints(done.stderr.decode(errors="replace"))
    if done.returncode or said:
        return f"{parser.name} says of {file.name}: {said[:3]}"
    found = Counter(ox.parse(done.stdout, format=ox.RdfFormat.N_QUADS))
    expected = Counter(ox.parse(path=str(file)))
    if found != expected:
        lost, added = list(expected - found), list(found - expected)
        return f"{parser.name} reads {file.name} otherwise: lacks {lost[:2]}, has {added[:2]}"
    return ""
