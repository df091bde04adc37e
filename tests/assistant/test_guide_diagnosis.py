"""Questions about a training that goes wrong are answered with the numbers of that run, else by an article."""

import json
import shutil
from functools import partial

import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.messages import Message, TextPart
from assistant.guide.answers import measuring
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.tools.measured import numbers
from lstm_core.data.tasks import write_data_file
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.engine.tasks.preparation import load
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.work.train import fit
from lstm_core.engine.worker import EventWriter
from lstm_core.i18n.languages import LANGUAGES, fill
from lstm_core.runs import events
from lstm_core.runs.folder import Launch, RunFolder, write_json
from tests import probes
from tests.assistant.asking import client
from tests.assistant.dialect import calls, ending, saying
from tests.assistant.loopback import CASES, Loopback, fixed
from tests.assistant.test_recognise import called
from tests.assistant.test_thread import offered, services, text_of, thread, turn  # noqa: F401 (fixtures)
from tests.support import add_events, logged, make_finished_run, spec_of

ABOUT_A_RUN = """
训练时loss变成NaN怎么办
为什么loss波动大
损失一直在抖，正常吗
loss不下降
梯度消失怎么解决
梯度正常吗
是不是梯度爆炸了
看看门的状态
过拟合了吗
是不是过拟合
为什么预测总是照抄最后一个值
预测怎么是一条直线
怎么改进？
诊断一下
这次训练哪里有问题
为什么不如线性模型
修一下
why is my loss oscillating?
my loss is NaN, what now?
the loss does not go down
is this gradient normal?
show me the gradients
show me the gates
is it overfitting?
why is it no better than the linear model?
it only copies the last value
why does it always predict the mean?
how do I improve it?
is 71.5 good?
what is wrong with my training?
diagnose it
is the forget gate stuck?
does the gradient vanish?
repair it
fix my training
""".strip().splitlines()
ABOUT_NOTHING = {
    "训练时loss变成NaN怎么办": "NaN",
    "为什么loss波动大": "波动",
    "why is my loss oscillating?": "jumps",
    "怎样避免梯度消失": "梯度",
    "is it overfitting?": "Overfit",
}


def language_of(question):
    return "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in question) else "en"


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run of far too high a rate, with everything that its instruments measured."""
    spec = spec_of(
        **{"train__learning_rate": 0.9, "train__clip_norm": None, "train__steps": 60, "train__patience": None}
    )
    folder = RunFolder(tmp_path_factory.mktemp("runs") / "20261129-120000-high")
    folder.checkpoints.mkdir(parents=True)
    write_json(folder.spec, spec.to_json())
    write_json(folder.launch, Launch(created_at=1.0, launched_at=1.0).model_dump())
    write_data_file(spec.data, folder.data)
    emit = EventWriter(folder.events)
    emit(events.Admitted(seq=0, at=0))
    result = fit(spec, load(spec, folder.data), emit=emit, checkpoints=Checkpoints(folder.checkpoints))
    write_json(folder.result, result.model_dump_json())
    emit(events.Finished(seq=0, at=0, step=60, reason="steps", seconds=1.0))
    return folder, spec


@pytest.fixture
def with_run(services, thread, trained):  # noqa: F811
    folder, spec = trained
    shutil.copytree(folder.path, services.runs / folder.path.name)
    card = services.store.add_card(thread, spec)
    services.store.attach_run(card, folder.path.name)
    return services


@pytest.mark.parametrize("question", ABOUT_A_RUN)
def test_a_question_about_a_run_is_answered_by_its_diagnosis_with_the_cause_first(question, with_run, thread):  # noqa: F811
    language = language_of(question)
    happened = turn(with_run, thread, question, language=language)
    assert [name for name, _ in called(happened)][:1] == ["diagnose"], text_of(happened)
    said = text_of(happened)
    cause = {"zh": "学习率太高", "en": "Learning rate too high"}[language]
    assert cause in said
    assert "0.9" in said  # the rate of this run
    assert offered(happened)


@pytest.mark.parametrize(("question", "word"), ABOUT_NOTHING.items())
def test_without_a_run_the_article_answers_and_offers_to_show_it(question, word, services, thread):  # noqa: F811
    happened = turn(services, thread, question, language=language_of(question))
    assert called(happened) == []
    assert word in text_of(happened)
    assert offered(happened)


@pytest.mark.parametrize("question", ["修一下", "repair it in 3 trials"])
def test_a_repair_that_is_asked_for_is_a_card(question, with_run, thread):  # noqa: F811
    happened = turn(with_run, thread, question, language=language_of(question))
    assert [name for name, _ in called(happened)] == ["diagnose", "propose_repair"]
    assert [card.spec.kind for card in with_run.store.cards(thread)] == ["train", "repair"]
    if "3" in question:
        assert with_run.store.cards(thread)[-1].spec.trials == 3


@pytest.mark.parametrize("question", ["加一层", "2000 steps", "use a GRU", "学习率 0.001", "lower the learning rate"])
def test_a_wish_beside_a_sick_run_is_a_new_card_and_no_diagnosis(question, with_run, thread):  # noqa: F811
    happened = turn(with_run, thread, question, language=language_of(question))
    assert [name for name, _ in called(happened)] == ["propose_run"]


def reading(handler, body):
    """A model that asks for the diagnosis and answers with a number that it was told."""
    last = body["messages"][-1]
    if last["role"] != "tool":
        call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "diagnose", "arguments": "{}"}}
        fixed(calls(call))(handler, body)
        return
    told = json.loads(last["content"])
    first = told["findings"][0]
    fixed(saying(f"{first['code']} at a rate of {first['evidence']['rate']}"), ending())(handler, body)


def test_a_model_that_calls_the_tool_answers_with_the_numbers_of_the_run(with_run, thread, monkeypatch):  # noqa: F811
    monkeypatch.setitem(CASES, "reading", reading)
    question = [Message(role="user", parts=[TextPart(text="why is the loss so high?")])]
    with Loopback() as server:
        model = client(server, "reading")
        happened = list(run_turn(question, model, with_run.toolbox(thread, "en"), "en"))
    assert [name for name, _ in called(happened)] == ["diagnose"]
    assert text_of(happened) == "learning_rate_high at a rate of 0.9"


def test_a_memory_that_outreaches_what_was_measured_is_told_as_at_least_that():
    places = {"layer_0": {"memory": 44.0, "memory_is_at_least": True}, "layer_1_reverse": {"memory": 8.0}}
    said = {}
    for language in LANGUAGES:
        words = partial(_words, language)
        told = dict(measuring.sentences("vanishing", {"places": places}, words, language))
        said[language] = told["num_memory"]["list"]
    assert said["en"] == ["layer 1 at least 44 (all that was measured)", "layer 2 (backwards) 8"]
    assert said["zh"] == ["第 1 层至少 44（测到的每一步都传得到）", "第 2 层（反向） 8"]


def test_the_tool_says_that_a_memory_outreaches_what_was_measured(tmp_path):
    reached = {}
    for length in (8.0, 17.0):
        path = make_finished_run(tmp_path, name=f"20261123-12000{length:.0f}-made")
        add_events(path, [*probes.measured(1), logged(60, **{"memory/layer_0": length})])
        reached[length] = numbers(Evidence.of(path))["places"]["layer_0"].get("memory_is_at_least", False)
    assert reached == {8.0: False, 17.0: True}


def _words(language, key, values):
    return fill(GUIDE_TEXTS[f"guide.{key}"], language, values)
