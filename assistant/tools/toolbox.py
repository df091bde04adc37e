"""What a client may ask the workbench to do: look at data, propose a run as a card, read a run, list runs.

Guarantees: a tool never trains, deletes or sends anything; its answer is bounded JSON text; a call that is wrong is
answered with a sentence that says what to write instead.
"""

import json
import logging
from typing import TYPE_CHECKING, Any

from assistant.conversation.events import ToolAnswered, ToolCalled, ToolSpec
from assistant.i18n.conversation import say
from assistant.tools import arguments, comparison, compressing, contract, repairing, repetition, searching
from assistant.tools.context import Context, text_of
from assistant.tools.tool import Tool, ToolOutput, card_content, card_of, object_of, shown, task_in, teller, tool
from lstm_core.errors import RunError, Sentence, SpecError, WorkbenchError
from lstm_core.spec.run import RunSpec
from lstm_core.spec.tasks import SOURCES, TASKS

if TYPE_CHECKING:
    from assistant.tools.thread import LiveThread

LIMIT_CHARACTERS = 12_000
LISTED_RUNS = 20
_log = logging.getLogger("workbench.tools")


class Toolbox(Context):
    """The tools bound to one conversation of one workspace."""

    @property
    def specs(self) -> list[ToolSpec]:
        """Name, purpose and arguments of every tool; the same bytes every time."""
        return [tool.spec for tool in TOOLS.values()]

    @property
    def live(self) -> "LiveThread":
        """The conversation as the workspace holds it now, for a client that looks at it directly."""
        from assistant.tools.thread import LiveThread

        return LiveThread(self)

    def call(self, call: ToolCalled) -> ToolAnswered:
        """The answer of the tool that the call names; never raises."""
        try:
            if call.name not in TOOLS:
                raise SpecError(Sentence("tool.unknown", {"name": call.name, "allowed": ", ".join(TOOLS)}))
            tool = TOOLS[call.name]
            given = arguments.parse_arguments(call.arguments)
            arguments.check_names(given, list(tool.spec.parameters["properties"]))
            outcome, ok = tool.run(self, given), True
        except WorkbenchError as error:
            outcome, ok = ToolOutput({"error": [self.sentence(message) for message in error.messages][:5]}), False
        except Exception:
            _log.exception("tool %s broke", call.name)
            outcome, ok = ToolOutput({"error": [say("tool.unexpected", self.language)]}), False
        content = json.dumps(outcome.content, ensure_ascii=False)
        if len(content) > LIMIT_CHARACTERS:
            content = json.dumps({"shortened": content[:LIMIT_CHARACTERS]}, ensure_ascii=False)
        return ToolAnswered(id=call.id, name=call.name, content=content, card=outcome.card, ok=ok)


def _describe_data(box: Context, given: dict[str, Any]) -> ToolOutput:
    from assistant.tools import datasets

    return ToolOutput(datasets.describe(box, box.subject(given), task_in(given)))


def _propose_run(box: Context, given: dict[str, Any]) -> ToolOutput:
    from assistant.tools import datasets

    changes = arguments.flat_changes(given.get("changes"))
    reasons: list[Sentence] = []
    if "base" in given:
        base, wished = _spec_of(box, text_of(given, "base")), changes
        training, changes = datasets.refitted(base.training, changes)
        spec = comparison.changed(base.with_training(training), changes)
        notices = datasets.checked(spec.training)
        reasons = datasets.told(spec.training, wished, changes.keys() - wished.keys())
    else:
        spec, notices, reasons = datasets.proposed(box, box.subject(given), changes, task_in(given))
    if given.get("seeds") is not None:
        spec = comparison.over(spec, given["seeds"])
    card_id = box.services.store.add_card(box.conversation_id, spec)
    content: dict[str, Any] = json.loads(card_content(card_id, spec))
    for name, messages in (("notices", notices), ("reasons", reasons)):
        if messages:
            content[name] = [box.sentence(message) for message in messages[:10]]
    return ToolOutput(content, card_id)


def _propose_repair(box: Context, given: dict[str, Any]) -> ToolOutput:
    _, run_id, _ = card_of(box, text_of(given, "run") if "run" in given else None)
    if run_id is None:
        raise RunError(Sentence("repair.untrained"))
    record = repairing.meant(box.services.record, box.services.record(run_id))
    spec = repairing.of(record.path, given.get("trials"), given.get("seconds"))
    card_id = box.services.store.add_card(box.conversation_id, spec)
    return ToolOutput(json.loads(card_content(card_id, spec)), card_id)


def _read_run(box: Context, given: dict[str, Any]) -> ToolOutput:
    card_id, run_id, spec = card_of(box, text_of(given, "run") if "run" in given else None)
    if run_id is None:
        return ToolOutput({"card": card_id, "state": "not trained yet", "configuration": shown(spec)}, card_id)
    record = box.services.record(run_id)
    return ToolOutput({"card": card_id, **teller(record).describe(box, record)}, card_id)


def _read_study(box: Context, given: dict[str, Any]) -> ToolOutput:
    return comparison.read(box, text_of(given, "run") if "run" in given else None, compressing.judging(given))


def _diagnose(box: Context, given: dict[str, Any]) -> ToolOutput:
    from assistant.tools import diagnosing

    return diagnosing.diagnose(box, text_of(given, "run") if "run" in given else None)


def _list_runs(box: Context, given: dict[str, Any]) -> ToolOutput:

    records = box.services.records()
    return ToolOutput(
        {"total": len(records), "runs": [teller(record).line(record) for record in records[:LISTED_RUNS]]}
    )


def _spec_of(box: Context, wanted: str) -> RunSpec:
    return card_of(box, wanted)[2]


_SUBJECT: dict[str, dict[str, Any]] = {
    "source": {
        "type": "string",
        "enum": [*SOURCES, "file"],
        "description": "built-in data, or file for an upload of this conversation; absent: the newest upload, if it "
        "came alone",
    },
    "file": {"type": "string", "description": "name or id of an upload of this conversation"},
    "task": {"type": "string", "enum": list(TASKS), "description": "what an upload is for; absent: by its content"},
}


TOOLS: dict[str, Tool] = {
    each.spec.name: each
    for each in (
        tool(
            "describe_data",
            "Reads a table or a built-in series: columns, time column, rows, frequency, rows per unit of time, numbers "
            "that mean missing, problems, first rows.",
            object_of(**_SUBJECT),
            _describe_data,
        ),
        tool(
            "propose_run",
            "Shows a run card with a validated configuration, its code and a Train button. Does not train. Sensible "
            "values are chosen from the data; give only what the person asked for in changes.",
            object_of(
                **_SUBJECT,
                base={"type": "string", "description": "id of a card or run to start from instead of data"},
                changes=arguments.changes_schema(),
                seeds=repetition.SCHEMA,
            ),
            _propose_run,
        ),
        tool(
            "propose_comparison",
            "Shows a card that trains several candidates on the same data over the same seeds and says who is better, "
            "worse or tied, with intervals and costs. Does not train. Call it for every question of the kind LSTM or "
            "GRU, how many layers, which loss, would a Transformer do better. Absent base and data: the newest card.",
            object_of(
                **_SUBJECT,
                base={"type": "string", "description": "id of a card or run whose training is changed"},
                changes={"type": "object", "description": "changes by path that all candidates get, as in propose_run"},
                **comparison.SCHEMA,
            ),
            comparison.propose,
        ),
        tool(
            "propose_repair",
            "Shows a card that tries changes of a run that ended, by what its diagnosis found, and accepts one only "
            "when it is better over further seeds. Does not train.",
            object_of(
                run={"type": "string", "description": "id of a run or card; absent: the newest of this thread"},
                **repairing.BUDGET,
            ),
            _propose_repair,
        ),
        tool(
            "propose_search",
            "Shows a card that searches better settings within a budget: trials that a sampler proposes, hopeless ones "
            "stopped, the best one confirmed with fresh seeds against the starting point. Does not train. Call it when "
            "somebody wants a run tuned.",
            object_of(**{name: _SUBJECT[name] for name in ("source", "file")}, **searching.SCHEMA),
            searching.propose,
        ),
        tool(
            "propose_compression",
            "Shows a card that makes smaller and faster files of a trained run (ONNX, INT8, pruning, fewer units, low "
            "rank, a student), measures each and says which meets the limits. Builds nothing. Call it for compress, "
            "quantise, distil, prune, export to ONNX, run it on a phone or a microcontroller.",
            object_of(**compressing.SCHEMA),
            compressing.propose,
        ),
        tool(
            "read_run",
            "State, scores against the baselines and what they mean. Call it before you speak about a result.",
            object_of(run={"type": "string", "description": "id of a run or card; absent: the newest of this thread"}),
            _read_run,
        ),
        tool(
            "read_study",
            "State, numbers and verdict of a comparison, a search or a compression. Call it before you say which one "
            "is better.",
            object_of(
                run={"type": "string", "description": "id of a run or card; absent: the newest of this thread"},
                **compressing.JUDGED,
            ),
            _read_study,
        ),
        tool(
            "diagnose",
            "What is wrong inside a training and why: findings with their cause first, the numbers that prove them and "
            "the change that each suggests, or a clean bill; numbers and the score beside the baselines. Also while it "
            "trains. Call it for every question on loss, gradients, gates, overfitting, NaN or how to improve a run.",
            object_of(run={"type": "string", "description": "id of a run or card; absent: the newest of this thread"}),
            _diagnose,
        ),
        *(own for task in TASKS for own in contract.of(task).TOOLS),
        tool("list_runs", "The newest runs of the workspace with state and score.", object_of(), _list_runs),
    )
}
