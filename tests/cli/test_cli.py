"""The command line as a user meets it: every command, in a process of its own."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import rdflib

from reorg.cli.parser import COMMANDS, make_parser
from support.commandline import COMMAND, DATA, MILLBROOK, ask, complaint, environment, reorg
from support.tools import executable

NAME = "northamptonshire-2015"
EXTENSIONS = ("ttl", "nt", "trig", "nq", "jsonld", "rdf", "graphml", "gexf", "html", "void.ttl")


def in_terminal(*arguments: str | Path, columns: int = 100) -> str:
    """Run a command whose output is a terminal, and return what the terminal got."""
    main, end = pty.openpty()
    shown = {**environment(), "COLUMNS": str(columns), "TERM": "xterm-256color"}
    command = [*COMMAND, *map(str, arguments)]
    with subprocess.Popen(command, stdout=end, stderr=end, env=shown) as process:
        os.close(end)
        data = b""
        try:
            while chunk := os.read(main, 65536):
                data += chunk
        except OSError:
            pass  # Linux reports the end of a terminal as an error
    os.close(main)
    assert process.returncode == 0, data.decode()
    return data.decode()


def test_help_names_every_command() -> None:
    done = reorg("--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert re.search(rf"^    {command}  ", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str) -> None:
    done = reorg(command, "--help")
    assert done.returncode == 0
    assert f"usage: reorg {command}" in done.stdout
    assert f"examples:\n  reorg {command}" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_in_help_are_understood(command: str) -> None:
    shown = reorg(command, "--help").stdout.partition("examples:\n")[2].replace("\\\n  ", "")
    lines = re.findall(r"^  reorg (.+?)(?:   .*| > .*)?$", shown, re.MULTILINE)
    assert lines
    for line in lines:
        assert make_parser().parse_args(shlex.split(line)).command == command


def test_queries_named_in_help_exist() -> None:
    from reorg.sparql import library

    shown = (
        reorg("--help").stdout + reorg("query", "--help").stdout + reorg("list", "--help").stdout
    )
    for name in re.findall(r"reorg (?:query|list) ([a-z-]+)\b", shown):
        if name not in {"records", "queries"} and not name.startswith("-"):
            assert name in library.names()


def test_no_command_prints_the_help() -> None:
    done = reorg()
    assert done.returncode == 2
    assert "usage: reorg" in done.stdout


def test_version() -> None:
    assert reorg("--version").stdout == f"reorg {version('reorg')}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_for_every_shell(shell: str) -> None:
    done = reorg("--print-completion", shell)
    assert done.returncode == 0
    assert "analyse" in done.stdout


def test_completion_is_read_by_bash(tmp_path: Path) -> None:
    script = tmp_path / "reorg.bash"
    script.write_text(reorg("--print-completion", "bash").stdout)
    bash = executable("bash", "bash", fix="apt install bash")
    subprocess.run([bash, "-n", str(script)], check=True)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, reorg.cli.parser\n"
        "try: reorg.cli.parser.run(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'rdflib', 'networkx', 'pyvis', 'pyoxigraph', 'yaml', 'rich', 'igraph', 'jinja2',"
        " 'shtab', 'IPython', 'shacl', 'typing', 'dataclasses'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert done.stderr == "[]\n"


def test_import_is_instant() -> None:
    code = (
        "import sys; before = set(sys.modules); import reorg; "
        "print(sorted(name for name in set(sys.modules) - before if '.' not in name))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert done.stdout == "['reorg']\n"


def test_query_imports_neither_rdflib_nor_networkx() -> None:
    code = (
        "import sys, reorg.cli.parser\n"
        "reorg.cli.parser.run(['query', 'who-says-what', '--format', 'csv'])\n"
        "print(sorted({'rdflib', 'networkx', 'yaml', 'rich'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr == "[]\n"


def test_a_command_waits_for_no_other() -> None:
    code = (
        "import sys, reorg.cli.parser\n"
        "reorg.cli.parser.run(['list', '--format', 'csv'])\n"
        "print(sorted(set(reorg.cli.parser.COMMANDS) & {name.removeprefix('reorg.cli.') "
        "for name in sys.modules if name.startswith('reorg.cli.')}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr == "['list']\n"


def test_query_by_name_with_parameter() -> None:
    done = reorg("query", "said-by", "--param", "speaker=person:tom-vale", "--graph", MILLBROOK)
    assert (done.returncode, done.stderr) == (0, "")


EXAMPLE = "asked with the example speaker=person:jim-harker; --param speaker=NAME asks of another"


@pytest.mark.parametrize("format_", ["table", "md", "csv", "tsv", "json"])
def test_a_query_without_its_parameter_tells_for_which_example_it_answers(format_: str) -> None:
    done = reorg("query", "said-by", "--format", format_)
    told = reorg("query", "said-by", "--format", format_, "--param", "speaker=person:jim-harker")
    assert (done.returncode, told.stderr) == (0, "")
    if format_ in {"table", "md"}:
        assert (done.stdout, done.stderr) == (f"{told.stdout}\n{EXAMPLE}\n", "")
    else:
        assert (done.stdout, done.stderr) == (told.stdout, f"reorg: {EXAMPLE}\n")


def test_a_terminal_is_told_the_example_below_the_table() -> None:
    shown = re.sub(r"\x1b\[[0-9;]*m", "", in_terminal("query", "said-by", columns=200))
    assert shown.rstrip().endswith(EXAMPLE)


def test_a_file_with_a_header_tells_its_example_too() -> None:
    done = reorg("query", "--file", DATA / "claims-of.rq", "--graph", MILLBROOK, "--format", "csv")
    assert re.search(r"asked with the example .*; another term in the line VALUES \?", done.stderr)
    assert reorg("query", "--file", DATA / "claims-of.rq", "--graph", MILLBROOK).stderr == ""


def test_an_example_that_another_graph_lacks_is_told() -> None:
    done = reorg("query", "said-by", "--graph", MILLBROOK)
    assert done.returncode == 0
    assert f"{EXAMPLE}; {MILLBROOK} does not mention <https://" in done.stdout


def test_query_from_a_file_and_from_standard_input() -> None:
    file = DATA / "claims-of.rq"
    by_file = ask("--file", file, "--format", "tsv")
    by_input = reorg(
        "query", "--file", "-", "--graph", MILLBROOK, "--format", "tsv", given=file.read_bytes()
    )
    assert by_file.stdout == by_input.stdout
    assert by_file.stdout.count("\n") == 3


def test_usual_prefixes_are_known_and_can_be_declared_anew() -> None:
    known = ask("SELECT ?x { ?x a foaf:Person } ORDER BY ?x", "--format", "csv")
    declared = ask("PREFIX foaf: <urn:> SELECT ?x { ?x a foaf:Person }", "--format", "csv")
    assert known.stdout.count("\n") == 3
    assert declared.stdout.count("\n") == 1


def test_output_to_a_pipe_is_plain() -> None:
    done = ask("SELECT ?c ?n { ?c reorg:position ?n } ORDER BY ?n")
    assert done.stdout.splitlines()[2] == "claim:ferry-stays    1"
    assert "\x1b" not in done.stdout


def test_output_to_a_terminal_is_a_table_that_fits() -> None:
    shown = in_terminal(
        "query", "SELECT ?w { ?c reorg:wording ?w }", "--graph", MILLBROOK, columns=30
    )
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert "3 rows" in plain
    assert all(len(line) <= 30 for line in plain.splitlines())


def test_a_table_that_would_break_words_shows_each_row_by_itself() -> None:
    shown = in_terminal("query", "disagreements", columns=80)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert re.search(r"^strengthLabel  in tension, by definition *\r?$", plain, re.MULTILINE)
    assert {"spokeswoman", "outsourcing."} <= set(plain.split())
    assert all(len(line) <= 80 for line in plain.splitlines())


def test_every_format_and_the_same_bytes_each_time() -> None:
    for format_ in ("table", "csv", "tsv", "json", "md"):
        runs = {ask("SELECT ?s ?p ?o { ?s ?p ?o }", "--format", format_).stdout for _ in range(2)}
        assert len(runs) == 1
        assert "ferry" in runs.pop()


def test_output_is_utf_8_in_any_locale() -> None:
    done = ask("SELECT ('né €' AS ?x) {}", "--format", "csv")
    assert done.stdout == "x\r\nné €\r\n"


def test_construct_is_turtle() -> None:
    done = ask("CONSTRUCT { ?c a reorg:Claim } { ?c a reorg:Claim }", "--format", "csv")
    assert len(rdflib.Graph().parse(data=done.stdout, format="turtle")) == 3


def test_list_shows_queries_with_their_questions() -> None:
    from reorg import questions

    shown = reorg("list").stdout
    for name, question in questions().items():
        assert re.search(rf"^{name}  +{re.escape(question)}$", shown, re.MULTILINE)


def test_list_by_tag() -> None:
    from reorg import questions

    found = json.loads(reorg("list", "--tag", "voices", "--format", "json").stdout)
    assert {row["query"]: row["question"] for row in found} == questions("voices")
    assert found
    assert "no query has the tag 'vices'" in complaint(reorg("list", "--tag", "vices"))


def test_list_shows_one_query_with_its_parameters() -> None:
    shown = reorg("list", "without-speaker").stdout
    assert "--param speaker=<https://" in shown
    assert "SELECT" in shown
    assert "#+" not in shown


def test_list_records() -> None:
    assert NAME in reorg("list", "records").stdout
    assert "no query called 'recrods'" in complaint(reorg("list", "recrods"))


def test_build_in_any_folder_and_query_what_was_built(tmp_path: Path) -> None:
    done = reorg("build", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = [f"out/{NAME}.{extension}" for extension in EXTENSIONS]
    assert sorted(done.stdout.splitlines()) == sorted(made)
    assert all((tmp_path / name).stat().st_size for name in made)
    counts = {
        reorg("query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "--graph", tmp_path / name).stdout
        for name in made[:6]
    }
    assert len(counts) == 1


def test_build_without_page_under_another_address(tmp_path: Path) -> None:
    done = reorg(
        "build", "--no-page", "--no-derived", "--base", "https://example.org/id/", "--out", tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / f"{NAME}.html").exists()
    turtle = (tmp_path / f"{NAME}.ttl").read_text(encoding="utf-8")
    assert "https://example.org/id/" in turtle
    assert "https://w3id.org/reorg/id/" not in turtle


@pytest.mark.skipif(os.name != "posix", reason="needs a file where a folder should be")
def test_build_where_nothing_can_be_written_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    said = complaint(reorg("build", "--no-page", cwd=tmp_path))
    assert "cannot be written" in said
    assert (tmp_path / "out").read_text() == "a file"


def test_build_of_what_is_not_there_is_one_message(tmp_path: Path) -> None:
    said = complaint(reorg("build", "none.yaml", cwd=tmp_path))
    assert said.startswith("none.yaml:1:1: ")
    assert not (tmp_path / "out").exists()


def test_check_of_the_shipped_record_tells_what_it_holds() -> None:
    done = reorg("check")
    assert done.returncode == 0, done.stdout
    assert re.search(r"no problems; \d+ claims, .* (\d+) of \1 sentences", done.stdout)


def test_check_prints_problems_one_a_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad-2020.yaml"
    bad.write_text("record:\n  id: record:bad-2020\n  nonsense: 1\nnonsense: 2\n")
    done = reorg("check", bad)
    assert done.returncode == 1
    assert done.stdout.splitlines()
    assert all(
        re.match(rf"{re.escape(str(bad))}:\d+:\d+: ", line) for line in done.stdout.splitlines()
    )


def test_analyse_prints_its_tables(tmp_path: Path) -> None:
    shown = reorg("analyse").stdout
    for title in ("Voices central to the dispute", "Communities", "Claims that bridge communities"):
        assert title in shown
    tables = json.loads(reorg("analyse", "--format", "json").stdout)
    assert tables[0]["title"] == "Voices central to the dispute"
    assert reorg("analyse", "--format", "md").stdout.startswith("## ")
    assert reorg("analyse").stdout == shown


def test_analyse_of_what_is_not_joined_is_one_message() -> None:
    assert "nothing in the graph is called" in complaint(reorg("analyse", "--path", "zzz", "yyy"))


def test_open_builds_what_is_missing(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{seen}"\n')
    browser.chmod(0o755)
    command = [*COMMAND, "open"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**environment(), "BROWSER": f"{browser} %s"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert seen.read_text().strip() == (tmp_path / "out" / f"{NAME}.html").as_uri()


def test_a_page_is_built_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    page = tmp_path / f"{NAME}.html"
    for asked, tag in (["--language", "de"], "de"), ([], "en-GB"), (["--language", "de-CH"], "de"):
        assert reorg("build", *asked, "--out", tmp_path).returncode == 0
        assert f'<html lang="{tag}">' in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["build", "open"])
def test_a_language_without_words_is_told_with_those_there_are(
    command: str, tmp_path: Path
) -> None:
    said = complaint(reorg(command, "--language", "tlh", cwd=tmp_path))
    assert said == "reorg: the page has no words in the language `tlh`; choose one of these: de, en"
    assert [*tmp_path.iterdir()] == []


def test_a_page_that_is_there_has_its_language(tmp_path: Path) -> None:
    done = reorg("open", "a.html", "--language", "de", cwd=tmp_path)
    assert done.returncode == 2
    assert "a page has its language already" in done.stderr


def test_open_of_what_is_not_there_is_one_message(tmp_path: Path) -> None:
    assert "there is no such page" in complaint(reorg("open", "none.html", cwd=tmp_path))


def test_progress_only_for_who_waits_at_a_terminal() -> None:
    code = (
        "import sys; from reorg.cli.progress import status\n"
        "with status('counting') as progress:\n    progress(1, 3, 'sheep'); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code]
    silent = subprocess.run(command, input="", capture_output=True, text=True)
    assert (silent.stdout, silent.stderr) == ("", "")
    main, end = pty.openpty()
    terminal = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=end, env=terminal) as process:
        os.close(end)
        seen = b""
        while not re.search("sheep \\(2 of 3\\) … [1-9][0-9]* s".encode(), seen):
            seen += os.read(main, 4096)
        process.communicate()
    seen += os.read(main, 4096)
    os.close(main)
    erased, cursor_shown = b"\x1b[2K", b"\x1b[?25h"
    assert seen.endswith(erased)
    assert cursor_shown in seen
