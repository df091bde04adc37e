"""The form and the rules: what is allowed is kept, what is refused says why at its own field."""

from assistant.ui.cards import fields
from assistant.ui.forms.field import EXPLAINED, STACK
from assistant.ui.words.labels import TEXTS
from lstm_core.spec.fields import all_paths
from lstm_core.spec.run import TrainRunSpec

SPEC = TrainRunSpec()


def test_an_allowed_value_becomes_part_of_the_spec():
    spec, refused = fields.apply(SPEC, {"model.hidden_size": 128, "train.learning_rate": 0.01})
    assert (spec.model.hidden_size, spec.train.learning_rate) == (128, 0.01)
    assert refused == {}


def test_a_refused_value_is_named_and_the_others_are_kept():
    spec, refused = fields.apply(SPEC, {"model.hidden_size": 0, "data.window": 24})
    assert spec == SPEC.with_changes({"data.window": 24})
    assert list(refused) == ["model.hidden_size"]
    assert "1..8192" in refused["model.hidden_size"].text("en")


def test_an_emptied_number_is_refused_where_the_spec_needs_one():
    _, refused = fields.apply(SPEC, {"train.steps": None})
    assert refused["train.steps"].key == "spec.type_int"


def test_a_rule_over_two_fields_speaks_at_the_one_that_broke_it():
    _, refused = fields.apply(SPEC, {"train.seed": 3, "model.dropout": 0.2})
    assert list(refused) == ["model.dropout"]


def test_a_value_refused_for_another_field_is_accepted_once_that_field_allows_it():
    typed = {"model.dropout": 0.2}
    spec, refused = fields.apply(SPEC, typed)
    assert refused
    spec, refused = fields.apply(spec, {**typed, "model.layers": 2})
    assert (spec.model.dropout, spec.model.layers, refused) == (0.2, 2, {})


def test_every_rule_at_once_leaves_the_spec_as_it_was():
    spec, refused = fields.apply(SPEC, {"model.hidden_size": 0, "train.steps": 0, "data.window": 1})
    assert spec == SPEC
    assert len(refused) == 3


def test_a_proposal_is_what_differs():
    assert fields.differing(SPEC, {"train.seed": 0, "data.window": 24}) == {"data.window": 24}


def test_every_field_of_the_form_exists_and_has_a_name_in_both_languages():
    for task, form in fields.FORMS.items():
        paths = set(all_paths(task))
        for field in form.fields:
            assert field.path in paths
            assert field.label("zh")
            assert field.label("en")


def test_the_groups_behind_more_hold_every_field_once():
    for form in fields.FORMS.values():
        grouped = [field for members in form.groups().values() for field in members]
        assert sorted(field.path for field in grouped) == sorted(field.path for field in form.more)


def test_a_field_that_the_cell_does_not_know_is_not_offered():
    def offered(cell, **more):
        spec = SPEC.with_changes({"model.cell": cell, **more})
        return {field.path for field in fields.FORMS["series"].fields if field.acts(spec)}

    assert {"model.zoneout", "model.forget_bias"} <= offered("lstm")
    assert "model.heads" not in offered("lstm")
    assert "model.heads" in offered("slstm")
    assert not {"model.forget_bias", "model.recurrent_dropout"} & offered("rnn")
    assert not {"model.zoneout", "model.residual", "model.trained_state"} & offered("transformer")
    assert "model.zoneout" in offered("gru_d", **{"data.missing": "mask"})


def test_gru_d_is_offered_where_it_can_read_what_is_missing():
    choices = {task: form.main[0].options(task) for task, form in fields.FORMS.items()}
    assert {task for task, cells in choices.items() if "gru_d" in cells} == {"series"}


def test_every_switch_of_the_recurrence_says_in_which_direction_to_tune_it():
    for field in STACK:
        for language in ("zh", "en"):
            assert len(field.help(language)) > 20, field.path


def test_the_difference_of_direct_and_recursive_is_told_where_it_is_chosen():
    by_path = {field.path: field for form in fields.FORMS.values() for field in form.fields}
    assert set(EXPLAINED) <= set(by_path)
    for language in ("zh", "en"):
        told = by_path["data.strategy"].help(language)
        assert all(by_path["data.strategy"].option(value, language) in told for value in ("direct", "recursive"))
    assert by_path["train.seed"].help("en") is None


def test_every_named_choice_is_one_that_the_spec_allows():
    allowed = {
        f"choice.{field.path}.{value}"
        for task, form in fields.FORMS.items()
        for field in form.fields
        if field.kind == "choice"
        for value in field.options(task)
    }
    assert {key for key in TEXTS if key.startswith("choice.")} <= allowed


def test_a_choice_with_a_text_reads_in_the_language_of_the_page():
    by_path = {field.path: field for field in fields.FORMS["series"].fields}
    assert by_path["data.strategy"].option("recursive", "zh") == "递归"
    assert by_path["train.schedule"].option("cosine", "zh") == "余弦"
    assert by_path["data.missing"].option("mask", "en") == "Tell the network"


def test_a_choice_without_a_text_of_its_own_is_written_as_the_field_s_term():
    by_path = {field.path: field for field in fields.FORMS["series"].main}
    assert [by_path["model.cell"].option(value, "zh") for value in by_path["model.cell"].options("series")] == [
        "LSTM",
        "GRU",
        "普通 RNN",
        "窥视孔 LSTM",
        "层归一化 LSTM",
        "GRU-D",
        "sLSTM",
        "Transformer",
    ]
    assert [by_path["train.loss"].option(value, "en") for value in by_path["train.loss"].options("series")] == [
        "Huber",
        "MSE",
        "MAE",
        "Quantile",
        "Poisson likelihood",
        "Negative binomial likelihood",
        "Student's t likelihood",
    ]
