"""A stored file in ONNX Runtime: as the task judges it, and the nodes that suffer most from int8."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx
from numpy.typing import NDArray

from lstm_core.engine.export.int8 import int8_model, is_quantised, unquantised_recurrences
from lstm_core.engine.export.onnx_writer import onnx_model, weighted
from lstm_core.engine.export.packing import packed
from lstm_core.engine.export.program import Program
from lstm_core.engine.export.timing import open_session
from lstm_core.errors import RunError, Sentence

MOST_NODES = 12  # whose harm is measured one by one
NEGLIGIBLE = 1e-3  # relative change of the validation loss that no node is kept for


def runtime(path: Path, threads: int = 1) -> Callable[[Sequence[str], Mapping[str, NDArray[Any]]], list[Any]]:
    """The file as it lies on disk, loaded by ONNX Runtime with so many threads."""
    session = open_session(path, threads)

    def run(outputs: Sequence[str], inputs: Mapping[str, NDArray[Any]]) -> list[Any]:
        found: list[Any] = session.run(list(outputs), dict(inputs))
        return found

    return run


def write_model(path: Path, program: Program, form: str, keep: Sequence[str] = ()) -> None:
    """Write the file of a format by rename, and prove on what was written that int8 is int8.

    Raises RunError where a recurrent layer is not, and OSError where the disk is full.
    """
    model = onnx_model(program) if form == "onnx" else int8_model(program, keep)
    content = packed(model).SerializeToString()
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.write_bytes(content)
        if form == "int8":
            prove(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def prove(path: Path) -> None:
    """The recurrent layers of a stored file compute in int8. Raises RunError that names those which do not."""
    model = onnx.load(path)
    if not is_quantised(model):
        layers = ", ".join(unquantised_recurrences(model))[:200] or "-"
        raise RunError(Sentence("deploy.not_quantised", {"layers": layers}))


def sensitive_nodes(program: Program, loss_of: Callable[[Sequence[str] | None], float]) -> list[str]:
    """Nodes that a mixed file keeps in float32; none where int8 costs the validation loss next to nothing.

    `loss_of(kept)` is the validation loss of a file with these nodes in float32; None stands for all. A node's harm is
    what the loss of the float32 file rises by when it alone is int8. Nodes are kept, the most harmful first, until the
    loss of the mixed file has lost half of what int8 costs.
    """
    names = list(weighted(program))[:MOST_NODES]
    best, whole = loss_of(None), loss_of([])
    if whole - best <= NEGLIGIBLE * abs(best) or len(names) < 2:
        return []
    harm = {name: loss_of([other for other in names if other != name]) - best for name in names}
    kept: list[str] = []
    for name in sorted(names, key=lambda each: -harm[each])[: len(names) - 1]:
        kept.append(name)
        if loss_of(kept) - best <= (whole - best) / 2:
            break
    return kept
