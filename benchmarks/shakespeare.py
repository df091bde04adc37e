"""Tiny Shakespeare, one character at a time: validation loss in nats beside published numbers.

The usual split: the first 90 % of the text are learned from, the last 10 % validated; every validation character is
foretold once. The engine trains what `SPECS` say, in a folder like any run's, so a run that was interrupted goes on;
seconds and processor seconds are those of all its parts. The GPU spec needs a GPU and is refused without one.

    .venv/bin/python benchmarks/shakespeare.py [--spec cpu] [--folder FOLDER] [--seconds 600]
"""

import argparse
import time
from pathlib import Path

from measuring import ROOT, report  # isort: skip (it sets what torch reads)
from lstm_core.data.text import corpora
from lstm_core.engine.tasks.preparation import load
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.work.train import fit
from lstm_core.results.text import TextResult
from lstm_core.runs import events
from lstm_core.runs.train import VALIDATION
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec

DATA = ROOT.parent / "shared" / "data" / "tinyshakespeare.txt"
BAR, AIM = 1.49, 1.470
PUBLISHED = {
    "nanoGPT, 10.7 M parameters, 3 minutes on an A100 (karpathy/nanoGPT)": 1.4697,
    "minGRU (arXiv 2410.01201, note)": 1.548,
    "minLSTM (arXiv 2410.01201)": 1.555,
    "Mamba (arXiv 2410.01201)": 1.575,
}
CPU = {
    "data": {"window": 64, "validation_fraction": 0.1, "test_fraction": 0.0},
    "model": {"hidden_size": 512, "embedding_size": 128, "dropout": 0.4, "embedding_dropout": 0.1},
    "train": {
        "steps": 4000,
        "batch_size": 32,
        "optimizer": "adamw",
        "learning_rate": 0.004,
        "weight_decay": 0.01,
        "schedule": "linear",
        "warmup_steps": 80,
        "evaluate_every": 500,
        "patience": None,
        "threads": 2,
        "device": "cpu",
    },
}
GPU = {
    "data": {"window": 256, "validation_fraction": 0.1, "test_fraction": 0.0},
    "model": {"hidden_size": 1024, "layers": 3, "embedding_size": 256, "dropout": 0.55, "embedding_dropout": 0.2},
    "train": {
        "steps": 12_000,
        "batch_size": 64,
        "optimizer": "adamw",
        "learning_rate": 0.002,
        "weight_decay": 0.1,
        "schedule": "cosine",
        "warmup_steps": 300,
        "evaluate_every": 250,
        "patience": 20,
        "device": "cuda",
        "precision": "bfloat16",
    },
}
SPECS = {"cpu": CPU, "gpu": GPU}


def spec_of(name: str) -> TrainRunSpec:
    raw = SPECS[name]
    return parse_train_spec({**raw, "data": {"task": "text", "source": "file", "file": str(DATA), **raw["data"]}})


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--spec", choices=SPECS, default="cpu")
    asked.add_argument("--folder", type=Path, default=ROOT / "workspace" / "benchmarks" / "shakespeare")
    asked.add_argument("--seconds", type=float, help="stop after so long, with a checkpoint; the next call goes on")
    given = asked.parse_args()
    spec, folder = spec_of(given.spec), given.folder / given.spec
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "data.txt"
    corpora.write_data_file(spec.text, place)
    began, processor = time.monotonic(), time.process_time()
    kept = folder / "processor_seconds"
    before = float(kept.read_text()) if kept.exists() else 0.0
    curve: list[tuple[int, float]] = []
    measured: dict[str, float] = {}

    def emit(event: events.RunEvent) -> None:
        if isinstance(event, events.Measured):
            measured[event.name] = event.value
        if isinstance(event, events.Logged) and VALIDATION in event.values:
            curve.append((event.step, event.values[VALIDATION]))
            print(f"step {event.step}: {event.values[VALIDATION]:.4f} nats", flush=True)

    result = fit(
        spec,
        load(spec, place),
        emit=emit,
        should_stop=lambda: given.seconds is not None and time.monotonic() - began > given.seconds,
        checkpoints=Checkpoints(folder / "checkpoints"),
    )
    spent = before + time.process_time() - processor
    kept.write_text(str(spent))
    if not isinstance(result, TextResult):
        print(f"stopped at step {result.step} of {spec.train.steps}; call again to go on")
        return
    model = spec.model
    nats = result.validation["model"].nats
    name = f"ours: {model.cell.upper()} {model.hidden_size} × {model.layers}, {given.spec}"
    minutes = f"{result.seconds / 60:.1f} ({spent / 60:.1f} of processor time)"
    rows = [
        [name, f"{nats:.4f}", f"{result.validation['model'].bits_per_character:.3f}", minutes],
        [f"ours: Kneser-Ney {result.order}-grams", f"{result.validation['ngram'].nats:.4f}", "", ""],
        *([rival, f"{value:.4f}", "", ""] for rival, value in PUBLISHED.items()),
    ]
    found = {
        "spec": spec.model_dump(mode="json", exclude={"data": {"file"}}),
        "nats": nats,
        "best_step": result.best_step,
        "seconds": result.seconds,
        "processor_seconds": spent,
        "validation": curve,
        "training_nats": result.training_nats,
        "baselines": measured,
        "published": PUBLISHED,
        "sample": result.samples[1].text,
    }
    header = ["model", f"nats per character (bar {BAR}, aim {AIM:.3f})", "bits", "minutes"]
    report(f"shakespeare_{given.spec}" if given.spec != "cpu" else "shakespeare", found, header, rows)


if __name__ == "__main__":
    main()
