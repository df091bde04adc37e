"""A cell that a person asks for: its name in the answer, what is known of it, and the card with exactly that cell."""

import pytest

from tests.assistant.guiding import ask, proposed_by_the_real_tools, text_of, with_a_card


@pytest.mark.parametrize(
    ("question", "hidden", "reason"),
    [
        ("Use an sLSTM with 3 heads", 63, "3 heads must divide"),
        ("用 3 个头的 sLSTM 预测太阳黑子", 63, "隐藏维度取 63"),
        ("Write Shakespeare with a 5-head sLSTM", 190, "5 heads must divide"),
        ("sLSTM with 4 heads", 64, ""),
    ],
)
def test_a_hidden_size_that_nobody_named_follows_the_heads(tmp_path, question, hidden, reason):
    language = "zh" if "个" in question else "en"
    spec, text = proposed_by_the_real_tools(tmp_path, question, language)
    assert (spec.model.cell, spec.model.hidden_size) == ("slstm", hidden)
    assert reason in text
    assert bool(reason) is ("divide" in text or "整除" in text)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Forecast the sunspots with a layer-normalised LSTM", "forecast with a layer-norm LSTM on the built-in"),
        ("Forecast the sunspots with an LSTM", "forecast with an LSTM on"),
        ("用层归一化 LSTM 预测太阳黑子", "一个层归一化 LSTM 预测配置"),
        ("用 GRU-D 预测太阳黑子", "一个 GRU-D 预测配置"),
        ("Recognise spoken digits with a peephole LSTM", "a peephole LSTM with CTC, reading both ways"),
        ("用单向 GRU 识别语音数字", "单向 GRU 语音识别器"),
    ],
)
def test_a_cell_is_called_by_its_name_within_a_sentence(question, said):
    language = "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in question) else "en"
    events, _ = ask(question, language=language)
    assert said in text_of(events)


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Use a peephole LSTM", "Greff et al. 2017"),
        ("换成 sLSTM", "Beck 等 2024"),
        ("换成小型 Transformer", "Zeng 等 2023"),
    ],
)
def test_a_cell_that_is_asked_for_comes_with_what_is_known_of_it(question, source):
    for before in ([], with_a_card()):
        events, tools = ask(question, before=before)
        assert tools.calls
        assert source in text_of(events)


def test_a_gru_d_on_data_without_gaps_is_told_so(tmp_path):
    _, text = proposed_by_the_real_tools(tmp_path, "Use a GRU-D on data with gaps", "en")
    assert "built-in series have no missing values" in text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("residual connections, 3 layers, zoneout 0.1", "As you asked: Residual on; Layers 3; Zoneout 0.1."),
        ("GRU-D，正交初始化", "按您说的：权重初始化 正交。"),
        ("用 LSTM 预测太阳黑子，不要裁剪", "按您说的：梯度裁剪 不使用。"),
    ],
)
def test_the_settings_that_a_person_named_are_said_again(question, said):
    events, _ = ask(question)
    assert said in text_of(events)


def test_a_column_that_a_stranger_named_does_not_become_markdown():
    events, _ = ask("Forecast the sunspots, target <img>*x*")
    assert "<img" not in text_of(events).replace("\\<", "")
