"""What is offered after a result follows from its own numbers."""

import pytest

from assistant.guide.answers import following
from lstm_core.i18n.languages import LANGUAGES
from tests.assistant.test_comparing import asked, comparison_in


def content(verdict, best_step=300, ended_by="patience", **more):
    return {
        "headline": "So.", "explanation": ["Because."], "state": "finished", "best_step": best_step,
        "ended_by": ended_by, "configuration": {"train": {"steps": 600}, "data": {}, "model": {"cell": "lstm"}},
        "error_change": {"persistence": {"value": 0.1, "verdict": verdict}}, **more,
    }  # fmt: skip


def steps(language="en", **given):
    return following.steps(content(**given), "series", language)


def test_a_network_that_still_improves_is_trained_longer():
    assert steps(verdict="better", best_step=580, ended_by="steps")[0] == "Set Steps to 1200"
    assert steps(verdict="better", best_step=580, ended_by="patience")[0] != "Set Steps to 1200"
    assert steps(verdict="better", best_step=300, ended_by="steps")[0] != "Set Steps to 1200"


def test_one_that_is_worse_than_a_baseline_is_compared_with_variants():
    assert steps(verdict="worse") == ["How do I improve it?", "Compare window lengths", "Compare learning rates"]
    assert following.steps(content("worse"), "speech", "en")[1] == "Compare 1, 2 and 3 layers"


def test_one_that_is_not_shown_to_be_better_is_repeated():
    assert steps(verdict="not shown to be better")[0] == "Repeat it over 5 seeds"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verdict", ["worse", "better", "not shown to be better"])
def test_every_step_is_understood(verdict, language):
    for step in steps(language, verdict=verdict, best_step=600, ended_by="steps"):
        events, tools = asked("card", step)
        assert tools.calls or events, step


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("path", "after"), [("train.learning_rate", 0.0005), ("model.hidden_size", 128), ("data.window", 96)]
)
def test_a_change_that_a_finding_suggests_can_be_compared_with_what_there_is(path, after, language):
    values = {"train.learning_rate": 0.002, "model.hidden_size": 64, "data.window": 48}
    [sentence] = following.tested({path: after}, values, language)
    assert comparison_in(asked("card", sentence)[1])["candidates"] == [{path: values[path]}, {path: after}]


def test_what_is_no_number_or_several_settings_is_not_compared_so():
    assert following.tested({"model.cell": "gru"}, {"model.cell": "lstm"}, "en") == []
    assert following.tested({"a": 1, "b": 2}, {"a": 0, "b": 1}, "en") == []
