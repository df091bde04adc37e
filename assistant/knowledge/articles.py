"""Short articles with sources, found by words and character pairs; no index on disk, no model.

The score is the cosine of TF-IDF vectors over English words and Chinese character pairs, with titles and keywords
counted three times (Salton & Buckley 1988).
"""

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lstm_core.i18n.languages import Language

ROOM = Path(__file__).resolve().parent
GOOD = 0.12  # below, an article does not answer the question
_STOP = frozenset(
    re.findall(
        r"\w+",
        "the a an of to in is are do does i my it and or for with on how what why should can be not "
        "you your we our me us who where when this that much many get got will would could have has did "
        "so if at by as about any some from than then them they he she "
        "什么 是什 怎么 如何 为什 怎样 么办 为何",
    )
)


@dataclass(frozen=True)
class Article:
    """One article: front matter and Markdown body."""

    name: str
    title: str
    keywords: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]
    body: str


@cache
def articles(language: Language) -> dict[str, Article]:
    """Every article of a language by name."""
    return {path.stem: _read(path) for path in sorted((ROOM / language).glob("*.md"))}


def _read(path: Path) -> Article:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    fields: dict[str, list[str]] = {}
    for line in head.splitlines():
        name, _, value = line.partition(": ")
        fields.setdefault(name, []).append(value.strip())
    return Article(
        path.stem,
        fields["title"][0],
        fields["keywords"][0],
        tuple(fields["source"]),
        tuple(fields["test"]),
        body.strip(),
    )


def nearest(question: str, language: Language) -> list[tuple[float, Article]]:
    """The articles in falling order of their similarity to the question (0 to 1).

    English words that no article has count as those of another subject.
    """
    vectors, weights = _index(language)
    foreign = max(weights.values())
    asked = {term: count * weights.get(term, foreign * term.isascii()) for term, count in _terms(question).items()}
    found = [(_cosine(asked, vectors[name]), article) for name, article in articles(language).items()]
    return sorted(found, key=lambda pair: -pair[0])


@cache
def _index(language: Language) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    counts = {
        name: _terms(f"{f'{article.title} {article.keywords} ' * 3} {article.body}")
        for name, article in articles(language).items()
    }
    holds = Counter(term for terms in counts.values() for term in terms)
    weights = {term: math.log(1 + len(counts) / number) for term, number in holds.items()}
    return {
        name: {term: (1 + math.log(count)) * weights[term] for term, count in terms.items()}
        for name, terms in counts.items()
    }, weights


def _terms(text: str) -> Counter[str]:
    text = re.sub(r"__\w+__", " ", text.lower())  # names of Python's own
    words = [word for word in re.findall(r"[a-z][a-z0-9]*", text) if word not in _STOP]
    chinese = re.findall(r"[\u4e00-\u9fff]+", text)
    pairs = [run[start : start + 2] for run in chinese for start in range(max(1, len(run) - 1))]
    pairs = [pair for pair in pairs if pair not in _STOP]
    return Counter([word.removesuffix("s") for word in words] + pairs)


def _cosine(first: dict[str, float], second: dict[str, float]) -> float:
    product = sum(value * second.get(term, 0.0) for term, value in first.items())
    length = math.sqrt(sum(value**2 for value in first.values())) * math.sqrt(sum(v**2 for v in second.values()))
    return product / length if length else 0.0
