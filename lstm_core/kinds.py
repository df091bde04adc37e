"""THE TABLE of kinds of runs: one row says what a kind is and which modules do its work.

A module is named, not imported: the server never loads what only a worker needs. To add a kind, write its spec and its
result, the modules that the row names, and the row (docs/contributing.md).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from pydantic import TypeAdapter

from lstm_core.errors import Sentence, SpecError
from lstm_core.results.base import RunResult
from lstm_core.results.compare import CompareResult
from lstm_core.results.compress import CompressResult, RungResult
from lstm_core.results.parsing import Result
from lstm_core.results.repair import RepairResult
from lstm_core.results.repeat import RepeatResult
from lstm_core.results.search import SearchResult
from lstm_core.spec.compare import CompareRunSpec
from lstm_core.spec.compress import CompressRunSpec, RungRunSpec
from lstm_core.spec.parsing import mapping_of
from lstm_core.spec.repair import RepairRunSpec
from lstm_core.spec.repeat import RepeatRunSpec
from lstm_core.spec.run import RunSpec, TrainRunSpec
from lstm_core.spec.search import SearchRunSpec
from lstm_core.spec.validation import validated

WEIGHTS = ("checkpoints/best.safetensors", "checkpoints/last.safetensors")


@dataclass(frozen=True)
class Kind:
    """One kind of run. What stands as "module:name" is resolved where it is needed."""

    spec: type[RunSpec]
    result: TypeAdapter[Any]
    unit: str  # of progress
    record: str  # a RunRecord: what a page and a script see of a run
    check: str  # (spec, folder with the data) -> None: whether it fits data and machine; raises DataError, SpecError
    work: str  # (Work) -> result or Stopped: what a worker does; the engine's side
    report: str  # a module: headline, score, explanation
    card: str  # name of its modules in assistant/kinds and assistant/ui/kinds
    script: str | None = None  # (record, target, language) -> None: the download with the script that checks itself
    leads: bool = False  # it starts runs of its own, never trains by itself, and takes no slot
    brings: str | None = None  # (spec, folder) -> None: puts what it needs besides its data into the folder
    artifacts: tuple[str, ...] = ("result.json",)  # files of the run's folder besides its data

    def parse_result(self, content: bytes) -> RunResult:
        """The result that result.json holds. Raises pydantic.ValidationError for anything else."""
        found: RunResult = self.result.validate_json(content)
        return found

    def resolve(self, part: str) -> Any:
        """What the row names as `part`."""
        module, _, name = str(getattr(self, part)).partition(":")
        return getattr(import_module(module), name) if name else import_module(module)


KINDS: dict[str, Kind] = {
    "train": Kind(
        spec=TrainRunSpec,
        result=TypeAdapter(Result),
        unit="step",
        record="lstm_core.runs.train:TrainRecord",
        check="lstm_core.runs.preflight:check_run",
        work="lstm_core.engine.work.train:work",
        report="lstm_core.reports.kinds.train",
        card="train",
        script="lstm_core.scripts.bundle:write_bundle",
        artifacts=("result.json", *WEIGHTS),
    ),
    "repeat": Kind(
        spec=RepeatRunSpec,
        result=TypeAdapter(RepeatResult),
        unit="member",
        record="lstm_core.runs.repeat:RepeatRecord",
        check="lstm_core.runs.preflight:check_repeat",
        work="lstm_core.engine.work.repeat:work",
        report="lstm_core.reports.kinds.repeat",
        card="repeat",
        leads=True,
    ),
    "compare": Kind(
        spec=CompareRunSpec,
        result=TypeAdapter(CompareResult),
        unit="member",
        record="lstm_core.runs.compare:CompareRecord",
        check="lstm_core.runs.compare:check_compare",
        work="lstm_core.engine.work.compare:work",
        report="lstm_core.reports.kinds.compare",
        card="compare",
        script="lstm_core.scripts.study:write_download",
        leads=True,
    ),
    "search": Kind(
        spec=SearchRunSpec,
        result=TypeAdapter(SearchResult),
        unit="training",
        record="lstm_core.runs.search:SearchRecord",
        check="lstm_core.runs.search:check_search",
        work="lstm_core.engine.work.search:work",
        report="lstm_core.reports.kinds.search",
        card="search",
        script="lstm_core.scripts.search:write_download",
        leads=True,
        artifacts=("result.json", "study.journal"),
    ),
    "repair": Kind(
        spec=RepairRunSpec,
        result=TypeAdapter(RepairResult),
        unit="attempt",
        record="lstm_core.runs.repair:RepairRecord",
        check="lstm_core.runs.repair:check_repair",
        work="lstm_core.engine.work.repair:work",
        report="lstm_core.reports.kinds.repair",
        card="repair",
        leads=True,
    ),
    "compress": Kind(
        spec=CompressRunSpec,
        result=TypeAdapter(CompressResult),
        unit="network",
        record="lstm_core.runs.compress:CompressRecord",
        check="lstm_core.runs.compress:check_compress",
        work="lstm_core.engine.work.compress:work",
        report="lstm_core.reports.kinds.compress",
        card="compress",
        script="lstm_core.scripts.compress:write_download",
        leads=True,
        brings="lstm_core.runs.compress:bring_weights",
    ),
    "rung": Kind(
        spec=RungRunSpec,
        result=TypeAdapter(RungResult),
        unit="step",
        record="lstm_core.runs.compress:RungRecord",
        check="lstm_core.runs.compress:check_rung",
        work="lstm_core.engine.work.rung:work",
        report="lstm_core.reports.kinds.rung",
        card="rung",
        artifacts=("result.json", *WEIGHTS[:1]),
    ),
}


def parse_spec(raw: str | bytes | Mapping[str, Any]) -> RunSpec:
    """A spec of any kind from JSON text or a mapping. Raises SpecError with one message per broken rule."""
    given = mapping_of(raw)
    kind = given.get("kind", "train")
    if not isinstance(kind, str) or kind not in KINDS:
        shown = json.dumps(kind, ensure_ascii=False, default=str)[:60]
        raise SpecError(Sentence("spec.kind", {"value": shown, "known": ", ".join(KINDS)}))
    return validated(KINDS[kind].spec, given)
