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

from lstm_core.spec.model import FORGETTING, Cell, ModelSpec
from lstm_core.spec.run import RunSpec
from lstm_core.spec.tasks import TASKS

ROOM = Path(__file__).resolve().parents[2] / "engine" / "cells"
TORCH: dict[Cell, str] = {"lstm": "nn.LSTM", "gru": "nn.GRU", "rnn": "nn.RNN"}
CARRIES_CELL: tuple[Cell, ...] = ("lstm", "peephole", "layer_norm_lstm")  # c beside h


def network_facts(spec: RunSpec) -> dict[str, Any]:
    """What the templates need to know of the network besides the spec."""
    model, task = spec.model, spec.data.task
    noisy = bool(model.zoneout or model.recurrent_dropout)
    switched = noisy or bool(model.residual or model.variational_dropout or model.trained_state)
    rival = model.cell == "transformer"
    stacked = not rival and (TASKS[task].layer_by_layer or switched or model.cell not in TORCH)
    kinds: list[Cell] = ["gru_d", "gru"] if model.cell == "gru_d" and model.layers > 1 else [model.cell]
    written = [kind for kind in kinds if noisy or kind not in TORCH] if stacked else []
    parted = spec.train.recompute_every is not None
    return {
        "over": lambda layer: f"in_parts({layer}, " if parted else f"{layer}(",  # how layers are called
        "rival": rival,
        "noisy": noisy,
        "stacked": stacked,
        "written": written,
        "compilable": not rival and (bool(written) or model.cell != "lstm" or spec.threads > 1),  # the engine's own run
        "classes": {kind: class_of(kind) for kind in written},
        "layers_of": [_layer(model, kind, noisy=noisy) for kind in kinds if stacked],
        "one": model.cell in ("gru", "rnn", "gru_d"),  # the state is one tensor
        "mixed": 2 if model.cell in CARRIES_CELL else 1,  # tensors of the state that zoneout keeps
        "carries": 2 if model.cell in CARRIES_CELL else 1,  # tensors of the state that are trained
        "carried": TASKS[task].carries_state,  # the state goes on from batch to batch
        "fresh": model.trained_state or (model.cell == "slstm" and TASKS[task].carries_state),  # other than zero
        "begins": not _left_alone(model, task),
        "opened": _opened(model, task),
        "cell_text": cell_text,
        "uniform": uniform_text,
    }


def _layer(model: ModelSpec, kind: Cell, *, noisy: bool) -> str:
    """How the script makes one layer of `size` inputs."""
    if kind in TORCH and not noisy:
        return f"{TORCH[kind]}(size, HIDDEN, batch_first=True)"
    cell = f"{class_of(kind)}(size, HIDDEN{', HEADS' if kind == 'slstm' else ''})"
    return f"Layer(Noisy({cell}))" if noisy else f"Layer({cell})"


def _left_alone(model: ModelSpec, task: str) -> bool:
    """The weights begin as the constructors draw them."""
    return model.initialisation == "pytorch" and _opened(model, task) is None


def _opened(model: ModelSpec, task: str) -> float | None:
    """What the forget gate's bias is set to."""
    if model.forget_bias is not None or model.cell not in FORGETTING:
        return model.forget_bias
    return TASKS[task].forget_bias


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
    text = re.sub(r"\n    mixing = .*\n", "\n", text).replace('"""\n\n\n', '"""\n\n')
    optional, given = "kept: Tensor | None = None", "kept: Tensor"
    if thinned:
        return re.sub(r"thinned\((.+?), kept\)", r"(\1 * kept)", text).replace(optional, given)
    return re.sub(r"thinned\((.+?), kept\)", r"\1", text).replace(f", {optional}", "")


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
