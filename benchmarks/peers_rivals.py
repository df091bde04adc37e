"""One rival of `peers.py` in a process of its own: it trains for ever, a turn of steps at a time, and waits between.

    PYTHON benchmarks/peers_rivals.py NAME CASE    (a name of RIVALS, a Case as JSON)

Every rival trains the network of `bare`, one recurrent layer and a linear head on its last state, in float32 with Adam
and mean squared error, through the library's own `fit`, with its own loader of batches. Progress bars, logs,
checkpoints, clipping and validation are off. Answers are lines of JSON on standard output.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

SETTLE = 5  # steps of a turn before the clock starts: the process was asleep
FOREVER = 10**6  # steps or epochs of a fit
RATE = 1e-3
BAREBONES = {"accelerator": "cpu", "devices": 1, "barebones": True}  # a Lightning trainer that does nothing besides
AIDS = {
    "Darts": "a loading process",
    "PyTorch-Forecasting": "a loading process",
    "Keras": "XLA, 4 steps a call",
}  # to be tried


@dataclass(frozen=True)
class Case:
    """What is trained and how. `series` is a .npy file of the training values (T,), standardised."""

    cell: str
    hidden: int
    batch: int
    window: int
    horizon: int
    series: str
    threads: int = 1
    aided: bool = False  # by what `AIDS` names

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    def values(self) -> Any:
        return np.load(self.series).astype("float32")


class Turns:
    """Called at the end of every step: when a turn is over it answers, and waits until the next is asked for."""

    def __init__(self) -> None:
        self._answers = os.fdopen(os.dup(1), "w")
        os.dup2(2, 1)  # whatever a library prints goes to the log
        self._asked = self._done = 0
        self._began: tuple[int, float, float] | None = (
            None  # steps done, time and processor time when the clock started
        )

    def say(self, **answer: Any) -> None:
        print(json.dumps(answer), file=self._answers, flush=True)

    def ready(self, parameters: int, about: dict[str, Any]) -> None:
        """Say what is about to be trained, and wait for the first turn."""
        self.say(parameters=parameters, about=about)
        self._wait()

    def __call__(self, loss: Callable[[], float], steps: int = 1) -> None:
        """So many steps have been done, the last with that loss."""
        now, spent = time.perf_counter(), time.process_time()
        self._done += steps
        if self._began is None:
            self._began = (self._done, now, spent) if self._done >= SETTLE else None
            return
        done, took, spent = self._done - self._began[0], now - self._began[1], spent - self._began[2]
        if done >= self._asked:
            self.say(seconds=took / done, processor=spent / done, loss=loss())
            self._wait()

    def _wait(self) -> None:
        asked = sys.stdin.readline().split()
        if asked[:1] != ["go"]:
            os._exit(0)
        self._asked, self._done, self._began = int(asked[1]), 0, None


def bare(case: Case, turns: Turns) -> None:
    """What a person would write by hand."""
    import torch
    from torch import nn

    torch.set_num_threads(case.threads)
    network = network_of(case)
    windows = torch.from_numpy(case.values()).unfold(0, case.window + case.horizon, 1)  # (N, W + H), a view
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE, fused=True)
    turns.ready(count(network), versions("torch"))
    while True:
        for batch in torch.randperm(len(windows)).split(case.batch):
            rows = windows[batch]  # (B, W + H)
            loss = nn.functional.mse_loss(network(rows[:, : case.window, None]), rows[:, case.window :])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            turns(loss.item)


def neuralforecast(case: Case, turns: Turns) -> None:
    """Its BaseModel around the network; its own LSTM has a head on each of the last steps."""
    import pandas as pd
    import torch
    from neuralforecast import NeuralForecast
    from neuralforecast.common._base_model import BaseModel
    from neuralforecast.losses.pytorch import MSE

    torch.set_num_threads(case.threads)

    class Model(BaseModel):  # type: ignore[misc]
        EXOGENOUS_FUTR = EXOGENOUS_HIST = EXOGENOUS_STAT = MULTIVARIATE = RECURRENT = False

        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self.network = network_of(case)

        def forward(self, batch: dict[str, Any]) -> Any:
            return self.network(batch["insample_y"]).unsqueeze(-1)  # (B, H, 1)

    model = Model(
        h=case.horizon,
        input_size=case.window,
        loss=MSE(),
        valid_loss=MSE(),
        learning_rate=RATE,
        max_steps=FOREVER,
        val_check_steps=FOREVER,
        batch_size=1,  # of series
        valid_batch_size=1,
        windows_batch_size=case.batch,
        inference_windows_batch_size=case.batch,
        start_padding_enabled=False,
        optimizer=torch.optim.Adam,
        optimizer_kwargs={"fused": True},
        callbacks=[stamps("pytorch_lightning", turns)],
        **BAREBONES,
    )
    values = case.values()
    hours = pd.date_range("2024-01-01", periods=len(values), freq="h")
    table = pd.DataFrame({"unique_id": "one", "ds": hours, "y": values})
    turns.ready(count(model), versions("neuralforecast", "pytorch-lightning", "torch"))
    NeuralForecast(models=[model], freq="h").fit(table)


def darts(case: Case, turns: Turns) -> None:
    """Its BlockRNNModel with a module of one's own; the built-in one has a head on each of the last steps."""
    import torch
    from darts import TimeSeries
    from darts.models import BlockRNNModel
    from darts.models.forecasting.block_rnn_model import CustomBlockRNNModule
    from darts.models.forecasting.pl_forecasting_module import io_processor
    from darts.utils.data.torch_datasets.utils import PLModuleOutput

    torch.set_num_threads(case.threads)

    class Module(CustomBlockRNNModule):  # type: ignore[misc]
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self.network = network_of(case)

        @io_processor  # type: ignore[untyped-decorator]
        def forward(self, x_in: Any) -> Any:
            return PLModuleOutput(prediction=self.network(x_in.past_target)[..., None, None])  # (B, H, 1, 1)

        def on_fit_start(self) -> None:
            turns.ready(count(self), versions("darts", "pytorch-lightning", "torch"))

    model = BlockRNNModel(
        case.window,
        case.horizon,
        model=Module,
        hidden_dim=case.hidden,
        batch_size=case.batch,
        n_epochs=FOREVER,
        loss_fn=torch.nn.MSELoss(),
        optimizer_kwargs={"lr": RATE, "fused": True},
        pl_trainer_kwargs={"callbacks": [stamps("pytorch_lightning", turns)], **BAREBONES},
    )
    model.fit(TimeSeries.from_values(case.values()), dataloader_kwargs=loading(case))


def pytorch_forecasting(case: Case, turns: Turns) -> None:
    """Its BaseModel around the network; its own RecurrentNetwork decodes step by step."""
    import lightning.pytorch
    import pandas as pd
    import torch
    from pytorch_forecasting import BaseModel, TimeSeriesDataSet
    from pytorch_forecasting.data import TorchNormalizer
    from pytorch_forecasting.metrics import RMSE

    torch.set_num_threads(case.threads)

    class Model(BaseModel):  # type: ignore[misc]
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self.network = network_of(case)

        def forward(self, x: dict[str, Any]) -> Any:
            found = self.network(x["encoder_cont"]).unsqueeze(-1)  # (B, H, 1)
            return self.to_network_output(prediction=self.transform_output(found, target_scale=x["target_scale"]))

    values = case.values()
    dataset = TimeSeriesDataSet(
        pd.DataFrame({"group": "one", "time": np.arange(len(values)), "value": values}),
        time_idx="time",
        target="value",
        group_ids=["group"],
        max_encoder_length=case.window,
        min_encoder_length=case.window,
        max_prediction_length=case.horizon,
        min_prediction_length=case.horizon,
        time_varying_unknown_reals=["value"],
        target_normalizer=TorchNormalizer(method="identity"),
    )
    loss = RMSE(reduction="mean")  # of squares: the mean squared error
    model = Model.from_dataset(dataset, learning_rate=RATE, loss=loss, optimizer_params={"fused": True})
    callbacks = [stamps("lightning.pytorch", turns)]
    trainer = lightning.pytorch.Trainer(max_epochs=FOREVER, callbacks=callbacks, **BAREBONES)
    turns.ready(count(model), versions("pytorch-forecasting", "lightning", "torch"))
    trainer.fit(model, dataset.to_dataloader(train=True, batch_size=case.batch, **loading(case)))


def keras(case: Case, turns: Turns) -> None:
    """Its functional model; its LSTM has one vector of biases where torch has two."""
    os.environ.update(KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="2")
    import keras
    import tensorflow

    tensorflow.config.threading.set_intra_op_parallelism_threads(case.threads)
    tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    windows = np.lib.stride_tricks.sliding_window_view(case.values(), case.window + case.horizon)  # (N, W + H)
    inputs, targets = windows[:, : case.window, None].copy(), windows[:, case.window :].copy()
    layer = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU}[case.cell]
    read = keras.Input((case.window, 1))
    model = keras.Model(read, keras.layers.Dense(case.horizon)(layer(case.hidden)(read)))
    steps = 4 if case.aided else 1  # of one call; every epoch has a multiple of them
    model.compile(keras.optimizers.Adam(RATE), loss="mse", jit_compile=case.aided, steps_per_execution=steps)

    class Stamps(keras.callbacks.Callback):  # type: ignore[misc]
        def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
            turns(lambda: float((logs or {})["loss"]), steps)

    turns.ready(model.count_params(), versions("keras", "tensorflow-cpu"))
    model.fit(inputs, targets, batch_size=case.batch, epochs=FOREVER, verbose=0, callbacks=[Stamps()])


def network_of(case: Case) -> Any:
    """The network in torch: windows (B, W, 1) to forecasts (B, H)."""
    from torch import nn

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.recurrent = getattr(nn, case.cell.upper())(1, case.hidden, batch_first=True)
            self.head = nn.Linear(case.hidden, case.horizon)

        def forward(self, windows: Any) -> Any:
            states, _ = self.recurrent(windows)  # (B, W, hidden)
            return self.head(states[:, -1])

    return Network()


def count(network: Any) -> int:
    return sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)


def versions(*libraries: str) -> dict[str, str]:
    return {name: version(name) for name in libraries}


def loading(case: Case) -> dict[str, Any]:
    """Options of a loader of batches, with or without a process of its own."""
    return {"num_workers": 1, "persistent_workers": True} if case.aided else {"num_workers": 0}


def stamps(lightning: str, turns: Turns) -> Any:
    """A callback of Lightning, which goes by two names."""
    from importlib import import_module

    class Stamps(import_module(lightning).Callback):  # type: ignore[misc]
        def on_train_batch_end(self, trainer: Any, module: Any, outputs: Any, batch: Any, number: int) -> None:
            turns(outputs["loss"].item)

    return Stamps()


RIVALS: dict[str, Callable[[Case, Turns], None]] = {
    "bare PyTorch": bare,
    "NeuralForecast": neuralforecast,
    "Darts": darts,
    "PyTorch-Forecasting": pytorch_forecasting,
    "Keras": keras,
}


def main() -> None:
    turns = Turns()
    try:
        RIVALS[sys.argv[1]](Case(**json.loads(sys.argv[2])), turns)
    except Exception as error:
        turns.say(error=f"{type(error).__name__}: {error}")
        raise


if __name__ == "__main__":
    main()
