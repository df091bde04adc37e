"""The forecasting network: window scaling and its inverse, patches, one column at a time, recursion."""

import numpy as np
import pytest
import torch

from lstm_core.engine.nn.networks import Forecaster
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.engine.tasks.series.task import pinball
from lstm_core.spec.derived import Layout
from lstm_core.spec.run import TrainRunSpec

WINDOW, HORIZON, BATCH = 12, 4, 3


def spec_of(**changes):
    basis = {"data.window": WINDOW, "data.horizon": HORIZON, "model.hidden_size": 5}
    return TrainRunSpec().with_changes(basis | {path.replace("__", "."): value for path, value in changes.items()})


def network_of(spec, layout=None):
    torch.manual_seed(0)
    return SeriesForecaster(spec, layout or Layout()).double().eval()


def windows_of(columns=1, seed=0):
    return torch.from_numpy(np.random.default_rng(seed).normal(size=(BATCH, WINDOW, columns)))


def nothing(steps=HORIZON):
    return torch.zeros(BATCH, steps, 0, dtype=torch.float64)


@pytest.mark.parametrize(
    ("scaling", "shift", "stretch"),
    [
        ("last", 100.0, 1.0),  # says nothing of the spread
        *((scaling, *line) for scaling in ("instance", "instance_affine") for line in ((100.0, 1.0), (-3.0, 7.0))),
    ],
)
def test_window_scaling_is_undone_in_the_forecast(scaling, shift, stretch):
    network, windows = network_of(spec_of(data__window_scaling=scaling)), windows_of()
    if scaling == "instance_affine":
        with torch.no_grad():
            network.gain.fill_(1.7)
            network.bias.fill_(-0.4)
    moved = network(shift + stretch * windows, nothing()).detach().numpy()
    expected = shift + stretch * network(windows, nothing()).detach().numpy()
    assert moved == pytest.approx(expected, rel=1e-4, abs=1e-4 * stretch)


@pytest.mark.parametrize("scaling", ["instance", "instance_affine"])
def test_reversible_instance_normalisation_is_that_of_the_paper(scaling):
    """Kim et al. 2022: x' = gain (x - mean) / sqrt(variance + e) + bias, and the inverse on what comes out."""
    network, windows = network_of(spec_of(data__window_scaling=scaling), Layout(targets=2)), 5 + 3 * windows_of(2)
    gain, bias = np.ones(2), np.zeros(2)
    if scaling == "instance_affine":
        gain, bias = np.array([1.7, 0.6]), np.array([-0.4, 0.2])
        with torch.no_grad():
            network.gain.copy_(torch.from_numpy(gain))
            network.bias.copy_(torch.from_numpy(bias))
    found = network(windows, nothing())[..., 0].detach().numpy()
    for number, window in enumerate(windows.numpy()):
        mean = np.array([sum(window[:, column]) / WINDOW for column in (0, 1)])
        spread = np.array([np.sqrt(sum((window[:, c] - mean[c]) ** 2) / WINDOW + 1e-5) for c in (0, 1)])
        normal = gain * (window - mean) / spread + bias
        said = Forecaster.forward(network, torch.from_numpy(normal)[None]).detach().numpy().reshape(HORIZON, 2)
        assert found[number] == pytest.approx((said - bias) / gain * spread + mean)


def test_an_instance_is_brought_to_mean_0_and_deviation_1():
    network, windows = network_of(spec_of(data__window_scaling="instance")), windows_of()
    base, spread = network.statistics(windows, torch.ones_like(windows))
    normal = (windows - base) / spread
    assert normal.mean(dim=1).abs().max() < 1e-12
    assert normal.std(dim=1, correction=0).numpy() == pytest.approx(1, rel=1e-4)


@pytest.mark.parametrize("scaling", ["last", "instance"])
def test_what_is_missing_has_no_say_in_the_scaling(scaling):
    network = network_of(spec_of(data__window_scaling=scaling, data__missing="mask"), Layout(masked=True))
    values, seen = windows_of(), torch.ones(BATCH, WINDOW, 1, dtype=torch.float64)
    seen[:, [2, 5, WINDOW - 1]] = 0
    base, spread = network.statistics(values, seen)
    for number in range(BATCH):
        told = values[number, seen[number, :, 0] == 1, 0].numpy()
        expected = (told[-1], 1.0) if scaling == "last" else (told.mean(), np.sqrt(told.var() + 1e-5))
        assert (float(base[number]), float(spread[number])) == pytest.approx(expected)


def test_other_numbers_where_a_value_is_missing_change_nothing():
    network = network_of(spec_of(data__missing="mask"), Layout(masked=True))
    seen = torch.ones(BATCH, WINDOW, 1, dtype=torch.float64)
    seen[:, 4] = 0
    gaps, values = torch.full_like(seen, 0.1), windows_of()
    other = values.clone()
    other[:, 4] = 99.0
    ours, theirs = (network(torch.cat([each, seen, gaps], dim=-1), nothing()) for each in (values, other))
    assert torch.equal(ours, theirs)


def test_a_patch_is_one_input_of_consecutive_steps():
    spec = spec_of(model__patch=3, data__window_scaling="none")
    network, windows = network_of(spec), windows_of()
    steps = torch.stack([windows[:, at : at + 3, 0] for at in range(0, WINDOW, 3)], dim=1)  # (B, 4, 3)
    expected = Forecaster.forward(network, steps)
    assert torch.equal(network(windows, nothing())[:, :, 0, 0], expected)


def test_shared_columns_are_forecast_as_if_each_were_alone():
    layout, windows = Layout(targets=3), windows_of(3)
    together = network_of(spec_of(model__channels="shared"), layout)(windows, nothing())
    alone = network_of(spec_of(), Layout())
    for column in range(3):
        expected = alone(windows[..., [column]], nothing())
        assert together[:, :, column].detach().numpy() == pytest.approx(expected[:, :, 0].detach().numpy(), rel=1e-9)


def test_joint_columns_tell_of_each_other():
    network, windows = network_of(spec_of(), Layout(targets=3)), windows_of(3).requires_grad_()
    network(windows, nothing())[:, :, 0].sum().backward()
    assert bool((windows.grad[..., 1:].abs().sum(dim=1) > 0).all())


def test_what_is_known_ahead_reaches_the_forecast():
    network, windows = network_of(spec_of(), Layout(known=2)), windows_of(3)
    known = torch.zeros(BATCH, HORIZON, 2, dtype=torch.float64)
    other = known.clone()
    other[:, 2, 1] = 1
    assert not torch.equal(network(windows, known), network(windows, other))


class Rule(SeriesForecaster):
    """Continues a window by a rule that is right one pass ahead."""

    rule = staticmethod(lambda window, steps: window)

    def _pass(self, normal, rest, known):
        return self.rule(normal[..., 0], self.reach)[:, :, None, None]


def continues_a_ramp(window, steps):
    slope = window[:, -1:] - window[:, -2:-1]
    return window[:, -1:] + slope * torch.arange(1, steps + 1)


def continues_a_sine(window, steps):
    """y[t+1] = 2 cos(w) y[t] - y[t-1], with the angle that the window itself tells."""
    turn = (window[:, 2:] + window[:, :-2]).sum(1) / window[:, 1:-1].sum(1)
    found = [window[:, -2], window[:, -1]]
    for _ in range(steps):
        found.append(turn * found[-1] - found[-2])
    return torch.stack(found[2:], dim=1)


@pytest.mark.parametrize("patch", [1, 2, 3])
@pytest.mark.parametrize(
    ("rule", "line", "scaling"),
    [
        (continues_a_ramp, lambda t: 3 + 0.5 * t, "last"),
        (continues_a_ramp, lambda t: 3 + 0.5 * t, "instance"),
        (continues_a_sine, lambda t: np.sin(t / 3), "none"),
    ],
)
def test_fed_with_its_own_forecasts_a_rule_continues_ramp_and_sine(rule, line, scaling, patch):
    spec = spec_of(data__strategy="recursive", data__window_scaling=scaling, model__patch=patch, data__horizon=10)
    network = Rule(spec, Layout()).double().eval()
    network.rule = rule
    window = torch.from_numpy(line(np.arange(float(WINDOW))))[None, :, None]
    found = network.rollout(window, torch.zeros(1, 10, 0, dtype=torch.float64))[0, :, 0, 0].detach().numpy()
    assert found == pytest.approx(line(np.arange(WINDOW, WINDOW + 10.0)), abs=1e-6)


def test_a_direct_network_says_all_steps_at_once():
    network, windows = network_of(spec_of()), windows_of()
    assert torch.equal(network.rollout(windows, nothing()), network(windows, nothing()))


def test_the_quantile_loss_weighs_too_low_and_too_high_as_the_quantile_says():
    forecast, truth = torch.tensor([[[1.0, 2.0, 5.0]]]), torch.tensor([[3.0]])
    # 0.1: 2 too low costs 0.1 * 2; 0.5: 1 too low costs 0.5; 0.9: 2 too high costs 0.1 * 2
    assert float(pinball(forecast, truth, (0.1, 0.5, 0.9))) == pytest.approx((0.2 + 0.5 + 0.2) / 3)


def test_the_least_quantile_loss_is_at_the_quantile_of_the_sample():
    sample = torch.from_numpy(np.random.default_rng(1).normal(size=(999, 1)))
    candidates = torch.linspace(-3, 3, 601, dtype=torch.float64)
    for level in (0.1, 0.5, 0.9):
        losses = [float(pinball(value.expand(999, 1, 1), sample, (level,)).mean()) for value in candidates]
        best = float(candidates[int(np.argmin(losses))])
        assert best == pytest.approx(float(np.quantile(sample.numpy(), level)), abs=0.02)
