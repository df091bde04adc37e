"""Likelihoods of counts and of Student's t: losses, quantiles, and the networks that say their parameters."""

import numpy as np
import pytest
import torch
from scipy import stats
from torch import distributions

from lstm_core.data.series.distributions import quantiles_of
from lstm_core.data.series.tables import load_series
from lstm_core.diagnosis.diagnosing import diagnose
from lstm_core.engine.export.building import program_of
from lstm_core.engine.export.onnx_writer import onnx_model
from lstm_core.engine.export.reference_windows import forecast
from lstm_core.engine.tasks.probing import samples_within, spread
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.engine.tasks.series.likelihoods import negative_log_likelihood
from lstm_core.engine.tasks.series.task import SeriesTask
from lstm_core.errors import DataError, SpecError
from lstm_core.results.series import SeriesResult
from lstm_core.runs.preflight import check_run
from lstm_core.spec.combining import combined
from lstm_core.spec.derived import pass_of
from lstm_core.spec.likelihoods import LIKELIHOODS, ratio
from tests.core.evidences import evidence, spec_with
from tests.core.scripts import bundle, play, spec_of
from tests.deployments import alone, deployed, passes, stopped_run
from tests.exports import LAYOUTS, SCALINGS, far, series_forecaster, session, table, told

COUNTS = {"data__scaling": "mean", "data__window_scaling": "none", "data__floor": 0.0}
SCALE = torch.tensor([3.0, 0.5], dtype=torch.float64)
LEVELS = (0.05, 0.5, 0.975)


def said(loss, count=200, seed=0):
    """Parameters (count, 2, P), and targets (count, 2) in scaled units."""
    random = np.random.default_rng(seed)
    parameters = random.gamma(0.7, 2.0, (count, 2, LIKELIHOODS[loss])) + 1e-3
    if loss != "student_t":
        return torch.from_numpy(parameters), torch.from_numpy(random.poisson(4.0, (count, 2))) / SCALE
    parameters[..., 0] -= 1
    parameters[..., 2] += 2
    return torch.from_numpy(parameters), torch.from_numpy(random.normal(size=(count, 2)))


def torchs(loss, parameters):
    """The same distributions of torch, of counts in their own units."""
    first, *more = parameters.unbind(-1)
    if loss == "poisson":
        return distributions.Poisson(first * SCALE)
    if loss == "negative_binomial":
        return distributions.NegativeBinomial(1 / more[0], logits=(more[0] * first * SCALE).log())
    return distributions.StudentT(more[1], first, more[0])


def scipys(loss, parameters):
    """The same of SciPy, with an axis for quantiles."""
    first, *more = np.moveaxis(parameters.numpy(), -1, 0)[..., None]
    mean = first * SCALE.numpy()[:, None]
    if loss == "poisson":
        return stats.poisson(mean)
    if loss == "negative_binomial":
        return stats.nbinom(1 / more[0], 1 / (1 + more[0] * mean))
    return stats.t(more[1], first, more[0])


@pytest.mark.parametrize("loss", LIKELIHOODS)
def test_a_loss_is_the_negative_log_likelihood_of_torch_and_of_scipy(loss):
    parameters, targets = said(loss)
    found = negative_log_likelihood(loss, parameters, targets, SCALE)
    seen = targets if loss == "student_t" else (targets * SCALE).round()
    assert torch.allclose(found, -torchs(loss, parameters).log_prob(seen), rtol=1e-9)
    reference = scipys(loss, parameters)
    log = reference.logpdf if loss == "student_t" else reference.logpmf
    assert found.numpy() == pytest.approx(-log(seen.numpy()[..., None])[..., 0], rel=1e-7)


EXTREMES = {  # what the head says, and what was seen
    "nothing comes where much was expected": (40.0, 0.0),
    "much comes where nothing was expected": (-200.0, 1e6),
    "nothing comes where nothing was expected": (-200.0, 0.0),
    "a count of millions that was expected": (1e7, 1e7),
    "an outlier": (0.0, 1e8),
}


@pytest.mark.parametrize("loss", LIKELIHOODS)
@pytest.mark.parametrize("case", EXTREMES)
def test_loss_and_gradient_are_finite_at_the_extremes(loss, case):
    raw, came = EXTREMES[case]
    changes = COUNTS if loss != "student_t" else {}
    network = series_forecaster(
        LAYOUTS[0], {path.replace("__", "."): value for path, value in changes.items()} | {"train.loss": loss}
    )
    head = torch.full((1, 1, 1, LIKELIHOODS[loss]), raw, requires_grad=True)
    parameters = network._distribution(head, torch.zeros(1, 1, 1, 1), torch.ones(1, 1, 1, 1))
    value = negative_log_likelihood(loss, parameters, torch.full((1, 1, 1), came), torch.ones(1)).mean()
    value.backward()
    assert torch.isfinite(value)
    assert torch.isfinite(head.grad).all()


@pytest.mark.parametrize("loss", LIKELIHOODS)
def test_quantiles_are_those_of_scipy_in_the_units_of_the_data(loss):
    parameters, _ = said(loss, count=2000)
    offset = np.array([1.0, -2.0]) if loss == "student_t" else np.zeros(2)
    found = quantiles_of(loss, parameters.numpy(), LEVELS, offset, SCALE.numpy())
    expected = scipys(loss, parameters).ppf(LEVELS)
    if loss == "student_t":
        assert found == pytest.approx(expected * SCALE.numpy()[:, None] + offset[:, None], rel=1e-9)
    else:
        assert np.array_equal(found, expected)


@pytest.mark.parametrize("mean", [1e-6, 1e-3, 1.0, 1e4, 1e8])
@pytest.mark.parametrize("dispersion", [1e-6, 1.0, 1e3])
def test_a_quantile_of_a_count_is_the_first_number_with_so_much_at_or_below(mean, dispersion):
    parameters = np.array([[mean, dispersion]])
    found = quantiles_of("negative_binomial", parameters, LEVELS, np.zeros(1), np.ones(1))[0]
    reference = stats.nbinom(1 / dispersion, 1 / (1 + dispersion * mean))
    assert (reference.cdf(found) >= np.array(LEVELS) - 1e-9).all()
    assert (reference.cdf(found - 1) < np.array(LEVELS) + 1e-9).all()


def frames():
    for layout in LAYOUTS:
        for scaling in SCALINGS:
            yield layout, {"train.loss": "student_t", "data.window_scaling": scaling}
        for loss in ("poisson", "negative_binomial"):
            yield layout, {"train.loss": loss, "data.scaling": "mean", "data.window_scaling": "none", "data.floor": 0.0}
    yield LAYOUTS[1], {"train.loss": "student_t", "data.window_scaling": "instance", "model.channels": "shared"}


@pytest.mark.parametrize(("layout", "changes"), [*frames()], ids=str)
def test_program_and_file_say_the_parameters_that_the_network_says(layout, changes):
    network = series_forecaster(layout, changes)
    inputs = table(layout, network.reach)
    expected = told(network, inputs)
    assert expected.shape[-1] == LIKELIHOODS[changes["train.loss"]]
    program = program_of(network)
    assert far(forecast(program, inputs["past"], inputs["known"]), expected) < 1e-5
    given = {name: value for name, value in inputs.items() if value.shape[-1]}
    [found] = session(onnx_model(program)).run(None, given)
    assert far(found, expected) < 1e-5


def test_a_window_that_is_shifted_and_stretched_shifts_location_and_stretches_scale():
    network = series_forecaster(LAYOUTS[0], {"train.loss": "student_t", "data.window_scaling": "instance"})
    past = torch.from_numpy(table(LAYOUTS[0], 4)["past"])
    nothing = torch.zeros(3, 4, 0)
    location, width, freedom = network(past, nothing).unbind(-1)
    moved, wider, same = network(10 + 4 * past, nothing).unbind(-1)
    assert moved.detach().numpy() == pytest.approx((10 + 4 * location).detach().numpy(), rel=1e-3)
    assert wider.detach().numpy() == pytest.approx((4 * width).detach().numpy(), rel=1e-3)
    assert same.detach().numpy() == pytest.approx(freedom.detach().numpy(), rel=1e-3)
    assert (freedom > 2).all()


# -- what a run does --------------------------------------------------------------------------------------------------


def counts_csv(folder, rows):
    """Demand with many zeros, one value missing."""
    demand = np.random.default_rng(1).negative_binomial(0.7, 0.3, len(rows))
    cells = ["" if day == 40 else str(value) for day, value in enumerate(demand)]
    days = np.datetime64("2024-01-01") + np.arange(len(rows))
    folder.joinpath("in.csv").write_text(
        "day,value\n" + "\n".join(f"{day},{cell}" for day, cell in zip(days, cells, strict=True)), encoding="utf-8"
    )


MASKED = {"data__time_column": "day", "data__missing": "mask"}
RUNS = {
    "poisson": COUNTS | MASKED | {"train__quantiles": [0.05, 0.25, 0.5, 0.75, 0.95]},
    "negative_binomial": COUNTS | {"data__time_column": "day", "data__missing": "forward"},
    "student_t": MASKED | {"data__transform": "log1p", "data__difference": "first", "data__window_scaling": "instance"},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    home = tmp_path_factory.mktemp("likelihoods")
    runs = {loss: bundle(home / loss, "en", counts_csv, {"train__loss": loss} | RUNS[loss]) for loss in RUNS}
    orders = [(str(run.folder), "train.py", ["--check"]) for run in runs.values()]
    return runs, dict(zip(runs, play(home, orders), strict=True))


@pytest.mark.parametrize("loss", RUNS)
def test_the_script_repeats_a_run_of_a_likelihood(made, loss):
    run, played = made[0][loss], made[1][loss]
    assert (played["ended"], played["output"].splitlines()[-1]) == (0, "PASS")
    for name in ("model", "persistence", "linear"):
        expected = run.result.test[name].model_dump(exclude={"loss"})
        assert played["found"]["test"][name] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("loss", RUNS)
def test_a_result_has_an_interval_of_the_distributions_quantiles(made, loss):
    result = SeriesResult.of(made[0][loss].result)
    assert result.interval.level == pytest.approx(0.9 if loss == "poisson" else 0.8)
    future = result.future
    assert all(
        low <= middle <= high for low, middle, high in zip(future.low, future.forecast, future.high, strict=True)
    )
    assert result.audit.changed == 0
    if loss != "student_t":
        assert min(future.low) >= 0
        assert all(value == round(value) for value in (*future.low, *future.forecast, *future.high))


@pytest.mark.parametrize("loss", RUNS)
def test_a_deployment_gives_the_products_quantiles(loss, tmp_path, monkeypatch):
    counts_csv(tmp_path, range(90))
    spec = spec_of(tmp_path / "in.csv", **{"train__loss": loss} | RUNS[loss])
    run = stopped_run(tmp_path / "runs", spec)
    folder = deployed(run, tmp_path / "out", monkeypatch)
    assert passes(folder, needs={"scipy"})["difference"] < 1e-5
    done = alone(folder, "sample_input.csv", needs={"scipy"})
    assert done.returncode == 0, done.stderr
    head, *rows = done.stdout.splitlines()
    assert head == ",".join(["day", *(f"value_q{level:g}" for level in spec.train.quantiles)])
    assert len(rows) == spec.series.horizon
    assert {path.name for path in folder.iterdir()}.isdisjoint({"model.c", "model.h", "demo.html"})
    sample = (folder / "sample_input.csv").read_text().splitlines()
    (tmp_path / "new.csv").write_text("\n".join([*sample[:-1], f"{sample[-1].split(',')[0]},2.5"]))
    done = alone(folder, tmp_path / "new.csv", needs={"scipy"})
    assert done.returncode == (0 if loss == "student_t" else 2), done.stderr
    assert ("whole number" in done.stderr and f"line {len(sample)}" in done.stderr) is (loss != "student_t")
    assert "no `model.c`" in (folder / "MODEL_CARD.md").read_text(encoding="utf-8")


def test_the_training_loss_is_the_mean_over_what_was_seen(tmp_path):
    counts_csv(tmp_path, range(90))
    spec = spec_of(tmp_path / "in.csv", **{"train__loss": "poisson"} | RUNS["poisson"])
    task = SeriesTask(spec, load_series(spec.series, tmp_path / "in.csv"), torch.device("cpu"))
    parameters, targets = torch.ones(1, 3, 1, 1), torch.tensor([[[2.0], [0.0], [7.0]]]) / task.scale
    seen = torch.tensor([[[1.0], [1.0], [0.0]]])
    expected = -distributions.Poisson(task.scale[0]).log_prob(torch.tensor([2.0, 0.0])).mean()
    assert float(task.distance(parameters, targets, seen)) == pytest.approx(float(expected))
    assert task.measured() == {}


@pytest.mark.parametrize("loss", RUNS)
def test_instruments_look_at_the_mean_or_the_location(loss, tmp_path):
    counts_csv(tmp_path, range(90))
    spec = spec_of(tmp_path / "in.csv", **{"train__loss": loss} | RUNS[loss])
    task = SeriesTask(spec, load_series(spec.series, tmp_path / "in.csv"), torch.device("cpu"))
    network = SeriesForecaster(spec, task.layout).eval()
    probe = task.probe(network, 10_000)
    first = spread(task.train_size, samples_within(10_000, spec.series.window))
    past, known, _, _ = task.cut(task.training(torch.tensor(first)))
    assert torch.equal(probe.outputs, network(past, known)[..., 0].flatten(1))


# -- a loss below 0 ---------------------------------------------------------------------------------------------------

DENSITY = spec_with(train__loss="student_t")
BELOW_ZERO = {"spec": DENSITY, "measured": {}, "loss": list(np.linspace(0.4, -0.6, 300))}


@pytest.mark.parametrize("level", [-3.0, -0.3, 0.01, 2.0])
def test_a_density_that_rises_by_nats_is_told_wherever_it_lies(level):
    steady = {**BELOW_ZERO, "loss": [level + each for each in BELOW_ZERO["loss"]]}
    validation = [level + each for each in (0.3, 0.1, 0.0, 0.02, 0.01, 0.03, 0.02, 0.01)]
    assert {"overfitting", "oscillating", "not_learning"}.isdisjoint(codes(**steady, validation=validation))
    rising = [level + each for each in (0.3, 0.1, 0.0, 0.4, 0.6, 0.8, 1.0, 1.2)]
    assert "overfitting" in codes(**steady, validation=rising)
    run_away = [level] * 60 + [level + 3.0] * 20
    norms = {"norm": [0.5] * 59 + [500.0] + [90.0] * 20, "rate": 1e-6}
    assert "exploding_gradient" in codes(DENSITY, measured={}, loss=run_away, **norms)


def codes(spec, **shown):
    return {finding.code for finding in diagnose(evidence(spec, **shown)).findings}


def test_other_losses_are_compared_by_ratio():
    assert [ratio("mse", 3.0, 1.5), ratio("poisson", 3.0, 1.5), ratio("mae", 1.0, 0.0)] == [2.0, 2.0, 1.0]
    assert ratio("student_t", -1.0, -2.0) == pytest.approx(np.e)


# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"data__scaling": "standard"},
        {"data__window_scaling": "last"},
        {"data__transform": "log1p"},
        {"data__difference": "first"},
        {"data__winsorise": 3.0},
        {"data__strategy": "recursive"},
        {"data__floor": None},
        {"data__floor": -1.0},
    ],
    ids=str,
)
@pytest.mark.parametrize("loss", ["poisson", "negative_binomial"])
def test_a_count_needs_zero_to_stay_zero(loss, changes):
    with pytest.raises(SpecError) as refused:
        spec_of(**COUNTS | {"train__loss": loss} | changes)
    text = refused.value.messages[0].text("en")
    assert next(iter(changes)).replace("__", ".") in text
    assert loss in text


def test_every_setting_that_a_count_needs_is_named_at_once_and_repairs_a_combination():
    with pytest.raises(SpecError) as refused:
        spec_of(train__loss="poisson")
    assert 'data.scaling "mean", data.window_scaling "none", data.floor 0.0' in refused.value.messages[0].text("en")
    assert "请同时设 data.scaling" in refused.value.messages[0].text("zh")
    found = spec_of().with_changes(combined(spec_of(), {"train.loss": "poisson"}))
    assert (found.series.scaling, found.series.window_scaling, found.series.floor) == ("mean", "none", 0.0)


def test_no_likelihood_goes_with_a_recursive_forecast():
    with pytest.raises(SpecError) as refused:
        spec_of(train__loss="student_t", data__strategy="recursive")
    assert "direct" in refused.value.messages[0].text("en")


@pytest.mark.parametrize(("value", "shown"), [("-3", ": -3."), ("2.5", ": 2.5.")])
def test_a_value_that_is_no_count_is_named_with_its_line(value, shown, tmp_path):
    counts_csv(tmp_path, range(90))
    lines = (tmp_path / "in.csv").read_text().splitlines()
    lines[60] = f"{lines[60].split(',')[0]},{value}"
    (tmp_path / "in.csv").write_text("\n".join(lines))
    spec = spec_of(tmp_path / "in.csv", **{"train__loss": "poisson"} | RUNS["poisson"])
    with pytest.raises(DataError) as refused:
        check_run(spec, tmp_path / "in.csv")
    text = refused.value.messages[0].text("en")
    assert "line 61" in text
    assert shown in text
    check_run(spec.with_changes({"train.loss": "student_t"}), tmp_path / "in.csv")


def test_the_head_says_as_many_numbers_as_the_distribution_has():
    for loss, count in LIKELIHOODS.items():
        one = pass_of(spec_of(**(COUNTS if loss != "student_t" else {}) | {"train__loss": loss}))
        assert (one.said, one.quantiles, one.outputs) == (count, 3, 3 * count)
