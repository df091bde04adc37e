"""`python -m lstm_core.engine.deploy RUN_DIR FOLDER LANGUAGE [FORMAT [FILE]]`: what the engine knows of it.

With FILE, the stored file of a rung of the ladder RUN_DIR, that file is deployed as it was measured.

Writes model.onnx, preprocessing.json, a sample and expected_output.json; the last line of standard output is a JSON
object: {"packages": [...], "sample": ..., "digest": ...} or {"error": key, "parameters": {...}}.
"""

import errno
import json
import sys
import traceback
from pathlib import Path
from typing import Any, cast

import numpy as np

from lstm_core.engine.tasks import contract
from lstm_core.engine.tasks.deploying import FORMAT, Deployment, Origin
from lstm_core.errors import RunError, Sentence, WorkbenchError
from lstm_core.i18n.languages import Language
from lstm_core.runs.compress import NETWORK_SPEC
from lstm_core.runs.folder import RunFolder
from lstm_core.spec.parsing import parse_train_spec

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
TOLERANCE = 1e-5
C_TOLERANCE_INT8 = 0.1  # of 8-bit products on random numbers; what it costs on the data is for the scores to say
LARGEST_C = 2_000_000  # weights: their source has twelve times as many bytes, and a compiler takes a minute
DEMO = "demo.json"  # becomes part of demo.html


def write(run: Path, folder: Path, language: Language, *, int8: bool, stored: Path | None = None) -> dict[str, Any]:
    """The engine's files of a deployment in `folder`, and what is told of them. Raises WorkbenchError."""
    import torch

    from lstm_core.engine.export.building import program_of
    from lstm_core.engine.export.json_writer import program_json
    from lstm_core.engine.export.stored import prove

    torch.set_num_threads(1)
    place = RunFolder(run)
    described = place.spec if stored is None else stored.parent / NETWORK_SPEC
    weights = None if stored is None else RunFolder(stored.parent).best
    origin = Origin(parse_train_spec(described.read_bytes()), place, language, weights)
    if origin.spec.data.wide and not origin.spec.data.panel:
        raise RunError(Sentence("deploy.wide"))
    found = contract.deployer(origin.spec.data.task)(origin)
    program = program_of(found.network)
    content = _model(program, int8=int8) if stored is None else stored.read_bytes()
    (folder / "model.onnx").write_bytes(content)
    if int8:
        prove(folder / "model.onnx")
    states = [
        {
            "name": state.name,
            "size": state.size,
            "kind": state.kind,
            "initial": program.weights[state.initial].tolist() if isinstance(state.initial, str) else state.initial,
        }
        for state in program.states
    ]
    told = {"format": FORMAT, "task": origin.spec.data.task, "states": states, **found.preprocessing}
    _write_json(folder / "preprocessing.json", told)
    if found.demo is not None:
        _write_json(folder / DEMO, {"program": program_json(program), "sample": found.demo})
    in_c = _in_c(program, found, folder, int8=int8)
    name, content = found.sample
    (folder / name).write_bytes(content)
    expected = {"sample": name, "tolerance": TOLERANCE, "exact": True, **found.expected}
    _write_json(folder / "expected_output.json", expected)
    return {"packages": list(found.packages), "sample": name, "digest": found.digest, "c": in_c}


def _in_c(program: Any, found: Deployment, folder: Path, *, int8: bool) -> dict[str, Any] | None:
    """Write model.c and model.h once they were compiled and gave the network's numbers; None without a compiler.

    None also of a network that says the parameters of a distribution.
    """
    from lstm_core.engine.export.c_check import compiler, difference
    from lstm_core.engine.export.c_writer import c_model

    weights = sum(weight.size for weight in program.weights.values())
    said = program.windows is not None and program.windows.likelihood is not None  # of which C makes no quantiles
    if said or compiler() is None or weights > LARGEST_C:
        return None
    model = c_model(program, found.steps, int8=int8, scaling=_column_scaling(found.preprocessing))
    far = difference(model, program, found.steps)
    if far > (C_TOLERANCE_INT8 if int8 else TOLERANCE):
        raise RunError(Sentence("deploy.c_differs", {"difference": f"{far:.2g}"}))
    (folder / "model.c").write_text(model.source, encoding="utf-8")
    (folder / "model.h").write_text(model.header, encoding="utf-8")
    return {"flash": model.flash, "ram": model.ram, "difference": far}


def _column_scaling(told: dict[str, Any]) -> Any:
    """What is done to the columns of one series that misses nothing and reads no calendar or holidays; else None."""
    from lstm_core.engine.export.c_windows import ColumnScaling

    if "scaling" not in told or "series" in told:  # of several each has its own
        return None
    if told["missing"] == "mask" or told["reads_calendar"] or told["holidays"]:
        return None
    groups = [told["scaling"][name] for name in ("targets", "past", "known") if name in told["scaling"]]

    def joined(name: str, nothing: float) -> Any:
        return np.array([nothing if each is None else each for group in groups for each in group[name]])

    fences = all(group["low"] is not None for group in groups)
    ends = {name: joined(name, nothing) if fences else None for name, nothing in (("low", -np.inf), ("high", np.inf))}
    done = told["transform"]
    return ColumnScaling(
        joined("offset", 0.0),
        joined("scale", 1.0),
        **ends,
        transform=done["kind"],
        powers=tuple(done["powers"]),
        lag=done["lag"],
        floor=done["bounds"][0],
        ceiling=done["bounds"][1],
    )


def _model(program: Any, *, int8: bool) -> bytes:
    from lstm_core.engine.export.int8 import int8_model
    from lstm_core.engine.export.onnx_writer import onnx_model

    content: bytes = (int8_model(program) if int8 else onnx_model(program)).SerializeToString()
    return content


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def _failure(error: BaseException, folder: str) -> dict[str, Any]:
    if isinstance(error, WorkbenchError):
        message = error.messages[0]
    elif isinstance(error, OSError) and error.errno in FULL:
        message = Sentence("deploy.disk_full", {"folder": folder})
    elif isinstance(error, MemoryError):
        message = Sentence("run.out_of_memory")
    else:
        message = Sentence("deploy.failed", {"error": type(error).__name__})
    return {"error": message.key, "parameters": message.parameters}


def main(arguments: list[str]) -> int:
    """Write, and tell what became of it."""
    answers, sys.stdout = sys.stdout, sys.stderr
    run, folder, language, *more = arguments
    try:
        stored = Path(more[1]) if more[1:] else None
        told = write(Path(run), Path(folder), cast("Language", language), int8=more[:1] == ["int8"], stored=stored)
    except Exception as error:
        traceback.print_exc()
        told = _failure(error, folder)
    answers.write(json.dumps(told, ensure_ascii=False) + "\n")
    answers.flush()
    return 0 if "error" not in told else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
