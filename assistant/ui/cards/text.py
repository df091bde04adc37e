"""What the card of a text run shows: the text before it, what the network writes while it learns and afterwards."""

import time
from typing import Any

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import naming
from assistant.ui.cards.subject import Subject
from assistant.ui.kit import boundary, formats
from assistant.ui.kit.session import say
from lstm_core.data.text import profile
from lstm_core.data.text.profile import TextProfile
from lstm_core.errors import DataError
from lstm_core.reports.text import verdicts as text
from lstm_core.results.text import TextResult
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.text import TextData

PICTURES = ("writing",)
LIVE = ()
NARROWEST = 112  # pixels of a figure or field, so that a phone shows two beside each other
HEAD_HEIGHT, LIVE_HEIGHT, WRITTEN_HEIGHT = 180, 150, 300
DRAW_SECONDS = 0.08  # between two drawings of a text that grows
LONGEST_PROMPT = 2000
LONGEST = 2000  # symbols of one answer
VISIBLE = {" ": "␣", "\n": "↵", "\t": "⇥"}


def data(_services: Services, subject: Subject) -> None:
    """Size, symbols and first lines of the text."""
    try:
        found = _profile(subject.spec.text.model_dump_json())
    except DataError as error:
        boundary.show(error.messages)
        return
    with st.grid(4, min_column_width=NARROWEST, gap="small"):
        st.metric(say("figure.characters"), f"{found.characters:,}")
        st.metric(say("figure.lines"), f"{found.lines:,}")
        if subject.spec.text.level == "character":
            st.metric(say("figure.vocabulary"), f"{found.vocabulary + 1:,}")
        else:
            st.metric(say("figure.vocabulary"), f"≤ {subject.spec.text.vocabulary_size:,}")
        st.metric(say("figure.chinese"), f"{found.chinese:.0%}")
    frequent = " · ".join(f"{VISIBLE.get(symbol, symbol)} {share:.1%}" for symbol, share in found.frequent[:8])
    st.caption(formats.literal(say("text.frequent", characters=frequent)))
    st.caption(say("text.begins"))
    st.code(found.head, language=None, wrap_lines=True, height=HEAD_HEIGHT)


@st.cache_data(show_spinner=False, max_entries=16)
def _profile(data_json: str) -> TextProfile:
    return profile.profile(TextData.model_validate_json(data_json))


def pictures(_record: TrainRecord) -> tuple[str, ...]:
    """A finished run writes."""
    return PICTURES


def live(_services: Services, _subject: Subject, record: TrainRecord) -> None:
    """The newest text that the network wrote while training."""
    if record.sample is None:
        st.caption(say("text.later"))
        return
    st.caption(say("text.now", step=record.sample.step))
    st.code(record.sample.text, language=None, wrap_lines=True, height=LIVE_HEIGHT)


def picture(services: Services, subject: Subject, record: TrainRecord, _name: str) -> None:
    """The panel in which a person has the network write."""
    if "checkpoints/best.safetensors" not in record.artifacts:
        st.caption(say("text.no_weights"))
        return
    request = _request(subject, record)
    key = f"{subject.key}-write"
    with st.container(horizontal=True, gap="xsmall"):
        asked = st.button(
            naming.of_subject("text.write", subject), key=key, type="primary", icon=":material/edit_note:"
        )
        st.button(naming.of_subject("text.stop", subject), key=f"{key}-stop", icon=":material/stop:")
    place, note = st.empty(), st.empty()
    kept: dict[str, Any] | None = st.session_state.get(f"{key}-kept")
    if asked:
        kept = {"prompt": request["prompt"], "text": "", "note": ""}
        st.session_state[f"{key}-kept"] = kept
        place.caption(say("text.loading"))
        drawn = 0.0
        for part in services.inference.ask(record.id, request):
            if part["type"] == "token":
                kept["text"] += part["text"]
                if time.monotonic() - drawn >= DRAW_SECONDS:
                    _draw(place, kept)
                    drawn = time.monotonic()
            elif part["type"] == "done":
                kept["note"] = _note(part)
    if kept is None:
        sample = _sample(record)
        if sample is not None:
            _draw(place, {"prompt": sample[1], "text": sample[2]})
            note.caption(say("text.sample", temperature=f"{sample[0]:g}"))
        return
    _draw(place, kept)
    note.caption(formats.literal(kept["note"]))


def _request(subject: Subject, record: TrainRecord) -> dict[str, Any]:
    """The fields, and what stands in them."""
    key = f"{subject.key}-sampling"
    sample = _sample(record)
    prompt = st.text_area(
        say("text.prompt"),
        value=sample[1].strip("\n") if sample else "",
        key=f"{key}-prompt",
        max_chars=LONGEST_PROMPT,
        height=68,
    )
    with st.grid(5, min_column_width=NARROWEST, gap="small"):
        number = st.number_input
        temperature = number(
            say("text.temperature"), 0.0, 5.0, 0.8, 0.1, key=f"{key}-temperature", help=say("text.temperature_help")
        )
        length = number(say("text.length"), 1, LONGEST, 400, 100, key=f"{key}-length")
        top_k = number(say("text.top_k"), 0, 1000, 0, 5, key=f"{key}-top-k")
        top_p = number(say("text.top_p"), 0.01, 1.0, 1.0, 0.05, key=f"{key}-top-p")
        seed = number(say("text.seed"), 0, 2**31 - 1, 0, 1, key=f"{key}-seed")
    shown = prompt + "\n" if sample and prompt and sample[1] == prompt + "\n" else prompt
    return {
        "prompt": shown,
        "temperature": temperature,
        "length": length,
        "top_k": top_k,
        "top_p": top_p,
        "seed": seed,
    }


def _sample(record: TrainRecord) -> tuple[float, str, str] | None:
    """Temperature, prompt and text of the result's middle sample."""
    samples = TextResult.of(record.result).samples
    if not samples:
        return None
    sample = samples[len(samples) // 2]
    return sample.temperature, sample.prompt, sample.text


def _draw(place: Any, kept: dict[str, Any]) -> None:
    place.code(kept["prompt"] + kept["text"], language=None, wrap_lines=True, height=WRITTEN_HEIGHT)


def _note(part: dict[str, Any]) -> str:
    told = say("text.written", characters=part["characters"], seconds=f"{part['seconds']:.1f}")
    return f"{told} · {say('text.unknown_prompt', symbols=part['unknown'])}" if part["unknown"] else told


def training(record: TrainRecord) -> None:
    """Validation loss beside the baselines', and the gradient."""
    last = record.evaluations[-1] if record.evaluations else None
    best = min((event.loss for event in record.evaluations), default=None)
    ngram = record.measured.get("ngram.validation_loss")
    compared = formats.change(last.loss / ngram - 1) if last and ngram else None
    st.metric(
        say("figure.validation"),
        formats.significant(last.loss if last else None),
        compared or "–",
        delta_color="inverse" if compared else "off",
        delta_arrow="auto" if compared else "off",
        delta_description=say("figure.to_ngram"),
        help=say("figure.validation_help", step=last.step, best=formats.significant(best)) if last else None,
    )
    for name in ("unigram", "ngram"):
        value = record.measured.get(f"{name}.validation_loss")
        st.metric(say(f"figure.{name}"), formats.significant(value), help=say("figure.baseline_help"))
    norm = record.curve.gradient_norm[-1] if record.curve.gradient_norm else None
    clip = record.spec.train.clip_norm
    limit = say("figure.none") if clip is None else formats.significant(clip)
    st.metric(say("figure.gradient"), formats.significant(norm), help=say("figure.gradient_help", clip=limit))


def finished(record: TrainRecord) -> None:
    """Bits per character beside the n-grams, perplexity, the longest copy."""
    result = TextResult.of(record.result)
    found, gain = result.judged, result.gain["ngram"]
    change = text.bits_with_interval(gain.change)
    st.metric(
        say("figure.bits"),
        formats.significant(found["model"].bits_per_character),
        str(change["change"]),
        delta_color="inverse",
        delta_description=say("figure.to_ngram"),
        help=say("figure.change_interval", **change) if "low" in change else say("figure.change_help"),
    )
    st.metric(say("figure.ngram"), formats.significant(found["ngram"].bits_per_character))
    st.metric(say("figure.perplexity"), formats.significant(found["model"].perplexity))
    count = len(text.longest_copy(result))
    st.metric(
        say("figure.copied"),
        say("figure.copied_value", count=count),
        help=say("figure.copied_help", reference=result.reference_copy),
    )
