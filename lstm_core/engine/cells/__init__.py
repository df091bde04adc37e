"""Every recurrent cell of the family, one file each with its equations; `engine.nn.stacks` makes networks of them.

A module bears the name of its row in `lstm_core.spec.cells` and holds one class.
"""

from collections.abc import Callable
from importlib import import_module

from torch import nn

from lstm_core.spec.cells import RECURRENT, Cell


def _class_of(cell: Cell) -> type[nn.Module]:
    module = import_module(f"{__name__}.{cell}")
    [found] = [each for each in vars(module).values() if getattr(each, "__module__", None) == module.__name__]
    if not (isinstance(found, type) and issubclass(found, nn.Module)):
        raise TypeError(module.__name__)
    return found


CELLS: dict[Cell, Callable[..., nn.Module]] = {cell: _class_of(cell) for cell in RECURRENT}
