"""`python -m lstm_core.engine.deploy RUN_DIR FOLDER LANGUAGE [int8]`: what only the engine knows of a deployment.

Writes model.onnx, preprocessing.json, a sample and expected_output.json; the last line of standard output is a JSON
object: {"packages": [...], "sample": ..., "digest": ...} or {"error": key, "parameters": {...}}.
"""

import errno
import json
import sys
import traceback
from pathlib import Path
from typing import Any, cast

from lstm_core.engine.tasks import contract
from lstm_core.engine.tasks.deploying import Origin
from lstm_core.errors import RunError, Sentence, WorkbenchError
from lstm_core.i18n.languages import Language
from lstm_core.runs.folder import RunFolder
from lstm_core.spec.parsing import parse_train_spec

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
TOLERANCE = 1e-5


def write(run: Path, folder: Path, language: Language, *, int8: bool) -> dict[str, Any]:
    """The engine's files of a deployment in `folder`, and what is told of them. Raises WorkbenchError."""
    import torch

    from lstm_core.engine.export.building import program_of

    torch.set_num_threads(1)
    place = RunFolder(run)
    origin = Origin(parse_train_spec(place.spec.read_bytes()), place, language)
    found = contract.deployer(origin.spec.data.task)(origin)
    program = program_of(found.network)
    (folder / "model.onnx").write_bytes(_model(program, int8=int8))
    states = [
        {
            "name": state.name,
            "size": state.size,
            "kind": state.kind,
            "initial": program.weights[state.initial].tolist() if isinstance(state.initial, str) else state.initial,
        }
        for state in program.states
    ]
    told = {"format": 1, "task": origin.spec.data.task, "states": states, **found.preprocessing}
    _write_json(folder / "preprocessing.json", told)
    name, content = found.sample
    (folder / name).write_bytes(content)
    expected = {"sample": name, "tolerance": TOLERANCE, "exact": True, **found.expected}
    _write_json(folder / "expected_output.json", expected)
    return {"packages": list(found.packages), "sample": name, "digest": found.digest}


def _model(program: Any, *, int8: bool) -> bytes:
    """The file; of INT8 it is proved that the recurrent layers are quantised. Raises RunError where they are not."""
    from lstm_core.engine.export.int8 import int8_model, is_quantised, unquantised_recurrences
    from lstm_core.engine.export.onnx_writer import onnx_model

    model = int8_model(program) if int8 else onnx_model(program)
    if int8 and not is_quantised(model):
        raise RunError(
            Sentence("deploy.not_quantised", {"layers": ", ".join(unquantised_recurrences(model))[:200] or "-"})
        )
    content: bytes = model.SerializeToString()
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
        told = write(Path(run), Path(folder), cast("Language", language), int8=more == ["int8"])
    except Exception as error:
        traceback.print_exc()
        told = _failure(error, folder)
    answers.write(json.dumps(told, ensure_ascii=False) + "\n")
    answers.flush()
    return 0 if "error" not in told else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
