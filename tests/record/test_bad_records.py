"""What is wrong with a record is said once, in its place, and harms nothing that was there."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import ItemsView
from pathlib import Path

import pytest

from reorg.errors import RecordError, ReorgError
from reorg.files import write_all_atomically
from reorg.pipeline.build import build
from reorg.pipeline.check import check
from support.records import Spoil

SPOILT = {
    "unknown key": (
        "sourceMode: stated\n    stance: for",
        "sourceMod: stated\n    stance: for",
        "unknown key `sourceMod`; did you mean `sourceMode`?",
    ),
    "unknown section": ("\ngaps:", "\ngapps:", "unknown section `gapps`; did you mean `gaps`?"),
    "key twice": (
        "    act: 'assertion'\n",
        "    act: 'assertion'\n    act: 'assertion'\n",
        "the key `act` stands here twice; keep one of the two",
    ),
    "wrong type": (
        "wording: The council has approved the plan.",
        "wording: {en: The council has approved the plan.}",
        "`wording` should be text in the record's language; write it as one value",
    ),
    "number with zeros": (
        "quantity: 40,",
        "quantity: 40.0,",
        "`40.0` is not a plain number without needless zeros, such as 68000000 or 1.5",
    ),
    "word in place of a number": ("quantity: 40,", "quantity: forty,", "`forty` is not a plain"),
    "missing speaker": (
        "    speaker: speaker:mudlark\n",
        "",
        "`claim:two-closures`",
    ),
    "no such concept": (
        "standing: decided",
        "standing: decreed",
        "`decreed` is not a value of `standing`; did you mean `decided`?",
    ),
    "no such class": (
        "type: org:FormalOrganization",
        "type: org:FormalOrganisation",
        "there is no class `org:FormalOrganisation`",
    ),
    "no such predicate": (
        "predicate: provides",
        "predicate: provide",
        "`provide` is not a content predicate; did you mean `provides`?",
    ),
    "two objects": (
        "literal: move,",
        "literal: move, object: plan:trust,",
        "the content has both `object` and `literal`",
    ),
    "quotation not in the text": (
        "exact: 40 of the 55 library staff",
        "exact: 45 of the 55 library staff",
        "the quotation of `anchor:staff` is not in",
    ),
    "quotation there twice": (
        'prefix: “, exact: No branch will close, suffix: ","',
        "exact: branch will close",
        "2 times; single it out with a `prefix` or `suffix`, or a longer quotation",
    ),
    "offsets wrong": (
        "start: 179, end: 205",
        "start: 180, end: 206",
        "`anchor:staff` starts at 179, not 180",
    ),
    "id twice": (
        "\ngaps:\n",
        "\ngaps:\n  - {id: gap:date, label: No day, gapAbout: plan:trust}\n",
        "the id `gap:date` is used twice; rename one of the two",
    ),
    "id with capitals": ("id: gap:date", "id: gap:Date", "`Date` is not a name"),
    "id of no kind": (
        "id: gap:date",
        "id: gab:date",
        "there is no kind `gab`; did you mean `gap`?",
    ),
    "no id": ("id: gap:date, ", "", "this has no `id`; add one"),
    "dangling reference": (
        "gapAbout: plan:trust",
        "gapAbout: plan:trusts",
        "`plan:trusts` is not defined; did you mean `plan:trust`?",
    ),
    "dangling reference to a shared thing": (
        "role: role:head-of-culture",
        "role: role:head",
        "`role:head` is not defined; define it in the record or correct the reference",
    ),
    "dangling reference to content": (
        "    within: claim:decision\n",
        "    within: claim:decision\n    condition: claim:decision/content/3\n",
        "`claim:decision/content/3` is not defined",
    ),
    "circle of claims": (
        "    standing: decided\n",
        "    standing: decided\n    within: claim:trust-staff\n",
        "`within` leads round in a circle: claim:decision > claim:trust-staff > claim:decision",
    ),
    "circle of voices": (
        "    onBehalfOf: organisation:brackwater-council\n    inPart: part:body\n"
        "    anchor: anchor:no-closure\n",
        "      - {voice: person:ada-finch, commitment: endorses}\n    inPart: part:body\n"
        "    anchor: anchor:no-closure\n",
        "`person:ada-finch` stands twice in the voice chain of `claim:no-closure`",
    ),
    "impossible date": (
        "created: 2026-11-22",
        "created: 2026-02-30",
        "the date 2026-02-30 does not exist; correct it",
    ),
    "date in another form": ("created: 2026-11-22", "created: 22.11.2026", "is not a date such as"),
    "IRI with spaces": (
        '"https://example.org/codes"',
        '"https://example.org/the codes"',
        "`https://example.org/the codes` is not an address; copy the whole address, without spaces",
    ),
    "IRI that is none": (
        '"https://example.org/codes"',
        '"https://[example.org/codes"',
        "`https://[example.org/codes` is not an address; copy the whole address, without spaces",
    ),
    "control character": (
        "label: The council's draft",
        "label: The council's\x07 draft",
        "control character U+0007 in the text; delete it",
    ),
    "control character in an escape": (
        "label: The council's draft",
        'label: "The council\\u0007s draft"',
        "control character U+0007 in the text; delete it",
    ),
    "bidirectional override": (
        "label: The council's draft",
        "label: The \u202ecouncil's draft",
        "bidirectional override character U+202E in the text; delete it",
    ),
    "alias": (
        "label: The council's draft, anchor: anchor:staff",
        "label: &words The council's draft, note: *words, anchor: anchor:staff",
        "the anchor &words is not allowed; delete it, and write repeated values out",
    ),
    "tag": ("quantity: 40,", "quantity: !!int 40,", "the tag tag:yaml.org,2002:int is not allowed"),
    "not YAML": ("quantity: 40,", "quantity: [40,", "not YAML: "),
    "path out of the project": (
        "file: brackwater-2031.txt",
        "file: ../../secret.txt",
        "the path `../../secret.txt` leads out of the record's folder",
    ),
    "absolute path": ("file: brackwater-2031.txt", "file: /etc/hosts", "leads out of the record's"),
    "sentence left out": (
        "  - {id: sentence:5, start: 234, end: 290, partKind: prose}\n",
        "",
        "the text from 232 to 291 is in no sentence; add its sentences",
    ),
    "prose without an utterance": (
        "    anchor: anchor:two-closures\n    act:",
        "    anchor: anchor:no-closure\n    act:",
        "no utterance is anchored in `sentence:6`; anchor one in it",
    ),
    "record and file named apart": (
        "id: record:brackwater-2031",
        "id: record:brackwater-2032",
        "the record is called brackwater-2032 and its file brackwater-2031.yaml",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_one_message_in_its_place(name: str, spoil: Spoil, record_file: Path) -> None:
    out = record_file.parent / "out"
    build([record_file], out, page=False)
    before = contents(out)
    old, new, words = SPOILT[name]
    spoil(old, new)
    with pytest.raises(RecordError) as caught:
        build([record_file], out, page=False)
    messages = str(caught.value).splitlines()
    assert len(messages) == 1, messages
    assert words in messages[0]
    place = messages[0].split(": ")[0].rsplit(":", 2)
    assert place[0] == str(record_file)
    assert int(place[1]) > 0
    assert contents(out) == before


def test_problem_stands_at_its_line_and_column(spoil: Spoil) -> None:
    path = spoil("topic: governance", "topic: government")
    (problem,) = check([path])
    line = path.read_text(encoding="utf-8").splitlines()[problem.line - 1]
    assert line[problem.column - 1 :] == "government"


def test_breach_of_a_shape_stands_at_its_key(spoil: Spoil) -> None:
    path = spoil("act: 'assertion'", "act: 'assertion'\n    clockTime: '10:00'")
    (problem,) = check([path])
    line = path.read_text(encoding="utf-8").splitlines()[problem.line - 1]
    assert line[problem.column - 1 :] == "'10:00'"
    assert "claim:decision" in problem.what


def test_conflict_with_one_who_says_the_same_stands_at_its_line(spoil: Spoil) -> None:
    same = "{subject: plan:trust, predicate: hasStatus, object: 'standing:decided', frame: as-is,"
    said = "{subject: planned-body:trust, predicate: provides, object: service:libraries,"
    path = spoil(said, f"{same} polarity: positive, certainty: possible}}\n      # {said}")
    text = path.read_text(encoding="utf-8").rstrip()
    sides = "betweenClaim: [claim:hands-over, claim:decision], conflictKind: value"
    conflict = f"{{id: conflict:one, label: One, {sides}, strength: in-tension, reason: It does.}}"
    path.write_text(f"{text}\n\nconflicts:\n  - {conflict}\n", encoding="utf-8")
    (problem,) = check([path])
    assert path.read_text(encoding="utf-8").splitlines()[problem.line - 1] == f"  - {conflict}"
    assert problem.what.startswith("`conflict:one` breaks `verify-conflict-identical`")
    assert problem.remedy.startswith("Who says the same does not disagree: take the conflict out")


def test_all_problems_at_once_in_the_order_of_the_file(record_file: Path) -> None:
    text = record_file.read_text(encoding="utf-8")
    for old, new in (("act: 'assertion'", "act: decree"), ("topic: staffing", "topik: staffing")):
        text = text.replace(old, new)
    record_file.write_text(text, encoding="utf-8")
    problems = check([record_file])
    assert [problem.what for problem in problems] == [
        "`decree` is not a value of `act`",
        "unknown key `topik`",
    ]
    assert problems == sorted(problems)


def test_thousands_of_problems_are_told_in_a_moment(record_file: Path) -> None:
    text = record_file.read_text(encoding="utf-8")
    wrong = "".join(f"  - {{id: gap:g{n}, gapAbout: plan:trust{n}}}\n" for n in range(3000))
    record_file.write_text(text.replace("\ngaps:\n", f"\ngaps:\n{wrong}"), encoding="utf-8")
    start = time.process_time()
    assert len(check([record_file])) == 3000
    assert time.process_time() - start < 5


def test_quotation_of_sixteen_words(record_file: Path, spoil: Spoil) -> None:
    (record_file.parent / "brackwater-2031.txt").unlink()
    words = " ".join(["word"] * 16)
    path = spoil(
        "exact: 40 of the 55 library staff, start: 179, end: 205",
        f"exact: {words}, start: 150, end: {150 + len(words)}",
    )
    messages = [problem.what for problem in check([path])]
    assert "`anchor:staff` quotes 16 words with its context" in messages


def test_more_than_two_fifths_of_the_text_quoted(spoil: Spoil) -> None:
    path = spoil(
        "exact: decided to move, start: 97, end: 112",
        "exact: Council has decided to move its six libraries, start: 85, end: 130",
    )
    (problem,) = check([path])
    assert problem.what == "the anchors quote 42% of the text"


def test_without_the_text_lengths_are_compared(record_file: Path, spoil: Spoil) -> None:
    (record_file.parent / "brackwater-2031.txt").unlink()
    assert check([record_file]) == []
    (problem,) = check([spoil("start: 179, end: 205", "start: 179, end: 204")])
    assert problem.what == "`anchor:staff` is 26 characters long, not 25"


def test_another_copy_of_the_text(record_file: Path, tmp_path: Path) -> None:
    text = (record_file.parent / "brackwater-2031.txt").read_text(encoding="utf-8")
    copy = tmp_path / "copy.txt"
    copy.write_text(f"Printed at home.\n\n{text}", encoding="utf-8")
    assert check([record_file], article=copy) == []
    copy.write_text(text.replace("Ada Finch", "a manager"), encoding="utf-8")
    (problem,) = check([record_file], article=copy)
    assert "quotation of `anchor:finch` is not in" in problem.what


def test_the_file_beside_must_be_the_very_text(record_file: Path) -> None:
    text = record_file.parent / "brackwater-2031.txt"
    text.write_text(f"{text.read_text(encoding='utf-8')}\n", encoding="utf-8")
    (problem,) = check([record_file])
    assert "brackwater-2031.txt has another SHA-256" in problem.what


BROKEN_FILES = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\n", "the file is empty"),
    "comment alone": (b"# nothing\n", "the file is empty"),
    "a list": (b"- a\n", "the file does not consist of keys"),
    "not UTF-8": ("record:\n  title: Zürich\n".encode("latin-1"), ":2:11: byte 0xfc is not UTF-8"),
    "no record": (b"texts: []\n", "the record has no `record:` with keys of its own"),
    "many aliases": (
        b"a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(
            b"%c: &%c [%s]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in range(98, 115)
        ),
        "the anchor &a is not allowed",
    ),
    "deep lists": (b"- " * 500_000, "lists and mappings nest too deeply"),
    "deep brackets": (b"[" * 500_000, "lists and mappings nest too deeply"),
    "deep mappings": (b"{a: " * 300 + b"x" + b"}" * 300, "lists and mappings nest too deeply"),
    "a null byte": (b"record:\n  title: a\x00b\n", ":2:11: control character U+0000"),
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_file_that_is_no_record(name: str, tmp_path: Path) -> None:
    content, words = BROKEN_FILES[name]
    path = tmp_path / "broken.yaml"
    path.write_bytes(content)
    problems = check([path])
    assert words in str(problems[0])
    assert problems[0].file == str(path)


def test_file_of_a_hundred_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    start = time.process_time()
    (problem,) = check([path])
    assert problem.what == "the file is larger than 10 MB"
    assert time.process_time() - start < 2


def test_file_that_is_not_there(tmp_path: Path) -> None:
    (problem,) = check([tmp_path / "nothing.yaml"])
    assert "the file cannot be read (no such file or directory)" in problem.what


def test_base_that_names_cannot_be_added_to(record_file: Path) -> None:
    for base in ("example", "https://example.org", "https://exa mple.org/"):
        with pytest.raises(ReorgError, match="names can be added to"):
            check([record_file], base=base)


def test_two_records_of_one_name(record_file: Path, tmp_path: Path) -> None:
    twin = tmp_path / record_file.name
    twin.write_bytes(record_file.read_bytes())
    with pytest.raises(RecordError, match=r":1:1: .* has the same name"):
        build([record_file, twin], tmp_path / "out", page=False)


def test_folder_that_cannot_be_written_to(record_file: Path, tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("in the way")
    with pytest.raises(ReorgError, match="the file cannot be written"):
        build([record_file], place / "out", page=False)
    assert place.read_text() == "in the way"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_folder_without_permission(record_file: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(ReorgError, match="permission denied"):
        build([record_file], locked, page=False)


def test_disk_that_fills_up_leaves_earlier_products(record_file: Path, spoil: Spoil) -> None:
    out = record_file.parent / "out"
    build([record_file], out, page=False)
    before = contents(out)
    spoil("version: 1.0.0", "version: 1.0.1")
    program = (
        "import resource, sys; from pathlib import Path; from reorg.pipeline.build import build\n"
        "from reorg.errors import ReorgError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try: build([Path(sys.argv[1])], Path(sys.argv[2]), page=False)\n"
        "except ReorgError as error: sys.exit(str(error))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, record_file, out],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "the file cannot be written (file too large); make room" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(out) == before
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


class Interrupted(dict[Path, bytes]):
    """Contents during whose writing somebody presses Ctrl-C."""

    def items(self) -> ItemsView[Path, bytes]:  # type: ignore[override]
        yield from super().items()
        raise KeyboardInterrupt


def test_interrupt_leaves_no_file_aside(tmp_path: Path) -> None:
    old = tmp_path / "one.ttl"
    old.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write_all_atomically(Interrupted({old: b"new", tmp_path / "two.ttl": b"new"}))
    assert contents(tmp_path) == {"one.ttl": b"old"}


def test_interrupted_build_leaves_whole_files(record_file: Path, tmp_path: Path) -> None:
    text = record_file.read_text(encoding="utf-8")
    records = []
    for number in range(40):
        records.append(tmp_path / f"copy-{number}.yaml")
        records[-1].write_text(
            text.replace("brackwater-2031\n", f"copy-{number}\n", 1), encoding="utf-8"
        )
    out = tmp_path / "out"
    program = (
        "import sys; from pathlib import Path; from reorg.pipeline.build import build\n"
        "build([Path(name) for name in sys.argv[2:]], Path(sys.argv[1]), page=False)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, out, *records], stderr=subprocess.DEVNULL
    )
    while not (out / "copy-2.ttl").exists():
        time.sleep(0.002)
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(60) != 0
    names = [path.name for path in out.iterdir() if path.is_file()]
    assert names
    assert not [name for name in names if name.startswith(".")]
    again = build(records, out, page=False)
    assert all(path.stat().st_size for path in again)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the content of every file in a folder and below, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
