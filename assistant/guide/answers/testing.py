"""Advice as something that can be tested: the comparison that shows on the thread's own data whether it holds."""

from assistant.conversation.messages import File
from assistant.guide.answers.requests import RequestAnswers
from assistant.guide.thread import has_file_kind
from assistant.guide.understanding import comparing, lexicon
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.knowledge.articles import Article
from lstm_core.i18n.languages import fill
from lstm_core.spec.tasks import DEFAULT, TaskName, task_named

_TESTS = {  # what an article says, as a comparison
    "lstm-or-gru": "compare_lstm_gru", "layers": "compare_layers", "lstm-or-transformer": "compare_transformer",
    "learning-rate": "compare_learning_rates", "window-and-horizon": "compare_windows", "cells": "compare_cells",
    "initialisation": "compare_initialisations", "direct-or-recursive": "compare_strategies", "slstm": "compare_slstm",
    "residual-stacks": "compare_residual", "layer-normalisation": "compare_layer_norm", "peephole": "compare_peephole",
}  # fmt: skip
_TESTS_OF = {  # the same by the setting that was asked about
    "model.hidden_size": "compare_hidden_sizes", "train.batch_size": "compare_batch_sizes",
    "train.loss": "compare_losses", "train.optimizer": "compare_optimizers", "model.layers": "compare_layers",
    "data.window": "compare_windows", "train.learning_rate": "compare_learning_rates",
    "model.bidirectional": "compare_directions",
}  # fmt: skip
_NEEDS = {  # a setting without which there is nothing to compare
    "compare_strategies": "data.strategy",
    "compare_losses": "train.quantiles",
    "compare_windows": "data.window",
    "compare_directions": "model.bidirectional",
}


class TestableAnswers(RequestAnswers):
    """Knows what a comparison would be about, and offers one beside what is said in general."""

    def _test_of(self, article: Article, about: str | None = None) -> str | None:
        """The name of the comparison that tests what an article says, where this task can make it."""
        name = _TESTS_OF.get(str(about), _TESTS.get(article.name, ""))
        needed = _NEEDS.get(name)
        possible = needed is None or needed in lexicon.paths(self._task_compared())
        return name.removeprefix("compare_") if name and possible else None

    def _test_here(self, name: str | None) -> list[str]:
        """That comparison as a next step, on the thread's data or on what is built in."""
        if name is None:
            return []
        own = self.card is not None or self._file_compared() is not None
        what = self._next(f"compare_{name}")
        what = what if self.language == "zh" else what[0].lower() + what[1:]
        return [fill(GUIDE_TEXTS["offer.test_here" if own else "offer.test_built_in"], self.language, {"what": what})]

    def _task_compared(self) -> TaskName:
        file = self._file_compared()
        otherwise = self.card.task if self.card is not None else DEFAULT
        if file is not None and (self.fresh or self.choice.named or self.card is None):
            otherwise = "speech" if has_file_kind(file, "zip") else task_named(file.name)
        return comparing.task_of_words(self.words, otherwise)

    def _file_compared(self) -> File | None:
        """The upload that would be compared on, were there no card: a lone recording trains nothing."""
        file = self.file
        lone = file is not None and has_file_kind(file, "sound") and not has_file_kind(file, "zip")
        return None if lone else file
