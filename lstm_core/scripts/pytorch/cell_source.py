"""The network of a script: which parts it needs, and the cells' classes in the engine's own words. No torch.

The text of a cell is read from `lstm_core/cells`, so the script shows the equations that ran. Its first sentence is
replaced by one in the language of the script; the mask of recurrent dropout stays only where it acts.
"""

import ast
import re
import textwrap
from functools import cache
from pathlib import Path
from typing import Any

from lstm_core.spec.cells import CELLS, Cell
from lstm_core.spec.derived import (
    DECAYING,
    averaged_states,
    cell_of,
    forget_bias_of,
    noise_of,
    torch_runs_layer,
    torch_runs_stack,
)
from lstm_core.spec.model import ModelSpec
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import TASKS

ROOM = Path(__file__).resolve().parents[2] / "engine" / "cells"


def network_facts(spec: TrainRunSpec) -> dict[str, Any]:
    """What the templates need to know of the network besides the spec."""
    model, task = spec.model, spec.data.task
    rival = model.cell == "transformer"
    stacked = not rival and not torch_runs_stack(model, task)
    different = {cell_of(model, number): number for number in reversed(range(model.layers))}  # the first of each cell
    layers = [number for number in sorted(different.values()) if stacked]
    written = [cell_of(model, number) for number in layers if not torch_runs_layer(model, number)]
    parted = spec.train.recompute_every is not None
    opened = forget_bias_of(model, task)
    return {
        "over": lambda layer: f"in_parts({layer}, " if parted else f"{layer}(",  # how layers are called
        "rival": rival,
        "noisy": noise_of(model) is not None,
        "stacked": stacked,
        "written": written,
        "compilable": not rival and (bool(written) or model.cell != "lstm" or spec.threads > 1),  # the engine's own run
        "classes": {kind: class_of(kind) for kind in written},
        "layers_of": [_layer(model, number) for number in layers],
        "one": CELLS[model.cell].states == 1,  # the state is one tensor
        "mixed": averaged_states(model.cell),  # tensors of the state that zoneout keeps
        "carries": averaged_states(model.cell),  # tensors of the state that are trained
        "carried": TASKS[task].carries_state,  # the state goes on from batch to batch
        "fresh": model.trained_state
        or (not CELLS[model.cell].from_zero and TASKS[task].carries_state),  # a state begins other than zero
        "begins": model.initialisation != "pytorch" or opened is not None,  # other than the constructors draw it
        "opened": opened,
        "decaying": DECAYING,
        "gates": CELLS[model.cell].gates,
        "cell_text": cell_text,
        "uniform": uniform_text,
    }


def _layer(model: ModelSpec, number: int) -> str:
    """How the script makes a layer of `size` inputs."""
    kind = cell_of(model, number)
    if torch_runs_layer(model, number):
        return f"nn.{CELLS[kind].torch}(size, HIDDEN, batch_first=True)"
    cell = f"{class_of(kind)}(size, HIDDEN{', HEADS' if CELLS[kind].heads else ''})"
    return f"Layer({cell})" if noise_of(model) is None else f"Layer(Noisy({cell}))"


@cache
def _source(name: str) -> tuple[str, ast.Module]:
    text = (ROOM / f"{name}.py").read_text(encoding="utf-8")
    return text, ast.parse(text)


def class_of(kind: Cell) -> str:
    """The name of a cell's class."""
    return _class(kind).name


def _class(kind: Cell) -> ast.ClassDef:
    """The class of a cell's module, which holds one."""
    return next(node for node in _source(kind)[1].body if isinstance(node, ast.ClassDef))


def cell_text(kind: Cell, said: str, *, thinned: bool) -> str:
    """A cell's class, introduced by `said` and its equations; `thinned`: with the mask of recurrent dropout."""
    node = _class(kind)
    whole = f"{said}\n\n{_equations(ast.get_docstring(node) or '')}".strip()
    text = _constants(kind) + _with_docstring(_source(kind)[0], node, whole)
    text = re.sub(r"\n\n    def gates\(.*", "", text, flags=re.DOTALL)  # the last method, which training does not need
    text = re.sub(r"\n    mixing = .*\n", "\n", text).replace('"""\n\n\n', '"""\n\n')
    optional, given = "kept: Tensor | None = None", "kept: Tensor"
    if thinned:
        return re.sub(r"apply_dropout_mask\((.+?), kept\)", r"(\1 * kept)", text).replace(optional, given)
    return re.sub(r"apply_dropout_mask\((.+?), kept\)", r"\1", text).replace(f", {optional}", "")


def _constants(kind: Cell) -> str:
    """The lines of a cell's module that name a number, apart from its class."""
    text, module = _source(kind)
    lines = text.splitlines()
    found = [lines[node.lineno - 1] for node in module.body if isinstance(node, ast.Assign)]
    return "\n".join([*found, "", "", ""]) if found else ""


def uniform_text(said: str) -> str:
    """The function that draws weights as torch.nn does."""
    text, module = _source("recurrence")
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    return _with_docstring(text, functions["uniform"], said)


def _equations(docstring: str) -> str:
    """The paragraphs of a docstring that hold nothing else."""
    paragraphs = [part.splitlines() for part in docstring.split("\n\n")]
    return "\n".join(line for part in paragraphs if all(_is_equation(line) for line in part) for line in part)


def _is_equation(line: str) -> bool:
    return " = " in line and not line.rstrip().endswith(".")


def _with_docstring(text: str, node: ast.ClassDef | ast.FunctionDef, said: str) -> str:
    """The node's lines with another docstring."""
    lines, old = text.splitlines(), node.body[0]
    whole = f'"""{said}"""' if "\n" not in said else f'"""{said}\n"""'
    new = textwrap.indent(whole, "    ").splitlines()
    first, last = node.lineno - 1, node.end_lineno
    return "\n".join([*lines[first : old.lineno - 1], *new, *lines[old.end_lineno : last]])
