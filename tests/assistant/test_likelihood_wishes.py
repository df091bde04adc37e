"""Likelihoods asked for in words and in the form: what comes along, what is said, what is refused."""

import numpy as np
import pytest

from assistant.guide.understanding.quantities import settings_in
from assistant.ui.cards import fields
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.spec.likelihoods import COUNTS_NEED, SHIFTED, taken_along
from lstm_core.spec.series import SeriesData
from tests.assistant.sentences import SERIES
from tests.assistant.test_changes import ask, changes_of, text_of

ALONG = {"data.scaling": "mean", "data.window_scaling": "none", "data.floor": 0.0}
COUNTED = SERIES.with_changes({"train.loss": "negative_binomial", **{"data.transform": "none"}, **ALONG})
SENTENCES = [
    ("use a negative binomial likelihood", "negative_binomial"),
    ("switch the loss to negative binomial", "negative_binomial"),
    ("用负二项似然", "negative_binomial"),
    ("损失改成负二项", "negative_binomial"),
    ("Poisson loss", "poisson"),
    ("use the poisson likelihood", "poisson"),
    ("换成泊松损失", "poisson"),
    ("use a Student's t distribution", "student_t"),
    ("student t likelihood please", "student_t"),
    ("学生 t 分布", "student_t"),
    ("换成学生t似然", "student_t"),
]


@pytest.mark.parametrize(("question", "loss"), SENTENCES)
def test_a_likelihood_is_understood_and_takes_along_what_it_needs(question, loss):
    events, tools = ask(question, SERIES)
    [changes] = changes_of(tools)
    assert changes == {"train.loss": loss, **(ALONG if loss != "student_t" else {})}
    SERIES.with_changes(changes)
    assert "What was not followed" not in text_of(events)


@pytest.mark.parametrize("question", ["use a poisson likelihood with a 90% interval", "用泊松似然，给出 90% 预测区间"])
def test_an_interval_beside_a_likelihood_is_that_of_its_distribution(question):
    _, tools = ask(question, SERIES)
    [changes] = changes_of(tools)
    assert (changes["train.loss"], changes["train.quantiles"]) == ("poisson", [0.05, 0.5, 0.95])
    assert settings_in(question)["train.loss"] == "poisson"


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("What is a negative binomial likelihood?", "Likelihoods: counts"),
        ("should I use a Poisson loss?", "Likelihoods: counts"),
        ("什么是负二项似然？", "似然：个数"),
    ],
)
def test_a_question_about_a_likelihood_is_answered_by_its_article(question, title):
    events, tools = ask(question, SERIES, language="zh" if "似然" in question else "en")
    assert title in text_of(events)
    assert changes_of(tools) == []


def test_another_interval_leaves_the_likelihood_of_the_card():
    _, tools = ask("give a 90% interval", COUNTED)
    assert changes_of(tools) == [{"train.quantiles": [0.05, 0.5, 0.95]}]


@pytest.mark.parametrize("question", ["use huber loss", "换成 Huber 损失"])
def test_behind_a_loss_of_counts_the_scaling_comes_back(question):
    _, tools = ask(question, COUNTED)
    assert changes_of(tools) == [{"train.loss": "huber", "data.scaling": "minmax", "data.window_scaling": "last"}]
    assert {name: SeriesData.model_fields[name].default for name in SHIFTED} == SHIFTED
    assert set(SHIFTED) <= set(COUNTS_NEED)


def test_what_does_not_go_with_a_likelihood_is_refused_by_name():
    events, tools = ask("poisson likelihood with a log transform", SERIES)
    assert [each["train.loss"] for each in changes_of(tools)] == ["poisson"]
    assert 'data.transform "none"' in text_of(events)


def test_the_form_sets_along_what_a_likelihood_needs():
    spec, refused = fields.apply(SERIES, {"train.loss": "poisson"})
    assert refused == {}
    assert (spec.train.loss, spec.series.scaling, spec.series.floor) == ("poisson", "mean", 0.0)
    _, refused = fields.apply(SERIES, {"train.loss": "poisson", "data.window_scaling": "instance"})
    assert [message.key for message in refused.values()] == ["spec.counts_need"]
    assert taken_along({"model.layers": 2}, SERIES.series.model_dump(), "huber") == {}


def table(folder, values):
    path = folder / "sales.csv"
    months = np.datetime64("2008-01") + np.arange(len(values))
    path.write_text(
        "month,sales\n" + "\n".join(f"{month},{value:g}" for month, value in zip(months, values, strict=True))
    )
    return path


@pytest.mark.parametrize(
    ("values", "offered"),
    [
        (lambda random: random.poisson(0.7, 120), True),
        (lambda random: random.negative_binomial(1.0, 0.2, 120), True),
        (lambda random: random.normal(5, 1, 120), False),
        (lambda random: random.poisson(400, 120), False),
        (lambda random: random.integers(0, 2, 120), False),
    ],
    ids=["mostly zeros", "small counts", "measurements", "large counts", "a flag"],
)
def test_a_likelihood_is_offered_for_counts_and_chosen_by_nobody(values, offered, tmp_path):
    proposal = propose(profile(table(tmp_path, values(np.random.default_rng(0)))))
    assert ("data.reason_counts" in [reason.key for reason in proposal.reasons]) is offered
    assert proposal.spec.train.loss == "huber"
