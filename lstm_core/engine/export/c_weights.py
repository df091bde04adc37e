"""Weights of a program as constants of C: float32, or matrices as 8-bit integers with a scale for every row."""

from collections.abc import Iterable

import numpy as np

from lstm_core.engine.export.program import Array, Attention, Embedding, Linear, Program, Recurrence, Weight

LINE = 12  # numbers in a line of source
MOST_INT8 = 127
FEWEST_READ = 8  # numbers of a row that is rounded: for fewer its scale takes what the rounding saves


class CWeights:
    """Names and sizes of the constants; what is asked for is written, once."""

    def __init__(self, program: Program, int8: bool) -> None:
        self._weights = program.weights
        self.int8 = int8
        large = (name for name in matrices(program) if program.weights[name].shape[1] >= FEWEST_READ)
        self._matrices = set(large) if int8 else set()
        self._looked_up = {node.weight for node in program.nodes if isinstance(node, Embedding)}
        self._numbers = {name: f"w{number}" for number, name in enumerate(program.weights)}
        self._used: dict[str, str] = {}  # name -> source
        self.flash = 0  # bytes
        self.widest = 1  # numbers that a product reads at most

    @property
    def source(self) -> str:
        """The constants that were asked for."""
        return "".join(self._used.values())

    def vector(self, name: str) -> str:
        """The constant of a weight that is added or multiplied number by number."""
        if name not in self._used:
            values = self._weights[name]
            self.flash += 4 * values.size
            self._used[name] = _array("float", self._numbers[name], values, _float)
        return self._numbers[name]

    def size(self, name: str) -> int:
        """How many numbers a weight has."""
        return int(self._weights[name].size)

    def rows(self, name: str) -> int:
        """What a matrix writes."""
        return int(self._weights[name].shape[0])

    def columns(self, name: str) -> int:
        """What a matrix reads."""
        return int(self._weights[name].shape[1])

    def optional(self, name: str | None) -> str:
        """The same, or no pointer."""
        return "0" if name is None else self.vector(name)

    def product(self, name: str, bias: str, x: str, y: str) -> str:
        """Y = W x + b as a statement; `bias` is a pointer."""
        writes, reads = self._weights[name].shape
        if name in self._matrices:
            return f"model_product_int8({self._rounded(name)}, {bias}, {x}, rounded, {y}, {writes}, {reads});"
        if name in self._looked_up:
            return f"model_rows({self.vector(name)}, {bias}, {x}, {y}, {writes}, {reads});"
        return f"model_columns({self._columns(name)}, {bias}, {x}, {y}, {writes}, {reads});"

    def heads(self, name: str, x: str, y: str, heads: int) -> str:
        """The product of a recurrent matrix whose rows read one head."""
        writes, reads = self._weights[name].shape
        if name in self._matrices:
            return f"model_heads_int8({self._rounded(name, heads)}, {x}, rounded, {y}, {writes}, {reads}, {heads});"
        return f"model_heads({self.vector(name)}, {x}, {y}, {writes}, {reads}, {heads});"

    def row(self, name: str, row: str, target: str) -> str:
        """A row of an embedding as statements."""
        size = self._weights[name].shape[1]
        if name in self._matrices:
            values, scale = self._rounded(name).split(", ")
            number = f"(float){values}[(long){row} * {size} + i] * {scale}[{row}]"
        else:
            number = f"{self.vector(name)}[(long){row} * {size} + i]"
        return f"for (int i = 0; i < {size}; i++) {target}[i] = {number};"

    def _columns(self, name: str) -> str:
        """A matrix column by column."""
        number = f"{self._numbers[name]}t"
        if number not in self._used:
            values = self._weights[name]
            self.flash += 4 * values.size
            self._used[number] = _array("float", number, values.T, _float)
        return number

    def _rounded(self, name: str, heads: int = 1) -> str:
        """Symmetric, a scale for every row: the largest number of a row is 127."""
        number, weight = self._numbers[name], self._weights[name]
        self.widest = max(self.widest, weight.shape[1] * heads)
        if name not in self._used:
            values, scale = int8_rows(weight)
            self.flash += values.size + 4 * scale.size
            self._used[name] = _array("int8_t", number, values, str) + _array("float", f"{number}s", scale, _float)
        return f"{number}, {number}s"


def int8_rows(weight: Array) -> tuple[np.ndarray, Array]:
    """A matrix (O, I) as integers of -127 .. 127, and what one of them stands for in each row (O,)."""
    scale = np.abs(weight).max(axis=1) / MOST_INT8
    rounded = np.rint(weight / np.where(scale > 0, scale, 1)[:, None]).astype(np.int8)
    return rounded, scale.astype(np.float32)


def matrices(program: Program) -> Iterable[str]:
    """The weights of products, and those of embeddings."""
    for node in program.nodes:
        if isinstance(node, Embedding):
            yield node.weight
        elif isinstance(node, Linear):
            yield node.affine.weight
        elif isinstance(node, Attention):
            yield from (each.weight for each in (node.qkv, node.out, node.wide, node.narrow))
        elif isinstance(node, Recurrence):
            yield from (product.weight for product in node.products)
            for rows in (node.project, node.operand, node.step):
                for operation in rows.operations:
                    if operation.name == "linear" and isinstance(operation.operands[1], Weight):
                        yield operation.operands[1].name


def _array(kind: str, name: str, values: np.ndarray, written: object) -> str:
    numbers = [written(value) for value in values.ravel()]  # type: ignore[operator]
    lines = [", ".join(numbers[at : at + LINE]) for at in range(0, len(numbers), LINE)]
    return f"static const {kind} {name}[{values.size}] = {{\n  " + ",\n  ".join(lines) + "};\n"


def _float(value: np.float32) -> str:
    return float_literal(float(value))


def float_literal(value: float) -> str:
    """A float32 that is read back as it is."""
    if not np.isfinite(value):
        return "NAN" if np.isnan(value) else "INFINITY" if value > 0 else "-INFINITY"
    text = f"{np.float32(value):.9g}"
    return f"{text}f" if "." in text or "e" in text else f"{text}.0f"
