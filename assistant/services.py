"""What a server holds: the store, the uploads, the runs, the turns. Built once, cheap to build, loads no engine."""

import json
import os
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.conversation.events import Client
from assistant.conversation.messages import File, Message, Notice, TextPart, ToolCall, ToolResult
from assistant.conversation.store import ConversationStore
from assistant.conversation.turns import Turns
from assistant.endpoint.settings import Endpoint, Settings
from assistant.i18n.conversation import say
from assistant.tools import arguments, compressing, repairing, repetition, searching
from assistant.tools.tool import card_content
from assistant.tools.toolbox import Toolbox
from assistant.workspace import sheets
from assistant.workspace.diagnoses import Diagnoses
from assistant.workspace.estimates import Estimates
from assistant.workspace.inference import Inference
from assistant.workspace.receipts import Receipt, receipts
from assistant.workspace.records import POINTS, Records
from assistant.workspace.run_labels import RunLabels
from assistant.workspace.run_rows import RunRows
from assistant.workspace.transcriptions import Transcriptions
from assistant.workspace.uploads import Uploads
from lstm_core.diagnosis.diagnosing import diagnose_run
from lstm_core.diagnosis.repair.improving import improvement_of
from lstm_core.errors import RunError, Sentence
from lstm_core.i18n.sentences import Language
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.pace import paced
from lstm_core.runs.record import RunRecord
from lstm_core.runs.remedies import Remedy, changes_of_copy
from lstm_core.runs.repair import RepairRecord
from lstm_core.runs.search import SearchRecord
from lstm_core.runs.train import TrainRecord, with_its_data
from lstm_core.spec.compare import CompareRunSpec
from lstm_core.spec.comparison_sets import candidates_of
from lstm_core.spec.run import RunSpec, TrainRunSpec
from lstm_core.spec.search import SearchRunSpec

if TYPE_CHECKING:
    from lstm_core.runs.launcher import LocalLauncher


def workspace() -> Path:
    """The folder that everything lives in: WORKBENCH_HOME, else ./workspace."""
    return Path(os.environ.get("WORKBENCH_HOME") or "workspace").expanduser().absolute()


class Services:
    """One workspace. Every method may be called from any thread; failures are WorkbenchErrors."""

    def __init__(self, workspace: Path, launcher: "LocalLauncher | None" = None) -> None:
        self.workspace = workspace
        self.runs = workspace / "runs"
        self.store = ConversationStore(workspace / "conversations.sqlite3")
        self.uploads = Uploads(workspace / "uploads")
        self.settings = Settings()
        self.turns = Turns(self.store, self.toolbox)
        self._records = Records(self.runs)
        self.rows = RunRows(self._records)
        self.labels = RunLabels(self.runs)
        self.diagnoses = Diagnoses()
        self.estimates = Estimates()
        self.inference = Inference(self.runs)
        self.hearing = Transcriptions(self.runs, self.uploads, self.inference)
        self._lock = threading.Lock()
        self._launcher = launcher  # None: made when it is first needed
        self._starting: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    @property
    def launcher(self) -> "LocalLauncher":
        """Starts, stops, resumes and deletes runs."""
        with self._lock:
            if self._launcher is None:
                from lstm_core.runs.launcher import LocalLauncher

                self._launcher = LocalLauncher(self.runs)
            return self._launcher

    # -- the conversation ------------------------------------------------------------------------------------------

    def client(self, language: Language, endpoint: Endpoint | None = None) -> Client:
        """Who answers one turn: the endpoint, or the built-in guide when there is none."""
        if endpoint is None:
            from assistant.guide import Guide

            return Guide(language)
        from assistant.endpoint.client import EndpointClient

        return EndpointClient(endpoint, language)

    @staticmethod
    def answer(endpoint: Endpoint | None = None) -> Message:
        """The answer to a question before its first word: who gives it."""
        if endpoint is None:
            return Message(role="assistant", parts=[], model="guide")
        return Message(role="assistant", parts=[], model=endpoint.model_name or None, host=endpoint.host or None)

    def toolbox(self, conversation_id: str, language: Language) -> Toolbox:
        """The tools, bound to a conversation."""
        return Toolbox(self, conversation_id, language)

    # -- runs ------------------------------------------------------------------------------------------------------

    def record(self, run_id: str, points: int | None = POINTS) -> RunRecord:
        """The run now, its curve thinned to about `points` (None: whole). Raises RunError when it is gone."""
        return self._records.record(run_id, points)

    def training(self, run_id: str, points: int | None = POINTS) -> TrainRecord:
        """The same of a run that is a training. Raises RunError for another one."""
        record = self.record(run_id, points)
        if not isinstance(record, TrainRecord):
            raise RunError(Sentence("run.not_training", {"run": run_id}))
        return record

    def records(self) -> list[RunRecord]:
        """Every run, newest first, without curves and without the values that only a picture needs."""
        return self._records.all()

    def newest(self) -> Iterator[RunRecord]:
        """The same one by one, each read when it is asked for."""
        return self._records.newest()

    def unreadable(self) -> dict[str, tuple[Sentence, ...]]:
        """The runs that `records` could not read, with what is wrong with each."""
        return self._records.unreadable()

    def running(self) -> list[RunRecord]:
        """The runs that work or wait, newest first, without curves."""
        return self._records.running()

    def log_tail(self, run_id: str, size: int = 8192) -> str:
        """The last `size` bytes of what the run's worker printed."""
        return self._records.log_tail(run_id, size)

    def train(self, card_id: str) -> str:
        """Start the card's run, once however often it is asked; returns the run's id."""
        with self._starting[card_id]:
            card = self.store.card(card_id)
            if card.run_id is not None:
                return card.run_id
            spec = self._measured(card.spec)
            if spec != card.spec:
                self.store.change_card(card_id, spec)
            run_id = self.launcher.start(spec, stop_when_sure=card.stop_when_sure)
            if self.store.attach_run(card_id, run_id):
                return run_id
            self.launcher.stop(run_id)  # another server was first
            return str(self.store.card(card_id).run_id)

    def _measured(self, spec: RunSpec) -> RunSpec:
        """The spec with the pace of its candidates, where it cannot start without. Raises SpecError, DataError."""
        if isinstance(spec, SearchRunSpec) and spec.seconds is not None and spec.cost is None:
            [found] = self.estimates.measured([spec.start])
            return spec.model_copy(update={"cost": searching.estimated(spec.start, found)})
        if not isinstance(spec, CompareRunSpec) or spec.budget != "equal_time":
            return spec
        given = spec.model_copy(update={"budget": "as_given"})
        candidates = [given.candidate(number) for number in range(len(spec.candidates))]
        return paced(spec, self.estimates.measured(candidates))

    def propose_comparison(self, spec: CompareRunSpec, base: str, place: str | None, language: Language) -> str:
        """A new card for a comparison, in the conversation `place` or a new one, which is returned."""
        facts = {"candidates": len(spec.candidates), "seeds": spec.seeds}
        notice = Notice(key="beside.compare", parameters=dict(facts), severity="info")
        raw = spec.model_dump(mode="json", include={"seeds", "budget", "candidates"})
        return self._beside(place, spec, {"base": base, **raw}, [notice], language, "propose_comparison")

    def propose_improvement(self, run_id: str, language: Language) -> str:
        """A new card that compares a run with what may be better, by its findings; returns the conversation.

        Raises RunError where the run is still at work, or nothing is left to try.
        """
        record, card = self.training(run_id, points=None), self.store.card_of_run(run_id)
        spec = improvement_of(record, diagnose_run(record.path))
        return self.propose_comparison(spec, run_id, card.conversation_id if card else None, language)

    def propose_set(self, subject: RunSpec, name: str, base: str, place: str | None, language: Language) -> str:
        """A new card for a ready-made comparison of a training, in the conversation `place` or a new one.

        Raises SpecError for a set that does not fit.
        """
        spec = CompareRunSpec(run=subject.training, candidates=candidates_of(name, subject.training))
        return self.propose_comparison(spec, base, place, language)

    def propose_pair(self, run_id: str, changes: Mapping[str, Any], place: str | None, language: Language) -> str:
        """A new card that compares a run's training as it is with the same after `changes`.

        Raises SpecError for a change that does not fit, RunError for a run that is gone.
        """
        record = self.training(run_id)
        run = with_its_data(record.spec, RunFolder(Path(record.path)))
        spec = CompareRunSpec(run=run, candidates=({}, dict(changes)))
        return self.propose_comparison(spec, run_id, place, language)

    def receipts(self) -> list[Receipt]:
        """Every finished comparison of the workspace, newest first."""
        rows = self.rows.look().rows
        finished = [(row.id, row.created_at) for row in rows if row.spec.kind == "compare" and row.score is not None]
        return receipts(self.runs, finished)

    def propose_training(self, run_id: str, spec: TrainRunSpec, place: str | None, language: Language) -> str:
        """A new card for a training that a run came to, in the conversation `place` or a new one, which is returned."""
        notice = Notice(key="beside.winner", parameters={}, severity="info")
        return self._beside(place, spec, {"base": run_id, "changes": {}}, [notice], language)

    def propose_remedy(self, run_id: str, remedy: Remedy, language: Language) -> str:
        """A new card for the copy of a run that can help it, with what ended the run as its reason."""
        record = self.training(run_id)
        changed = changes_of_copy(record.spec, remedy)
        if changed is None:
            raise RunError(Sentence("beside.impossible"))
        failure = record.failure
        reason = [Notice(key=failure.key, parameters=failure.parameters, severity="warning")] if failure else []
        return self.propose_beside(run_id, record.spec.with_changes(changed), language, reason)

    def propose_beside(self, run_id: str, spec: TrainRunSpec, language: Language, reason: Sequence[Notice] = ()) -> str:
        """A new card for a copy of a run with another training, in the run's conversation or a new one, which is
        returned.
        """
        card, before = self.store.card_of_run(run_id), self.record(run_id).spec
        changed = arguments.difference(before.training, spec)
        said = ", ".join(f"{path} = {value}" for path, value in changed.items())
        notice = Notice(key="beside.made" if said else "beside.same", parameters={"changes": said}, severity="info")
        place = card.conversation_id if card else None
        return self._beside(
            place, before.with_training(spec), {"base": run_id, "changes": changed}, [*reason, notice], language
        )

    def propose_repeat(self, subject: RunSpec, seeds: int, base: str, place: str | None, language: Language) -> str:
        """A new card for a training over several seeds, in the conversation `place` or a new one, which is returned.

        Raises SpecError for a number of seeds that is refused.
        """
        spec = repetition.of(subject, seeds)
        notice = Notice(key="beside.repeat", parameters={"seeds": seeds}, severity="info")
        return self._beside(place, spec, {"base": base, "seeds": seeds}, [notice], language)

    def propose_ensemble(self, run_id: str, language: Language) -> str:
        """A new card whose network is the mean of as many as a repetition has seeds, as far as a spec allows.

        It stands in the run's conversation or a new one, which is returned. Raises SpecError where there can be none.
        """
        spec, card = self.record(run_id).spec, self.store.card_of_run(run_id)
        changed = {"model.members": repetition.members_of(spec)}
        notice = Notice(key="beside.ensemble", parameters={"members": changed["model.members"]}, severity="info")
        place = card.conversation_id if card else None
        made = spec.training.with_changes(changed)
        return self._beside(place, made, {"base": run_id, "changes": changed}, [notice], language)

    def propose_sheet(self, place: str, book: File, sheet: str, language: Language) -> str:
        """A card for another sheet of a workbook, in the conversation `place`, which is returned.

        Raises DataError for a sheet that cannot be forecast.
        """
        from assistant.tools import datasets

        table = sheets.taken(self.uploads, book, sheet)
        spec, notices, reasons = datasets.proposed(self.toolbox(place, language), table, {})
        asked = TextPart(text=say("sheet.use", language, {"sheet": sheet}))
        self.store.append(place, Message(role="user", parts=[table, asked]))
        told = [
            Notice(key=each.key, parameters=each.parameters, severity=severity)
            for severity, remarks in (("warning", notices), ("info", reasons))
            for each in remarks
        ]
        return self._beside(place, spec, {"file": table.name, "changes": {}}, told, language)

    def deployment(
        self, record: RunRecord, language: Language, *, int8: bool = False, rung: str | None = None
    ) -> Path | None:
        """The zip with which the network of a run, or a ladder's rung, works elsewhere; None while nobody asked."""
        from lstm_core.scripts.deploy.zipping import is_there, zip_of

        target = zip_of(record, language, int8=int8, rung=rung)
        return target if is_there(record, target) else None

    def deploy(self, record: RunRecord, language: Language, *, int8: bool = False, rung: str | None = None) -> Path:
        """Write that zip. Raises RunError with what is in its way."""
        from lstm_core.scripts.deploy.zipping import zipped

        return zipped(record, language, int8=int8, rung=rung)

    def propose_repair(
        self, run_id: str, language: Language, trials: int | None = None, seconds: float | None = None
    ) -> str:
        """A new card for the repair of a run, in the run's conversation or a new one, which is returned.

        Raises RunError where there is nothing to repair or it cannot be, and SpecError for a budget that is refused.
        """
        card = self.store.card_of_run(run_id)
        spec = repairing.of(self.record(run_id).path, trials, seconds)
        budget = {"trials": spec.trials, "seconds": f"{spec.seconds:g}", "seeds": spec.seeds}
        notice = Notice(key="beside.repair", parameters=dict(budget), severity="info")
        place = card.conversation_id if card else None
        return self._beside(place, spec, {"base": run_id, "repair": True}, [notice], language)

    def propose_compression(self, run_id: str, language: Language, place: str | None = None, **asked: Any) -> str:
        """A new card for the ladder of a trained run, in its conversation, `place` or a new one, which is returned.

        Raises RunError where there is nothing to compress, and SpecError for a wish that is refused.
        """
        card, spec = self.store.card_of_run(run_id), compressing.of(self.record(run_id).path, **asked)
        rungs = len(spec.ladder)
        notice = Notice(key="beside.compress", parameters={"rungs": rungs, "networks": spec.total}, severity="info")
        where = place or (card.conversation_id if card else None)
        return self._beside(where, spec, {"run": run_id}, [notice], language, "propose_compression")

    def propose_search(self, subject: RunSpec, base: str, place: str | None, language: Language, **wanted: Any) -> str:
        """A new card for a search from a training, in the conversation `place` or a new one, which is returned.

        `base`: the run or card that it is about. Raises SpecError for a budget that is refused, DataError for data
        that is gone.
        """
        spec = searching.of(subject.training, wanted, cost=searching.cost_of(self._of(base)))
        seconds, fields = spec.seconds or 0.0, len(spec.space)
        notice = Notice(
            key="beside.search", parameters={"fields": fields, "minutes": f"{seconds / 60:g}"}, severity="info"
        )
        asked = {"run": base, "minutes": seconds / 60, **wanted}
        return self._beside(place, spec, asked, [notice], language, "propose_search")

    def _of(self, base: str) -> RunRecord | None:
        """The run of that id; None for a card that has none."""
        try:
            return self.record(base)
        except RunError:
            return None

    def propose_found(self, run_id: str, language: Language) -> str:
        """A new card for the training that a search confirmed, beside that; returns the conversation."""
        record = self.record(run_id)
        winner = record.winner if isinstance(record, SearchRecord) else None
        if winner is None:
            raise RunError(Sentence("search.no_winner", {"run": run_id}))
        card = self.store.card_of_run(run_id)
        return self.propose_training(run_id, winner, card.conversation_id if card else None, language)

    def propose_repaired(self, run_id: str, language: Language) -> str:
        """A new card for the training that a repair came to, beside that; returns the conversation."""
        record = self.record(run_id)
        repaired = record.repaired if isinstance(record, RepairRecord) else None
        if repaired is None:
            raise RunError(Sentence("repair.no_repaired", {"run": run_id}))
        return self.propose_beside(run_id, repaired, language)

    def _beside(
        self,
        place: str | None,
        spec: RunSpec,
        request: Mapping[str, Any],
        said: Sequence[Notice],
        language: Language,
        tool: str = "propose_run",
    ) -> str:
        """A card that a button made, as if a tool had been asked for it."""
        conversation_id = place or self.store.create(language)
        card_id = self.store.add_card(conversation_id, spec)
        call = f"beside-{card_id}"
        parts = [
            *said,
            ToolCall(id=call, name=tool, arguments=json.dumps(request, ensure_ascii=False)),
            ToolResult(id=call, name=tool, content=card_content(card_id, spec), card=card_id),
        ]
        self.store.append(conversation_id, Message(role="assistant", parts=parts, finish_reason="stop"))
        if place is None:
            from lstm_core.data.tasks import title

            self.store.rename(conversation_id, title(spec.subject, language))
        return conversation_id

    def close(self) -> None:
        """End turns and let go of files; runs go on."""
        self.turns.close()
        self.diagnoses.close()
        self.estimates.close()
        self.inference.close()
        if self._launcher is not None:
            self._launcher.close()
        self.store.close()
