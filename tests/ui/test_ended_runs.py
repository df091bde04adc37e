"""The card of a run that ended before its end: what it offers, in which order, and what it says."""

import pytest

from assistant.conversation.messages import Message, TextPart, ToolResult
from assistant.ui.words.labels import say
from lstm_core.results.parsing import parse_result
from lstm_core.runs import events
from lstm_core.runs.folder import RunFolder
from tests.support import make_finished_run, make_unfinished_run, spec_of
from tests.ui.pages import app, button

STOPPED = events.Stopped(seq=0, at=0, step=60)
OFFERED = {"resume", "finish", "slower", "smaller", "again", "any_device"}


def failure(key):
    return events.Failed(seq=0, at=0, key=key, parameters={"step": 60, "loss": "nan", "file": "x"}, step=60)


def thread(services, path):
    conversation_id = services.store.create("en")
    card_id = services.store.add_card(conversation_id, spec_of())
    services.store.attach_run(card_id, path.name)
    made = ToolResult(id="1", name="propose_run", content="{}", card=card_id)
    services.store.append(conversation_id, Message(role="user", parts=[TextPart(text="Forecast")]))
    services.store.append(conversation_id, Message(role="assistant", parts=[made], finish_reason="stop"))
    return conversation_id


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("ended", "offered", "said"),
    [
        ((STOPPED, True), ["resume", "finish"], ["card.stopped", "remedy.finish"]),
        ((STOPPED, False), ["resume"], ["card.stopped_early", "remedy.unjudged"]),
        ((None, True), ["resume", "finish"], ["card.lost", "remedy.finish"]),
        ((failure("training.diverged"), True), ["slower", "finish"], ["training.diverged", "remedy.finish"]),
        ((failure("training.diverged"), False), ["slower"], ["training.diverged", "remedy.unjudged"]),
        ((failure("run.out_of_memory"), True), ["smaller", "resume", "finish"], ["run.out_of_memory"]),
        ((failure("run.disk_full"), True), ["resume", "finish"], ["run.disk_full"]),
        ((failure("run.checkpoint_unreadable"), True), ["again"], ["run.checkpoint_unreadable"]),
    ],
)
def test_the_card_offers_what_can_help_and_says_why(services, own_workspace, ended, offered, said, language):
    path = make_unfinished_run(services.runs, ended[0], checkpoint=ended[1])
    page = app(own_workspace, language, c=thread(services, path)).run()
    assert not page.exception
    labels = [found.label.split(" *")[0] for found in page.button]
    words = {say(f"action.{name}", language): name for name in OFFERED}
    assert [words[label] for label in labels if label in words] == offered
    box = " ".join(found.value for found in [*page.error, *page.warning]).replace("\\", "")
    for key in said:
        assert say(key, language, {"step": 60, "loss": "nan", "file": "x", "every": 25}) in box


def test_a_finished_cut_run_says_where_it_was_stopped_and_can_go_on(services, own_workspace):
    path = make_finished_run(services.runs)
    folder = RunFolder(path)
    folder.last.write_bytes(folder.best.read_bytes())
    result = parse_result(folder.result.read_bytes()).model_copy(
        update={"reason": "stopped", "steps": 60, "best_step": 50}
    )
    folder.result.write_text(result.model_dump_json(), encoding="utf-8")
    page = app(own_workspace, c=thread(services, path)).run()
    assert not page.exception
    assert any(
        "Stopped by hand at step 60 of 120 and judged with the weights of step 50." in x.value for x in page.markdown
    )
    assert button(page, say("action.resume", "en"))


def test_a_copy_of_a_diverged_run_is_a_card_beside_it_with_its_reason(services, own_workspace):
    path = make_unfinished_run(services.runs, failure("training.diverged"))
    conversation_id = thread(services, path)
    page = app(own_workspace, c=conversation_id).run()
    button(page, say("action.slower", "en")).click().run()
    assert not page.exception
    first, second = services.store.cards(conversation_id)
    assert second.spec == first.spec.with_changes({"train.learning_rate": 0.0002})
    assert second.run_id is None
    assert any("The loss became nan at step 60" in box.value for box in page.warning)


def test_a_run_of_another_conversation_stays_and_its_copy_gets_one_of_its_own(services):
    path = make_unfinished_run(services.runs, failure("training.diverged"))
    conversation_id = services.propose_remedy(path.name, "slower", "zh")
    [card] = services.store.cards(conversation_id)
    assert card.spec.train.learning_rate == pytest.approx(0.0002)
