"""What a card is about: a spec, and the run, card and conversation that belong to it, as far as they exist."""

from dataclasses import dataclass

from lstm_core.spec.run import RunSpec, TrainRunSpec


@dataclass(frozen=True)
class AnySubject:
    """A card of any kind of run; `key` is unique on a page and starts every widget key of the card."""

    key: str
    spec: RunSpec
    card_id: str | None
    run_id: str | None
    conversation_id: str | None

    @property
    def training(self) -> "Subject":
        """The same card with the training that its spec is about."""
        return Subject(self.key, self.spec.training, self.card_id, self.run_id, self.conversation_id)


@dataclass(frozen=True)
class Subject(AnySubject):
    """A card of a training."""

    spec: TrainRunSpec
