"""The data of a run that learns a mean."""

from pathlib import Path
from typing import Any, NamedTuple

from lstm_core.spec.mean import MeanData

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.search_spaces import Facts
from lstm_core.spec.tasks import DataSpec


class Proposal(NamedTuple):
    spec: TrainRunSpec
    notices: tuple[Sentence, ...]


def title(data: DataSpec, language: Language) -> str:
    return data.name or say("mean.numbers", language)


def place(data: DataSpec, target: Path) -> None:
    found = MeanData.of(data).file
    target.write_text(Path(found).read_text() if found else "\n".join(map(str, range(10))))


def load(_data: DataSpec, path: Path) -> list[float]:
    return [float(line) for line in path.read_text().split()]


def keep(_material, _path):
    pass


def propose(origin: Path | str) -> Proposal:
    data = {"source": "file", "file": str(origin)} if isinstance(origin, Path) else {"source": origin}
    return Proposal(TrainRunSpec.model_validate({"data": {"task": "mean", **data}}), ())


def warnings(_spec: TrainRunSpec, material: Any) -> list[Sentence]:
    return [Sentence("mean.few", {"count": len(material)})] if len(material) < 20 else []


def facts(_spec, material):
    return Facts(samples=len(material))
