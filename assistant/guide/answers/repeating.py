"""The newest card over several seeds: what was asked for, or why it cannot be followed."""

from collections.abc import Iterator

from assistant.conversation.events import ChatEvent
from assistant.guide.answers.changing import ChangeAnswers
from assistant.guide.understanding import repetition
from assistant.guide.understanding.repetition import Repetition
from assistant.markdown.escaping import in_markdown


class Repeating(ChangeAnswers):
    """Proposes repetitions."""

    def _over_seeds(self, asked: Repetition) -> Iterator[ChatEvent]:
        """A card with the training of the newest one over the seeds that were asked for."""
        card = self.card
        if card is None:
            yield from self._tell_here("no_repeat", "sunspots", "co2", "made")
        elif card.seeds == asked.seeds:
            yield from self._say("seeds_same", {"seeds": int(asked.seeds)})
            yield self._offer(*self._next_here())
        else:
            yield from self._say("over_seeds", {"seeds": int(asked.seeds)})
            yield from self._call("propose_run", {"base": card.id, "changes": {}})

    def _too_few_or_many(self, asked: Repetition) -> Iterator[ChatEvent]:
        limits = {"fewest": repetition.FEWEST, "most": repetition.MOST}
        yield from self._say("seeds_range", {"words": in_markdown(asked.words), **limits})
        yield self._offer(self._next("repeat"), *self._next_here("sunspots"))
