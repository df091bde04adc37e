"""Repairs of the fault bench: the product's verified repair, and random repair at the same number of trainings.

Whatever is accepted is trained again with seeds that neither of them saw, beside the run as it was, and both are
compared on the test part in units of the data: a regression is an accepted change whose mean error there is larger.
"""

import json
import math
import subprocess
import sys
from statistics import fmean

import numpy as np
from fault_cases import CASES
from fault_runs import errors_of, folder_of, trained_spec
from measuring import ROOT

from lstm_core.diagnosis.codes import CODES
from lstm_core.diagnosis.findings import Finding
from lstm_core.diagnosis.repairs import attempts
from lstm_core.errors import SpecError
from lstm_core.kinds import parse_spec
from lstm_core.runs.folder import RunFolder

CHECKED = (9001, 9002, 9003)  # seeds of the check
WORSE = 1.02  # how much larger a mean error counts as larger


def repaired(path, runs, *, seconds, trials):
    """The product's report on a run, and the spec that it accepted or None."""
    command = [sys.executable, "-m", "lstm_core", "repair", str(path), "--runs", str(runs), "--json"]
    for option, value in (("--seconds", seconds), ("--trials", trials)):
        command += [] if value is None else [option, str(value)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        told = json.loads(done.stdout.rpartition("\n}")[0] + "\n}")
    except ValueError:
        return {"verdict": "failed", "said": (done.stderr or done.stdout)[-300:]}, None
    report = {"verdict": told["verdict"], "trainings": len(told["members"]), "attempts": told["attempts"]}
    accepted = told["verdict"] == "accepted"
    return report, parse_spec(json.dumps(told["repaired"])) if accepted else None


def random_repair(path, runs, *, trainings, seed):
    """The best on the validation part of so many changes that were drawn from all that the product knows; or None."""
    spec = parse_spec(RunFolder(path).spec.read_bytes())
    known = [change for code in CODES for change in attempts(Finding(code=code, severity="warning"), spec)]
    order = np.random.default_rng(seed).permutation(len(known))
    best = errors_of(path, "validation").get("model", math.inf)
    chosen = None
    for number in order[:trainings]:
        try:
            changed = spec.with_changes(known[number])
        except SpecError:
            continue
        tried = trained_spec(runs / f"{path.name}-random-{number}", changed, RunFolder(path).data)
        score = errors_of(tried, "validation").get("model", math.inf)
        if score < best:
            best, chosen = score, changed
    return chosen


def checked(path, changed, runs, name):
    """Mean test errors of the run as it was and as it was changed, over the seeds of the check."""
    spec, data = parse_spec(RunFolder(path).spec.read_bytes()), RunFolder(path).data
    found = {"before": spec, "after": changed}
    means = {}
    for what, each in found.items():
        who = "was" if what == "before" else name
        folders = [
            trained_spec(runs / f"{path.name}-{who}-{seed}", each.with_changes({"train.seed": seed}), data)
            for seed in CHECKED
        ]
        means[what] = fmean(errors_of(folder).get("model", math.inf) for folder in folders)
    return means


def repair_row(runs, name, seed, seconds, trials):
    """What the product and random repair make of one run."""
    case = CASES[name]
    path = folder_of(runs, case, seed)
    at = runs / ".repairs"
    at.mkdir(exist_ok=True)
    kept = at / f"{path.name}.json"
    if kept.exists():
        return json.loads(kept.read_bytes())
    told, changed = repaired(path, at / "runs", seconds=seconds, trials=trials)
    row = {"case": case.name, "kind": case.kind, "task": case.task, "seed": seed, **told}
    by_chance = random_repair(path, at, trainings=max(1, told.get("trainings", 1)), seed=seed)
    for method, spec in (("ours", changed), ("random", by_chance)):
        means = checked(path, spec, at, method) if spec is not None else {}
        row[method] = {
            **means,
            "accepted": spec is not None,
            "better": bool(means) and means["after"] < means["before"],
            "honest": method == "ours" and told["verdict"] == "honest",  # a leak was closed: no score can prove it
            "regression": bool(means) and means["after"] > WORSE * means["before"],
        }
    kept.write_text(json.dumps(row), encoding="utf-8")
    return row


def repair_table(rows):
    """By method: repaired of the repairable, accepted on healthy runs, regressions accepted."""
    found = []
    for name in ("ours", "random"):
        faulty = [row[name] for row in rows if row["kind"]]
        healthy = [row[name] for row in rows if not row["kind"]]
        found.append(
            [
                name,
                f"{sum(each['better'] or each['honest'] for each in faulty)} of {len(faulty)}",
                f"{sum(each['accepted'] for each in healthy)} of {len(healthy)}",
                f"{sum(each['regression'] for each in faulty + healthy)} of {len(faulty) + len(healthy)}",
            ]
        )
    return found
