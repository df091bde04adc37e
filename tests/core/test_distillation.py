"""A student hears its teacher on the same batch; a file stands in for the network before the task that judges it."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from lstm_core.data import tasks
from lstm_core.engine.compression.network import Trainer, built
from lstm_core.engine.tasks import contract
from lstm_core.engine.tasks.compressing import Judgement
from lstm_core.engine.tasks.preparation import load, prepare
from lstm_core.engine.tasks.series import compression as series
from lstm_core.engine.tasks.speech import compression as speech
from lstm_core.engine.tasks.speech.task import ctc
from lstm_core.engine.tasks.text import compression as text
from lstm_core.engine.tasks.text.compression import TEACHER
from lstm_core.runs.folder import DATA_FILES
from lstm_core.spec.compress import RungRunSpec
from lstm_core.spec.parsing import parse_train_spec
from tests.support import spec_of

pytestmark = pytest.mark.usefixtures("one_thread")

CPU = torch.device("cpu")
SPECS = {
    "series": spec_of(),
    "text": parse_train_spec(
        {
            "data": {"task": "text", "window": 16},
            "model": {"hidden_size": 8, "embedding_size": 6},
            "train": {"batch_size": 8, "steps": 40},
        }
    ),
    "speech": parse_train_spec(
        {
            "data": {"task": "speech", "augment": False},
            "model": {"hidden_size": 6, "bidirectional": True},
            "train": {"batch_size": 4},
        }
    ),
}


@pytest.fixture(scope="module")
def materials(tmp_path_factory):
    """The data of every task."""
    home = tmp_path_factory.mktemp("materials")
    found = {}
    for task, spec in SPECS.items():
        tasks.write_data_file(spec.data, home / DATA_FILES[task])
        found[task] = load(spec, home / DATA_FILES[task])
    return found


def pair(task, materials, seed=0):
    torch.manual_seed(seed)
    network = prepare(SPECS[task], materials[task], CPU).network
    torch.manual_seed(seed + 1)
    return network, prepare(SPECS[task], materials[task], CPU).network.eval()


def taught(task, materials, teacher):
    return contract.compressor(task).taught(SPECS[task], materials[task], CPU, teacher)


@pytest.mark.parametrize("task", SPECS)
def test_one_that_says_what_its_teacher_says_hears_the_data_alone(task, materials):
    network, _ = pair(task, materials)
    network.eval()
    own = prepare(SPECS[task], materials[task], CPU).task
    weight = {"series": series.TAUGHT, "text": text.TAUGHT, "speech": speech.TAUGHT}[task]
    with torch.no_grad():
        assert float(taught(task, materials, network).loss(network, 0)) == pytest.approx(
            (1 - weight) * float(own.loss(network, 0)), rel=1e-5
        )


def test_a_forecaster_follows_forecasts_and_the_likeness_of_states(materials):
    network, teacher = pair("series", materials)
    task = taught("series", materials, teacher)
    batch = task.batches.at(0)
    past, known, targets, seen = task.cut(task.windows[batch + task.first])
    with torch.no_grad():
        said, soft = network(past, known), teacher(past, known)
        states = [each.recurrent(normal(each, past))[0][:, -1] for each in (network, teacher)]
        grams = [each @ each.T for each in states]
        alike = [each / each.norm(dim=1, keepdim=True) for each in grams]
        expected = (1 - series.TAUGHT) * task.distance(said, targets, seen)
        expected += series.TAUGHT * (said - soft).square().mean()
        expected += series.LIKENESS * (alike[0] - alike[1]).square().mean()
    assert task.loss(network, 0).item() == pytest.approx(float(expected), rel=1e-5)


def normal(network, past):
    """What the recurrent layers read of windows of one column."""
    base, spread = network.statistics(past, torch.ones_like(past))
    return (past - base) / spread


def test_a_speech_student_follows_every_real_input_and_no_padding(materials):
    network, teacher = pair("speech", materials)
    task = taught("speech", materials, teacher)
    chosen = task.batches.at(0).tolist()
    batch = task._batch(
        [task.frames["train"][each] for each in chosen], [task.targets["train"][each] for each in chosen]
    )
    heat, apart = speech.TEMPERATURE, []
    with torch.no_grad():
        for row, length in enumerate(batch.lengths.tolist()):
            inputs = batch.inputs[row : row + 1, :length], torch.tensor([length])
            one, other = ((each(*inputs)[0] / heat).softmax(-1) for each in (network, teacher))
            apart += (other * (other / one).log()).sum(-1).tolist()
        expected = (1 - speech.TAUGHT) * float(ctc(network, batch)) + speech.TAUGHT * heat**2 * np.mean(apart)
    network.eval()
    assert task.loss(network, 0).item() == pytest.approx(expected, rel=1e-4)


def test_the_teacher_of_a_text_carries_its_own_state_which_a_checkpoint_keeps(materials):
    network, teacher = pair("text", materials)
    task, again = taught("text", materials, teacher), taught("text", materials, teacher)
    with torch.no_grad():
        for step in range(3):
            task.loss(network, step)
        kept = task.state()
        assert {name for name in kept if name.startswith(TEACHER)} == {f"{TEACHER}hidden", f"{TEACHER}cell"}
        again.load_state(kept)
        assert float(again.loss(network, 3)) == float(task.loss(network, 3))
        again.load_state({name: part for name, part in kept.items() if not name.startswith(TEACHER)})
        assert float(again.loss(network, 3)) != float(task.loss(network, 3))


def test_a_text_student_follows_the_softened_probabilities(materials):
    network, teacher = pair("text", materials)
    task = taught("text", materials, teacher)
    task.loss(network, 0)
    inputs, targets = (each[:, : task.width] for each in (task._inputs, task._targets))
    with torch.no_grad():
        said, soft = network(inputs)[0].flatten(0, 1), teacher(inputs)[0].flatten(0, 1)
    expected = (1 - text.TAUGHT) * functional.cross_entropy(said, targets.flatten())
    expected += text.TAUGHT * text.divergence(said, soft)
    assert taught("text", materials, teacher).loss(network, 0).item() == pytest.approx(float(expected), rel=1e-5)


@pytest.mark.parametrize("task", SPECS)
def test_a_network_is_judged_as_its_result_says_and_differs_from_itself_by_nothing(task, materials):
    network, _ = pair(task, materials)
    network.eval()
    own, compressor = prepare(SPECS[task], materials[task], CPU).task, contract.compressor(task)
    found = compressor.judged(own, network)
    assert found.value > 0
    same = compressor.change(own, found, found)
    assert (same.value, same.low, same.high) == pytest.approx((0.0, 0.0, 0.0), abs=1e-9)
    weights = found.weights if found.weights is not None else np.ones_like(found.samples)
    if task == "speech":
        assert found.value == pytest.approx(found.samples.sum() / weights.sum())
    worse = compressor.change(own, found, Judgement(found.value * 1.5, found.samples * 1.5, found.weights))
    assert worse.value == pytest.approx(0.5 * found.value if task == "speech" else 0.5, rel=1e-3)
    assert worse.low < worse.value < worse.high


@pytest.mark.parametrize("step", ["prune:0.5", "shrink:0.5", "low_rank:0.5", "distil:3"])
def test_where_a_change_is_trained_the_network_comes_back_to_the_processor(step, materials, tmp_path):
    run = spec_of(train__steps=6, train__evaluate_every=3)
    origin = prepare(run, materials["series"], CPU).network.eval()
    found = []
    for number, device in enumerate((CPU, torch.device("cpu:0"))):  # the second is another one to whoever compares
        trainer = Trainer(tmp_path / str(number), materials["series"], lambda _event: None, lambda: False, device)
        made = built(RungRunSpec(steps=(step,), seeds=2, run=run), origin, trainer)
        assert {weight.device for weight in made.network.parameters()} == {CPU}
        assert not made.network.training
        found.append(made.network.state_dict())
    assert all(torch.equal(found[0][name], found[1][name]) for name in found[0])
