"""The fault bench: trainings with a known fault and healthy ones, each diagnosed by the product and by its rivals.

    python benchmarks/faults.py                          the fresh seeds, everything, then the table
    python benchmarks/faults.py --development            the seeds on which thresholds are set
    python benchmarks/faults.py --seeds 2 --only rate dropout wave
    python benchmarks/faults.py --sample                 a handful of both, as the tests take it

A fault is put into data or spec before training, as people really do it (`fault_cases.py`), and counts only where the
same training without it, same seed, is clearly better on the test part in units of the data; a healthy run counts only
where it is about as good as the baselines of its task. What was trained is kept in `--runs`, so a bench that was
interrupted goes on; diagnoses are made anew every time. Prints the tables and writes results/faults.json.
"""

import argparse
import json
import math
import multiprocessing
import os
import shutil
import sys
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # of each process; read when NumPy is loaded
from measuring import report  # isort: skip (it sets what torch reads)
from fault_cases import CASES, FAULTS, HEALTHY
from fault_repairs import repair_row, repair_table
from fault_runs import error_of, errors_of, load_engine, train_all, trained
from rival_rules import RIVALS, Trace
from tqdm import tqdm

from lstm_core.diagnosis.data.facts import DataFacts
from lstm_core.diagnosis.diagnosing import diagnose
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.kinds import parse_spec
from lstm_core.runs import events
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.log import RunLog
from lstm_core.runs.train import CURVE

SAMPLED = 200  # the seed of the sample
DEVELOPMENT, FRESH = tuple(range(100, 105)), tuple(range(300, 305))
OURS = "ours"
WORSE, WORSE_CER = (
    1.15,
    0.08,
)  # how much larger an error is that is clearly larger: as a factor, and of wrong characters
FLATTERED = 0.8  # of the error of the run without the leak
FAIR = {"series": 1.15, "text": 1.15, "speech": 0.35}  # of the error of the best baseline, at which a run is healthy
SAMPLE = ("drivers", "play", "sounds", "walk", "drivers+rate-far-high", "drivers+weight-decay", "prose+rate-far-low",
          "sounds+shuffled-labels", "wave+outliers")  # fmt: skip
ROWS = "rows.json"  # in the folder of the runs: what was found in the last bench
STATED = {"info"}  # severities that ask for nothing
RUNS_AWAY = ("no-clipping", "rate-far-high", "infinite-input")  # kinds of fault whose loss explodes
EXPLODES = {"exploding_gradient", "non_finite", "learning_rate_high"}


def is_fault(case, path, base):
    """Whether the run is clearly worse (or flattered) beside the run without the fault."""
    if case.proof == "made":
        return True
    error, without = error_of(path), error_of(base)
    if without is None:
        return False
    if case.proof == "flattered":
        return error is not None and error < FLATTERED * without
    return error is None or error > max(WORSE * without, without + (WORSE_CER if case.task == "speech" else 0))


def is_healthy(case, path):
    """Whether the run is about as good as the best baseline of its task."""
    errors = errors_of(path)
    others = [value for name, value in errors.items() if name not in ("model", "beam", "unigram")]
    return "model" in errors and errors["model"] <= FAIR[case.task] * min(others)


def judged(case, path):
    """What everyone says about a run: by method the codes said in order, each told with all that it may mean."""
    evidence = Evidence.of(path)
    found = diagnose(evidence)
    said = {OURS: [([each.code], each.severity, each.because_of) for each in found.findings]}
    trace = Trace(evidence)
    for name, rules in RIVALS.items():
        said[name] = [(list(alarm.codes), "warning", None) for alarm in rules(trace)]
    return {
        name: {
            "said": findings,
            "alarm": any(severity not in STATED for _, severity, _ in findings),
            "recalled": any(set(codes) & set(case.right) for codes, _, _ in findings),
            "first": bool(findings) and bool(set(findings[0][0]) & set(case.right)),
            "told": [
                bool(set(codes) & {*case.right, *case.allowed})
                for codes, severity, because_of in findings
                if because_of is None and severity not in STATED
            ],
            "wrong": any(
                severity not in STATED and not set(codes) & set(case.allowed) for codes, severity, _ in findings
            ),
        }
        for name, findings in said.items()
    }


def row_of(runs, name, seed):
    """One run: trained, proven, judged; why not where the product refuses it."""
    case = CASES[name]
    try:
        path, seconds = trained(runs, case, seed)
    except RuntimeError as refused:
        return str(refused)
    row = {"case": case.name, "task": case.task, "kind": case.kind, "seed": seed, "seconds": seconds, "run": str(path)}
    row["error"] = error_of(path)
    if case.kind:
        base = trained(runs, CASES[case.beside], seed)[0] if case.beside else path
        row |= {"without": error_of(base) if case.beside else None, "counts": is_fault(case, path, base)}
    else:
        row["counts"] = is_healthy(case, path)
    return row | {"judged": judged(case, path) if row["counts"] else {}}


def delay(path):
    """Steps from the one at which a run went wrong to the one at which a diagnosis in mid-run first says so."""
    known = [finding.step for finding in diagnose(Evidence.of(path)).findings if finding.code in EXPLODES]
    began = min(step for step in known if step is not None)
    folder, log = RunFolder(path), RunLog(path)
    spec = parse_spec(folder.spec.read_bytes())
    for line in folder.events.read_text(encoding="utf-8").splitlines():
        event = events.parse_event(line)
        log.take(event)
        if isinstance(event, events.Failed):
            return 0
        if isinstance(event, events.Logged) and CURVE[0] in event.values:
            live = Evidence(spec, RunState.RUNNING, log)
            live.__dict__["facts"] = DataFacts()  # what a page reads once is not read at every step
            if EXPLODES & {finding.code for finding in diagnose(live).findings}:
                return event.step - began
    return math.inf


def share(hits):
    """A share with Wilson's interval of 95 %, e.g. "0.97 [0.93, 0.99] of 120"."""
    count = len(hits)
    if not count:
        return "open"
    rate, z = sum(hits) / count, 1.96
    middle = (rate + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(rate * (1 - rate) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return f"{rate:.3f} [{max(0.0, middle - half):.3f}, {min(1.0, middle + half):.3f}] of {count}"


def summary(rows, name):
    """The numbers of one method over rows that count."""
    faults = [row["judged"][name] for row in rows if row["kind"]]
    healthy = [row["judged"][name] for row in rows if not row["kind"]]
    told = [right for row in faults for right in row["told"]]
    told += [False for row in healthy if row["wrong"]]
    return [
        share([row["alarm"] for row in faults]),
        share([row["recalled"] for row in faults]),
        share([row["first"] for row in faults]),
        share(told),
        share([row["wrong"] for row in healthy]),
    ]


HEADER = ("alarm on a fault", "right cause among them", "right cause first", "precision", "false alarm on healthy")


def tables(rows):
    """By method, by task and by fault; then what ours missed and where it raised a false alarm."""
    counted = [row for row in rows if row["counts"]]
    methods = [OURS, *RIVALS]
    overall = [[name, *summary(counted, name)] for name in methods]
    tasks = [
        [f"{task}: {name}", *summary([row for row in counted if row["task"] == task], name)]
        for task in ("series", "text", "speech")
        for name in methods
    ]
    kinds = defaultdict(list)
    for row in counted:
        kinds[row["kind"] or "healthy"].append(row)
    by_kind = [
        [kind, str(len(found)), *(_hits(found, name, "wrong" if kind == "healthy" else "first") for name in methods)]
        for kind, found in sorted(kinds.items())
    ]
    return overall, tasks, by_kind


def _hits(rows, name, what):
    return f"{sum(row['judged'][name][what] for row in rows)}"


def misses(rows):
    """One line for everything that ours did not get right, and for every run that does not count."""
    for row in rows:
        place = f"{row['task']} {row['case']} seed {row['seed']}"
        if not row["counts"]:
            what = "no clear fault" if row["kind"] else "not healthy"
            yield f"left out, {what}: {place}: error {row['error']}, without the fault {row.get('without')}"
            continue
        ours = row["judged"][OURS]
        said = (
            ", ".join(codes[0] + (f" (of {cause})" if cause else "") for codes, _, cause in ours["said"]) or "nothing"
        )
        if row["kind"] and not ours["first"]:
            expected = " or ".join(CASES[row["case"]].right)
            yield f"{'second' if ours['recalled'] else 'missed'}: {place}: {expected}; said {said}"
        if not row["kind"] and ours["wrong"]:
            yield f"false alarm: {place}: said {said}"


def print_table(header, rows):
    print()
    for row in (header, ["---"] * len(header), *rows):
        print("| " + " | ".join(row) + " |")


def chosen(options):
    """Cases and seeds that were asked for."""
    seeds = (SAMPLED,) if options.sample else (DEVELOPMENT if options.development else FRESH)[: options.seeds]
    cases = [CASES[name] for name in SAMPLE] if options.sample else [*HEALTHY.values(), *FAULTS.values()]
    if options.only:
        cases = [case for case in cases if any(word in case.name or word == case.task for word in options.only)]
    return [(case, seed) for seed in seeds for case in cases]


def at_once(work, given, workers, unit):
    """What comes of each, so many at once: in processes of their own, which start processes."""
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
        done = pool.map(work, *zip(*given, strict=True))
        return list(tqdm(done, total=len(given), unit=unit, disable=not sys.stderr.isatty()))


def repairs_of(rows, runs, options):
    """Repairs on the first seed: of every healthy run, and of one run of each kind of fault that a spec can repair.

    A fault that no error tells (`proof` is "made") is not among them: there is nothing to be better in.
    """
    first = min((row["seed"] for row in rows), default=None)
    counted = [row for row in rows if row["seed"] == first and row["counts"]]
    due, kinds = [row for row in counted if not row["kind"]], defaultdict(list)
    for row in counted:
        if row["kind"] and CASES[row["case"]].repairable and CASES[row["case"]].proof != "made":
            kinds[row["kind"]].append(row)
    for number, found in enumerate(kinds.values()):  # the tasks take turns
        due += found if options.repair == "all" else [found[number % len(found)]]
    given = [(runs, row["case"], row["seed"], options.seconds, options.trials) for row in due]
    return at_once(repair_row, given, options.workers, "repair")


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--development", action="store_true", help="the seeds on which thresholds are set")
    asked.add_argument("--seeds", type=int, default=5, help="how many of the set, at most 5")
    asked.add_argument("--only", nargs="+", metavar="WORD", help="cases whose name holds a word, or of a task")
    asked.add_argument("--sample", action="store_true", help="a handful of cases on one seed")
    asked.add_argument("--repair", choices=("kinds", "all"), help="repair too: a run of every kind of fault, or all")
    asked.add_argument("--seconds", type=int, help="that one repair may train; default: the product's own")
    asked.add_argument("--trials", type=int, help="attempts that one repair may make; default: the product's own")
    asked.add_argument("--runs", type=Path, default=Path("workspace/fault-bench"), help="where trained runs are kept")
    asked.add_argument("--workers", type=int, default=os.cpu_count(), help="trainings at once, of one thread each")
    asked.add_argument("--again", action="store_true", help="train everything anew")
    options = asked.parse_args()
    runs = options.runs.absolute()
    if options.again:
        shutil.rmtree(runs, ignore_errors=True)
    runs.mkdir(parents=True, exist_ok=True)
    load_engine()
    rows, began = [], time.monotonic()
    wanted = chosen(options)
    with tqdm(unit="run", disable=not sys.stderr.isatty()) as bar:
        for _ in train_all(runs, wanted, options.workers):
            bar.update()
    for row in at_once(row_of, [(runs, case.name, seed) for case, seed in wanted], options.workers, "diagnosis"):
        if isinstance(row, str):
            print(row, file=sys.stderr)
        else:
            rows.append(row)
    delays = [delay(Path(row["run"])) for row in rows if row["counts"] and row["kind"] in RUNS_AWAY]
    repairs = repairs_of(rows, runs, options) if options.repair else []
    overall, tasks, by_kind = tables(rows)
    for line in misses(rows):
        print(line)
    print_table(("task: method", *HEADER), tasks)
    print_table(("fault: right cause first (healthy: false alarms)", "runs", OURS, *RIVALS), by_kind)
    if delays:
        print(f"\n{len(delays)} runs that explode: said in mid-run after at most {max(delays)} steps")
    if repairs:
        print_table(("method", "repaired", "healthy runs changed", "regressions accepted"), repair_table(repairs))
    measured = {"rows": rows, "repairs": repairs, "development": options.development}
    (runs / ROWS).write_text(json.dumps(measured), encoding="utf-8")
    if options.sample or options.only:  # a part is no result
        print_table(("method", *HEADER), overall)
    else:
        report("faults", {**measured, "seconds": time.monotonic() - began}, ("method", *HEADER), overall)


if __name__ == "__main__":
    main()
