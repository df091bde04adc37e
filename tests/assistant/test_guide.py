"""The built-in guide understands both languages, drives the same tools as a chat model and never bluffs."""

import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.events import SuggestionsOffered, ToolAnswered, TurnEnded
from assistant.conversation.messages import File, Message, TextPart
from assistant.guide import Guide
from assistant.guide.understanding import intents, quantities
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.knowledge import articles
from assistant.services import Services
from assistant.ui.words.labels import TEXTS as LABELS
from lstm_core.i18n.languages import LANGUAGES
from tests.assistant.guiding import PROPOSED, Toolbox, ask, text_of, with_a_card

UNDERSTOOD = [
    ("LSTM实现时间序列预测", "forecast", {"model.cell": "lstm"}),
    ("Forecast my CSV with an LSTM", "forecast", {"model.cell": "lstm"}),
    ("请用两层、隐藏维度 32 的 GRU 预测太阳黑子，批大小 16", "forecast",
     {"model.cell": "gru", "model.layers": 2, "model.hidden_size": 32, "train.batch_size": 16}),
    ("Predict CO2 with a GRU, window 104, learning rate 0.005", "forecast",
     {"model.cell": "gru", "data.window": 104, "train.learning_rate": 0.005}),
    ("2024年LSTM在医疗时序数据中的应用", "papers", {"model.cell": "lstm"}),
    ("生成莎士比亚风格的文本", "text", {}),
    ("recognise spoken digits from these wav files", "speech", {}),
    ("识别这些wav里的数字", "speech", {}),
    ("How does an LSTM recognise patterns?", "question", {"model.cell": "lstm"}),
    ("压缩成 INT8", "compress", {}),
    ("LSTM 和 GRU 有什么区别？", "cells", {}),
    ("Should I use LSTM or GRU?", "cells", {}),
    ("loss 不稳定怎么办？", "question", {}),
    ("什么是递归预测？", "question", {"data.strategy": "recursive"}),
    ("how many layers should I use", "question", {}),
    ("解释结果", "result", {}),
    ("What do the numbers mean?", "result", {}),
    ("Explain the code layer by layer", "code", {}),
    ("你好", "greeting", {}),
    ("thanks!", "thanks", {}),
    ("", "nothing", {}),
    ("window 96", "forecast", {"data.window": 96}),
    ("用带 peephole 的 LSTM 预测太阳黑子", "forecast", {"model.cell": "peephole"}),
    ("Forecast with a GRU-D", "forecast", {"model.cell": "gru_d", "data.missing": "mask"}),
    ("层归一化 LSTM", "forecast", {"model.cell": "layer_norm_lstm"}),
    ("Forecast with a layer-normalised LSTM", "forecast", {"model.cell": "layer_norm_lstm"}),
    ("sLSTM with 2 heads", "forecast", {"model.cell": "slstm", "model.heads": 2}),
    ("写唐诗，用 sLSTM", "text", {"model.cell": "slstm"}),
    ("Transformer language model with context 64", "text", {"model.cell": "transformer", "model.context": 64}),
    ("LSTM 和 Transformer 有什么区别？", "question", {}),
    ("层归一化 LSTM 有什么好处", "question", {"model.cell": "layer_norm_lstm"}),
    ("窥视孔 LSTM 慢吗？", "question", {"model.cell": "peephole"}),
    ("Is a GRU-D better than filling gaps forward?", "question", {"model.cell": "gru_d", "data.missing": "mask"}),
    ("When does a GRU-D help?", "question", {"model.cell": "gru_d", "data.missing": "mask"}),
    ("Can you forecast the sunspots with a GRU-D?", "forecast", {"model.cell": "gru_d", "data.missing": "mask"}),
    ("Forecast the sunspots with a 3-layer residual peephole LSTM", "forecast",
     {"model.cell": "peephole", "model.residual": True, "model.layers": 3}),
    ("a 4-head sLSTM", "forecast", {"model.cell": "slstm", "model.heads": 4}),
    ("zoneout 和 dropout 有什么不同？", "question", {}),
    ("What is a peephole LSTM?", "question", {"model.cell": "peephole"}),
    ("What does gradient checkpointing do?", "question", {"train.recompute_every": 100}),
    ("compare with a small Transformer", "compare", {"model.cell": "transformer"}),
    ("Compare LSTM and GRU", "compare", {}),
    ("Compare cells over 3 seeds", "compare", {}),
]  # fmt: skip
CHANGES = [
    ("把隐藏维度改成128", {"model.hidden_size": 128}),
    ("use a GRU with 2 layers", {"model.cell": "gru", "model.layers": 2}),
    ("换成 GRU", {"model.cell": "gru"}),
    ("训练2000步，学习率0.001", {"train.steps": 2000, "train.learning_rate": 0.001}),
    ("train 2000 steps, seed 3", {"train.steps": 2000, "train.seed": 3}),
    ("不要裁剪，dropout 0.2，两层", {"train.clip_norm": None, "model.dropout": 0.2, "model.layers": 2}),
    ("窗口改为一百二十", {"data.window": 120}),
    ("换成递归预测", {"data.strategy": "recursive"}),
    ("给出90%预测区间", {"train.loss": "quantile", "train.quantiles": [0.05, 0.5, 0.95]}),
    ("give a prediction interval", {"train.loss": "quantile", "train.quantiles": [0.1, 0.5, 0.9]}),
    ("use RevIN and patches of 4", {"data.window_scaling": "instance", "model.patch": 4}),
    ("缺失值用掩码，不要填补，加上日历特征", {"data.missing": "mask", "data.calendar": True}),
    ("zoneout 0.1", {"model.zoneout": 0.1}),
    ("加 zoneout", {"model.zoneout": 0.1}),
    ("residual connections, 3 layers", {"model.residual": True, "model.layers": 3}),
    ("残差连接，三层", {"model.residual": True, "model.layers": 3}),
    ("去掉残差", {"model.residual": False}),
    ("forget bias 1", {"model.forget_bias": 1.0}),
    ("遗忘门偏置改为 2", {"model.forget_bias": 2.0}),
    ("orthogonal initialisation", {"model.initialisation": "orthogonal"}),
    ("正交初始化", {"model.initialisation": "orthogonal"}),
    ("Xavier initialisation", {"model.initialisation": "xavier"}),
    (
        "变分 dropout 0.3，循环 dropout 0.2，dropout 0.1，两层",
        {"model.variational_dropout": 0.3, "model.recurrent_dropout": 0.2, "model.dropout": 0.1, "model.layers": 2},
    ),
    ("use a peephole LSTM instead of the GRU", {"model.cell": "peephole"}),
    ("换成普通 RNN", {"model.cell": "rnn"}),
    ("可学习的初始状态", {"model.trained_state": True}),
    ("checkpoint every 100 steps of time", {"train.recompute_every": 100}),
    ("recompute every 50 steps to save memory", {"train.recompute_every": 50}),
    ("每100步重算一次以节省显存", {"train.recompute_every": 100}),
    ("每隔 200 个时间步保存一次状态", {"train.recompute_every": 200}),
    ("use gradient checkpointing", {"train.recompute_every": 100}),
    ("打开梯度检查点，窗口 1000", {"train.recompute_every": 100, "data.window": 1000}),
    ("不要重算", {"train.recompute_every": None}),
    ("no gradient checkpointing", {"train.recompute_every": None}),
    ("滚动回测 4 段", {"data.folds": 4}),
    ("backtest with 3 folds", {"data.folds": 3}),
]
AHEAD = [
    ("用CO2数据预测未来两年", ("co2", 104)),
    ("Forecast CO2 for the next 6 months", ("co2", 26)),
    ("预测未来三天的合成序列", ("made", 72)),
    ("Forecast the made series 24 steps ahead", ("made", 24)),
    ("预测太阳黑子，未来十二年", ("sunspots", 12)),
]


@pytest.mark.parametrize(("question", "intent", "named"), UNDERSTOOD)
def test_a_question_is_understood(question, intent, named):
    found = quantities.settings_in(question)
    assert found == named
    assert intents.intent_of(question, found, has_card=False) == intent


@pytest.mark.parametrize(("question", "named"), CHANGES)
def test_a_named_setting_changes_the_last_card(question, named):
    _, tools = ask(question, before=with_a_card())
    assert tools.calls == [("propose_run", {"base": "card-1", "changes": named})]


@pytest.mark.parametrize(("question", "expected"), AHEAD)
def test_a_horizon_in_units_of_time_becomes_steps_of_the_data(question, expected):
    _, tools = ask(question)
    [(_, arguments)] = tools.calls
    assert (arguments["source"], arguments["changes"]["data.horizon"]) == expected


def test_settings_that_the_new_cell_does_not_know_are_named_and_put_back():
    model = {"cell": "slstm", "heads": 2, "zoneout": 0.1}
    content = {"configuration": {"model": model, "data": {"source": "sunspots"}}}
    events, tools = ask("Use a GRU instead", before=with_a_card(content))
    assert tools.calls[0][1]["changes"] == {"model.heads": 4, "model.cell": "gru"}
    assert "defaults: Heads." in text_of(events)


def test_a_transformer_puts_back_the_states_that_a_recurrence_keeps():
    content = {"configuration": {"model": {"cell": "gru"}, "train": {"recompute_every": 100}, "data": {}}}
    events, tools = ask("Use a Transformer instead", before=with_a_card(content))
    assert tools.calls[0][1]["changes"] == {"model.cell": "transformer", "train.recompute_every": None}
    assert "Recompute every" in text_of(events)


def test_a_combination_that_cannot_work_is_refused_with_the_rule_of_the_spec(tmp_path):
    services = Services(tmp_path)
    try:
        conversation = services.store.create("en")
        for text, rule in {
            "sLSTM with 3 heads, hidden size 64": "does not divide",
            "residual connections": "begins with the second",
            "use gradient checkpointing": "nothing to compute again",
        }.items():
            question = Message(role="user", parts=[TextPart(text=text)])
            events = list(run_turn([question], Guide("en"), services.toolbox(conversation, "en"), "en"))
            assert rule in text_of(events)
    finally:
        services.close()


@pytest.mark.parametrize("question", ["直接预测还是递归预测？", "direct or recursive forecasts?"])
def test_the_question_that_the_form_suggests_finds_its_article(question):
    events, tools = ask(question)
    assert tools.calls == []
    assert "Taieb" in text_of(events)


def test_the_code_of_a_speech_card_is_explained_as_such():
    content = {"configuration": {"model": {"cell": "lstm"}, "data": {"source": "digits", "symbols": "words"}}}
    events, _ = ask("Explain the code layer by layer", before=with_a_card(content))
    assert "CTC" in text_of(events)


def test_a_horizon_in_months_asks_for_the_rhythm_of_an_upload_first():
    described = ({"file": "sales.csv", "frequency": "weekly", "steps_per": {"month": 52 / 12}}, True)
    tools = Toolbox(describe_data=described, propose_run=PROPOSED)
    ask("Forecast the next 6 months", tools=tools, files=[File(name="sales.csv", sha256="a" * 64, bytes=9)])
    assert [name for name, _ in tools.calls] == ["describe_data", "propose_run"]
    assert tools.calls[1][1] == {"file": "sales.csv", "changes": {"data.horizon": 26}}


def test_every_column_of_an_upload_is_asked_for_by_name():
    columns = [("date", "time"), ("id", "number"), ("heat", "number"), ("value", "number"), ("note", "text")]
    described = {"file": "sales.csv", "columns": [{"name": name, "kind": kind} for name, kind in columns]}
    upload = [File(name="sales.csv", sha256="a" * 64, bytes=9)]
    for question in ("预测所有列", "Forecast all columns"):
        tools = Toolbox(describe_data=(described, True), propose_run=PROPOSED)
        ask(question, tools=tools, files=upload)
        assert tools.calls[1][1]["changes"] == {"data.target": "value", "data.further_targets": ["heat"]}


def test_a_file_alone_is_a_request_to_forecast_it():
    _, tools = ask("", files=[File(name="sales.csv", sha256="a" * 64, bytes=9)])
    assert tools.calls == [("propose_run", {"file": "sales.csv", "changes": {}})]


def test_without_a_file_the_guide_asks_for_it():
    events, tools = ask("Forecast my CSV with an LSTM")
    assert tools.calls == []
    assert "Drop the CSV" in text_of(events)


def test_a_refused_proposal_is_told_and_the_upload_is_kept():
    tools = Toolbox(propose_run=({"error": ["one.csv has 1 usable row."]}, False))
    events, _ = ask("", tools=tools, files=[File(name="one.csv", sha256="a" * 64, bytes=9)])
    assert "one.csv has 1 usable row." in text_of(events)
    assert "still here" in text_of(events)


def test_a_strangers_words_do_not_become_markdown_or_html():
    tools = Toolbox(propose_run=({"error": ["<img src=x> ![a](http://b) $x$"]}, False))
    events, _ = ask("", tools=tools, files=[File(name="<b>.csv", sha256="a" * 64, bytes=9)])
    assert "<img" not in text_of(events).replace("\\<", "")
    assert "![a](" not in text_of(events)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_suggestion_and_every_example_gets_a_real_answer(language):
    offered = [getattr(text, language) for key, text in GUIDE_TEXTS.items() if key.startswith("next.")]
    offered += [getattr(text, language) for key, text in LABELS.items() if key.startswith("example.")]
    unknown = getattr(GUIDE_TEXTS["guide.unknown"], language)
    for question in offered:
        for before in ([], with_a_card()):
            events, tools = ask(question, before=before, language=language)
            assert isinstance(events[-1], TurnEnded), question
            assert unknown not in text_of(events), question
            assert tools.calls or text_of(events), question
            assert any(isinstance(event, SuggestionsOffered) for event in events), question


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("遗忘门、输入门、输出门各做什么？", "gates"),
        ("Explain the forget gate", "gates"),
        ("怎样避免梯度消失和爆炸？", "gradients"),
        ("My loss becomes NaN", "nan-loss"),
        ("需要几层？", "layers"),
        ("Why compare with baselines?", "baselines-and-skill"),
        ("什么是数据泄漏？", "scaling-and-leakage"),
        ("how do I avoid overfitting", "overfitting"),
        ("学习率怎么调？", "learning-rate"),
        ("What is a peephole LSTM?", "peephole"),
        ("窥视孔有什么用？", "peephole"),
        ("Does layer normalisation help an LSTM?", "layer-normalisation"),
        ("层归一化 LSTM 是什么？", "layer-normalisation"),
        ("How does GRU-D treat missing values?", "gru-d"),
        ("GRU-D 怎么处理缺失值？", "gru-d"),
        ("What is new in sLSTM and xLSTM?", "slstm"),
        ("xLSTM 和 sLSTM 是什么？", "slstm"),
        ("How does zoneout differ from dropout?", "dropout-and-zoneout"),
        ("What does gradient checkpointing do?", "window-and-horizon"),
        ("窗口太长，显存不够怎么办？", "window-and-horizon"),
        ("zoneout 和变分 dropout 有什么不同？", "dropout-and-zoneout"),
        ("Why set the forget bias to 1?", "initialisation"),
        ("为什么用正交初始化？", "initialisation"),
        ("What do residual connections do in a stack?", "residual-stacks"),
        ("残差连接有什么用？", "residual-stacks"),
        ("LSTM or Transformer?", "lstm-or-transformer"),
        ("Which cells are there?", "cells"),
        ("which cell should I use for my data?", "cells"),
        ("Is the compiled cell as fast as nn.LSTM?", "cells"),
        ("有哪些单元可以选？", "cells"),
        ("普通 RNN 和 LSTM 有什么区别？", "cells"),
        ("How do a plain RNN and an LSTM differ?", "cells"),
        ("sLSTM 是什么，头数怎么选？", "slstm"),
        ("What is an sLSTM, and how many heads should it have?", "slstm"),
        ("peephole 和普通 LSTM 有什么区别", "peephole"),
        ("compare zoneout and dropout", "dropout-and-zoneout"),
        ("LSTM 和 Transformer 有什么区别？", "lstm-or-transformer"),
    ],
)
def test_a_question_finds_its_article(question, article):
    language = "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in question) else "en"
    score, found = articles.nearest(question, language)[0]
    assert found.name == article
    assert score >= articles.GOOD


@pytest.mark.parametrize(
    "question",
    [
        "今天天气怎么样",
        "What is the weather in Paris?",
        "asdf qwer",
        "who are you",
        "can you cook",
        "where are you from",
    ],
)
def test_what_it_does_not_know_it_says(question):
    events, tools = ask(question, language="en")
    assert tools.calls == []
    assert any(getattr(GUIDE_TEXTS["guide.unknown"], language) in text_of(events) for language in LANGUAGES)


def test_articles_stand_in_both_languages_with_the_same_sources():
    chinese, english = (articles.articles(language) for language in LANGUAGES)
    assert chinese.keys() == english.keys()
    assert len(chinese) >= 19
    for name, article in chinese.items():
        assert article.sources == english[name].sources
        assert article.tests == english[name].tests
        assert all("https://" in source for source in article.sources)


def test_the_guide_drives_the_real_tools_to_a_card(tmp_path):
    services = Services(tmp_path)
    try:
        conversation = services.store.create("zh")
        question = Message(role="user", parts=[TextPart(text="用CO2数据预测未来两年，隐藏维度32")])
        services.store.append(conversation, question)
        events = list(run_turn([question], Guide("zh"), services.toolbox(conversation, "zh"), "zh"))
        [answer] = [event for event in events if isinstance(event, ToolAnswered)]
        spec = services.store.card(answer.card).spec
        assert (spec.data.source, spec.data.horizon, spec.model.hidden_size) == ("co2", 104, 32)
        assert "每 52 步重复一次" in text_of(events)
    finally:
        services.close()
