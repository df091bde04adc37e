"""The data of a text run."""

from pathlib import Path
from typing import Any, cast

from lstm_core.data.text import corpora, profile
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.languages import Language
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.search_spaces import Facts
from lstm_core.spec.tasks import DataSpec
from lstm_core.spec.text import TextData

SHORTEST, LONGEST = 16, 256  # symbols through which the gradient flows back


def title(data: DataSpec, language: Language) -> str:
    return corpora.title(TextData.of(data), language)


def place(data: DataSpec, target: Path) -> None:
    corpora.write_data_file(TextData.of(data), target)


def load(data: DataSpec, path: Path) -> corpora.Corpus:
    return corpora.load(TextData.of(data), path)


def keep(material: Any, path: Path) -> None:
    """The vocabulary."""
    corpora.keep_vocabulary(material, path)


def propose(origin: Path | str, sheet: str | None = None) -> profile.TextProposal:
    if sheet is not None:
        raise DataError(Sentence("tidy.no_sheets", {"file": Path(origin).name, "sheet": sheet}))
    return profile.propose(origin if isinstance(origin, Path) else cast("corpora.BuiltInTextName", origin))


def warnings(_spec: TrainRunSpec, _material: Any) -> list[Sentence]:
    return []


def facts(spec: TrainRunSpec, material: Any) -> Facts:
    """Windows of the training part; half and twice as long ones are worth a try."""
    corpus: corpora.Corpus = material
    window = spec.text.window
    tried = (window // 2, window * 2)
    fitting = tuple(each for each in tried if SHORTEST <= each <= LONGEST)
    return Facts(samples=len(corpus.train) // window, windows=fitting)
