"""What a model cannot be is refused by the spec, with the rule and the nearest valid value, in both languages."""

import re
from typing import get_args

import pytest

from lstm_core.errors import SpecError
from lstm_core.spec.cells import FORGETTING, GATED, RECURRENT, Cell
from lstm_core.spec.model import ACTS_IN, ModelSpec
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec

MASKED = {"missing": "mask"}
TEXT = {"task": "text"}


def refusal(model, data=None):
    with pytest.raises(SpecError) as caught:
        parse_train_spec({"data": data or MASKED, "model": model})
    (message,) = caught.value.messages
    zh, en = (message.text(language) for language in ("zh", "en"))
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert not re.search(r"[{}\n]", zh + en)
    return en


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ({"cell": "transformer", "zoneout": 0.1}, "model.zoneout is 0.1"),
        ({"cell": "transformer", "trained_state": True}, "Set it to false"),
        ({"cell": "transformer", "residual": True, "layers": 2}, "model.residual is true"),
        ({"cell": "rnn", "recurrent_dropout": 0.2}, "lstm, gru, peephole, layer_norm_lstm, gru_d, slstm"),
        ({"cell": "gru", "forget_bias": 1.0}, "Set it to null"),
        ({"cell": "gru_d", "forget_bias": 1.0}, "model.cell is gru_d"),
        ({"cell": "lstm", "heads": 8}, "Set it to 4"),
        ({"residual": True}, "set layers to 2"),
        ({"cell": "transformer", "hidden_size": 50}, "model.heads 5, or model.hidden_size 48"),
        ({"cell": "slstm", "hidden_size": 7}, "model.heads 1, or model.hidden_size 8"),
        ({"cell": "slstm", "hidden_size": 3, "heads": 64}, "model.heads 3, or model.hidden_size 64"),
        ({"cell": "transformer", "hidden_size": 8191, "heads": 64}, "model.heads 1, or model.hidden_size 8192"),
        ({"cell": "gru", "dropout": 0.1}, "layers is 1"),
    ],
)
def test_a_model_that_cannot_work_is_refused_with_what_would(model, said):
    assert said in refusal(model)


@pytest.mark.parametrize("missing", ["refuse", "forward"])
def test_decay_needs_the_marks_of_missing_values(missing):
    assert f"data.missing is {missing}" in refusal({"cell": "gru_d"}, {"missing": missing})


@pytest.mark.parametrize("task", ["text", "speech"])
def test_decay_is_for_series(task):
    assert "Set model.cell to gru" in refusal({"cell": "gru_d"}, {"task": task})


def test_a_context_belongs_to_text_and_a_second_direction_to_speech():
    assert "no effect in a series run" in refusal({"cell": "transformer", "context": 64})
    assert "no effect in a text run" in refusal({"bidirectional": True}, TEXT)
    assert parse_train_spec({"data": TEXT, "model": {"cell": "transformer", "context": 64}}).model.context == 64


@pytest.mark.parametrize("field", ["variational_dropout", "recurrent_dropout", "zoneout"])
def test_a_share_lies_below_one(field):
    assert "must be 0..1" in refusal({field: 1.0})


@pytest.mark.parametrize("cell", get_args(Cell))
def test_every_cell_is_a_model_of_some_task(cell):
    assert TrainRunSpec().with_changes({"data.missing": "mask", "model.cell": cell}).model.cell == cell


@pytest.mark.parametrize("cell", get_args(Cell))
def test_what_a_cell_knows_is_allowed_with_it(cell):
    other = {
        "residual": True, "recurrent_dropout": 0.1, "zoneout": 0.1, "trained_state": True, "forget_bias": -1.0,
        "heads": 2, "context": 64,
    }  # fmt: skip
    assert set(other) == set(ACTS_IN)
    known = {name: value for name, value in other.items() if cell in ACTS_IN[name]}
    assert ModelSpec(cell=cell, layers=2, **known).cell == cell
    common = {"variational_dropout": 0.1, "initialisation": "orthogonal"}
    assert ModelSpec(cell=cell, **common).initialisation == "orthogonal"


def test_the_families_of_cells_hold_one_another():
    assert set(FORGETTING) < set(GATED) < set(RECURRENT) == set(get_args(Cell)) - {"transformer"}


def test_a_transformer_of_one_block_may_drop_out():
    model = {"cell": "transformer", "dropout": 0.1}
    assert parse_train_spec({"model": model}).model.dropout == 0.1
