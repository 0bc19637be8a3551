"""Hundreds of broken records: each gets its message, at its place, at once, and harms nothing."""

from __future__ import annotations

import os
import random
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from reorg.errors import Problem, RecordError
from reorg.pipeline.build import build
from reorg.pipeline.check import check
from reorg.record import strictyaml
from support.commandline import reorg
from support.paths import DATA, ROOT

SAMPLE = "brackwater-2031"
SHIPPED = "northamptonshire-2015"
FOLDERS = {
    SAMPLE: DATA / "records",
    SHIPPED: ROOT / "graph" / "records",
}
MARK = "▸"
PATIENCE = 8.0
"""Longest that any broken record may take, in seconds of processor time."""

Place = tuple[int, int]


def source(name: str) -> str:
    return (FOLDERS[name] / f"{name}.yaml").read_text(encoding="utf-8")


def in_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def corpus() -> dict[str, dict[str, Any]]:
    text = (DATA / "bad" / "corpus.yaml").read_text(encoding="utf-8")
    return {
        f"{theme}: {name}": case
        for theme, cases in yaml.safe_load(text).items()
        for name, case in cases.items()
    }


CORPUS = corpus()


def spoilt(case: dict[str, Any]) -> tuple[str, list[Place]]:
    """Return a broken record, and the places that its messages should name."""
    text = source(case.get("base", SAMPLE))
    pairs = [(case["old"], case["new"])] if "old" in case else []
    pairs += [tuple(case["also"])] if "also" in case else []
    for old, new in pairs:
        text = text.replace(old, new) if text.count(old) == 1 else pytest.fail(f"not once: {old}")
    if "end" in case:
        text = f"{text.rstrip()}\n\n{case['end']}"
    plain = text.replace(MARK, "")
    for piece in in_list(case.get("at", [])):
        assert plain.count(piece) == 1, f"not once: {piece}"
    places = [place(plain, plain.index(piece)) for piece in in_list(case.get("at", []))]
    while MARK in text:
        places.append(place(text, text.index(MARK)))
        text = text.replace(MARK, "", 1)
    return text, places


def place(text: str, offset: int) -> Place:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


@dataclass(frozen=True)
class Desk:
    """A folder with good records, and what was built of them."""

    folder: Path
    out: Path
    products: dict[str, bytes]

    def lay(self, name: str, content: str | bytes) -> Path:
        path = self.folder / f"{name}.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("desk")
    for name, source_folder in FOLDERS.items():
        shutil.copy(source_folder / f"{name}.yaml", folder)
    shutil.copy(FOLDERS[SAMPLE] / f"{SAMPLE}.txt", folder)
    out = folder / "out"
    build([folder / f"{name}.yaml" for name in FOLDERS], out, page=False)
    return Desk(folder, out, contents(out))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def told(path: Path, out: Path) -> list[Problem]:
    """Return what a build says, which takes no longer than a moment."""
    start = time.process_time()
    with pytest.raises(RecordError) as caught:
        build([path], out, page=False)
    assert time.process_time() - start < PATIENCE
    return caught.value.problems


def assert_useful(problems: list[Problem]) -> None:
    for problem in problems:
        assert problem.line >= 1 and problem.column >= 1, problem
        assert problem.what and problem.remedy, problem
        assert "\n" not in str(problem), problem


def test_corpus_is_large_and_has_every_theme() -> None:
    themes = {name.partition(":")[0] for name in CORPUS}
    assert len(CORPUS) >= 150
    assert themes >= {"yaml", "structure", "references", "values", "cardinality", "model"} | {
        "former terms"
    }
    texts = [spoilt(case)[0] for case in CORPUS.values()]
    assert len(set(texts)) == len(texts), "two cases are the same"


@pytest.mark.parametrize("name", CORPUS)
def test_message_and_place(name: str, desk: Desk) -> None:
    case = CORPUS[name]
    text, places = spoilt(case)
    path = desk.lay(case.get("base", SAMPLE), text)
    problems = told(path, desk.out)
    said = [f"{p.what}; {p.remedy}".replace(f"{desk.folder}{os.sep}", "") for p in problems]
    assert len(said) == len(in_list(case["says"])), said
    for words, message in zip(in_list(case["says"]), said, strict=True):
        assert words in message
    assert [(p.line, p.column) for p in problems] == places
    assert_useful(problems)
    assert contents(desk.out) == desk.products


REWORDED = [name for name in CORPUS if name.startswith("yaml: ")]


@pytest.mark.parametrize("name", REWORDED)
def test_message_does_not_depend_on_the_words_of_the_parser(
    name: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.lay(SAMPLE, spoilt(CORPUS[name])[0])
    before = told(path, desk.out)
    loader = strictyaml._loader()

    class Reworded(loader):  # type: ignore[misc, valid-type]
        def get_event(self) -> object:
            try:
                return super().get_event()
            except yaml.MarkedYAMLError as error:
                error.problem = error.context = "a later release puts it so"
                raise

    monkeypatch.setattr(strictyaml, "_loader", lambda: Reworded)
    assert told(path, desk.out) == before


@pytest.mark.parametrize("loader", [yaml.BaseLoader, strictyaml._loader()])
def test_depth_is_refused_however_far_the_parser_looks_ahead(
    loader: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strictyaml, "_loader", lambda: loader)
    for open_, at in (("[", 13), ("{a: ", 49), ("[{a: ", 31), ("[ ", 25), ("- ", 25)):
        for count in (13, 400, 100_000):
            (problem,) = told(desk.lay(SAMPLE, open_ * count), desk.out)
            assert problem.what == "lists and mappings nest too deeply"
            assert (problem.line, problem.column) == (1, at), open_


# Files that are no records at all


def bytes_of_files() -> dict[str, tuple[bytes, str]]:
    good = source(SAMPLE)
    return {
        "empty": (b"", "the file is empty"),
        "spaces alone": (b"  \n \n", "the file is empty"),
        "comments alone": (b"# one\n# two\n", "the file is empty"),
        "document mark alone": (b"---\n", "the file does not consist of keys"),
        "a word": (b"hello\n", "the file does not consist of keys"),
        "a number": (b"42", "the file does not consist of keys"),
        "a list": (b"- record: x\n", "the file does not consist of keys"),
        "null byte alone": (b"\0", "control character U+0000"),
        "UTF-16": (good.encode("utf-16"), "is not UTF-8; save the file as UTF-8"),
        "UTF-16 without a mark": (good.encode("utf-16-le"), "U+0000"),
        "UTF-32": (good.encode("utf-32"), "is not UTF-8; save the file as UTF-8"),
        "Latin-1": (good.replace("Ada", "Adé").encode("cp1252", "replace"), "is not UTF-8"),
        "cut inside a character": (good.encode()[: good.encode().index("“".encode()) + 1], "UTF-8"),
        "lone surrogate": (good.replace("Ada", "\ud800").encode("utf-8", "surrogatepass"), "UTF-8"),
        "overlong null": (b"record:\n  title: a\xc0\x80b\n", ":2:11: byte 0xc0 is not UTF-8"),
        "two marks of byte order": (b"\xef\xbb\xbf" * 2 + good.encode(), "U+FEFF"),
        "web page": (b"<!DOCTYPE html>\n<html><body>Not found</body></html>", "consist of keys"),
        "JSON of another kind": (b'{"a": [1, 2, {"b": null}]}', "the record has no `record:`"),
        "zip archive": (b"PK\x03\x04\x14\x00" + bytes(range(256)), "is not UTF-8"),
        "Turtle": (b"@prefix a: <http://example.org/> .\na:b a a:c .\n", "not YAML"),
        "ten megabytes and one byte": (b"#" * 10_000_001, "the file is larger than 10 MB"),
        "one line of nine megabytes": (b"record: '" + b"x" * 9_000_000, "never closed"),
        "key of a megabyte": (b"record:\n  " + b"k" * 1_000_000 + b": x\n", "not YAML"),
        "quarter of a million brackets": (b"[" * 250_000, "nest too deeply"),
        "quarter of a million braces": (b"{a: " * 250_000, "nest too deeply"),
        "lists in lists": (b"a:\n" + b"".join(b" " * n + b"-\n" for n in range(2_000)), "deeply"),
        "keys in keys": (b"".join(b" " * n + b"a:\n" for n in range(2_000)), "nest too deeply"),
        "aliases to aliases": (
            b"a: &a [x, x]\n" + b"".join(b"b%d: [*a, *a]\n" % n for n in range(99)),
            "the anchor &a is not allowed",
        ),
        "tag that runs code": (
            b"record: !!python/object/apply:os.system ['touch harmed']\n",
            "is not allowed",
        ),
        "a hundred thousand sections": (
            b"".join(b"s%d: x\n" % n for n in range(100_000)),
            "the record has no `record:`",
        ),
    }


FILES = bytes_of_files()


@pytest.mark.parametrize("name", FILES)
def test_file_that_is_no_record(name: str, desk: Desk) -> None:
    content, words = FILES[name]
    problems = told(desk.lay(SAMPLE, content), desk.out)
    assert words in str(problems[0])
    assert_useful(problems)
    assert len(str(problems[0])) < 1_000
    assert contents(desk.out) == desk.products


def test_mark_of_byte_order_and_line_ends_of_windows_are_no_fault(desk: Desk) -> None:
    text = source(SAMPLE)
    for content in ("\ufeff" + text, text.replace("\n", "\r\n"), text.rstrip("\n")):
        assert check([desk.lay(SAMPLE, content)]) == []


@pytest.mark.parametrize("count", [3_000, 20_000])
def test_as_many_faults_as_things(count: int, desk: Desk) -> None:
    many = "".join(f"  - {{id: gap:g{n}, gapAbout: plan:none}}\n" for n in range(count))
    path = desk.lay(SAMPLE, source(SAMPLE).replace("\ngaps:\n", f"\ngaps:\n{many}"))
    assert len(told(path, desk.out)) == count


def test_what_stands_where_a_file_should(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "nowhere.yaml").symlink_to(tmp_path / "gone.yaml")
    (tmp_path / "round.yaml").symlink_to(tmp_path / "round.yaml")
    (tmp_path / "device.yaml").symlink_to("/dev/zero")
    awaited = {
        "pipe": "this is a pipe or a device, not a file; save it as a file",
        "device": "this is a pipe or a device, not a file; save it as a file",
        "folder": "(is a directory); name a file in the folder",
        "nowhere": "(no such file or directory); check its name",
        "round": "(too many levels of symbolic links); check its name",
        "missing": "(no such file or directory); check its name",
        "x" * 300: "(file name too long); check its name",
    }
    for name, words in awaited.items():
        (problem,) = told(tmp_path / f"{name}.yaml", tmp_path / "out")
        assert words in str(problem)
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_file_without_permission(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / f"{SAMPLE}.yaml"
    path.write_text(source(SAMPLE), encoding="utf-8")
    path.chmod(0)
    (problem,) = told(path, tmp_path / "out")
    assert "(permission denied); allow yourself to read it" in str(problem)


def test_text_behind_a_link_out_of_the_folder(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Nobody may read this.")
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / f"{SAMPLE}.txt").symlink_to(secret)
    (folder / f"{SAMPLE}.yaml").write_text(source(SAMPLE), encoding="utf-8")
    (problem,) = told(folder / f"{SAMPLE}.yaml", tmp_path / "out")
    assert "leads out of the record's folder; put the file beside the record" in str(problem)


def test_command_line_ends_with_status_one(desk: Desk) -> None:
    names = ["yaml: quotation mark not closed", "model: planned thing with a note"]
    for name in names:
        path = desk.lay(SAMPLE, spoilt(CORPUS[name])[0])
        for command in (["check", path], ["build", path, "--out", desk.out]):
            done = reorg(*command)
            assert done.returncode == 1, done.stderr
            said = done.stdout + done.stderr
            assert "Traceback" not in said
            assert re.search(rf"^{re.escape(str(path))}:\d+:\d+: .+; .+", said, re.MULTILINE)
    assert contents(desk.out) == desk.products


# Faults that nobody thought of

SIGNS = "\t:-{}[]&*!|>'\"%@`#,?~ \\0\n\r“é£½\u200b\u202e\x00\ufeff\ud800😀"
VALUES = (
    *("[]", "{}", "''", "[a, [b]]", "{a: b}", "0", "-1", "1e9", "null", "yes", "2015-13-01"),
    *("claim:decision", "person:ada-finch", "claim:decision/content/1", "standing:decided"),
    *("https://example.org", "http://[", "urn:x", "record:x", "../..", "x" * 5_000),
)


def mutants(text: str, count: int, seed: int) -> Iterator[bytes]:
    """Yield broken records, always the same ones for a seed."""
    chance = random.Random(seed)
    lines = text.splitlines(keepends=True)
    words = sorted(set(re.findall(r"[\w:/.-]{3,}", text)))
    for number in range(count):
        mutant, at, other = list(lines), chance.randrange(len(lines)), chance.randrange(len(lines))
        offset, length = chance.randrange(len(text)), chance.randrange(1, 60)
        whole = ""
        match number % 8:
            case 0:
                del mutant[at]
            case 1:
                mutant.insert(other, lines[at])
            case 2:
                mutant[at], mutant[other] = mutant[other], mutant[at]
            case 3:
                value = chance.choice(VALUES)
                mutant[at] = re.sub(r"(\w+: )[^,{}\n]+", rf"\g<1>{value}", mutant[at], count=1)
            case 4:
                whole = text[:offset] + chance.choice(SIGNS) + text[offset:]
            case 5:
                whole = text[:offset] + text[offset + length :]
            case 6:
                whole = text.replace(chance.choice(words), chance.choice(words))
            case 7:
                mutant[at] = " " * chance.randrange(1, 4) + mutant[at]
        yield (whole or "".join(mutant)).encode("utf-8", "surrogatepass")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "count"), [(SAMPLE, 1_200), (SHIPPED, 100)])
def test_chance_never_gives_a_traceback(name: str, count: int, tmp_path: Path) -> None:
    folder, out = tmp_path / name, tmp_path / "out"
    shutil.copytree(FOLDERS[name], folder, ignore=shutil.ignore_patterns("__pycache__"))
    path, good, broken = folder / f"{name}.yaml", 0, 0
    for mutant in mutants(source(name), count, seed=2031):
        path.write_bytes(mutant)
        start = time.process_time()
        problems = check([path])
        assert time.process_time() - start < PATIENCE
        assert_useful(problems)
        if problems:
            broken += 1
        elif (good := good + 1) % 20 == 1:
            assert build([path], out, page=False)
    assert broken > good > 0


def test_record_cut_off_anywhere(desk: Desk) -> None:
    whole = source(SAMPLE).rstrip().encode()
    for end in range(0, len(whole) - 40, 31):
        assert_useful(told(desk.lay(SAMPLE, whole[:end]), desk.out))
    assert contents(desk.out) == desk.products
