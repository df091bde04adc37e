"""What a repetition over seeds says: the mean with its interval, how far seeds lie apart, and who is left out."""

from collections import Counter
from collections.abc import Callable

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language, Parameter
from lstm_core.i18n.numbers import percent, signed, significant
from lstm_core.results.repeat import RepeatResult, Statistic
from lstm_core.runs.folder import RunState
from lstm_core.runs.repeat import RepeatRecord
from lstm_core.spec.tasks import TASKS

SHARES = ("wer", "cer", "right")  # written as percent
ENSEMBLE = "repeat.ensemble"  # the sentence on a mean of networks
FAR_APART = 1.4  # the largest by the smallest error of one seed, from which a mean of networks may pay (decision 41)
CHANGES: dict[str, Callable[[float], str]] = {"change_": percent, "bits_": signed}  # against a baseline; less is better


def headline(record: RepeatRecord) -> Sentence:
    """The one sentence: the deciding measure over the seeds, or where the repetition stands."""
    if record.failure is not None:
        return record.failure
    if record.result is None:
        key = {RunState.STOPPED: "stopped", RunState.LOST: "lost", RunState.QUEUED: "queued"}.get(
            record.state, "running"
        )
        return Sentence(f"repeat.{key}", {"done": record.step, "seeds": record.steps})
    name, found = next(iter(record.table.items()))
    if found.low is None or found.high is None:
        return Sentence(f"repeat.one_{name}", {"mean": written(name, found.mean)})
    ends: dict[str, Parameter] = {"low": written(name, found.low), "high": written(name, found.high)}
    return Sentence(f"repeat.headline_{name}", {"seeds": found.count, "mean": written(name, found.mean), **ends})


def explanation(record: RepeatRecord) -> list[Sentence]:
    """What the table says: against the hardest baseline, how far the seeds lie apart, and who is left out."""
    if not record.table or record.result is None:
        return []
    name, first = next(iter(record.table.items()))
    sentences = [*_against(record.table)]
    if first.count > 1:
        spread: dict[str, Parameter] = {
            part: written(name, getattr(first, part)) for part in ("deviation", "smallest", "largest")
        }
        sentences += [Sentence("repeat.spread", spread), *_ensemble(record, name, first)]
    without = Counter(member.state for member in record.members if not member.measures)
    if without:
        states = ", ".join(f"{count} × {state}" for state, count in without.items())
        sentences.append(Sentence("repeat.without_result", {"count": sum(without.values()), "states": states}))
    return sentences


def _ensemble(record: RepeatRecord, name: str, errors: Statistic) -> list[Sentence]:
    """That a mean of networks may pay, where the errors of one network lie far apart."""
    run = record.spec.run
    several = "members" in TASKS[run.data.task].own and run.model.members == 1
    if not several or name != "mae" or errors.largest < FAR_APART * errors.smallest:
        return []
    return [Sentence(ENSEMBLE)]


def summary(record: RepeatRecord, language: Language) -> str:
    """What stands at the top wherever the repetition is told of."""
    return headline(record).text(language)


def score(result: RepeatResult) -> Sentence:
    """The result in half a line, for a list of runs."""
    name, found = next(iter(result.table.items()))
    return Sentence(f"repeat.score_{name}", {"seeds": found.count, "mean": written(name, found.mean)})


def lines(record: RepeatRecord, language: Language) -> list[str]:
    """The table and the members for a terminal."""
    shown = []
    for name, found in record.table.items():
        mean, low, high = (written(name, value) for value in (found.mean, found.low, found.high))
        shown.append(f"{Sentence(f'measure.{name}').text(language):44} {mean}  ({low} … {high})")
    for member in record.members:
        state = Sentence(f"member.{member.state}").text(language)
        measures = "  ".join(written(name, value) for name, value in member.measures.items())
        shown.append(f"{member.member:12} {state:12} {measures}".rstrip())
    return shown


def written(name: str, value: float | None) -> str:
    """A measure as a reader expects it."""
    if value is None:
        return significant(None)
    for beginning, form in CHANGES.items():
        if name.startswith(beginning) and name != "bits_per_character":
            return form(value)
    return percent(value, "-") if name in SHARES else significant(value)


def hardest(table: dict[str, Statistic]) -> str | None:
    """The measure that compares with the baseline that is hardest to beat; None without baselines."""
    compared = [name for name in table if name.startswith(tuple(CHANGES)) and name != "bits_per_character"]
    return max(compared, key=lambda name: table[name].mean, default=None)


def _against(table: dict[str, Statistic]) -> list[Sentence]:
    """The verdict against the baseline that is hardest to beat; none without baselines or an interval."""
    name = hardest(table)
    if name is None or table[name].low is None:
        return []
    found = table[name]
    low, high = float(found.low or 0.0), float(found.high or 0.0)
    key = "better" if high < 0 else "worse" if low > 0 else "tie"
    numbers: dict[str, Parameter] = {"mean": written(name, found.mean), "low": written(name, low)}
    return [Sentence(f"repeat.{key}_{name.split('_', 1)[1]}", {**numbers, "high": written(name, high)})]
