"""A row program as a C function: operations number by number joined in loops, products as calls.

`void NAME(const float *input..., float *output..., int8_t *rounded)`; outputs never lie where inputs lie.
"""

from dataclasses import dataclass, field

from lstm_core.engine.export.c_weights import CWeights, float_literal
from lstm_core.engine.export.program import BINARY, COMPARISONS, UNARY, Operand, Operation, RowProgram, Weight

EACH = {
    "absolute": "fabsf({0})",
    "exp": "model_exp({0})",
    "log": "logf({0})",
    "log1p": "log1pf({0})",
    "log_sigmoid": "model_log_sigmoid({0})",
    "negate": "(-{0})",
    "reciprocal": "(1 / {0})",
    "relu": "model_relu({0})",
    "sigmoid": "model_sigmoid({0})",
    "sqrt": "sqrtf({0})",
    "tanh": "model_tanh({0})",
    "add": "({0} + {1})",
    "divide": "({0} / {1})",
    "maximum": "({0} > {1} ? {0} : {1})",
    "minimum": "({0} < {1} ? {0} : {1})",
    "multiply": "({0} * {1})",
    "subtract": "({0} - {1})",
    "greater": "(float)({0} > {1})",
    "greater_equal": "(float)({0} >= {1})",
    "less": "(float)({0} < {1})",
    "less_equal": "(float)({0} <= {1})",
    "where": "({0} != 0 ? {1} : {2})",
}
assert set(EACH) == {*UNARY, *BINARY, *COMPARISONS, "where"}  # noqa: S101


@dataclass
class _Function:
    program: RowProgram
    weights: CWeights
    places: dict[str, str] = field(default_factory=dict)  # value -> pointer to its numbers
    lines: list[str] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    stack: int = 0  # bytes of arrays

    def array(self, value: str) -> str:
        """Room for a value."""
        if value not in self.places:
            size = self.program.sizes[value]
            self.places[value] = f"v{len(self.declared)}"
            self.declared.append(f"float v{len(self.declared)}[{size}];")
            self.stack += 4 * size
        return self.places[value]

    def count(self, operand: Operand) -> int:
        """How many numbers an operand has."""
        if isinstance(operand, Weight):
            return self.weights.size(operand.name)
        return self.program.sizes[operand] if isinstance(operand, str) else 1

    def pointer(self, operand: Operand) -> str:
        if isinstance(operand, Weight):
            return self.weights.vector(operand.name)
        if isinstance(operand, str):
            return self.places[operand]
        raise TypeError(operand)

    def number(self, operand: Operand, local: dict[str, str], wide: bool) -> str:
        """One number of an operand within a loop over i."""
        if isinstance(operand, str) and operand in local:
            return local[operand]
        if isinstance(operand, Weight):
            size = self.weights.size(operand.name)
            return f"{self.weights.vector(operand.name)}[{'i' if size > 1 and wide else 0}]"
        if isinstance(operand, str):
            return f"{self.places[operand]}[{'i' if self.program.sizes[operand] > 1 and wide else 0}]"
        return float_literal(operand)


def row_function(name: str, program: RowProgram, weights: CWeights) -> tuple[str, int]:
    """Source of the function and the bytes of its arrays."""
    made = _Function(program, weights)
    made.places |= {value: f"in{number}" for number, value in enumerate(program.inputs)}
    for number, value in enumerate(program.outputs):
        if value not in made.places:
            made.places[value] = f"out{number}"
    waiting: list[Operation] = []
    for place, operation in enumerate(program.operations):
        if waiting and (operation.name not in EACH or operation.size != waiting[0].size):
            _loop(made, waiting, program.operations[place:])
            waiting = []
        if operation.name in EACH:
            waiting.append(operation)
        else:
            _whole(made, operation)
    if waiting:
        _loop(made, waiting, ())
    for number, value in enumerate(program.outputs):
        if made.places[value] != f"out{number}":
            made.lines.append(f"memcpy(out{number}, {made.places[value]}, {program.sizes[value]} * sizeof(float));")
    arguments = [f"const float *in{number}" for number in range(len(program.inputs))]
    arguments += [f"float *restrict out{number}" for number in range(len(program.outputs))]
    body = "".join(f"  {line}\n" for line in [*made.declared, *made.lines])
    unused = "".join(f"  (void)in{number};\n" for number in range(len(program.inputs)))
    head = f"static void {name}({', '.join(arguments)}, int8_t *rounded) {{\n"
    return f"{head}{body}{unused}  (void)rounded;\n}}\n", made.stack


def _whole(made: _Function, operation: Operation) -> None:
    """An operation that needs all numbers of an operand."""
    operands, size = operation.operands, operation.size
    if operation.name == "slice":
        pointer = f"({made.pointer(operands[0])} + {operation.start})"
        target = made.places.get(operation.result)
        if target is None:
            made.places[operation.result] = pointer
        else:
            made.lines.append(f"memcpy({target}, {pointer}, {size} * sizeof(float));")
        return
    target = made.array(operation.result)
    if operation.name == "linear":
        matrix = operands[1]
        assert isinstance(matrix, Weight)  # noqa: S101 (the program's rule)
        bias = made.pointer(operands[2]) if len(operands) > 2 else "0"
        made.lines.append(made.weights.product(matrix.name, bias, made.pointer(operands[0]), target))
        return
    pointers = [made.pointer(each) for each in operands if not isinstance(each, float)]
    match operation.name:
        case "layer_norm":
            gain, bias = (made.pointer(each) if isinstance(each, Weight) else "0" for each in operands[1:3])
            epsilon = float_literal(operation.epsilon)
            made.lines.append(f"model_norm({pointers[0]}, {gain}, {bias}, {target}, {size}, {epsilon});")
        case "sum":
            count = made.program.sizes[str(operands[0])]
            made.lines += [f"{target}[0] = 0;", f"for (int i = 0; i < {count}; i++) {target}[0] += {pointers[0]}[i];"]
        case "concatenate":
            at = 0
            for operand, pointer in zip(operands, pointers, strict=True):
                count = made.count(operand)
                made.lines.append(f"memcpy({target} + {at}, {pointer}, {count} * sizeof(float));")
                at += count
        case _:
            raise TypeError(operation.name)


def _loop(made: _Function, group: list[Operation], later: object) -> None:
    """Operations number by number in one loop; what is read behind it is kept in memory."""
    size = group[0].size
    read = {each for operation in later for each in operation.operands if isinstance(each, str)}  # type: ignore[attr-defined]
    local: dict[str, str] = {}
    body = []
    for number, operation in enumerate(group):
        value = EACH[operation.name].format(*(made.number(each, local, size > 1) for each in operation.operands))
        local[operation.result] = f"t{number}"
        body.append(f"const float t{number} = {value};")
        if operation.result in read or operation.result in made.program.outputs:
            body.append(f"{made.array(operation.result)}[i] = t{number};")
    made.lines += [f"for (int i = 0; i < {size}; i++) {{", *(f"  {line}" for line in body), "}"]
