"""The thread as the workspace holds it now: forms that a person changed, runs that went on since."""

from pathlib import Path
from typing import Any

from assistant.conversation.known_cards import STUDIES, KnownCard
from assistant.conversation.messages import File
from assistant.conversation.store import Card
from assistant.tools import arguments, comparison, datasets, repetition
from assistant.tools.context import Context
from lstm_core.errors import RunError, WorkbenchError
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.kinds import KINDS
from lstm_core.spec.compress import CompressRunSpec
from lstm_core.spec.fields import all_paths
from lstm_core.spec.run import TrainRunSpec

READ_BYTES = 20_000_000  # of a file that is described beside an answer
_DATA = ("data.task", "data.source", "data.file", "data.name", "data.format")


class LiveThread:
    """What a toolbox knows of its conversation."""

    def __init__(self, box: Context) -> None:
        self.box = box

    def cards(self) -> list[KnownCard]:
        """The cards, oldest first."""
        return [self._known(card) for card in self.box.services.store.cards(self.box.conversation_id)]

    def about(self, file: File) -> dict[str, Any]:
        """What `describe_data` tells of an upload; {} when it cannot be read, or not at once."""
        if file.bytes > READ_BYTES or file.name.lower().endswith((".zip", ".wav", ".flac", ".ogg", ".mp3")):
            return {}
        try:
            return datasets.describe(self.box, file)
        except WorkbenchError:
            return {}

    def _known(self, card: Card) -> KnownCard:
        spec = card.spec.training
        own = spec.data.source == "file"
        known = KnownCard(
            card.id,
            spec.data.task,
            values_of(spec),
            spec,
            file=spec.data.name if own else None,
            digest=Path(str(spec.data.file)).name if own else None,
            source=None if own else spec.data.source,
            seeds=repetition.seeds_of(card.spec),
            kind=card.spec.kind,
            rungs=tuple(map(str, card.spec.ladder[1:])) if isinstance(card.spec, CompressRunSpec) else (),
            apart=comparison.differing(card.spec),
        )
        if card.run_id is None:
            return known
        try:
            record = self.box.services.record(card.run_id)
        except RunError:  # deleted
            return known
        report = KINDS[record.spec.kind].resolve("report")
        study = record.spec.kind in STUDIES
        told = report.headline(record) if record.result is not None else None
        return KnownCard(
            **{
                **vars(known),
                "run": record.id,
                "state": record.state.value,
                "step": record.step,
                "steps": record.steps,
                "headline": told,
                "verdicts": {each: report.summary(record, each) for each in LANGUAGES} if told and study else {},
            }
        )


def values_of(spec: TrainRunSpec) -> dict[str, Any]:
    """Every field of a spec by its dotted path, without where the data lie."""
    paths = (path for path in all_paths(spec.data.task) if not path.startswith((*_DATA, "version", "kind")))
    return {path: arguments.value_at(spec, path) for path in paths}
