"""What stands around the nodes of a forecasting network (`SeriesWindows`) as ONNX operators. Axes as there."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from lstm_core.engine.export.onnx_graph import END, FLOAT, Graph, value_of
from lstm_core.engine.export.program import Array, SeriesWindows


class Scaled(NamedTuple):
    """What the nodes read, and what undoes the scaling (B, 1, C): None where nothing was done."""

    window: str  # (B', T, D')
    context: str | None  # (B', R K)
    base: str | None
    spread: str | None


class WindowsWriter:
    """Before and behind the nodes."""

    def __init__(self, graph: Graph, windows: SeriesWindows, weights: Mapping[str, Array]) -> None:
        self.graph, self.windows, self.weights = graph, windows, weights

    def before(self, past: str, known: str | None) -> Scaled:
        """What the nodes read of windows (B, W, D) and of what is known ahead (B, R, K)."""
        graph, windows = self.graph, self.windows
        count = windows.targets
        y, marks, gaps, rest = self._columns(past)
        base, spread = self._statistics(y, marks)
        y = graph.op("Sub", y, base) if base else y
        y = graph.op("Div", y, spread) if spread else y
        if windows.gain and windows.bias:
            y = graph.op("Add", graph.op("Mul", y, self._vector(windows.gain)), self._vector(windows.bias))
        told = [graph.op("Mul", y, marks), marks, gaps] if marks and gaps else [y]
        if windows.shared:
            width = windows.width - windows.fold * count
            steps = graph.op("Shape", past, start=1, end=2)
            told = [self._of_one(each, steps) for each in told]
            rest = self._for_each(rest, steps, width) if rest else None
        inputs = [*told, rest] if rest else told
        whole = graph.op("Concat", *inputs, axis=-1) if len(inputs) > 1 else inputs[0]
        context = self._context(known) if known else None
        return Scaled(self._patches(whole), context, base, spread)

    def after(self, found: str, scaled: Scaled, gives: str) -> str:
        """The forecast (B, R, C, Q) from what the nodes say."""
        graph, windows = self.graph, self.windows
        last = [windows.targets, windows.quantiles]
        if windows.shared:
            found = graph.transposed(graph.reshaped(found, -1, last[0], windows.reach, last[1]), 0, 2, 1, 3)
        else:
            found = graph.reshaped(found, -1, windows.reach, *last)
        if windows.likelihood is not None:
            return graph.op("Identity", self._parameters(found, scaled), gives=gives)
        return graph.op("Identity", self._undone(found, scaled), gives=gives)

    def _parameters(self, found: str, scaled: Scaled) -> str:
        """The parameters of a distribution (B, R, C, Q)."""
        graph, least = self.graph, self.windows.least
        if self.windows.likelihood != "student_t":
            return graph.op("Add", graph.op("Softplus", found), graph.constant(least[0]))
        parts = [graph.name("parameter") for _ in range(3)]
        graph.ops("Split", [found, graph.ints(1, 1, 1)], parts, axis=-1)
        width, freedom = (
            graph.op("Add", graph.op("Softplus", part), graph.constant(each))
            for part, each in zip(parts[1:], least, strict=True)
        )
        if scaled.spread:
            width = graph.op("Mul", width, graph.op("Unsqueeze", scaled.spread, graph.ints(-1)))
        return graph.op("Concat", self._undone(parts[0], scaled), width, freedom, axis=-1)

    def _undone(self, found: str, scaled: Scaled) -> str:
        """What the nodes say (B, R, C, Q), as values of the series."""
        graph, windows = self.graph, self.windows
        if windows.gain and windows.bias:
            gain, bias = (graph.constant(self.weights[each][:, None]) for each in (windows.gain, windows.bias))
            found = graph.op("Div", graph.op("Sub", found, bias), gain)
        if scaled.spread:
            found = graph.op("Mul", found, graph.op("Unsqueeze", scaled.spread, graph.ints(-1)))
        if scaled.base:
            found = graph.op("Add", found, graph.op("Unsqueeze", scaled.base, graph.ints(-1)))
        return found

    def _vector(self, name: str) -> str:
        return self.graph.weight(name, self.weights[name])

    def _columns(self, past: str) -> tuple[str, str | None, str | None, str | None]:
        """Targets, their marks and gaps (only when masked), and the other columns, if any."""
        windows = self.windows
        sizes = [windows.targets] * windows.fold + [windows.width - windows.fold * windows.targets]
        parts = self._split(past, sizes)
        told = parts[: windows.fold] if windows.masked else [parts[0], None, None]
        return str(told[0]), told[1], told[2], parts[-1]

    def _split(self, value: str, sizes: list[int]) -> list[str | None]:
        """Columns of so many each; None where there are none."""
        wanted = [size for size in sizes if size]
        if len(wanted) == 1:
            return [value if size else None for size in sizes]
        names = iter([self.graph.name("columns") for _ in wanted])
        found = [next(names) if size else None for size in sizes]
        self.graph.ops("Split", [value, self.graph.ints(*wanted)], [each for each in found if each], axis=-1)
        return found

    def _statistics(self, y: str, marks: str | None) -> tuple[str | None, str | None]:
        graph, windows = self.graph, self.windows
        if windows.scaling == "none":
            return None, None
        if windows.scaling == "last":
            return self._last(y, marks), None
        steps = graph.op("Cast", graph.op("Shape", y, start=1, end=2), to=FLOAT)
        count = steps if marks is None else graph.op("Max", self._sum(marks), graph.constant(1.0))
        base = graph.op("Div", self._sum(graph.op("Mul", y, marks) if marks else y), count)
        far = graph.op("Sub", y, base)
        squares = graph.op("Mul", far, far)
        variance = graph.op("Div", self._sum(graph.op("Mul", squares, marks) if marks else squares), count)
        return base, graph.op("Sqrt", graph.op("Add", variance, graph.constant(windows.epsilon)))

    def _sum(self, value: str) -> str:
        return self.graph.op("ReduceSum", value, self.graph.ints(1), keepdims=1)

    def _last(self, y: str, marks: str | None) -> str:
        """The last value that was seen (B, 1, C), the first one where none was."""
        graph = self.graph
        if marks is None:
            return graph.op("Slice", y, graph.ints(-1), graph.ints(END), graph.ints(1))
        end = graph.op("Squeeze", graph.op("Shape", y, start=1, end=2), graph.ints(0))
        zero, one = graph.constant(0, np.int64), graph.constant(1, np.int64)
        steps = graph.op("Cast", graph.op("Add", graph.op("Range", zero, end, one), one), to=FLOAT)
        newest = graph.op("Mul", marks, graph.op("Unsqueeze", steps, graph.ints(1)))
        return graph.op("GatherElements", y, graph.op("ArgMax", newest, axis=1, keepdims=1), axis=1)

    def _of_one(self, value: str, steps: str) -> str:
        """(B C, W, 1) of (B, W, C)."""
        graph = self.graph
        shape = graph.op("Concat", graph.ints(-1), steps, graph.ints(1), axis=0)
        return graph.op("Reshape", graph.transposed(value, 0, 2, 1), shape)

    def _for_each(self, value: str, steps: str, width: int) -> str:
        """(B C, W, n) of (B, W, n): the same for every target."""
        graph = self.graph
        apart = graph.op(
            "Expand", graph.op("Unsqueeze", value, graph.ints(1)), graph.ints(1, self.windows.targets, 1, 1)
        )
        return graph.op("Reshape", apart, graph.op("Concat", graph.ints(-1), steps, graph.ints(width), axis=0))

    def _context(self, known: str) -> str:
        """(B', R K) of (B, R, K)."""
        graph, windows = self.graph, self.windows
        if windows.shared:
            known = graph.op("Unsqueeze", known, graph.ints(1))
            known = graph.op("Expand", known, graph.ints(1, windows.targets, 1, 1))
        return graph.reshaped(known, -1, windows.reach * windows.known)

    def _patches(self, inputs: str) -> str:
        """(B', T, P D') of (B', W, D')."""
        graph, windows = self.graph, self.windows
        targets = 1 if windows.shared else windows.targets
        if not windows.decaying:
            width = windows.width - windows.fold * (windows.targets - targets)
            return inputs if windows.patch == 1 else graph.reshaped(inputs, 0, -1, windows.patch * width)
        width = targets + windows.past + windows.sure
        parts = [graph.reshaped(each, 0, -1, windows.patch * width) for each in self._decaying(inputs, targets)]
        return graph.op("Concat", *parts, axis=-1)

    def _decaying(self, inputs: str, targets: int) -> list[str]:
        """Values, marks, gaps and last values (B', W, K') of what a step holds."""
        graph, windows = self.graph, self.windows
        groups = self._split(inputs, [*[targets] * 3, *[windows.past] * 3, windows.sure])
        known = groups[6]
        more = [known, None, None]
        if known:
            zeros = graph.op("Mul", known, graph.constant(0.0))
            more = [known, graph.op("Add", zeros, graph.constant(1.0)), zeros]
        joined = []
        for number in range(3):
            parts = [each for each in (groups[number], groups[3 + number], more[number]) if each]
            joined.append(graph.op("Concat", *parts, axis=-1) if len(parts) > 1 else parts[0])
        return [*joined, self._last_seen(joined[0], joined[1], targets + windows.past + windows.sure)]

    def _last_seen(self, values: str, marks: str, width: int) -> str:
        """The last value (B', W, K') that was seen up to each step; 0 before the first."""
        graph = self.graph
        steps = [graph.transposed(each, 1, 0, 2) for each in (values, marks)]
        shape = graph.op("Concat", graph.rows(steps[0]), graph.ints(width), axis=0)
        body = Graph(graph)
        before, value, mark = (body.name(each) for each in ("before", "value", "mark"))
        unseen = body.op("Equal", mark, body.constant(0.0))
        last = body.op("Where", unseen, before, value)
        shown = body.op("Identity", last)
        axes = ("B", width)
        written = body.body(
            [value_of(each, axes) for each in (before, value, mark)], [value_of(each, axes) for each in (last, shown)]
        )
        outputs = [graph.name("last"), graph.name("every")]
        begun = graph.op("Expand", graph.constant(0.0), shape)
        graph.ops("Scan", [begun, *steps], outputs, body=written, num_scan_inputs=2)
        return graph.transposed(outputs[1], 1, 0, 2)
