"""A trained network as a program that any language can run. Plain values: no torch, no ONNX.

A `Program` is a list of nodes over named values, in the order in which they are computed, with the weights that they
name. `building.py` makes one from a network, `reference.py` runs one in NumPy: what a node means is written there once
more, executable. Everything is float32 except symbols and lengths (int64). Matrices are row by row, (O, I): what O
units give for I numbers that they read.

Axes: `B` batch (rows, independent of one another), `T` time, `D` numbers read at a step, `H` hidden units, `P` numbers
projected of a step, `R` numbers of a recurrent product, `E` embedding, `V` symbols, `M` earlier steps looked back on.

A recurrence carries its cell as three short straight-line programs over vectors of ONE row, and a product between them:

    p[t] = project(x[t])                         for all steps at once, needs no state
    for t = 0 .. T - 1:
        r     = product(operand(p[t], state))    the recurrent product, alone
        state = step(p[t], r, state)             h[t] is the first part of the state

So a generator of C writes one function per row program: each value of it is an array of a known size, each operation
a loop over that size.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

UNARY = (
    "absolute", "exp", "log", "log1p", "log_sigmoid", "negate", "reciprocal", "relu", "sigmoid", "sqrt", "tanh",
)  # fmt: skip
BINARY = ("add", "divide", "maximum", "minimum", "multiply", "subtract")
COMPARISONS = ("greater", "greater_equal", "less", "less_equal")  # give 1 where it is true, else 0
OperationName = Literal[
    "absolute", "exp", "log", "log1p", "log_sigmoid", "negate", "reciprocal", "relu", "sigmoid", "sqrt", "tanh",
    "add", "divide", "maximum", "minimum", "multiply", "subtract",
    "greater", "greater_equal", "less", "less_equal",
    "where", "slice", "concatenate", "linear", "layer_norm", "sum",
]  # fmt: skip


# -- row programs -----------------------------------------------------------------------------------------------------


class Weight(NamedTuple):
    """A trained array, by its name in `Program.weights`."""

    name: str


Operand = str | Weight | float  # a value of the row program by its name, a weight, or a number


@dataclass(frozen=True)
class Operation:
    """`result` (`size`,) is what `name` gives for the operands; each is of that size or of size 1, which is spread.

    unary         log_sigmoid(x) = -log(1 + exp(-x)), to be computed without overflow; the others as C has them
    binary        a op b, in the order of the operands; divide is a / b
    comparisons   1.0 or 0.0
    where         (condition, a, b): a where the condition is not 0, else b
    slice         (x): x[start : start + size]
    concatenate   (x, y, ...): one behind the other; here operands have sizes of their own
    linear        (x, Weight (size, n)) or (x, Weight (size, n), Weight (size,)): W x + b
    layer_norm    (x, gain, bias): gain * (x - mean) / sqrt(variance + epsilon) + bias, over the vector, the variance
                  divided by its size; gain and bias are Weights (size,) or the numbers 1.0 and 0.0
    sum           (x): the sum of the vector, size 1
    """

    name: OperationName
    operands: tuple[Operand, ...]
    result: str
    size: int
    start: int = 0
    epsilon: float = 0.0


@dataclass(frozen=True)
class RowProgram:
    """Operations in order. `sizes` has every value, those of the inputs too; an output may be an input as it is."""

    inputs: tuple[str, ...]
    operations: tuple[Operation, ...]
    outputs: tuple[str, ...]
    sizes: dict[str, int]


@dataclass(frozen=True)
class Product:
    """A product with a matrix, without a bias: (B, R) of (B, K N).

    `weight` is (R, K). With N heads a row reads the units of one head only, row r those of head (r // K) % N:

        y[r] = sum over k of weight[r, k] * x[((r // K) % N) * K + k]

    Heads are more than one only where R is a multiple of K N. One head is a plain matrix (R, K).
    """

    weight: str
    heads: int = 1


# -- nodes ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StatePart:
    """One tensor (B, H) that a recurrence takes from step to step, and what it is before the first one.

    `initial` is a number for all units or the name of a weight (H,). A part that is `carried` is given from outside:
    `carried` then names the `CarriedState`, whose initial value is the same.
    """

    size: int
    initial: float | str
    carried: str | None = None


@dataclass(frozen=True)
class StandardCell:
    """What the cell is called where it is one that libraries know, and its weights as torch.nn orders their gates.

    "lstm": gates i f g o, bias (4H,), `peephole` (3, H) in the order i f o or None
    "gru":  gates r z n, bias (3H,) outside and `bias_hn` (H,) inside of the reset gate's product:
            n = tanh(W_n x + b_n + r * (U_n h + b_hn)), h = (1 - z) * n + z * h
    "rnn":  h = tanh(W x + U h + b)
    """

    name: Literal["lstm", "gru", "rnn"]
    weight_ih: str
    weight_hh: str
    bias: str
    bias_hn: str | None = None
    peephole: str | None = None


@dataclass(frozen=True)
class Recurrence:
    """One direction of one layer, forward in time: `gives` h of every step (B, T, H) for `reads` (B, T, D).

    A backward direction stands between two `Reverse`. Inputs and outputs of the row programs:
    project (x) -> (p); operand (p, state...) -> (x); step (p, r, state...) -> (state...), as many as `states`.
    `products` are applied one after the other (more than one where the recurrent matrix is factorised).
    The row programs hold for every cell; `standard` says in addition what an operator of a library would need.
    """

    reads: str
    gives: str
    states: tuple[StatePart, ...]
    project: RowProgram
    operand: RowProgram
    products: tuple[Product, ...]
    step: RowProgram
    standard: StandardCell | None = None


@dataclass(frozen=True)
class Affine:
    """W x + b: names of weights (O, I) and (O,)."""

    weight: str
    bias: str | None


@dataclass(frozen=True)
class Norm:
    """Layer normalisation of the last axis: names of gain and bias (H,)."""

    gain: str
    bias: str
    epsilon: float


@dataclass(frozen=True)
class Embedding:
    """`gives` (B, T, E): the rows of weight (V, E) for symbols (B, T)."""

    reads: str
    gives: str
    weight: str


@dataclass(frozen=True)
class Linear:
    """`gives` (..., O) for `reads` (..., I). The weight may be that of an embedding (a tied head)."""

    reads: str
    gives: str
    affine: Affine


@dataclass(frozen=True)
class LayerNorm:
    """Normalises the last axis."""

    reads: str
    gives: str
    norm: Norm


@dataclass(frozen=True)
class Add:
    """The sum of two values of one shape."""

    reads: tuple[str, str]
    gives: str


@dataclass(frozen=True)
class Concatenate:
    """Values one behind the other along the last axis."""

    reads: tuple[str, ...]
    gives: str


@dataclass(frozen=True)
class Reverse:
    """(B, T, D) with every row reversed within its own length; what is behind it stays in place.

    Rows have the input `lengths` (B,), where the program has it, else all of T.
    """

    reads: str
    gives: str


@dataclass(frozen=True)
class LastStep:
    """(B, H) of (B, T, H): the last step."""

    reads: str
    gives: str


@dataclass(frozen=True)
class Attention:
    """One pre-norm block of a Transformer: (B, T, H) for (B, T, H), with N heads of K = H / N numbers.

        q, k, v = qkv(norm_1(x)), each (B, T, H), a head at a time
        s = softmax(q k' / sqrt(K)) v               heads side by side again
        x = x + out(s)
        x = x + narrow(gelu(wide(norm_2(x))))       gelu(a) = a * (1 + erf(a / sqrt(2))) / 2

    q and k are rotated by their place t = 0, 1, ...: of their first K // 2 and next K // 2 numbers, (a, b) at j becomes
    (a cos w - b sin w, a sin w + b cos w), w = t * base ** (-j / (K // 2)), computed in float64; an odd rest stays.

    What a query at place t sees:
    context None, not ahead   keys at places <= t
    context None, ahead       all keys within the row's length
    context C                 keys at t - C < place <= t; its state is the last C - 1 rows of [k, v] (B, M, 2H), before
                              rotation, M <= C - 1. Places count from the earliest row of the state, so a query of the
                              new steps begins at place M.
    """

    reads: str
    gives: str
    heads: int
    norm_1: Norm
    qkv: Affine
    out: Affine
    norm_2: Norm
    wide: Affine
    narrow: Affine
    rotation_base: float
    context: int | None = None
    ahead: bool = False
    carried: str | None = None  # the `CarriedState` with [k, v]


Node = Embedding | Linear | LayerNorm | Add | Concatenate | Reverse | LastStep | Recurrence | Attention


# -- programs ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Input:
    """A value that is given: its axes are letters or numbers, as ("B", "T", 3)."""

    name: str
    axes: tuple[str | int, ...]
    kind: Literal["float32", "int64"] = "float32"


@dataclass(frozen=True)
class CarriedState:
    """A state that a call takes and gives back, so that a sequence may be read in pieces.

    "vector": (B, size), before the first piece `initial`, a number or the name of a weight (size,).
    "rows":   (B, M, size), before the first piece M = 0; grows to `most` rows.
    """

    name: str
    size: int
    kind: Literal["vector", "rows"] = "vector"
    initial: float | str = 0.0
    most: int = 0


@dataclass(frozen=True)
class SeriesWindows:
    """What stands around the nodes of a forecasting network, in the scaled units of the training part.

    Inputs: `past` (B, W, D), `known` (B, R, K) of the R steps ahead; output: `forecast` (B, R, C, Q). The columns of
    `past` are, in this order: C targets, their C marks and C gaps (only when `masked`), S past columns, their marks
    and gaps (when masked), `static` columns that say the same at every step, K columns known ahead.

    Before the nodes:
    1. base, spread (B, 1, C) of the targets y of a window, m their marks (1 where masked is false):
         "none"      0, 1
         "last"      y at the last step with m = 1 (at step 0 where there is none), 1
         "instance", "instance_affine"   n = max(1, sum m); base = sum(m y) / n;
                     spread = sqrt(sum(m (y - base)^2) / n + epsilon)
    2. y = (y - base) / spread, for "instance_affine" then y * gain + bias (C,), when masked then * m
    3. shared: every target is a row of its own (B C rows, those of a window beside each other): its y, its mark and
       gap, then the other columns and `known`, which all rows of a window share. Else one row with all columns.
    4. decaying (GRU-D): a step becomes values, marks, gaps, last values of targets, past, static and known columns;
       the last two have mark 1 and gap 0; the last value is that of the latest step with mark 1 (0 if none has it)
    5. patches of P consecutive steps are one input: (T, P D) with T = W / P; when decaying, values of all P steps come
       first, then marks, gaps, last values
    The nodes read these as `window` (B', T, P D'), and `known` flattened as `context` (B', R K) if K > 0.

    After the nodes: the output (B', R columns Q), with columns = C, or 1 when shared, is (R, columns, Q) for each row;
    "instance_affine": (f - bias) / gain; then f * spread + base. With a `likelihood` Q are the parameters of a
    distribution: softplus(f) + least[0] of counts; of "student_t" the location, which is undone like a value, then
    (softplus(f) + least[0]) * spread, then softplus(f) + least[1].

    A run whose `horizon` exceeds R is fed with its own forecasts: a new row of `past` is the forecast, (masked: marks 1
    and gaps 1 / W), the static columns, and the row of `known`.
    """

    targets: int
    past: int
    known: int
    patch: int
    reach: int
    horizon: int
    quantiles: int
    scaling: Literal["none", "last", "instance", "instance_affine"]
    masked: bool = False
    fold: int = 1  # columns of the table for each column that may miss values: its value, mark and gap when masked
    static: int = 0
    shared: bool = False
    decaying: bool = False
    gain: str | None = None
    bias: str | None = None
    epsilon: float = 0.0
    likelihood: str | None = None
    least: tuple[float, float] = (0.0, 0.0)

    @property
    def width(self) -> int:
        """Columns of `past`."""
        return self.fold * (self.targets + self.past) + self.sure

    @property
    def sure(self) -> int:
        """Columns of `past` that are seen at every step, the last ones."""
        return self.static + self.known


@dataclass(frozen=True)
class Program:
    """A network: `output` is the value that the nodes are for.

    series   window (B, T, D), context (B, C) where the head reads one -> forecast (B, O)
    text     symbols (B, T), carried states                            -> logits (B, T, V), the states behind them
    speech   inputs (B, T, D), lengths (B,)                            -> scores (B, T, C), whatever stands behind a
                                                                          row's length is of no meaning
    """

    inputs: tuple[Input, ...]
    nodes: tuple[Node, ...]
    output: str
    weights: dict[str, Array] = field(repr=False)
    states: tuple[CarriedState, ...] = ()
    windows: SeriesWindows | None = None

    def recurrences(self) -> Iterator[Recurrence]:
        """Every direction of every layer."""
        return (node for node in self.nodes if isinstance(node, Recurrence))

    def input(self, name: str) -> Input | None:
        """The input of that name, if the program has it."""
        return next((each for each in self.inputs if each.name == name), None)
