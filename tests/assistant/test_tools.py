"""Tools: tolerant of how a model writes, strict about what it asks, bounded in what they answer, never training."""

import json

import pytest

from assistant.conversation.events import ToolCalled
from assistant.conversation.messages import Message, TextPart
from assistant.services import Services
from assistant.tools import arguments
from assistant.tools.toolbox import LIMIT_CHARACTERS, TOOLS
from lstm_core.errors import SpecError
from lstm_core.runs import events
from lstm_core.spec.run import TrainRunSpec
from tests.support import make_finished_run, make_unfinished_run, spec_of

MEANT = {"source": "made", "changes": {"model": {"hidden_size": 128}, "train": {"clip_norm": None}}}


@pytest.fixture
def services(tmp_path):
    found = Services(tmp_path)
    yield found
    found.close()


@pytest.fixture
def box(services):
    return services.toolbox(services.store.create("en"), "en")


def call(box, tool, given=None):
    """The answer's content, whether it went well, and its card."""
    text = given if isinstance(given, str) else json.dumps(given or {})
    answer = box.call(ToolCalled(id="1", name=tool, arguments=text))
    assert (answer.id, answer.name) == ("1", tool)
    assert len(answer.content) <= LIMIT_CHARACTERS + 100
    return json.loads(answer.content), answer.ok, answer.card


def refused(box, tool, given):
    """The sentence of a call that is wrong."""
    content, ok, card = call(box, tool, given)
    assert (ok, card) == (False, None)
    return " ".join(content["error"])


def upload(box, name, content):
    file = box.services.uploads.save(name, content)
    question = Message(role="user", parts=[file, TextPart(text="?")])
    box.services.store.append(box.conversation_id, question)
    return file


# -- arguments -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(MEANT),
        json.dumps(json.dumps(MEANT)),
        f"[{json.dumps(MEANT)}]",
        f"```json\n{json.dumps(MEANT)}\n```",
        '{"source": "made", "changes": {"model": {"hidden_size": 128,}, "train": {"clip_norm": None,},},}',
        "{'source': 'made', 'changes': {'model': {'hidden_size': 128}, 'train': {'clip_norm': None}}}",
        f"  \n{json.dumps(MEANT, indent=2)}\n",
    ],
)
def test_what_a_model_meant_is_read_however_it_wrote_it(text):
    assert arguments.parse(text) == MEANT


@pytest.mark.parametrize("text", ["", "null", "[]", "[{}]", "{}", '"null"', "undefined", '""'])
def test_a_call_without_arguments_is_one_in_whatever_way_it_says_so(text):
    assert arguments.parse_arguments(text) == {}


def test_a_line_break_inside_a_text_is_no_error():
    assert arguments.parse('{"file": "a\nb"}') == {"file": "a\nb"}


def test_a_repair_leaves_the_texts_alone():
    assert arguments.parse('{"file": "True, None,]", "x": True,}') == {"file": "True, None,]", "x": True}


@pytest.mark.parametrize("text", ["{", "[1, 2]", '"text"', "3", "[" * 5000, "{'a': __import__('os')}", "x" * 200_000])
def test_what_is_no_object_is_refused(text):
    with pytest.raises(SpecError):
        arguments.parse(text)


@pytest.mark.parametrize(
    ("written", "paths"),
    [
        ({"model": {"hidden_size": 8}}, {"model.hidden_size": 8}),
        ({"model.hidden_size": 8}, {"model.hidden_size": 8}),
        ({"hidden_size": 8, "seed": 3}, {"model.hidden_size": 8, "train.seed": 3}),
        ('{"train": {"seed": 3}}', {"train.seed": 3}),
        (None, {}),
        ({}, {}),
        ("", {}),
        ({"model": {"hidden_size": ""}, "seed": 3}, {"train.seed": 3}),
        ({"model": {"layers": None, "dropout": " "}, "train": "", "season": None}, {"data.season": None}),
        ({"model": '{"layers": 2}', "train": []}, {"model.layers": 2}),
        ([], {}),
        ({"clip_norm": "null", "scaling": "none"}, {"train.clip_norm": None, "data.scaling": "none"}),
    ],
)
def test_changes_may_be_nested_dotted_or_bare(written, paths):
    assert arguments.flat_changes(written) == paths


def test_the_schema_that_a_model_sees_is_that_of_the_spec_without_what_the_tool_decides():
    shown = arguments.changes_schema()["properties"]
    names = {f"{section}.{name}" for section in shown for name in shown[section]["properties"]}
    assert names == {path for path in arguments.PATHS if path.partition(".")[0] in shown} - {
        path for path in arguments.PATHS if path in arguments.FIXED or path.startswith("data.format.")
    }
    assert shown["model"]["properties"]["hidden_size"]["maximum"] == 8192
    assert "$ref" not in json.dumps(shown)


def test_the_tools_are_described_by_the_same_bytes_every_time(services):
    described = [repr(services.toolbox(services.store.create("zh"), "zh").specs) for _ in range(2)]
    assert described[0] == described[1]
    assert all(tool.spec.name == name for name, tool in TOOLS.items())


@pytest.mark.parametrize("nothing", ["", "  ", "null", "None", "undefined", None])
def test_an_optional_argument_that_says_nothing_is_as_if_it_were_not_there(box, nothing):
    upload(box, "a.csv", b"x\n" + b"".join(b"%d\n" % (n % 7) for n in range(300)))
    for tool in ("describe_data", "propose_run", "read_run", "list_runs"):
        empty = dict.fromkeys(TOOLS[tool].spec.parameters["properties"], nothing)
        content, ok, _ = call(box, tool, empty)
        assert ok, content
        assert content.keys() == call(box, tool)[0].keys()
    assert "a.csv" in json.dumps(call(box, "describe_data", {"source": nothing, "file": "a.csv", "task": nothing})[0])


# -- propose -------------------------------------------------------------------------------------------------------


def test_a_proposal_becomes_a_card_with_what_was_asked_and_nothing_is_trained(services, box):
    content, ok, card = call(box, "propose_run", {"source": "sunspots", "changes": {"hidden_size": 128, "horizon": 5}})
    assert ok
    assert content["card"] == card
    spec = services.store.card(card).spec
    assert (spec.data.source, spec.model.hidden_size, spec.data.horizon) == ("sunspots", 128, 5)
    assert content["configuration"]["model"]["hidden_size"] == 128
    assert content["reasons"]
    assert services.store.card(card).run_id is None
    assert services.records() == []


def test_without_a_source_the_newest_upload_is_taken(services, box):
    upload(box, "old.csv", b"value\n" + b"1\n2\n3\n" * 60)
    newest = upload(box, "new.csv", b"sales\n" + b"".join(b"%d\n" % (n % 12) for n in range(300)))
    _, _, card = call(box, "propose_run")
    data = services.store.card(card).spec.data
    assert (data.name, data.target, data.season) == ("new.csv", "sales", 12)
    assert data.file == str(services.uploads.path_of(newest.sha256))


def test_an_upload_is_found_by_name_and_by_the_beginning_of_its_hash(services, box):
    file = upload(box, "a.csv", b"value\n" + b"1\n2\n3\n" * 60)
    upload(box, "b.csv", b"value\n" + b"1\n2\n4\n" * 60)
    for wanted in ("a.csv", file.sha256[:12], file.sha256):
        _, _, card = call(box, "propose_run", {"file": wanted})
        assert services.store.card(card).spec.data.name == "a.csv"


def test_a_proposal_may_start_from_a_card_or_a_run(services, box):
    _, _, first = call(box, "propose_run", {"source": "made", "changes": {"seed": 5}})
    _, _, second = call(box, "propose_run", {"base": first, "changes": {"cell": "gru"}})
    assert services.store.card(first).spec.model.cell == "lstm"
    assert services.store.card(second).spec == services.store.card(first).spec.with_changes({"model.cell": "gru"})
    run = make_finished_run(services.runs).name
    _, _, third = call(box, "propose_run", {"base": run, "changes": {"seed": 9}})
    assert services.store.card(third).spec == spec_of(train__seed=9)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"hiden": 3}, ["hiden"]),
        ({"hidden_size": 3}, ["changes", "model.hidden_size"]),
        ({"sorce": "made"}, ["source"]),
        ({"source": "weather"}, ["weather", "sunspots"]),
        ({"source": 3}, ["source", "3"]),
        ({"source": "file"}, ["upload"]),
        ({"file": "x.csv"}, ["x.csv", "CSV"]),
        ({"base": "nothing"}, ["nothing"]),
        ({"base": "../../etc"}, ["../../etc"]),
        ({"changes": {"model": {"hiden_size": 3}}}, ["model.hidden_size"]),
        ({"changes": {"model": {"hidden_size": 0}}}, ["1..8192", "0"]),
        ({"changes": {"horizon": 10_000_000}}, ["10000"]),
        ({"changes": {"horizon": 200}}, ["200"]),
        ({"changes": {"data": {"source": "made"}}}, ["data.source"]),
        ({"changes": {"data.format.encoding": "gbk"}}, ["data.format.encoding"]),
        ({"changes": [1, 2]}, ["JSON object"]),
        ({"changes": {"data": {"target": "nothing"}}}, ["nothing"]),
    ],
)
def test_a_wrong_proposal_is_refused_with_the_value_and_the_rule(services, box, given, words):
    sentence = refused(box, "propose_run", given)
    assert all(word in sentence for word in words), sentence
    assert services.store.cards(box.conversation_id) == []


def test_refusals_speak_the_language_of_the_conversation(services):
    box = services.toolbox(services.store.create("zh"), "zh")
    assert "必须满足 1..8192" in refused(box, "propose_run", {"changes": {"hidden_size": 0}})


def test_another_file_name_is_answered_with_those_that_there_are(box):
    upload(box, "sales.csv", b"value\n1\n")
    assert "sales.csv" in refused(box, "describe_data", {"file": "sale.csv"})


def test_a_deleted_conversation_gets_no_card(services, box):
    services.store.delete(box.conversation_id)
    assert "deleted" in refused(box, "propose_run", {"source": "sunspots"})


# -- data ----------------------------------------------------------------------------------------------------------


def test_a_table_is_described_with_its_columns_times_and_first_rows(box):
    rows = b"".join(b"2024-01-%02d,%d,x\n" % (day, day) for day in range(1, 29))
    upload(box, "a.csv", b"date,sales,note\n" + rows)
    content, ok, _ = call(box, "describe_data")
    assert ok
    assert (content["rows"], content["time_column"]) == (28, "date")
    assert content["period"] == ["2024-01-01", "2024-01-28"]
    assert content["columns"][1] == {"name": "sales", "kind": "number", "low": 1.0, "high": 28.0}
    assert content["first_rows"][0] == ["2024-01-01", "1", "x"]


@pytest.mark.parametrize("source", ["sunspots", "co2", "made"])
def test_every_built_in_series_is_described(box, source):
    content, ok, _ = call(box, "describe_data", {"source": source})
    assert ok
    assert content["rows"] > 300
    assert content["low"] < content["high"]


def test_a_picture_called_csv_is_refused_by_name(box):
    upload(box, "picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert "picture.csv" in refused(box, "describe_data", {})


def test_a_table_of_a_thousand_long_columns_is_described_briefly(box):
    names = ",".join(f"{'c' * 300}{number}" for number in range(1000))
    rows = "\n".join(",".join(["1.5"] * 1000) for _ in range(5))
    upload(box, "wide.csv", f"{names}\n{rows}\n".encode())
    content, ok, _ = call(box, "describe_data")
    assert ok
    assert (len(content["columns"]), content["columns_left_out"]) == (40, 960)


# -- runs ----------------------------------------------------------------------------------------------------------


def test_a_finished_run_is_read_with_what_its_scores_mean(services, box):
    card = services.store.add_card(box.conversation_id, spec_of())
    services.store.attach_run(card, make_finished_run(services.runs).name)
    content, ok, named = call(box, "read_run")
    assert (ok, named, content["card"], content["state"]) == (True, card, card, "finished")
    record = services.record(content["run"])
    assert content["test"]["model"]["mae"] == pytest.approx(record.result.test["model"].mae, rel=1e-3)
    assert content["error_change"]["seasonal_naive"]["value"] == pytest.approx(-0.4, rel=1e-3)
    assert content["headline"]
    assert len(content["explanation"]) >= 3


def test_a_card_without_a_run_says_so(services, box):
    card = services.store.add_card(box.conversation_id, TrainRunSpec())
    content, ok, named = call(box, "read_run")
    assert (ok, named, content["state"]) == (True, card, "not trained yet")


def test_a_lost_and_a_failed_run_are_read_too(services, box):
    lost = make_unfinished_run(services.runs, None, name="20260101-000000-lost").name
    failed = events.Failed(seq=0, at=0, key="run.gone", parameters={"run": "x"}, step=3)
    broken = make_unfinished_run(services.runs, failed, name="20260102-000000-failed").name
    assert call(box, "read_run", {"run": lost})[0]["state"] == "lost"
    content, _, _ = call(box, "read_run", {"run": broken})
    assert (content["state"], content["step"]) == ("failed", 60)
    assert "x" in content["failure"]


def test_without_a_run_there_is_nothing_to_read(box):
    assert refused(box, "read_run", {})
    assert refused(box, "read_run", {"run": "nothing"})


def test_many_runs_are_listed_newest_first_and_briefly(services, box):
    for number in range(25):
        make_unfinished_run(services.runs, None, step=2, name=f"20260101-0000{number:02d}-made")
    content, ok, _ = call(box, "list_runs")
    assert ok
    assert (content["total"], len(content["runs"])) == (25, 20)
    assert content["runs"][0]["run"] == "20260101-000024-made"


def test_a_tool_that_does_not_exist_is_answered_with_those_that_do(box):
    assert "propose_run" in refused(box, "train_run", {})


def test_a_tool_that_breaks_is_a_sentence(box, monkeypatch):
    monkeypatch.setattr(type(box.services), "records", lambda _: 1 / 0)
    assert "log" in refused(box, "list_runs", {})
