"""Measures ``reorg serve`` under load and attack: ``python tests/benchmark/serve.py``.

Honest clients (``wrk``, from ``apt install wrk``) ask it by themselves, then with hostile ones
beside them. Prints what they got and fails where a limit is broken. Only for Linux, whose
loopback network has many addresses.

    python tests/benchmark/serve.py                  five minutes of attack
    python tests/benchmark/serve.py --seconds 30     less
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmark.attacks import attack
from support.serving import Server, running, watched

CONNECTIONS = 4
MOST_SLOWER = 10
QUERIES = (
    "ASK {}",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?claim ?wording { ?claim reorg:wording ?wording } ORDER BY ?claim LIMIT 20",
    "SELECT ?type (COUNT(?s) AS ?n) { ?s a ?type } GROUP BY ?type",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 50",
)
PAGES = ("/", "/ns", "/data?format=nt")
LUA = """
local paths, place = {%s}, 0
local failed, threads = 0, {}
function setup(thread) table.insert(threads, thread) end
function request()
  place = place %% #paths + 1
  return wrk.format("GET", paths[place])
end
wrong = 0
function response(status) if status >= 500 or status == 429 then wrong = wrong + 1 end end
function done(summary, latency)
  for _, thread in ipairs(threads) do failed = failed + thread:get("wrong") end
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  print(string.format(
    'JSON {"requests": %%d, "refused": %%d, "broken": %%d, "p50": %%f, "p99": %%f, "max": %%f}',
    summary.requests, failed, broken, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000))
end
"""


def main() -> int:
    """Measure, print and return whether a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=300, help="time under attack (300)")
    parser.add_argument("--idle", type=float, default=20, help="time without (20)")
    options = parser.parse_args()
    with running() as one, tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "mix.lua"
        paths = [*(f"/sparql?query={quote(query)}" for query in QUERIES), *PAGES]
        script.write_text(LUA % ", ".join(map(json.dumps, paths)), encoding="utf-8")
        wrk(one, script, 3)
        idle = wrk(one, script, options.idle)
        with watched(one) as seen:
            made: list[Any] = []
            hostile = threading.Thread(
                target=lambda: made.append(asyncio.run(attack(one.port, options.seconds + 2)))
            )
            hostile.start()
            loaded = wrk(one, script, options.seconds)
            hostile.join()
        after = wrk(one, script, options.idle)
        told = one.complaints()
    for name, found in (("alone", idle), ("attacked", loaded), ("afterwards", after)):
        print(f"{name:11}{json.dumps(found)}")
    slower = loaded["p99"] / idle["p99"]
    print(f"p99 slower {slower:.1f} times (at most {MOST_SLOWER})")
    print(f"memory     {seen[-1] // 2**20} MB at the most, of all processes; a query may take 512")
    print(f"attacks    {json.dumps(made[0])}")
    print(f"complaints {len(told.splitlines())}\n{told[:2000]}", end="")
    wrong = loaded["refused"] + loaded["broken"] + after["refused"] + after["broken"]
    return 0 if slower < MOST_SLOWER and not wrong else 1


def wrk(server: Server, script: Path, seconds: float) -> dict[str, float]:
    """Ask for a while; return what came of it, times in milliseconds."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout", "30s"]
    said = subprocess.run(
        [*command, "-s", str(script), server.url.rstrip("/")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (line,) = (line for line in said.splitlines() if line.startswith("JSON "))
    found: dict[str, float] = json.loads(line[5:])
    return found


if __name__ == "__main__":
    sys.exit(main())
