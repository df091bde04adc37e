"""Tasks whose answers are known: what only a memory can solve, and what only marks of missing values can.

    python benchmarks/known_tasks.py [TASK ...] [--cells CELL ...]      adding, copying, missing; all of them by default

Adding (Hochreiter & Schmidhuber 1997): two of T = 200 numbers are marked, say their sum; the mean alone has an error
of 1 / 6. Copying: say 10 symbols of 8 again after T = 50 blanks; a guess costs ln 8 = 2.08 nats. Here recurrent weights
begin orthogonal and forget gates as open as the distance asks, ln T (Tallec & Ollivier 2018): from PyTorch's own
beginning an LSTM of 64 was still guessing after 6,000 steps. Missing: the next value of a process that is seen the less
often the higher it is; GRU-D against a GRU whose gaps are filled with the mean, on the same sequences, interval over
seeds. Every network is one of the product's, trained with Adam.
"""

import argparse
import math
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # a benchmark is a script

from lstm_core.engine.nn.networks import Forecaster, LanguageModel
from lstm_core.engine.nn.paths import choose_path
from lstm_core.spec.cells import FORGETTING
from lstm_core.spec.model import ModelSpec

ADDING, COPYING = 200, 50
SYMBOLS, REMEMBERED = 8, 10
BLANK, RECALL = SYMBOLS, SYMBOLS + 1
GUESS = {"adding": 1 / 6, "copying": math.log(SYMBOLS)}
SOLVED = {"adding": 0.01, "copying": 0.1}
CELLS = ("lstm", "gru", "peephole", "layer_norm_lstm", "slstm", "gru_d", "transformer", "rnn")
CHECK = 50  # steps between two looks at what is held out


def adding(random, batch, length):
    """Inputs (B, T, 2), numbers below 1 and two marks, one in each half, and their sum (B,)."""
    values, marks = random.random((batch, length)), np.zeros((batch, length))
    rows = np.arange(batch)
    marks[rows, random.integers(0, length // 2, batch)] = 1
    marks[rows, random.integers(length // 2, length, batch)] = 1
    inputs = np.stack([values, marks], axis=-1)
    return torch.from_numpy(inputs).float(), torch.from_numpy((values * marks).sum(axis=1)).float()


def copying(random, batch, length, remembered=REMEMBERED):
    """Symbols (B, remembered + length + remembered), of which the first are to be said behind RECALL, and these."""
    first = random.integers(0, SYMBOLS, (batch, remembered))
    rest = np.full((batch, length + remembered), BLANK)
    rest[:, length] = RECALL
    return torch.from_numpy(np.concatenate([first, rest], axis=1)), torch.from_numpy(first)


def missing(random, count, length):
    """Values (N, T, 1) with zeros for what is missing, marks, gaps in sequences, and the value after each (N,).

    An AR(1) process (0.9, deviation 1); a value v is seen with probability 1 / (1 + exp(2 v + 0.5)).
    """
    values = random.normal(size=(count, length + 1))
    for step in range(1, length + 1):
        values[:, step] = 0.9 * values[:, step - 1] + math.sqrt(1 - 0.81) * values[:, step]
    seen = random.random(values.shape) < 1 / (1 + np.exp(2 * values + 0.5))
    gaps = np.zeros_like(values)
    for step in range(1, length + 1):
        gaps[:, step] = 1 + np.where(seen[:, step - 1], 0, gaps[:, step - 1])
    past = (np.where(seen, values, 0), seen.astype(float), gaps / length)
    return *(torch.from_numpy(part[:, :-1, None]).float() for part in past), torch.from_numpy(values[:, -1]).float()


def told(inputs):
    """What GRU-D reads of inputs (B, T, K) without gaps: (B, T, 4K)."""
    return torch.cat([inputs, torch.ones_like(inputs), torch.zeros_like(inputs), inputs], dim=-1)


def last_seen(values, marks):
    """The last value (N, T, 1) seen up to each step, 0 before the first."""
    places = np.maximum.accumulate(np.where(marks.numpy() > 0, np.arange(values.shape[1])[None, :, None], 0), axis=1)
    return (values * marks).gather(1, torch.from_numpy(places))


@dataclass(frozen=True)
class Trial:
    """One network on one task; `steps` at most."""

    task: str
    cell: str
    length: int
    steps: int
    hidden: int = 64
    rate: float = 3e-3
    remembered: int = REMEMBERED
    batch: int = 64
    seed: int = 0

    def network(self):
        if self.task == "adding":
            spec = ModelSpec(cell=self.cell, hidden_size=self.hidden)
            return Forecaster(spec, 8 if self.cell == "gru_d" else 2, 1)
        more = {"forget_bias": math.log(self.length)} if self.cell in FORGETTING else {}
        more |= {"context": 256} if self.cell == "transformer" else {"initialisation": "orthogonal"}
        return LanguageModel(ModelSpec(cell=self.cell, hidden_size=self.hidden, **more), SYMBOLS + 2)

    def drawn(self, random, count):
        if self.task == "adding":
            return adding(random, count, self.length)
        return copying(random, count, self.length, self.remembered)

    def loss(self, network, inputs, truth):
        if self.task == "adding":
            return functional.mse_loss(network(told(inputs) if self.cell == "gru_d" else inputs)[:, 0], truth)
        return functional.cross_entropy(network(inputs)[0][:, -self.remembered :].flatten(0, 1), truth.flatten())

    def run(self):
        """Held-out losses after each CHECK steps, until one of them solves the task or the steps are done; the last."""
        torch.manual_seed(self.seed)
        random, network = np.random.default_rng(self.seed), self.network()
        choose_path(network, self.steps, self.length, self.batch)
        judged, losses = self.drawn(np.random.default_rng(self.seed + 1), 500), []
        optimizer = torch.optim.Adam(network.parameters(), lr=self.rate)
        for step in range(1, self.steps + 1):
            optimizer.zero_grad()
            self.loss(network, *self.drawn(random, self.batch)).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            if step % CHECK == 0 or step == self.steps:
                with torch.no_grad():
                    losses.append(float(self.loss(network, *judged)))
                if losses[-1] < SOLVED[self.task]:
                    break
        return losses, step


def forecast_missing(cell, seed, *, steps=400, count=2000, length=24, hidden=16):
    """Mean squared error on 2000 sequences after training on others."""
    train = missing(np.random.default_rng(1000 + seed), count, length)
    test = missing(np.random.default_rng(2000 + seed), count, length)
    mean = train[0].sum() / train[1].sum()

    def read(values, marks, gaps):
        if cell == "gru_d":
            return torch.cat([values, marks, gaps, last_seen(values, marks)], dim=-1)
        return torch.where(marks > 0, values, mean)

    torch.manual_seed(seed)
    network = Forecaster(ModelSpec(cell=cell, hidden_size=hidden), 4 if cell == "gru_d" else 1, 1)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
    inputs, random = read(*train[:3]), np.random.default_rng(seed)
    for _ in range(steps):
        rows = torch.from_numpy(random.integers(0, count, 64))
        optimizer.zero_grad()
        functional.mse_loss(network(inputs[rows])[:, 0], train[3][rows]).backward()
        optimizer.step()
    with torch.no_grad():
        return float(functional.mse_loss(network(read(*test[:3]))[:, 0], test[3]))


def gain(one, two):
    """Mean of the paired differences two - one, with Student's interval of 95 %."""
    from scipy.special import stdtrit

    differences = np.array(two) - np.array(one)
    width = stdtrit(len(differences) - 1, 0.975) * differences.std(ddof=1) / math.sqrt(len(differences))
    return differences.mean(), differences.mean() - width, differences.mean() + width


def main():
    from measuring import report

    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("names", nargs="*", metavar="TASK", default=["adding", "copying", "missing"])
    asked.add_argument("--cells", nargs="+", choices=CELLS, default=CELLS)
    options = asked.parse_args()
    torch.set_num_threads(1)
    rows, measured = [], {}
    for name, length, steps, hidden in (("adding", ADDING, 4000, 64), ("copying", COPYING, 6000, 128)):
        for cell in options.cells if name in options.names else ():
            if name == "copying" and cell == "gru_d":
                continue
            began = time.monotonic()
            losses, step = Trial(name, cell, length, steps, hidden).run()
            measured[f"{name} {cell}"] = {"losses": losses, "steps": step, "seconds": time.monotonic() - began}
            said = f"{step} steps" if losses[-1] < SOLVED[name] else f"not in {step} steps"
            rows.append([f"{name}, T {length}", cell, f"{losses[-1]:.4f}", f"{GUESS[name]:.3f}", said])
            print(" ".join(rows[-1]), f"{time.monotonic() - began:.0f} s", flush=True)
    if "missing" in options.names:
        found = {cell: [forecast_missing(cell, seed) for seed in range(10)] for cell in ("gru_d", "gru")}
        value, low, high = gain(found["gru_d"], found["gru"])
        measured["missing"] = found
        gained = f"better by {value:.4f} [{low:.4f}, {high:.4f}]"
        rows.append(["missing", "gru_d", f"{np.mean(found['gru_d']):.4f}", f"{np.mean(found['gru']):.4f}", gained])
    report("known_tasks", measured, ("task", "cell", "error", "beside", "solved"), rows)


if __name__ == "__main__":
    main()
