"""What the card of a speech run shows: recordings to listen to before it, transcripts and alignments after it."""

import contextlib
import zipfile
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import recognise, transcripts
from assistant.ui.cards.subject import Subject
from assistant.ui.kit import boundary, charts, formats, plot
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import sentence
from lstm_core.errors import DataError, Sentence
from lstm_core.reports.speech import alignment_figure
from lstm_core.reports.speech import verdicts as speech
from lstm_core.results.speech import SpeechResult
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.speech import SpeechData

PICTURES = ("transcripts", "alignment", "recognise")
LIVE = ("recognise",)  # also while the run trains
LISTED = 6


class RecordingsPreview(NamedTuple):
    """Recordings as far as a card shows them: how much there is, what is wrong, some to listen to."""

    summary: Sentence
    notices: tuple[Sentence, ...]
    examples: tuple[tuple[str, str, bytes], ...]  # file, transcript, the file's own bytes
    seconds: tuple[float, float, float]  # of the shortest, the middle and the longest recording


def data(_services: Services, subject: Subject) -> None:
    """How many recordings there are, what the doctor found, and a few to play."""
    try:
        shown = _preview(subject.spec.speech.model_dump_json())
    except DataError as error:
        boundary.show(error.messages)
        return
    st.markdown(formats.literal(sentence(shown.summary, language())))
    shortest, middle, longest = map(formats.significant, shown.seconds)
    st.caption(say("profile.durations", shortest=shortest, middle=middle, longest=longest))
    for notice in shown.notices:
        st.warning(formats.literal(sentence(notice, language())))
    with st.grid(2, min_column_width=200, gap="small"):
        for file, transcript, content in shown.examples:
            with st.container(gap="xxsmall"):
                st.caption(formats.literal(f"{file} · {transcript}"))
                st.audio(content, format=transcripts.media_type(file))


@st.cache_data(show_spinner=False, max_entries=4)
def _preview(data_json: str) -> RecordingsPreview:
    from lstm_core.data.files import archives
    from lstm_core.data.speech import ctc_checks, recordings
    from lstm_core.data.speech.proposals import summary, utterances_of

    spec = SpeechData.model_validate_json(data_json)
    utterances = utterances_of(spec)
    notices = tuple(ctc_checks.check(utterances, spec))
    origin = recordings.BUILT_IN if spec.source == "digits" else Path(str(spec.file))
    step = max(1, len(utterances) // LISTED)
    with contextlib.closing(archives.Archive(origin, recordings.title(spec, "en"))) as archive:
        examples = tuple((each.file, each.transcript, archive.read(each.file)) for each in utterances[::step][:LISTED])
    lengths = sorted(len(each.samples) / spec.rate for each in utterances)
    seconds = lengths[0], lengths[len(lengths) // 2], lengths[-1]
    return RecordingsPreview(summary(utterances, spec), notices, examples, seconds)


def pictures(_record: TrainRecord) -> tuple[str, ...]:
    """A finished run has them all."""
    return PICTURES


def picture(services: Services, subject: Subject, record: TrainRecord, name: str) -> None:
    """What was said and heard, the alignment of one recording, or the panel for a recording of one's own."""
    if name == "recognise":
        recognise.panel(services, subject, record)
        return
    result = SpeechResult.of(record.result)
    if name == "transcripts":
        st.dataframe(
            {
                say("speech.right_mark"): ["✓" if each.said == each.heard else "✗" for each in result.heard],
                say("speech.said"): [each.said for each in result.heard],
                say("speech.heard"): [each.heard or "–" for each in result.heard],
                say("speech.file"): [each.file for each in result.heard],
            },
            hide_index=True,
            height=charts.HEIGHT,
            key=f"{subject.key}-transcripts",
        )
        return
    chosen = st.selectbox(
        say("speech.file"),
        range(len(result.heard)),
        format_func=lambda place: f"{result.heard[place].file} · {result.heard[place].said}",
        key=f"{subject.key}-utterance",
    )
    heard = result.heard[chosen]
    sound = _sound(str(RunFolder(record.path).data), heard.file)
    if sound:
        st.audio(sound, format=transcripts.media_type(heard.file))
    figure = alignment_figure.alignment(result.symbols, heard, language(), charts.PAGE)
    plot.show(subject.key, "alignment", figure, alignment_figure.alt_text(heard, language()), alignment_figure.HEIGHT)


@st.cache_data(show_spinner=False, max_entries=16)
def _sound(path: str, file: str) -> bytes:
    """The recording's own bytes; none when the run's data is gone."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(file)
    except (OSError, KeyError, zipfile.BadZipFile):
        return b""


def live(_services: Services, _subject: Subject, _record: TrainRecord) -> None:
    """Nothing beside the loss curve."""


def training(record: TrainRecord) -> None:
    """Validation loss, word error rate and the gradient."""
    last = record.evaluations[-1] if record.evaluations else None
    wer = record.measured.get("validation.wer")
    norm = record.curve.gradient_norm[-1] if record.curve.gradient_norm else None
    st.metric(say("figure.validation"), formats.significant(last.loss if last else None))
    st.metric(say("figure.wer"), "–" if wer is None else formats.percent(wer, "-"), help=say("figure.wer_help"))
    st.metric(say("figure.gradient"), formats.significant(norm))
    if record.sample is not None:
        st.metric(say("figure.hears"), formats.literal(record.sample.text))


def finished(record: TrainRecord) -> None:
    """Error rates on the test part beside a guesser's."""
    result = SpeechResult.of(record.result)
    model, guess, beam = result.test["model"], result.test["guess"], result.test["beam"]
    st.metric(
        say("figure.test_wer"),
        formats.percent(model.wer, "-"),
        speech.change(result),
        delta_color="inverse",
        delta_description=say("figure.to_guess"),
        help=say("figure.wer_help"),
    )
    st.metric(say("figure.beam_wer"), formats.percent(beam.wer, "-"))
    st.metric(say("figure.right"), formats.percent(model.right, "-"))
    st.metric(say("figure.guess_wer"), formats.percent(guess.wer, "-"), help=formats.literal(result.guess))
