"""Trains the cases of the fault bench as the product trains every run: a folder each, a worker of one thread each.

A folder that is whole is never trained again, so a bench that was interrupted goes on. A worker is forked from a
process that has loaded torch and computed nothing with it.
"""

import json
import multiprocessing
import os
import shutil
import time
from multiprocessing.connection import wait

import measuring  # noqa: F401 (puts the product on the path)
from fault_data import ENDINGS

from lstm_core.data.tasks import write_data_file
from lstm_core.errors import WorkbenchError
from lstm_core.kinds import KINDS
from lstm_core.results.base import TrainResult
from lstm_core.runs.folder import DATA_FILES, Launch, RunFolder, RunState, write_json
from lstm_core.runs.train import read_training
from lstm_core.spec.parsing import parse_train_spec

LIMIT_SECONDS = 120.0
TOOK = "took.json"  # seconds of its worker: the run is whole


def folder_of(runs, case, seed):
    return runs / f"{case.task}-{case.name}-{seed}"


def spec_of(case, seed, file):
    """The spec of a case, whose data lies in `file`."""
    raw = {"data": {"task": case.task, "source": "file", "file": str(file)}, "model": {}, "train": {"seed": seed}}
    for path, value in case.changes.items():
        section, name = path.split(".")
        raw[section][name] = value
    return parse_train_spec(json.dumps(raw))


def written(runs, case, seed):
    """The folder of a run that is ready to be trained; raises WorkbenchError where the product refuses it."""
    target, draft = folder_of(runs, case, seed), RunFolder(runs / f".{case.task}-{case.name}-{seed}")
    shutil.rmtree(draft.path, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    draft.path.mkdir(parents=True)
    origin = draft.path / f"origin.{ENDINGS[case.task]}"
    case.make(origin, seed, **case.options)
    spec = spec_of(case, seed, origin)
    write_data_file(spec.subject, draft.path / DATA_FILES[case.task])
    KINDS["train"].resolve("check")(spec, draft.data)
    origin.unlink()
    _launch(draft, spec)
    os.replace(draft.path, target)
    return target


def _work(path):
    log = os.open(RunFolder(path).log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    from lstm_core.engine.worker import work

    os._exit(work(path, slots=64))


def trained(runs, case, seed):
    """The folder of the run, trained if it was not; and the seconds that its worker took."""
    path = folder_of(runs, case, seed)
    if not (path / TOOK).exists():
        try:
            written(runs, case, seed)
        except WorkbenchError as error:
            raise RuntimeError(f"{case.name}, seed {seed}: {error}") from error
        _train(path)
    return path, json.loads((path / TOOK).read_text())["seconds"]


def train_all(runs, wanted, workers):
    """Trains what is missing of (case, seed), so many at once; yields after each."""
    context, at_work = multiprocessing.get_context("fork"), {}
    due = [pair for pair in wanted if not (folder_of(runs, *pair) / TOOK).exists()]
    while due or at_work:
        while due and len(at_work) < workers:
            case, seed = due.pop(0)
            try:
                path = written(runs, case, seed)
            except WorkbenchError:  # `trained` says why
                yield
                continue
            worker = context.Process(target=_work, args=(path,))
            worker.start()
            at_work[worker] = (path, time.monotonic())
        wait([worker.sentinel for worker in at_work], timeout=1.0)
        for worker, (path, began) in list(at_work.items()):
            if worker.is_alive() and time.monotonic() - began < LIMIT_SECONDS:
                continue
            _end(worker, path, began)
            del at_work[worker]
            yield


def _end(worker, path, began):
    worker.kill()
    worker.join()
    write_json(path / TOOK, {"seconds": time.monotonic() - began, "load": os.getloadavg()[0]})


def trained_spec(target, spec, data):
    """The folder of a training of that spec on data that lies in another run's folder, trained if it was not."""
    if not (target / TOOK).exists():
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        shutil.copyfile(data, target / data.name)
        _launch(RunFolder(target), spec)
        _train(target)
    return target


def _launch(folder, spec):
    now = time.time()
    write_json(folder.spec, spec.to_json())
    write_json(folder.launch, Launch(created_at=now, launched_at=now).model_dump())


def _train(path):
    began = time.monotonic()
    worker = multiprocessing.get_context("fork").Process(target=_work, args=(path,))
    worker.start()
    worker.join(LIMIT_SECONDS)
    _end(worker, path, began)


def error_of(path, part="test"):
    """The error of the network on a part, None for a run that failed."""
    return errors_of(path, part).get("model")


def errors_of(path, part="test"):
    """Errors by forecaster in units of the data, which no change of the spec rescales; empty for a run that failed.

    Mean absolute error, bits per character, share of wrong characters.
    """
    record = read_training(path, points=2)
    if record.state is not RunState.FINISHED or not isinstance(record.result, TrainResult):
        return {}
    scores = getattr(record.result, part)
    names = ("mae", "bits_per_character", "cer")
    return {who: next(getattr(each, name) for name in names if hasattr(each, name)) for who, each in scores.items()}


def load_engine():
    """What every forked worker needs; nothing is computed here, so that no thread is lost in a fork."""
    import torch._dynamo  # noqa: F401

    import lstm_core.engine.tasks.series.preparation
    import lstm_core.engine.work.train  # noqa: F401
