"""The card of a repetition over seeds, in every state that a person can meet, and its row in the list of runs."""

import json
import shutil
import time

import pytest

from assistant.conversation.messages import Message, TextPart, ToolResult
from assistant.ui.words.labels import say
from lstm_core.errors import RunError, SpecError
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.kinds import KINDS
from lstm_core.runs import events
from lstm_core.runs.folder import Launch, RunFolder, write_json
from lstm_core.spec.repeat import RepeatRunSpec
from tests.assistant.sentences import SPECS
from tests.repetitions import NAME, STOPPED, make_repetition
from tests.support import make_finished_run, spec_of
from tests.ui.pages import app, button

FAILED = events.Failed(seq=0, at=0, key="training.diverged", parameters={"step": 60, "loss": "nan"}, step=60)

FULL = events.Failed(seq=0, at=0, key="run.disk_full", parameters={}, step=1)


def thread(services, spec, run_id=None):
    """A conversation with one card."""
    conversation_id = services.store.create("en")
    card_id = services.store.add_card(conversation_id, spec)
    if run_id is not None:
        services.store.attach_run(card_id, run_id)
    made = ToolResult(id="1", name="propose_run", content="{}", card=card_id)
    services.store.append(conversation_id, Message(role="user", parts=[TextPart(text="Repeat")]))
    services.store.append(conversation_id, Message(role="assistant", parts=[made], finish_reason="stop"))
    return conversation_id


def labels_of(page):
    return [found.label.split(" *")[0] for found in page.button]


def states_of(page, language="en"):
    """The column of states in the table of seeds."""
    [column] = [
        frame.value[say("repeat.state", language)]
        for frame in page.table
        if say("repeat.state", language) in frame.value
    ]
    return [str(value).replace("\u2060", "").replace("\u00a0", " ") for value in column]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_asks_for_the_number_of_seeds_and_the_settings_of_the_training(services, own_workspace, language):
    conversation_id = thread(services, RepeatRunSpec(seeds=3, run=spec_of()))
    page = app(own_workspace, language, c=conversation_id).run()
    assert not page.exception
    named = say("repeat.title", language, {"training": "", "seeds": 3})
    assert any(named in markdown.value for markdown in page.markdown)
    [seeds] = [field for field in page.number_input if field.label == say("repeat.how_many", language)]
    seeds.set_value(4).run()
    [steps] = [field for field in page.number_input if field.label == say("field.train.steps", language)]
    steps.set_value(50).run()
    [card] = services.store.cards(conversation_id)
    assert (card.spec.seeds, card.spec.run.train.steps) == (4, 50)
    assert not button(page, say("action.train", language)).disabled


@pytest.mark.parametrize("wanted", [1, 101])
def test_a_number_of_seeds_that_is_refused_stays_typed_with_its_sentence(services, own_workspace, wanted):
    conversation_id = thread(services, RepeatRunSpec(seeds=3, run=spec_of()))
    page = app(own_workspace, c=conversation_id).run()
    [seeds] = [field for field in page.number_input if field.label == say("repeat.how_many", "en")]
    page = seeds.set_value(wanted).run()
    assert not page.exception
    [seeds] = [field for field in page.number_input if field.label == say("repeat.how_many", "en")]
    assert seeds.value == wanted
    assert any("seeds must be" in x.value for x in page.markdown)
    assert button(page, say("action.train", "en")).disabled
    assert services.store.cards(conversation_id)[0].spec.seeds == 3
    seeds.set_value(5).run()
    assert services.store.cards(conversation_id)[0].spec.seeds == 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("ended", "said", "state"),
    [
        ((STOPPED, STOPPED), "repeat.stopped", "stopped"),
        ((None, None), "repeat.lost", "lost"),
        ((FULL, FAILED), "run.disk_full", "failed"),
    ],
)
def test_one_that_ended_early_says_why_and_can_go_on(services, own_workspace, ended, said, state, language):
    path = make_repetition(services.runs, 2, ended[0], last=ended[1])
    page = app(own_workspace, language, c=thread(services, RepeatRunSpec(seeds=3, run=spec_of()), path.name)).run()
    assert not page.exception
    box = " ".join(found.value for found in [*page.error, *page.warning]).replace("\\", "")
    assert say(said, language, {"done": 2, "seeds": 3}) in box
    done, member = say("member.finished", language), say(f"member.{state}", language)
    assert states_of(page, language) == [done, done, f"{member} 50%"]
    assert say("action.resume", language) in labels_of(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finished_one_shows_mean_interval_table_and_both_files(services, own_workspace, language):
    path = make_repetition(services.runs)
    page = app(own_workspace, language, c=thread(services, RepeatRunSpec(seeds=3, run=spec_of()), path.name)).run()
    assert not page.exception
    record = services.record(path.name)
    mean = record.table["mae"]
    assert any(f"{mean.mean:.1f}" in metric.value for metric in page.metric)
    assert any(f"{mean.low:.1f}" in metric.value and f"{mean.high:.1f}" in metric.value for metric in page.metric)
    assert states_of(page, language) == [say("member.finished", language)] * 3
    labels = [found.proto.label.split(" *")[0] for found in page.get("download_button")]
    assert labels == [say(f"action.{name}", language) for name in ("table", "table", "table_json")]


def test_a_member_is_the_run_of_a_training_with_an_id_of_its_own(services):
    path = make_repetition(services.runs)
    record = services.record(f"{path.name}/members/seed-1")
    assert record.id == f"{path.name}/members/seed-1"
    assert record.spec.train.seed == 1


ODD = ("../x", "/etc", *(f"{NAME}/{end}" for end in ("members/..", "members/", "seed-1", "members/seed-1/members/x")))


@pytest.mark.parametrize("asked", ODD)
def test_an_id_leads_nowhere_but_to_a_run_or_a_member(services, asked):
    make_repetition(services.runs)
    with pytest.raises(RunError):
        services.record(asked)
    with pytest.raises(RunError):
        services.launcher.stop(asked)


def test_a_member_whose_folder_was_deleted_by_hand_is_said_to_be_gone(services, own_workspace):
    path = make_repetition(services.runs)
    conversation_id = thread(services, RepeatRunSpec(seeds=3, run=spec_of()), path.name)
    app(own_workspace, c=conversation_id).run()
    shutil.rmtree(path / "members" / "seed-1")
    page = app(own_workspace, c=conversation_id).run()
    assert not page.exception
    done = say("member.finished", "en")
    assert states_of(page) == [done, say("member.gone", "en"), done]


def test_a_member_is_no_run_of_the_list_and_nothing_of_it_is_deleted_alone(services):
    path = make_repetition(services.runs)
    assert [record.id for record in services.records()] == [path.name]
    services.launcher.delete(path.name)
    assert not path.exists()
    assert services.records() == []


def test_a_run_of_a_newer_program_is_one_sentence_and_the_others_are_listed(services, own_workspace):
    good = make_finished_run(services.runs)
    for name, spec in {
        "20261124-000000-odd": {"version": 1, "kind": "tournament"},
        "20261124-000001-odd": {**json.loads(RepeatRunSpec(seeds=3, run=spec_of()).to_json()), "later": 1},
    }.items():
        folder = RunFolder(services.runs / name)
        folder.path.mkdir(parents=True)
        write_json(folder.spec, json.dumps(spec))
        write_json(folder.launch, Launch(created_at=1.0, launched_at=time.time()).model_dump())
    assert [record.id for record in services.records()] == [good.name]
    assert sorted(services.unreadable()) == ["20261124-000000-odd", "20261124-000001-odd"]
    assert {message.key for messages in services.unreadable().values() for message in messages} == {"run.newer"}
    assert services.running() == []
    services.launcher.delete("20261124-000000-odd")
    assert [record.id for record in services.records()] == [good.name]
    assert sorted(services.unreadable()) == ["20261124-000001-odd"]


def test_a_card_of_a_newer_program_leaves_the_rest_of_its_thread_alone(services, own_workspace):
    conversation_id = thread(services, spec_of())
    other = services.store.add_card(conversation_id, spec_of())
    with services.store._writing() as database:
        database.execute("UPDATE cards SET spec = ? WHERE id = ?", ('{"version": 1, "kind": "tournament"}', other))
    made = ToolResult(id="2", name="propose_run", content="{}", card=other)
    services.store.append(conversation_id, Message(role="assistant", parts=[made], finish_reason="stop"))
    page = app(own_workspace, c=conversation_id).run()
    assert not page.exception
    newer = say("spec.kind", "en", {"value": '"tournament"', "known": ", ".join(KINDS)})
    assert [x.value.replace("\\", "") for x in page.error] == [newer]
    assert button(page, say("action.train", "en"))
    assert len(services.store.cards(conversation_id)) == 1


def test_a_button_on_a_training_proposes_the_repetition_beside_it(services, own_workspace):
    path = make_finished_run(services.runs)
    conversation_id = thread(services, spec_of(), path.name)
    page = app(own_workspace, c=conversation_id).run()
    [seeds] = [field for field in page.number_input if field.label == say("repeat.how_many", "en")]
    page = seeds.set_value(4).run()
    button(page, say("action.repeat", "en")).click().run()
    cards = services.store.cards(conversation_id)
    assert [card.spec.kind for card in cards] == ["train", "repeat"]
    assert (cards[1].spec.seeds, cards[1].spec.run) == (4, cards[0].spec)


def test_a_number_that_cannot_be_followed_is_said_at_the_button(services, own_workspace):
    path = make_finished_run(services.runs)
    conversation_id = thread(services, spec_of(), path.name)
    page = app(own_workspace, c=conversation_id).run()
    [seeds] = [field for field in page.number_input if field.label == say("repeat.how_many", "en")]
    page = seeds.set_value(1000).run()
    page = button(page, say("action.repeat", "en")).click().run()
    assert not page.exception
    assert any("seeds must be" in box.value for box in page.error)
    assert len(services.store.cards(conversation_id)) == 1


def test_before_the_first_seed_is_done_numbers_and_picture_have_their_place_already(services, own_workspace):
    path = make_repetition(services.runs, 0, STOPPED)
    page = app(own_workspace, c=thread(services, RepeatRunSpec(seeds=3, run=spec_of()), path.name)).run()
    assert not page.exception
    assert [metric.value for metric in page.metric] == ["–", "–", "–"]
    assert states_of(page) == ["stopped 50%", "not started", "not started"]


APART = (0.40, 0.75, 0.46)  # whose errors are more than 1.4 times as large as one another


@pytest.mark.parametrize("language", LANGUAGES)
def test_beneath_seeds_that_lie_far_apart_one_press_proposes_their_mean(services, own_workspace, language):
    path = make_repetition(services.runs, gains=APART)
    conversation_id = thread(services, RepeatRunSpec(seeds=3, run=spec_of()), path.name)
    page = app(own_workspace, language, c=conversation_id).run()
    assert say("repeat.ensemble", language) in " ".join(said.value for said in page.markdown).replace("\\", "")
    page = button(page, say("action.ensemble", language, {"members": 3})).click().run()
    assert not page.exception
    cards = services.store.cards(conversation_id)
    assert [card.spec.kind for card in cards] == ["repeat", "train"]
    assert cards[1].spec == cards[0].spec.run.with_changes({"model.members": 3})


def test_seeds_that_lie_together_have_no_such_button(services, own_workspace):
    path = make_repetition(services.runs, gains=(0.40, 0.41, 0.42))
    page = app(own_workspace, c=thread(services, RepeatRunSpec(seeds=3, run=spec_of()), path.name)).run()
    assert say("action.ensemble", "en", {"members": 3}) not in labels_of(page)


def test_a_mean_has_at_most_as_many_networks_as_a_spec_allows(services):
    path = make_repetition(services.runs, 0, STOPPED, seeds=30)
    place = services.propose_ensemble(path.name, "en")
    [card] = services.store.cards(place)
    assert card.spec.model.members == 10


def test_a_text_has_no_mean_of_networks_and_the_rule_says_so(services, monkeypatch):
    path = make_repetition(services.runs)
    found = services.record(path.name).model_copy(update={"spec": RepeatRunSpec(seeds=3, run=SPECS["text"])})
    monkeypatch.setattr(services, "record", lambda run_id: found)
    with pytest.raises(SpecError) as refused:
        services.propose_ensemble(path.name, "en")
    [message] = refused.value.messages
    assert message.parameters["path"] == "model.members"
