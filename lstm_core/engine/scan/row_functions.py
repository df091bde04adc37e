"""Writes a recorded tape as one C function of a row: `void NAME(T *const *at, T *scratch)`.

Loops over the same numbers are joined, so that what one computes for another stays in a register; a loop that needs
all of another's numbers (a norm, a shifted slice) comes a stage later and reads them from `scratch`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from lstm_core.engine.scan.tracing import Loop, Memory, Recorder, Ref

LINE = 16  # numbers of a cache line: scratch begins at multiples of it


@dataclass(frozen=True)
class Output:
    """A tensor that the function writes to its own pointer; sums over the batch are added to what is there.

    `late`: the pointer is also an input's, so it is written when everything has been read.
    """

    tensor: Tensor | None  # None: zeros
    size: int
    late: bool = False


class RowFunction:
    """C source of a tape whose inputs, then outputs, are the pointers `at[0], at[1], ...`."""

    def __init__(self, name: str, recorder: Recorder, outputs: Sequence[Output]) -> None:
        self.tape = recorder.tape
        self.loops = list(self.tape.loops)
        self.memories = list(self.tape.memories)
        self._names = {memory: f"p{place}" for place, memory in enumerate(self.tape.inputs)}
        self._late: set[int] = set()
        self._added: set[int] = set()
        for place, output in enumerate(outputs, len(self.tape.inputs)):
            self._deliver(recorder, output, f"p{place}")
        self._needed()
        self._stages = self._staged()
        self._materialised = self._read_from_memory()
        self.scratch, declared = self._placed()
        pointers = [f"  T *p{place} = at[{place}];" for place in range(len(self.tape.inputs) + len(outputs))]
        body = [line for group in self._groups() for line in self._written(group)]
        self.source = "\n".join(
            [f"static void {name}(T *const *at, T *scratch) {{", *pointers, *declared, *body, "}", ""]
        )

    def _deliver(self, recorder: Recorder, output: Output, pointer: str) -> None:
        """Add the loop that copies an output to its pointer, or let its memory be there from the beginning."""
        value: Ref | float = 0.0
        shape: tuple[int, ...] = (output.size,)
        summed = False
        if output.tensor is not None:
            rows = recorder.rows_of(output.tensor)
            value = recorder.ref(output.tensor, output.tensor.shape, rows)
            shape = tuple(n for place, n in enumerate(output.tensor.shape) if place != rows and n != 1)
            summed = recorder.summed(output.tensor)
        whole = Ref(-1, 0, _contiguous(shape))
        if (
            isinstance(value, Ref)
            and (value.offset, value.strides) == (0, whole.strides)
            and self.memories[value.memory].size == output.size
            and value.memory not in self._names
            and not (summed or output.late)
        ):
            self._names[value.memory] = pointer
            return
        self.memories.append(Memory(output.size, batched=True))
        target = Ref(len(self.memories) - 1, 0, whole.strides)
        self._names[target.memory] = pointer
        if output.late:
            self._late.add(len(self.loops))
        if summed:
            self._added.add(len(self.loops))
        self.loops.append(Loop("{0}", (value,), shape, target))

    def _needed(self) -> None:
        """Forget loops whose numbers nobody reads."""
        wanted, kept = {memory for memory, name in self._names.items() if name}, []
        for number in reversed(range(len(self.loops))):
            loop = self.loops[number]
            if loop.target.memory in wanted:
                wanted |= {operand.memory for operand in loop.operands if isinstance(operand, Ref)}
                kept.append(number)
        order = kept[::-1]
        self._late = {order.index(number) for number in self._late}
        self._added = {order.index(number) for number in self._added}
        self.loops = [self.loops[number] for number in order]
        self._makers: dict[int, list[int]] = {}
        for number, loop in enumerate(self.loops):
            self._makers.setdefault(loop.target.memory, []).append(number)

    def _joined(self, loop: Loop, operand: Ref) -> int | None:
        """The loop that makes exactly this operand, number by number in the same order."""
        makers = self._makers.get(operand.memory, [])
        if len(makers) != 1:
            return None
        maker = self.loops[makers[0]]
        same = maker.kept is None and maker.shape == loop.shape and maker.target == operand
        return makers[0] if same else None

    def _staged(self) -> list[int]:
        stages: list[int] = []
        for loop in self.loops:
            stage = 0
            for operand in loop.operands:
                if isinstance(operand, Ref):
                    joined = self._joined(loop, operand)
                    before = [stages[maker] + 1 for maker in self._makers.get(operand.memory, [])]
                    stage = max([stage, stages[joined]] if joined is not None else [stage, *before])
            stages.append(stage)
        groups = {(stage, loop.shape) for stage, loop in zip(stages, self.loops, strict=True)}
        if len(groups) > 1:
            last = max(stages)
            for number in self._late:
                stages[number] = last + 1
        return stages

    def _same_loop(self, number: int, operand: Ref) -> int | None:
        joined = self._joined(self.loops[number], operand)
        return joined if joined is not None and self._stages[joined] == self._stages[number] else None

    def _read_from_memory(self) -> set[int]:
        return {
            operand.memory
            for number, loop in enumerate(self.loops)
            for operand in loop.operands
            if isinstance(operand, Ref) and self._same_loop(number, operand) is None
        }

    def _placed(self) -> tuple[int, list[str]]:
        """Numbers of scratch, and the pointers into it."""
        used, lines = 0, []
        for memory in sorted(self._makers):
            if memory not in self._names and memory in self._materialised:
                self._names[memory] = f"s{memory}"
                lines.append(f"  T *s{memory} = scratch + {used};")
                used += -(-self.memories[memory].size // LINE) * LINE
        return used, lines

    def _groups(self) -> list[list[int]]:
        groups: dict[tuple[int, tuple[int, ...]], list[int]] = {}
        for number, loop in enumerate(self.loops):
            groups.setdefault((self._stages[number], loop.shape), []).append(number)
        return [groups[key] for key in sorted(groups, key=lambda key: key[0])]

    def _written(self, group: list[int]) -> list[str]:
        shape = self.loops[group[0]].shape
        sums = [number for number in group if self.loops[number].kept is not None]
        hoisted: dict[str, str] = {}
        body = [line for number in group for line in self._statement(number, hoisted)]
        lines = [f"  const T {name} = {value};" for value, name in hoisted.items()]
        inner = [f"T r{number} = 0;" for number in sums if self.loops[number].kept == 0] if shape else []
        for depth, size in enumerate(shape):
            if depth == len(shape) - 1:
                names = ", ".join(f"r{number}" for number in sums)
                inner.append("#pragma omp simd" + (f" reduction(+:{names})" if sums else ""))
            inner.append(f"for (long i{depth} = 0; i{depth} < {size}; i{depth}++) {{")
            inner += [f"T r{number} = 0;" for number in sums if self.loops[number].kept == depth + 1]
        inner += body
        for depth in reversed(range(len(shape))):
            inner += [self._stored_sum(number) for number in sums if self.loops[number].kept == depth + 1]
            inner.append("}")
        inner += [self._stored_sum(number) for number in sums if self.loops[number].kept == 0]
        return ["  {", *lines, *("  " + line for line in inner), "  }"]

    def _statement(self, number: int, hoisted: dict[str, str]) -> list[str]:
        loop = self.loops[number]
        operands = [self._operand(number, operand, hoisted) for operand in loop.operands]
        value = loop.code.format(*operands)
        if loop.kept is not None:
            return [f"r{number} += {value};"]
        lines = [f"const T v{number} = {value};"]
        name = self._names.get(loop.target.memory)
        if name:
            assign = "+=" if number in self._added else "="
            lines.append(f"{name}[{_index(loop.target)}] {assign} v{number};")
        return lines

    def _operand(self, number: int, operand: Ref | float, hoisted: dict[str, str]) -> str:
        if not isinstance(operand, Ref):
            return _literal(operand)
        joined = self._same_loop(number, operand)
        if joined is not None:
            return f"v{joined}"
        place = f"{self._names[operand.memory]}[{_index(operand)}]"
        if self.loops[number].shape and not any(operand.strides):
            return hoisted.setdefault(place, f"h{len(hoisted)}")
        return place

    def _stored_sum(self, number: int) -> str:
        target = self.loops[number].target
        return f"{self._names[target.memory]}[{_index(target)}] = r{number};"


def _index(ref: Ref) -> str:
    terms = [
        f"i{depth}" if stride == 1 else f"i{depth} * {stride}" for depth, stride in enumerate(ref.strides) if stride
    ]
    return " + ".join([str(ref.offset), *terms] if ref.offset or not terms else terms)


def _literal(value: float) -> str:
    if math.isnan(value):
        return "(T)NAN"
    if math.isinf(value):
        return "(T)INFINITY" if value > 0 else "(-(T)INFINITY)"
    return f"(T)({value!r})"


def _contiguous(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(math.prod(shape[depth + 1 :]) for depth in range(len(shape)))
