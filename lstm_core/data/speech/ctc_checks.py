"""The CTC doctor: what keeps an utterance from being learned, found before training; each finding names the file."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from lstm_core.data.files.archives import printable_name as plain
from lstm_core.data.speech.recordings import Utterance
from lstm_core.data.speech.transcripts.symbols import frames_needed, pieces, symbols_of
from lstm_core.errors import DataError, Sentence
from lstm_core.spec.derived import inputs_of_samples
from lstm_core.spec.speech import SpeechData

SILENT = 10 ** (-60 / 20)  # of full scale
LISTED = 8
NAMED = 12  # symbols in a sentence


class Diagnosis(NamedTuple):
    """One utterance and what is wrong with it."""

    file: str
    kind: Literal["too_short", "unknown_symbol", "silent", "clipped"]
    message: Sentence


def examine(utterances: Sequence[Utterance], data: SpeechData) -> list[Diagnosis]:
    """Everything that is wrong, in the order of the utterances."""
    known = set(symbols_of([each.transcript for each in utterances if each.part == "train"], data.symbols))
    found: list[Diagnosis] = []
    for each in utterances:
        facts: dict[str, str | int | float] = {"entry": plain(each.file)}
        wanted = pieces(each.transcript, data.symbols)
        numbers = [hash(symbol) for symbol in wanted]
        need, have = frames_needed(numbers), inputs_of_samples(data, len(each.samples))
        if have < need:
            shown = {**facts, "inputs": have, "needed": need, "stack": data.stack}
            found.append(Diagnosis(each.file, "too_short", Sentence("doctor.too_short", shown)))
        strange = [symbol for symbol in wanted if symbol not in known]
        if strange:
            shown = {**facts, "symbol": strange[0][:40]}
            found.append(Diagnosis(each.file, "unknown_symbol", Sentence("doctor.unknown_symbol", shown)))
        if float(np.abs(each.samples).max(initial=0.0)) < SILENT:
            found.append(Diagnosis(each.file, "silent", Sentence("doctor.silent", facts)))
        if each.clipped:
            found.append(Diagnosis(each.file, "clipped", Sentence("doctor.clipped", facts)))
    return found


def unseen_symbols(utterances: Sequence[Utterance], data: SpeechData) -> list[Sentence]:
    """One sentence that names the symbols of the later parts which training never sees, the most frequent first."""
    known = set(symbols_of([each.transcript for each in utterances if each.part == "train"], data.symbols))
    counts: Counter[str] = Counter()
    files: list[str] = []
    for each in utterances:
        strange = [symbol for symbol in pieces(each.transcript, data.symbols) if symbol not in known]
        counts.update(strange)
        files += [each.file] if strange else []
    if not files:
        return []
    ranked = sorted(counts, key=lambda symbol: (-counts[symbol], symbol))
    named = ", ".join(f"“{plain(symbol)[:40] or hex(ord(symbol[0]))}”" for symbol in ranked[:NAMED])
    more = " …" if len(ranked) > NAMED else ""
    facts: dict[str, str | int | float] = {"symbols": named + more, "count": len(ranked), "files": len(files)}
    return [Sentence("doctor.unseen_symbols", {**facts, "entry": plain(files[0])})]


def check(utterances: Sequence[Utterance], data: SpeechData) -> list[Sentence]:
    """Notices about the utterances. Raises DataError when training could not begin, with the first files named."""
    sizes = {part: sum(each.part == part for each in utterances) for part in ("train", "validation", "test")}
    for part, count in sizes.items():
        if count == 0:
            raise DataError(Sentence("speech.empty_part", {"part": part}))
    found = [each for each in examine(utterances, data) if each.kind != "unknown_symbol"]
    for kind in ("too_short", "silent"):
        fatal = [each for each in found if each.kind == kind]
        if fatal:
            raise DataError(*(each.message for each in fatal[:LISTED]))
    notices = [*unseen_symbols(utterances, data), *(each.message for each in found[:LISTED])]
    if len(found) > LISTED:
        notices.append(Sentence("doctor.more", {"count": len(found) - LISTED}))
    return notices
