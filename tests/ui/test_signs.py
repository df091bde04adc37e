"""One sign for a difference from a baseline: less error is negative and better, on every page, table and sentence."""

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from assistant.conversation.messages import Message, TextPart, ToolResult
from assistant.services import Services
from assistant.tools import run_summaries
from assistant.ui.words.labels import say
from lstm_core.__main__ import main
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.reports.html.page import report_page
from lstm_core.reports.series import tables
from lstm_core.reports.series.backtest_table import folds
from lstm_core.reports.text import tables as text_tables
from lstm_core.reports.verdicts import explanation, headline, score, verdict
from lstm_core.results.series import Fold, SeriesColumn
from lstm_core.results.speech import SpeechResult, SpeechScores
from lstm_core.results.text import BitsGain, TextResult, TextScores
from lstm_core.runs.record import read_run
from lstm_core.spec.parsing import parse_train_spec
from tests.support import make_finished_run, spec_of
from tests.ui.pages import answered

FEW = {"data__horizon": 20}
RESULTS = {  # gain, noise, changes, verdict, change, words that must stand in the headline and that must not
    "better": (0.4, 0.0, {}, "better", "-40%", ("beats", "优于"), ("not shown", "没有证据")),
    "tied": (0.02, 0.3, {}, "tie", "-2.1%", ("not shown to be better", "没有证据"), ("worse", "不如")),
    "worse": (-0.5, 0.0, {}, "worse", "+50%", ("worse than", "不如"), ("chance", "偶然")),
    "few, higher": (-0.655, 0.0, FEW, "few", "+66%", ("its error is higher", "误差更高"), ("chance", "偶然")),
    "many times worse": (-49.0, 0.0, {}, "worse", "×50", ("far worse", "远不如"), ("%", "%")),
    "hardly comparable": (-2e4, 0.0, {}, "worse", ">×1000", ("many times", "许多倍"), ("e+", "%")),
    "few, lower": (0.2, 0.0, FEW, "few", "-20%", ("is lower than", "低（"), ("chance", "偶然")),
}
FIGURES = """
import streamlit as st
from pathlib import Path
from assistant.ui.cards import picture
from lstm_core.runs.train import TrainRecord
st.session_state["language"] = {language!r}
picture.figures(TrainRecord.model_validate_json(Path({path!r}).read_text(encoding="utf-8")))
"""


def figures(record, language, folder):
    """Label -> value and delta of every figure of the card."""
    place = folder / "record.json"
    place.write_text(record.model_dump_json(), encoding="utf-8")
    page = AppTest.from_string(FIGURES.format(path=str(place), language=language), default_timeout=30).run()
    assert not page.exception
    return {metric.label: (metric.value, metric.delta) for metric in page.metric}


def turned(change):
    """The same size with the other sign."""
    return change.translate(str.maketrans("+-", "-+"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", RESULTS)
def test_a_forecast_is_compared_with_the_same_number_and_sign_everywhere(name, language, tmp_path, capsys):
    gain, noise, changes, kind, change, wanted, unwanted = RESULTS[name]
    place = make_finished_run(tmp_path, spec_of(**changes), gain=gain, noise=noise)
    record = read_run(place)
    assert verdict(record.result) == kind
    at = 0 if language == "zh" else 1
    told = headline(record).text(language)
    assert wanted[1 - at] in told
    assert unwanted[1 - at] not in told
    assert main(["--lang", language, "show", str(place)]) == 0
    shown = {
        "headline": told,
        "score": score(record.result).text(language),
        "explanation": " ".join(message.text(language) for message in explanation(record)),
        "tile": tables.tiles(record, language)[2].value,
        "table": " ".join(row.change for row in tables.scores(record, language)),
        "report": unescape(
            re.sub(r"<(script|style).*?</\1>", "", report_page(record, None, language), flags=re.DOTALL)
        ),
        "command line": capsys.readouterr().out,
        "card": figures(record, language, tmp_path)[say("figure.change_seasonal_naive", language)][0],
    }
    assert told.count(change) == 1
    if kind == "few" or name == "hardly comparable":
        del shown["explanation"]  # it says how many windows there are, or the errors alone
    assert {place for place, text in shown.items() if change not in text} == set()
    assert {place for place, text in shown.items() if turned(change) != change and turned(change) in text} == set()
    interval = record.result.skill["seasonal_naive"].change
    if interval.low is not None:
        assert interval.low <= interval.value <= interval.high


@pytest.mark.parametrize("name", ["better", "worse", "few, higher"])
def test_the_guide_and_the_tools_say_the_same(name, own_workspace):
    gain, noise, changes, _, change, (english, _), _ = RESULTS[name]
    services = Services(own_workspace)
    try:
        run = make_finished_run(services.runs, spec_of(**changes), gain=gain, noise=noise)
        conversation = services.store.create("en")
        card = services.store.add_card(conversation, spec_of(**changes))
        services.store.attach_run(card, run.name)
        made = ToolResult(id="1", name="propose_run", content="{}", card=card)
        services.store.append(conversation, Message(role="user", parts=[TextPart(text="Forecast")]))
        services.store.append(conversation, Message(role="assistant", parts=[made], finish_reason="stop"))
        content = run_summaries.describe(services.toolbox(conversation, "en"), services.record(run.name))
        assert content["error_change"]["seasonal_naive"]["value"] == pytest.approx(-gain, abs=1e-3)
        question = Message(role="user", parts=[TextPart(text="Explain the result")])
        services.turns.start(conversation, question, services.client("en"), "en")
        answered(services, conversation)
        last = services.store.messages(conversation)[-1][1]
        said = " ".join(part.text for part in last.parts if isinstance(part, TextPart)).replace("\\", "")
        assert english in said
        assert change in said
        assert turned(change) not in said
    finally:
        services.close()


def test_a_result_that_is_worse_than_the_best_baseline_is_called_so_although_it_ties_with_persistence(tmp_path):
    record = read_run(make_finished_run(tmp_path, spec_of(), gain=-0.5))
    skill = record.result.skill
    tied = skill["persistence"].model_copy(update={"value": 0.01, "low": -0.1, "high": 0.1})
    result = record.result.model_copy(update={"skill": {**skill, "persistence": tied}})
    record = record.model_copy(update={"result": result})
    assert verdict(result) == "worse"
    assert "worse than repeating the last season" in headline(record).text("en")
    assert "+50%" in score(result).text("en")


def test_columns_and_pieces_are_compared_with_one_sign_too(tmp_path):
    better = read_run(make_finished_run(tmp_path / "better", spec_of(), gain=0.4))
    worse = read_run(make_finished_run(tmp_path / "worse", spec_of(), gain=-0.5)).result
    column = SeriesColumn.model_validate({name: getattr(worse, name) for name in SeriesColumn.model_fields})
    pieces = [Fold(first="1990", last="1995", rows=9, test=each.test) for each in (better.result, worse)]
    result = better.result.model_copy(update={"columns": {"other": column}, "folds": pieces})
    record = better.model_copy(update={"result": result})
    for language in LANGUAGES:
        assert [row[-1] for row in tables.columns(record, language)] == ["-40%", "+50%"]
        assert [row.change for row in folds(record, language)] == ["-40%", "+50%"]
    told = " ".join(message.text("en") for message in explanation(record))
    assert "Of 2 columns 1 are forecast better than by their baseline and 1 worse" in told
    assert "in 1 of 2 pieces the error of the model was lower" in told


# -- text and speech ---------------------------------------------------------------------------------------------------


def text_result(gain, low, high):
    def scores(bits):
        return TextScores(nats=bits, bits_per_character=bits, perplexity=2.0, character_perplexity=2.0)

    measured = {"model": scores(2.5 - gain), "unigram": scores(4.0), "ngram": scores(2.5)}
    found = BitsGain(value=gain, low=low, high=high, blocks=9)
    return TextResult(
        best_step=40,
        steps=60,
        reason="steps",
        seconds=1.0,
        data_digest="0",
        weights="checkpoints/best.safetensors",
        validation=measured,
        test=measured,
        gain={"ngram": found, "unigram": found},
        training_nats=2.0,
        order=5,
        level="character",
        symbols=60,
        characters={"train": 100, "validation": 10, "test": 10},
        unknown=0.0,
        samples=[],
        reference_copy=0,
    )


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("measured", "kind", "change", "words"),
    [
        ((0.5, 0.4, 0.6), "better", "-0.500", ("更会预测", "better than")),
        ((-0.5, -0.6, -0.4), "worse", "+0.500", ("不如", "worse than")),
        ((0.125, -0.1, 0.35), "tie", "-0.125", ("没有证据", "not shown to be better")),
        ((-0.5, None, None), "few", "+0.500", ("用更多比特", "more bits per character")),
        ((0.5, None, None), "few", "-0.500", ("元模型少", "fewer bits per character")),
    ],
)
def test_a_text_run_is_compared_with_one_sign_too(tmp_path, measured, kind, change, words, language):
    made = read_run(make_finished_run(tmp_path))
    result = text_result(*measured)
    record = made.model_copy(update={"spec": parse_train_spec({"data": {"task": "text"}}), "result": result})
    told = headline(record).text(language)
    assert verdict(result) == kind
    assert words[language == "en"] in told
    assert "chance" not in told
    assert "偶然" not in told
    _, delta = figures(record, language, tmp_path)[say("figure.bits", language)]
    shown = {"headline": told, "score": score(result).text(language), "card": delta}
    shown["table"] = " ".join(row.change for row in text_tables.scores(record, language))
    assert {place for place, text in shown.items() if change not in text} == set()
    assert {place for place, text in shown.items() if turned(change) in text} == set()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("wer", "kind", "change"), [(0.04, "better", "-96%"), (1.25, "few", "+25%"), (1.0, "few", "+0%")]
)
def test_a_speech_run_is_compared_with_one_sign_too(tmp_path, wer, kind, change, language):
    def scores(rate):
        return SpeechScores(wer=rate, cer=rate, right=max(0.0, 1 - rate), loss=None, utterances=20)

    result = SpeechResult(
        best_step=40,
        steps=60,
        reason="steps",
        seconds=1.0,
        data_digest="0",
        weights="checkpoints/best.safetensors",
        validation={"model": scores(wer), "guess": scores(1.0)},
        test={"model": scores(wer), "beam": scores(wer), "guess": scores(1.0)},
        guess="one",
        symbols=["", "one"],
        train_speakers=[],
        test_speakers=[],
        heard=[],
    )
    made = read_run(make_finished_run(tmp_path))
    record = made.model_copy(update={"spec": parse_train_spec({"data": {"task": "speech"}}), "result": result})
    told = headline(record).text(language)
    assert verdict(result) == kind
    if kind == "few":
        assert {"zh": "没有证据", "en": "not shown to be better"}[language] in told
    _, delta = figures(record, language, tmp_path)[say("figure.test_wer", language)]
    for text in (told, score(result).text(language), delta):
        assert change in text


def test_no_sentence_of_a_result_speaks_of_chance_or_of_a_gain():
    from lstm_core.i18n.sentences import TEXTS

    for key, text in TEXTS.items():
        if key.startswith(("report.", "document.")):
            assert not re.search(r"may be chance|[Gg]ain over|[Ss]kill of", text.en), key
            assert not re.search(r"只是偶然|误差降幅|技巧分", text.zh), key
