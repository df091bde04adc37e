"""What a card is about: a spec, and the run, card and conversation that belong to it, as far as they exist."""

from dataclasses import dataclass

from lstm_core.spec.run import TrainRunSpec


@dataclass(frozen=True)
class Subject:
    """`key` is unique on a page and starts every widget key of the card."""

    key: str
    spec: TrainRunSpec
    card_id: str | None
    run_id: str | None
    conversation_id: str | None
