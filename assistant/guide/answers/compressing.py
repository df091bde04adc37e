"""Making a trained network smaller: a card with its ladder, changes of that card, and which file to take."""

from collections.abc import Iterator
from typing import Any

from assistant.conversation.events import ChatEvent, TextDelta
from assistant.conversation.known_cards import KnownCard
from assistant.guide.answers.comparing import ComparingAnswers
from assistant.guide.understanding import compressing, intents
from assistant.guide.understanding.compressing import PLACES, Place, Wish
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.markdown.escaping import in_markdown
from lstm_core.i18n.languages import fill

LADDER = "compress"
ALONE = 24  # characters of a sentence that names a limit and nothing else
QUARTER = 4  # of the units of a teacher are offered for its student
BECAUSE: dict[Place, str] = {"phone": "compress_phone", "microcontroller": "compress_microcontroller"}
TOLD = 4  # sentences of a ladder that ended, and files of one that is proposed


class CompressingAnswers(ComparingAnswers):
    """Proposes compressions and tells what they came to."""

    compression: Wish | None = None

    def _compression_here(self) -> Wish | None:
        """What the question asks of a compression; None where it asks for something else."""
        if self.thread.fresh or intents.asks_to_undo(self.words):
            return None
        wish, card = compressing.read(self.words), self.card
        ladder = card is not None and card.kind == LADDER
        if wish is None or (not ladder and not wish.says_something and not wish.named):
            units = compressing.units_alone(self.words) if ladder and not intents.is_question(self.words) else None
            return Wish(rungs=[f"distil:{units}", f"distil:{units}+int8"]) if units is not None else None
        if wish.named and (wish.rungs or wish.impossible):
            return wish
        if intents.intent_of(self.words, {}, has_card=False) in ("forecast", "text", "speech"):
            return None
        if wish.named:
            return wish if wish.place or wish.limits or ladder or self._trained() or self._method_named() else None
        if ladder:
            return wish if not wish.place else None
        small = "size_kb" in wish.limits or ("latency_ms" in wish.limits and wish.bound) or wish.loss_said
        meant = self._trained() is not None or len(self.words) <= ALONE
        return wish if small and meant and not wish.seeds else None

    def _method_named(self) -> bool:
        return intents.intent_of(self.words, {}, has_card=False) == LADDER

    def _trained(self) -> KnownCard | None:
        """The newest training of the thread that has a result."""
        cards = [card for card in self.thread.cards if card.kind == "train" and card.headline is not None]
        return cards[-1] if cards else None

    def _compress(self, wish: Wish) -> Iterator[ChatEvent]:
        """A card with the ladder, or the newest one with other wishes; what cannot be followed is said."""
        card = self.card
        if intents.is_question(self.words) and not (wish.limits or wish.place or wish.seeds or wish.free):
            yield from self._say("compress_about")
            yield self._offer(*self._compress_next())
            return
        if wish.impossible:
            yield from self._say("compress_impossible", {"words": in_markdown(self._listed(wish.impossible))})
        if wish.free:
            yield from self._say("compress_free")
        if card is not None and card.kind == LADDER:
            yield from self._ladder_changed(card, wish)
            return
        trained = self._trained()
        if trained is None and (self.thread.live is not None or not self.thread.cards):
            key = "compress_untrained" if self.thread.cards else "compress_nothing"
            yield from self._tell_here(key, "sunspots", "co2", "shakespeare", "digits")
            return
        yield from self._because(wish)
        yield from self._call("propose_compression", {**self._asked(wish), **({"run": trained.id} if trained else {})})

    def _ladder_changed(self, card: KnownCard, wish: Wish) -> Iterator[ChatEvent]:
        """Other limits on a ladder that ended judge it anew; everything else is another card."""
        asked = self._asked(wish)
        if wish.also and wish.rungs:
            asked["rungs"] = list(dict.fromkeys([*card.rungs, *wish.rungs]))
        if not asked:
            yield from self._say("compress_same")
            yield self._offer(*self._compress_next())
            return
        yield from self._because(wish)
        if card.headline is not None and not ({"rungs", "seeds"} & asked.keys()):
            yield from self._say("compress_anew")
            yield from self._call("read_study", {"run": card.id, **asked})
            return
        yield from self._call("propose_compression", {"run": card.id, **asked})

    @staticmethod
    def _asked(wish: Wish) -> dict[str, Any]:
        limits = {**(PLACES[wish.place] if wish.place else {}), **wish.limits}
        rungs = {"rungs": wish.rungs} if wish.rungs else {"rungs": []} if wish.every else {}
        return {**rungs, **limits, **({"seeds": wish.seeds} if wish.seeds is not None else {})}

    def _because(self, wish: Wish) -> Iterator[ChatEvent]:
        """Why a place sets the limits that it sets."""
        if wish.place is not None:
            yield from self._say(BECAUSE[wish.place])

    def _compression_proposed(self, content: dict[str, Any]) -> Iterator[ChatEvent]:
        """What the card builds, within which limits, and about how long that takes."""
        told = [str(name) for name in content.get("rungs_in_words", [])]
        yield from self._say("compress_card", {"networks": content.get("networks", ""), "count": len(told)})
        if len(told) <= TOLD:  # the card lists them all
            yield from self._list(told)
        yield from self._say("compress_limits", {"limits": in_markdown(str(content.get("limits_in_words", "")))})
        seconds = content.get("estimated_seconds")
        if seconds is not None:
            yield from self._say("compress_time", {"seconds": seconds})
        yield from self._say("compress_start")
        yield self._offer(*self._compress_next(content))

    def _compress_next(self, content: dict[str, Any] | None = None) -> list[str]:
        """Wishes that fit a ladder."""
        configuration = (content or {}).get("configuration", {})
        hidden = configuration.get("model", {}).get("hidden_size")
        card = self.card
        hidden = hidden or (card.values.get("model.hidden_size") if card is not None else None) or 64
        student = fill(GUIDE_TEXTS["offer.distil"], self.language, {"units": max(1, int(hidden) // QUARTER)})
        return [self._next("phone"), student, *map(self._next, ("under_100", "worse_2"))]

    def _ladder_read(self, content: dict[str, Any]) -> Iterator[ChatEvent]:
        """Which file to take with its numbers, and what would change that."""
        state = content.get("state")
        if state == "not trained yet":
            yield from self._say("compress_not_started")
            yield self._offer(*self._compress_next())
            return
        if state != "finished":
            yield from self._say("compress_not_done")
        yield TextDelta(text=f"**{in_markdown(str(content.get('headline', '')))}**\n\n")
        sentences = [str(sentence) for sentence in content.get("explanation", [])]
        if sentences:
            yield from self._list(sentences[:TOLD])
        if state == "finished":
            yield from self._say("compress_download")
        yield self._offer(*self._compress_next()[1:])
