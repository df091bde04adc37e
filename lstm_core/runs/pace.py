"""How long a comparison or a search is going to take: measured in a process of its own, free of torch here."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from lstm_core.data.tasks import write_data_file
from lstm_core.errors import Sentence, SpecError
from lstm_core.runs.folder import DATA_FILES
from lstm_core.runs.launcher import environment
from lstm_core.spec.compare import CompareRunSpec
from lstm_core.spec.run import TrainRunSpec

JUDGING = 4.0  # validations that take as long as the judgement of the best step on both parts
ENDING = 0.5  # seconds: how long an answer takes is measured, results are written
LONGEST = 300.0  # seconds of measuring


class Pace(NamedTuple):
    """What a few steps of one training took."""

    step: float  # seconds
    validation: float
    parameters: int
    loading: float  # seconds until the engine of a worker is there

    def seconds(self, spec: TrainRunSpec) -> float:
        """Of a training that goes through all of its steps; one that ends early takes less."""
        train = spec.train
        looks = train.steps / train.evaluate_every + JUDGING
        return self.loading + ENDING + train.steps * self.step + looks * self.validation


def estimated(spec: CompareRunSpec, paces: Sequence[Pace | None], at_once: int) -> float | None:
    """Seconds that all members take at most, so many at once; None while some candidate is not measured."""
    known = [pace for pace in paces if pace is not None]
    if len(known) < len(spec.candidates):
        return None
    each = [pace.seconds(spec.candidate(number)) for number, pace in enumerate(known)]
    return spec.seeds * sum(each) / max(1, min(at_once, spec.total))


def paced(spec: CompareRunSpec, paces: Sequence[Pace | None]) -> CompareRunSpec:
    """The comparison with what was measured, where its budget needs that. Raises SpecError where a pace is missing."""
    if spec.budget != "equal_time":
        return spec
    missing = next((number for number, pace in enumerate(paces, 1) if pace is None), None)
    if missing is not None:
        raise SpecError(Sentence("compare.no_pace", {"candidate": missing}))
    return spec.model_copy(update={"paces": tuple(pace.step for pace in paces if pace is not None)})


def measure(
    specs: Sequence[TrainRunSpec], should_stop: Callable[[], bool] = lambda: False, seconds: float = LONGEST
) -> list[Pace | None]:
    """The pace of trainings of the same data, in their order; None of one that cannot run or was not come to.

    Raises DataError when the data cannot be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / DATA_FILES[specs[0].data.task]
        write_data_file(specs[0].data, data)
        return _measured(specs, data, should_stop, seconds)


def _measured(
    specs: Sequence[TrainRunSpec], data: Path, should_stop: Callable[[], bool], seconds: float
) -> list[Pace | None]:
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "lstm_core.engine.work.pace"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        text=True,
        start_new_session=True,
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 (opened with pipes)
    found: list[Pace | None] = []
    try:
        asked = {"data": str(data), "specs": [spec.model_dump(mode="json") for spec in specs]}
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.close()
        loading = 0.0
        for line in process.stdout:
            told = json.loads(line)
            if "ready" in told:
                loading = time.monotonic() - began
                continue
            known = "failed" not in told
            found.append(Pace(told["step"], told["validation"], int(told["parameters"]), loading) if known else None)
            if should_stop() or time.monotonic() - began > seconds:
                break
    except (OSError, ValueError):  # it died: what it said so far counts
        pass
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    return [*found, *[None] * (len(specs) - len(found))]
