"""What a client may ask the workbench to do: look at data, propose a run as a card, read a run, list runs.

Guarantees: a tool never trains, deletes or sends anything; its answer is bounded JSON text; a call that is wrong is
answered with a sentence that says what to write instead.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.conversation.events import ToolAnswered, ToolCalled, ToolSpec
from assistant.conversation.messages import File
from assistant.i18n.conversation import say
from assistant.tools import arguments
from assistant.tools.context import Context, text_of
from lstm_core.data.files.detection import RECORDINGS, SOURCES
from lstm_core.errors import Message, RunError, SpecError, WorkbenchError
from lstm_core.spec.run import RunSpec
from lstm_core.spec.tasks import TASKS, Task

if TYPE_CHECKING:
    from assistant.tools.thread import LiveThread

LIMIT_CHARACTERS = 12_000
LISTED_RUNS = 20
_log = logging.getLogger("workbench.tools")


@dataclass(frozen=True)
class Outcome:
    """What a tool found: values for the model and, for the page, the card that it made or concerns."""

    content: dict[str, Any]
    card: str | None = None


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
                raise SpecError(Message("tool.unknown", {"name": call.name, "allowed": ", ".join(TOOLS)}))
            tool = TOOLS[call.name]
            given = arguments.given(call.arguments)
            arguments.check_names(given, list(tool.spec.parameters["properties"]))
            outcome, ok = tool.run(self, given), True
        except WorkbenchError as error:
            outcome, ok = Outcome({"error": [self.sentence(message) for message in error.messages][:5]}), False
        except Exception:
            _log.exception("tool %s broke", call.name)
            outcome, ok = Outcome({"error": [say("tool.unexpected", self.language)]}), False
        content = json.dumps(outcome.content, ensure_ascii=False)
        if len(content) > LIMIT_CHARACTERS:
            content = json.dumps({"shortened": content[:LIMIT_CHARACTERS]}, ensure_ascii=False)
        return ToolAnswered(id=call.id, name=call.name, content=content, card=outcome.card, ok=ok)


def _task(given: dict[str, Any]) -> Task | None:
    """The task that a call names for a file; None: by the file. Raises SpecError."""
    wanted = given.get("task")
    if wanted is not None and wanted not in TASKS:
        raise SpecError(
            Message("spec.choice", {"path": "task", "value": str(wanted)[:40], "allowed": ", ".join(TASKS)})
        )
    return wanted


def _describe_data(box: Toolbox, given: dict[str, Any]) -> Outcome:
    from assistant.tools import datasets

    return Outcome(datasets.describe(box, box.subject(given), _task(given)))


def _propose_run(box: Toolbox, given: dict[str, Any]) -> Outcome:
    from assistant.tools import datasets

    changes = arguments.changes(given.get("changes"))
    reasons: list[Message] = []
    if "base" in given:
        spec = _spec_of(box, text_of(given, "base")).with_changes(changes)
        notices = datasets.checked(spec)
    else:
        spec, notices, reasons = datasets.proposed(box, box.subject(given), changes, _task(given))
    card_id = box.services.store.add_card(box.conversation_id, spec)
    content: dict[str, Any] = json.loads(card_content(card_id, spec))
    for name, messages in (("notices", notices), ("reasons", reasons)):
        if messages:
            content[name] = [box.sentence(message) for message in messages[:10]]
    return Outcome(content, card_id)


def _read_run(box: Toolbox, given: dict[str, Any]) -> Outcome:
    card_id, run_id, spec = _place(box, text_of(given, "run") if "run" in given else None)
    if run_id is None:
        return Outcome({"card": card_id, "state": "not trained yet", "configuration": _shown(spec)}, card_id)
    from assistant.tools import run_summaries

    return Outcome({"card": card_id, **run_summaries.describe(box, box.services.record(run_id))}, card_id)


def _recognise(box: Toolbox, given: dict[str, Any]) -> Outcome:
    from assistant.tools import speech

    file = box.file(text_of(given, "file")) if "file" in given else _newest_recording(box)
    if "run" in given:
        _, run_id, spec = _place(box, text_of(given, "run"))
        if spec.data.task != "speech":
            raise SpecError(Message("tool.not_speech", {"run": text_of(given, "run")[:80], "task": spec.data.task}))
        run_id = run_id if run_id and _has_weights(box, run_id) else None
    else:
        cards = [card for card in box.services.store.cards(box.conversation_id) if card.spec.data.task == "speech"]
        if not cards:
            raise RunError(Message("tool.no_recogniser"))
        trained = (card.run_id for card in reversed(cards) if card.run_id and _has_weights(box, card.run_id))
        run_id = next(trained, None)
    if run_id is None:
        raise RunError(Message("tool.untrained"))
    return Outcome(speech.recognised(box, file, run_id))


def _newest_recording(box: Toolbox) -> File:
    """The newest upload that is one sound, else the newest of all. Raises SpecError."""
    files = box.files()
    if not files:
        raise SpecError(Message("tool.no_files", {"name": "recording"}))
    return next((file for file in files if file.name.lower().endswith(RECORDINGS)), files[0])


def _has_weights(box: Toolbox, run_id: str) -> bool:
    try:
        return "checkpoints/best.safetensors" in box.services.record(run_id).artifacts
    except RunError:  # deleted
        return False


def _list_runs(box: Toolbox, given: dict[str, Any]) -> Outcome:
    from assistant.tools import run_summaries

    records = box.services.records()
    return Outcome({"total": len(records), "runs": [run_summaries.line(record) for record in records[:LISTED_RUNS]]})


def _spec_of(box: Toolbox, wanted: str) -> RunSpec:
    return _place(box, wanted)[2]


def _place(box: Toolbox, wanted: str | None) -> tuple[str | None, str | None, RunSpec]:
    """Card, run and spec of a card's or run's id; of the newest card of the conversation without one."""
    cards = box.services.store.cards(box.conversation_id)
    if wanted is None:
        if not cards:
            raise RunError(Message("tool.no_runs"))
        chosen = next((card for card in reversed(cards) if card.run_id), cards[-1])
        return chosen.id, chosen.run_id, chosen.spec
    for card in cards:
        if wanted in (card.id, card.run_id):
            return card.id, card.run_id, card.spec
    spec = box.services.record(wanted).spec
    owner = box.services.store.card_of_run(wanted)
    return (owner.id if owner else None), wanted, spec


def card_content(card_id: str, spec: RunSpec) -> str:
    """What the model is told of a card that was made."""
    note = "The card with its form, its code and a Train button is on the page. Nothing is trained yet."
    return json.dumps({"card": card_id, "configuration": _shown(spec), "note": note}, ensure_ascii=False)


def _shown(spec: RunSpec) -> dict[str, Any]:
    raw = spec.model_dump(mode="json", exclude={"version": True, "kind": True, "data": {"file", "format", "task"}})
    return {section: raw[section] for section in ("data", "model", "train")}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


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


@dataclass(frozen=True)
class Tool:
    """One entry of `TOOLS`."""

    spec: ToolSpec
    run: Callable[[Toolbox, dict[str, Any]], Outcome]


def _tool(name: str, description: str, parameters: dict[str, Any], run: Callable[..., Outcome]) -> Tool:
    return Tool(ToolSpec(name, description, parameters), run)


TOOLS: dict[str, Tool] = {
    tool.spec.name: tool
    for tool in (
        _tool(
            "describe_data",
            "Reads a table or a built-in series: columns, time column, rows, frequency, problems, first rows.",
            _object(**_SUBJECT),
            _describe_data,
        ),
        _tool(
            "propose_run",
            "Shows a run card with a validated configuration, its code and a Train button. Does not train. Sensible "
            "values are chosen from the data; give only what the person asked for in changes.",
            _object(
                **_SUBJECT,
                base={"type": "string", "description": "id of a card or run to start from instead of data"},
                changes=arguments.changes_schema(),
            ),
            _propose_run,
        ),
        _tool(
            "read_run",
            "State, scores against the baselines and what they mean. Call it before you speak about a result.",
            _object(run={"type": "string", "description": "id of a run or card; absent: the newest of this thread"}),
            _read_run,
        ),
        _tool(
            "recognise",
            "Has a trained speech run of this conversation write down one uploaded recording (WAV, FLAC, OGG), and "
            "shows its transcript with times and an alignment on the page.",
            _object(
                file={"type": "string", "description": "name or id of the upload; absent: the newest recording"},
                run={"type": "string", "description": "id of a run or card; absent: the newest trained speech run"},
            ),
            _recognise,
        ),
        _tool("list_runs", "The newest runs of the workspace with state and score.", _object(), _list_runs),
    )
}
