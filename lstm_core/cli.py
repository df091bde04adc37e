"""What the commands of `python -m lstm_core` do; each takes the parsed arguments and returns the exit code."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lstm_core.data import tasks
from lstm_core.errors import RunError, Sentence, SpecError
from lstm_core.i18n.languages import Parameter
from lstm_core.kinds import KINDS, parse_spec
from lstm_core.runs.folder import MEMBERS, RunFolder, RunState
from lstm_core.runs.record import RunReader, RunRecord
from lstm_core.spec.comparison_sets import SETS, candidates_of
from lstm_core.spec.fields import schema as spec_schema
from lstm_core.spec.parsing import parse_assignments
from lstm_core.spec.run import RunSpec, TrainRunSpec
from lstm_core.spec.tasks import SOURCES, TASKS, TaskName
from lstm_core.spec.validation import validated

if TYPE_CHECKING:
    from lstm_core.runs.compare import CompareRecord
    from lstm_core.runs.search import SearchRecord

BUILT_IN = TASKS["series"].sources
DEFAULTS: dict[TaskName, str] = {task: row.sources[0] for task, row in TASKS.items()}
COMPARISON_SETS = tuple(name.replace("_", "-") for name in SETS)
EXAMPLES = (*DEFAULTS, *SOURCES)
POLL_SECONDS = 0.1


def example(asked: argparse.Namespace) -> int:
    """A default spec for a task or a built-in source; what was noticed in the data goes to standard error."""
    name, data = str(asked.name), asked.data
    if name not in EXAMPLES:
        raise SpecError(Sentence("example.unknown", {"name": name[:80], "allowed": ", ".join(EXAMPLES)}))
    if asked.sheet is not None and data is None:
        raise SpecError(Sentence("example.sheet_of", {"sheet": asked.sheet}))
    if name in SOURCES and data is not None:
        raise SpecError(Sentence("example.own_data", {"name": name, "task": SOURCES[name], "file": str(data)}))
    task = SOURCES.get(name, name)
    source = name if name in SOURCES else str(data or DEFAULTS[task])
    origin = source if SOURCES.get(source) == task else Path(source).absolute()
    proposal = tasks.of(task).propose(origin) if asked.sheet is None else tasks.of(task).propose(origin, asked.sheet)
    for notice in proposal.notices:
        print(notice.text(asked.lang), file=sys.stderr)
    print(proposal.spec.to_json())
    return 0


def run(asked: argparse.Namespace) -> int:
    """Start a run and follow it to its end."""
    return _started(read_spec(asked.spec).with_changes(parse_assignments(asked.changes)), asked)


def repeat(asked: argparse.Namespace) -> int:
    """Start the same training over several seeds and follow them to their end."""
    spec = training_of(read_spec(asked.spec)).with_changes(parse_assignments(asked.changes))
    raw = {"kind": "repeat", "seeds": asked.seeds, "run": spec.model_dump(mode="json")}
    return _started(parse_spec(raw), asked)


def compare(asked: argparse.Namespace) -> int:
    """Compare trainings over several seeds: given ones, or a ready-made set of one; the parent run's folder last."""
    from tqdm import tqdm

    from lstm_core.runs import pace
    from lstm_core.runs.launcher import LocalLauncher
    from lstm_core.spec.compare import CompareRunSpec, compared

    changes = parse_assignments(asked.changes)
    specs = [training_of(read_spec(each)).with_changes(changes) for each in asked.specs]
    budget = {"seeds": asked.seeds, "budget": asked.budget.replace("-", "_")}
    if asked.set_of is None:
        spec = compared(specs, **budget)
    elif len(specs) > 1:
        raise SpecError(Sentence("compare.set_of_one", {"count": len(specs)}))
    else:
        raw = {"kind": "compare", "run": specs[0].model_dump(mode="json"), **budget}
        raw["candidates"] = candidates_of(asked.set_of.replace("-", "_"), specs[0])
        spec = validated(CompareRunSpec, raw)
    launcher = LocalLauncher(asked.runs)
    paces = pace.measure([spec.candidate(number) for number in range(len(spec.candidates))])
    spec = pace.paced(spec, paces)
    at_once = launcher.slots.at_once(spec)
    seconds = pace.estimated(spec, paces, at_once)
    facts: dict[str, Parameter] = {"members": spec.total, "at_once": at_once}
    known = {} if seconds is None else {"time": tqdm.format_interval(seconds)}
    told = Sentence("compare.estimate" if known else "compare.estimate_unknown", {**facts, **known})
    print(told.text(asked.lang), file=sys.stderr)
    folder = launcher.runs / launcher.start(spec, instruments=asked.instruments)
    code = followed(folder, asked)
    record = RunReader(folder).read(points=2)
    report = KINDS[record.spec.kind].resolve("report")
    if asked.json:
        from lstm_core.reports.kinds.compare_files import as_json

        print(as_json(cast("CompareRecord", record)), end="")
    else:
        print(report.summary(record, asked.lang), *report.lines(record, asked.lang), sep="\n")
    print(folder)
    return code


def repair(asked: argparse.Namespace) -> int:
    """Diagnose a run that ended, try what may cure it, and print what came of it; the parent run's folder last."""
    from lstm_core.diagnosis.repair.proposing import repair_of
    from lstm_core.runs.launcher import LocalLauncher

    record_of(asked.folder)
    spec = repair_of(asked.folder.absolute(), trials=asked.trials, seconds=asked.seconds)
    launcher = LocalLauncher(asked.runs)
    folder = launcher.runs / launcher.start(spec)
    code = followed(folder, asked)
    _print_repair(folder, asked)
    print(folder)
    return code


def search(asked: argparse.Namespace) -> int:
    """Search better settings of a training within a budget; the parent run's folder last."""
    from lstm_core.reports.kinds import search_files
    from lstm_core.runs import search_plan
    from lstm_core.runs.launcher import LocalLauncher

    run = training_of(read_spec(asked.spec)).with_changes(parse_assignments(asked.changes))
    budget = {"trials": asked.trials, "seconds": None if asked.minutes is None else 60 * asked.minutes}
    method = {"seeds": asked.seeds, "sampler": asked.sampler, "pruner": asked.pruner.replace("-", "_")}
    space = None if asked.space is None else search_plan.read_space(asked.space)
    launcher = LocalLauncher(asked.runs)
    spec = search_plan.with_cost(search_plan.planned(run, space, **budget, **method, seed=asked.seed))
    search_plan.check_budget(spec, launcher.slots)
    print(search_plan.estimate(spec, launcher.slots).text(asked.lang), file=sys.stderr)
    folder = launcher.runs / launcher.start(spec, instruments=asked.instruments)
    code = followed(folder, asked)
    record = cast("SearchRecord", RunReader(folder).read(points=2))
    report = KINDS[record.spec.kind].resolve("report")
    if asked.json:
        print(search_files.as_json(record), end="")
    else:
        print(report.summary(record, asked.lang), *report.lines(record, asked.lang), sep="\n")
    print(folder)
    return code


def space(asked: argparse.Namespace) -> int:
    """The space that is suggested for a training, with the reason of every range; `search --space` reads it."""
    from lstm_core.reports.kinds import search_files
    from lstm_core.runs import search_plan

    found = search_plan.space_of(training_of(read_spec(asked.spec)))
    print(search_files.space_json(found, asked.lang), end="")
    return 0


def _print_repair(folder: Path, asked: argparse.Namespace) -> None:
    """The report of a repair: verdict, attempts, proof, the change of the script and of the spec."""
    from lstm_core.runs.repair import RepairRecord
    from lstm_core.scripts.difference import difference_of_repair

    record = RunReader(folder).read(points=2)
    if not isinstance(record, RepairRecord):
        raise TypeError(record.spec.kind)
    repaired = record.repaired
    difference = difference_of_repair(record.spec.run, repaired, asked.lang)
    if asked.json:
        from lstm_core.reports.kinds.repair_files import as_json

        print(as_json(record, difference), end="")
        return
    report = KINDS[record.spec.kind].resolve("report")
    print(report.summary(record, asked.lang))
    for line in report.lines(record, asked.lang):
        print(line)
    if repaired is not None:
        print(f"\n{difference}\n{Sentence('repair.spec').text(asked.lang)}\n{repaired.to_json()}")


def _started(spec: RunSpec, asked: argparse.Namespace) -> int:
    from lstm_core.runs.launcher import LocalLauncher

    launcher = LocalLauncher(asked.runs)
    return follow(
        launcher.runs / launcher.start(spec, instruments=asked.instruments, stop_when_sure=asked.stop_when_sure), asked
    )


def training_of(spec: RunSpec) -> TrainRunSpec:
    """The spec of a training. Raises SpecError for any other."""
    if not isinstance(spec, TrainRunSpec):
        raise SpecError(Sentence("spec.not_training", {"kind": spec.kind}))
    return spec


def resume(asked: argparse.Namespace) -> int:
    """Go on with a run and follow it to its end."""
    from lstm_core.runs.launcher import LocalLauncher

    folder = asked.folder.absolute()
    LocalLauncher(folder.parent).resume(folder.name)
    return follow(folder, asked)


def finish(asked: argparse.Namespace) -> int:
    """Judge the best step of a run that ended before its end, and follow that."""
    from lstm_core.runs.launcher import LocalLauncher

    folder = asked.folder.absolute()
    LocalLauncher(folder.parent).finish(folder.name)
    return follow(folder, asked)


def stop(asked: argparse.Namespace) -> int:
    """Ask a run to stop and wait until it has."""
    from lstm_core.runs.launcher import LocalLauncher

    folder = asked.folder.absolute()
    LocalLauncher(folder.parent).stop(folder.name)
    reader = RunReader(folder)
    while reader.read(points=2).state.active:
        time.sleep(POLL_SECONDS)
    return 0


def follow(folder: Path, asked: argparse.Namespace) -> int:
    """Show a run's progress until it ends; Ctrl-C asks it to stop. Prints the folder last."""
    code = followed(folder, asked)
    print(folder)
    return code


def followed(folder: Path, asked: argparse.Namespace) -> int:
    """Show a run's progress until it ends, and what ended it."""
    from tqdm import tqdm

    from lstm_core.runs.launcher import LocalLauncher

    reader = RunReader(folder)
    record = reader.read(points=2)
    unit = KINDS[record.spec.kind].unit
    bar = tqdm(total=record.steps, unit=unit, file=sys.stderr, disable=not sys.stderr.isatty())
    while record.state.active:
        try:
            time.sleep(POLL_SECONDS)
            record = reader.read(points=2)
            bar.update(record.step - bar.n)
            if record.newest:
                bar.set_postfix({name: f"{value:.3g}" for name, value in record.newest.items()}, refresh=False)
        except KeyboardInterrupt:
            LocalLauncher(folder.parent).stop(folder.name)
    bar.close()
    if record.failure is not None:
        print(record.failure.text(asked.lang), file=sys.stderr)
    elif record.state is not RunState.FINISHED:
        for proved in record.findings:
            print(Sentence(proved.key, proved.parameters).text(asked.lang), file=sys.stderr)
        key = f"run.{record.state.value}"
        print(Sentence(key, {"step": record.step, "folder": str(folder)}).text(asked.lang), file=sys.stderr)
    if record.finishable:
        print(Sentence("run.can_finish", {"folder": str(folder)}).text(asked.lang), file=sys.stderr)
    return 0 if record.state is RunState.FINISHED else 1


def show(asked: argparse.Namespace) -> int:
    """What the folder says, as JSON or in a few lines."""
    record = record_of(asked.folder)
    if asked.json:
        print(record.model_dump_json(indent=2))
        return 0
    report = KINDS[record.spec.kind].resolve("report")
    print(f"{record.id}\n{record.state.value} {record.step}/{record.steps}")
    if record.failure is not None:
        print(record.failure.text(asked.lang))
    elif not record.state.active:
        print(report.summary(record, asked.lang))
    if record.finishable:
        print(Sentence("run.can_finish", {"folder": record.path}).text(asked.lang))
    for line in report.lines(record, asked.lang):
        print(line)
    return 0


def diagnose(asked: argparse.Namespace) -> int:
    """What is wrong with a training and why, or a clean bill; of every training that a run leads."""
    from lstm_core.diagnosis.diagnosing import diagnose_run

    record = record_of(asked.folder)
    if not isinstance(record.spec, TrainRunSpec):
        return _diagnose_members(record, asked)
    found = diagnose_run(asked.folder.absolute())
    if asked.json:
        print(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
    else:
        print("\n".join(found.lines(asked.lang)))
    return 0


def _diagnose_members(record: RunRecord, asked: argparse.Namespace) -> int:
    from lstm_core.diagnosis.diagnosing import diagnose_run

    folders = sorted(each for each in (Path(record.path) / MEMBERS).glob("*") if RunFolder(each).launch.is_file())
    trainings = [each for each in folders if isinstance(RunReader(each).spec, TrainRunSpec)]
    if not trainings:
        raise RunError(Sentence("diagnosis.parent", {"run": record.id, "kind": record.spec.kind}))
    said = Sentence("diagnosis.members", {"run": record.id, "count": len(trainings)}).text(asked.lang)
    if asked.json:
        print(said, file=sys.stderr)
        told = {each.name: diagnose_run(each).as_json() for each in trainings}
        print(json.dumps({"members": told}, indent=2, ensure_ascii=False))
        return 0
    print(said)
    for each in trainings:
        print(f"\n{each.name}", *diagnose_run(each).lines(asked.lang), sep="\n")
    return 0


def schema(_asked: argparse.Namespace) -> int:
    """The JSON schema of TrainRunSpec."""
    print(json.dumps(spec_schema(), indent=2, ensure_ascii=False))
    return 0


def data(asked: argparse.Namespace) -> int:
    """A built-in series as CSV."""
    import tempfile

    from lstm_core.data.series.sources import SOURCES, write_data_file

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "data.csv"
        write_data_file(SOURCES[asked.source].data(), target)
        sys.stdout.write(target.read_text(encoding="utf-8"))
    return 0


def read_spec(source: str) -> RunSpec:
    """A spec from a file or standard input ("-"); a relative data file is looked for beside the spec, then here."""
    if source == "-":
        return _absolute(parse_spec(sys.stdin.buffer.read()), Path.cwd())
    path = Path(source)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SpecError(Sentence("spec.unreadable", {"file": source, "reason": error.strerror or str(error)})) from None
    return _absolute(parse_spec(raw), path.absolute().parent)


def _absolute(spec: RunSpec, folder: Path) -> RunSpec:
    data = spec.subject
    if data.file is None or Path(data.file).is_absolute():
        return spec
    beside = folder / data.file
    found = beside if beside.exists() else Path.cwd() / data.file
    return spec.with_changes({f"{spec.subject_path}.file": str(found)})


def record_of(folder: Path) -> RunRecord:
    """What a run's folder says. Raises RunError where it is none."""
    if not RunFolder(folder).launch.is_file():
        raise RunError(Sentence("run.gone", {"run": str(folder)}))
    return RunReader(folder.absolute()).read()
