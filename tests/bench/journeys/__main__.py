"""``python -m tests.bench.journeys``: 50 M events, QUICK=1 5 M; the last line is JSON.

Every part runs in a process of its own, so that its CPU-seconds (user and system, all threads) and
its peak memory are its own. Answers of all engines are compared before any ratio is printed.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.journeys import engines
from tests.bench.journeys.log import DAYS, FIRST_DAY, make

from kaibo.insight.behaviour.questions import Attribution, Funnel, Retention, Rfm, ask
from kaibo.insight.lake.cluster import Copy

EVENTS = int(os.environ.get("EVENTS", "5000000" if os.environ.get("QUICK") else "50000000"))
REPEATS = 2 if EVENTS < 20_000_000 else 1
WARM = 140_000
LAYOUTS = ("own", "clustered", "same")


def main() -> None:
    if len(sys.argv) > 1:
        print(json.dumps(PARTS[sys.argv[1]](Path(sys.argv[2]))))  # noqa: T201
        return
    with tempfile.TemporaryDirectory(prefix="kb-journeys-") as name:
        make(Path(name) / "log", EVENTS)
        found = {part: _run(part, name) for part in PARTS}
    _compare(found)
    print(json.dumps(_figures(found)))  # noqa: T201


def _run(part: str, folder: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.journeys", part, folder]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    print(part, done.stdout.decode().strip()[:300], file=sys.stderr, flush=True)  # noqa: T201
    return dict(json.loads(done.stdout.splitlines()[-1]))


def cluster(folder: Path) -> dict[str, Any]:
    """CPU-seconds of making the copy, without the compiler's."""
    make(folder / "warm", WARM)
    parts = sorted((folder / "warm").glob("*.parquet"))
    Copy(folder / "warm-viewers").add(parts, [path.name for path in parts])
    parts, copy = sorted((folder / "log").glob("*.parquet")), Copy(folder / "viewers")
    spent = _cpu(lambda: [copy.add([path], [path.name]) for path in parts])
    merged = _cpu(copy.merge)
    return {"add": spent, "merge": merged, **_memory()}


def ours(folder: Path) -> dict[str, Any]:
    """All four questions in one reading, the best of the repeats; and their answers."""
    ask(Copy(folder / "warm-viewers").open(), *_questions())
    copy, best = Copy(folder / "viewers"), float("inf")
    for _ in range(REPEATS):
        funnel, retention, touch, rfm = _questions()
        spent = _cpu(lambda: (ask(copy.open(), funnel, retention, touch, rfm), rfm.table()))  # noqa: B023
        best = min(best, spent)
    table = rfm.table()
    return {
        "cpu": best, **_memory(), "funnel": funnel.rows()[0].reached,
        "retention": retention.kept.tolist(), "touch": touch.rows(),
        "rfm": [
            len(table.paid), int(table.paid.sum()), int(table.paid[table.recency == 5].sum()),
        ],
    }  # fmt: skip


def _questions() -> tuple[Funnel, Retention, Attribution, Rfm]:
    return (
        Funnel(engines.STEPS, engines.WINDOW_MS), Retention(FIRST_DAY, DAYS),
        Attribution(engines.LOOKBACK_MS), Rfm(),
    )  # fmt: skip


def _engine(make_engine: Callable[[str], Any], copy: str) -> Callable[[Path], dict[str, Any]]:
    """CPU-seconds per question and layout: tables of the engine's own, ``own`` by time and
    ``clustered`` like our copy, and ``same``, the copy itself."""

    def run(folder: Path) -> dict[str, Any]:
        engine = make_engine(str(folder))
        [ours] = (folder / "viewers").glob("run-*.parquet")
        layouts = {
            "own": engine.load(str(folder / "log" / "*.parquet")),
            "clustered": engine.cluster(copy.format(ours)), "same": copy.format(ours),
        }  # fmt: skip
        found: dict[str, Any] = {"answers": {}}
        for layout, table in layouts.items():
            found[layout] = {}
            for question in engines.QUESTIONS:
                answers: list[Any] = []
                spent = [
                    _cpu(lambda: answers.append(engine.ask(question, table)))  # noqa: B023
                    for _ in range(REPEATS)
                ]
                found[layout][question] = min(spent)
                found["answers"][f"{layout}.{question}"] = [list(row) for row in answers[-1]]
        return {**found, **_memory()}

    return run


def _cpu(action: Callable[[], object]) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF)
    action()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 3)


def _memory() -> dict[str, float]:
    """The peak of this process; what getrusage tells begins with that of whoever started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    [peak] = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return {"gb": round(peak / 2**20, 3)}


def _compare(found: dict[str, dict[str, Any]]) -> None:
    """Every engine's answers against ours; a difference ends the run."""
    mine = found["ours"]
    kept = {
        (FIRST_DAY + c, k): count
        for c, row in enumerate(mine["retention"])
        for k, count in enumerate(row)
        if count
    }
    for name in ("duck", "click"):
        for layout in LAYOUTS:
            answers = found[name]["answers"]
            _same(name, layout, "funnel", _ints(answers[f"{layout}.funnel"])[0], mine["funnel"])
            days = {(c, k): n for c, k, n in _ints(answers[f"{layout}.retention"])}
            _same(name, layout, "retention", days, kept)
            touch = sorted([int(x), int(y)] for _, x, y in answers[f"{layout}.attribution"])
            wanted = sorted([last, first] for _, first, last in mine["touch"])
            _same(name, layout, "attribution", touch, wanted)
            rfm = _ints(answers[f"{layout}.rfm"])
            sums = [
                sum(row[3] for row in rfm), sum(row[4] for row in rfm),
                sum(row[4] for row in rfm if row[0] == 5),
            ]  # fmt: skip
            _same(name, layout, "rfm", sums, mine["rfm"])


def _ints(rows: list[list[Any]]) -> list[list[int]]:
    return [[int(value) for value in row] for row in rows]


def _same(engine: str, layout: str, question: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise SystemExit(f"{engine} on {layout}: {question} differs: {found} is not {wanted}")


def _figures(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    mine = found["ours"]["cpu"]
    best, same = _best(found, "own", "clustered"), _best(found, "same")
    return {
        "events": EVENTS, "behaviour_cpu_s": mine,
        "behaviour_vs_best": round(best / mine, 2),
        "behaviour_vs_same_layout": round(same / mine, 2),
        "behaviour_gb": found["ours"]["gb"],
        "cluster_cpu_s_50m": round(found["cluster"]["add"] * 50_000_000 / EVENTS, 2),
        "merge_cpu_s_50m": round(found["cluster"]["merge"] * 50_000_000 / EVENTS, 2),
        "load": os.getloadavg()[0],
    }  # fmt: skip


def _best(found: dict[str, dict[str, Any]], *layouts: str) -> float:
    """CPU-seconds of all questions, each by the engine and on the layout that is best at it."""
    return sum(
        min(found[engine][layout][one] for engine in ("duck", "click") for layout in layouts)
        for one in engines.QUESTIONS
    )


PARTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "cluster": cluster,
    "ours": ours,
    "duck": _engine(engines.Duck, "read_parquet('{}')"),
    "click": _engine(engines.Click, "file('{}', Parquet)"),
}

if __name__ == "__main__":
    main()
