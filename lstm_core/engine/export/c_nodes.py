"""The nodes of a program as C: step by step where no node needs the whole sequence, else each over all steps."""

from dataclasses import dataclass, field

from lstm_core.engine.export.c_rows import row_function
from lstm_core.engine.export.c_weights import CWeights, float_literal
from lstm_core.engine.export.program import (
    Add,
    Attention,
    Concatenate,
    Embedding,
    LastStep,
    LayerNorm,
    Linear,
    Norm,
    Program,
    Recurrence,
    Reverse,
)

STEPS = "MODEL_STEPS"  # of the longest sequence


@dataclass
class CNodes:
    """Declarations, functions and statements of the nodes of one program.

    `whole`: values of every step are kept; else those of one. Statements that follow the last step stand in `after`.
    """

    program: Program
    weights: CWeights
    whole: bool
    sizes: dict[str, int] = field(default_factory=dict)  # numbers of a value at one step
    lasting: set[str] = field(default_factory=set)  # values without an axis of time
    state: list[str] = field(default_factory=list)  # members of model_state
    begin: list[str] = field(default_factory=list)
    buffers: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    during: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    state_bytes: int = 0
    buffer_numbers: int = 0  # of one step each, and
    sequence_numbers: int = 0  # of every step
    stack: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.program.inputs:
            if each.kind == "float32":
                self.sizes[each.name] = int(each.axes[-1])
                self.names[each.name] = f"in_{each.name}"
            if "T" not in each.axes:
                self.lasting.add(each.name)
        for node in self.program.nodes:
            self._node(node)

    # -- values --------------------------------------------------------------------------------------------------------

    def at(self, value: str, step: str = "t") -> str:
        """Pointer to the numbers of a value at a step."""
        name = self.names[value]
        timed = value not in self.lasting
        return (
            f"({name} + (long)({step}) * {self.sizes[value]})"
            if timed and (self.whole or name.startswith("in_"))
            else name
        )

    def _value(self, name: str, size: int, lasting: bool) -> str:
        self.sizes[name], self.names[name] = size, f"value_{len(self.names)}"
        if lasting:
            self.lasting.add(name)
        self._buffer(self.names[name], size, self.whole and not lasting)
        return self.names[name]

    def _buffer(self, name: str, size: int, every: bool = False) -> None:
        if every:
            self.sequence_numbers += size
            self.buffers.append(f"static float {name}[(long){STEPS} * {size}];")
        else:
            self.buffer_numbers += size
            self.buffers.append(f"static float {name}[{size}];")

    def _say(self, lasting: bool, *lines: str) -> None:
        if lasting:
            self.after += lines
        elif self.whole:
            self.during += ["for (long t = 0; t < steps; t++) {", *(f"  {line}" for line in lines), "}"]
        else:
            self.during += lines

    # -- nodes ---------------------------------------------------------------------------------------------------------

    def _node(self, node: object) -> None:
        match node:
            case Recurrence():
                self._recurrence(node)
            case Attention():
                self._attention(node)
            case Embedding():
                self._value(node.gives, self.weights.columns(node.weight), lasting=False)
                self._say(False, self.weights.row(node.weight, "symbol", self.at(node.gives)))
            case Linear():
                lasting = node.reads in self.lasting
                self._value(node.gives, self.weights.rows(node.affine.weight), lasting)
                bias = self.weights.optional(node.affine.bias)
                product = self.weights.product(node.affine.weight, bias, self.at(node.reads), self.at(node.gives))
                self._say(lasting, product)
            case LayerNorm():
                lasting = node.reads in self.lasting
                self._value(node.gives, self.sizes[node.reads], lasting)
                self._say(
                    lasting, self._norm(node.norm, self.at(node.reads), self.at(node.gives), self.sizes[node.gives])
                )
            case Add():
                one, other = node.reads
                self._value(node.gives, self.sizes[one], one in self.lasting)
                sum_ = f"{self.at(node.gives)}[i] = {self.at(one)}[i] + {self.at(other)}[i];"
                self._say(one in self.lasting, f"for (int i = 0; i < {self.sizes[one]}; i++) {sum_}")
            case Concatenate():
                self._concatenate(node)
            case LastStep():
                size = self.sizes[node.reads]
                self._value(node.gives, size, lasting=True)
                last = self.at(node.reads, "steps - 1")
                self.after.append(f"memcpy({self.at(node.gives)}, {last}, {size} * sizeof(float));")
            case Reverse():
                size = self.sizes[node.reads]
                self._value(node.gives, size, lasting=False)
                copy = f"memcpy({self.at(node.gives)}, {self.at(node.reads, 'steps - 1 - t')}, {size} * sizeof(float));"
                self._say(False, copy)
            case _:
                raise TypeError(type(node).__name__)

    def _norm(self, norm: Norm, x: str, y: str, size: int) -> str:
        gain, bias = self.weights.vector(norm.gain), self.weights.vector(norm.bias)
        return f"model_norm({x}, {gain}, {bias}, {y}, {size}, {float_literal(norm.epsilon)});"

    def _concatenate(self, node: Concatenate) -> None:
        lasting, at, lines = node.reads[0] in self.lasting, 0, []
        self._value(node.gives, sum(self.sizes[name] for name in node.reads), lasting)
        for name in node.reads:
            lines.append(f"memcpy({self.at(node.gives)} + {at}, {self.at(name)}, {self.sizes[name]} * sizeof(float));")
            at += self.sizes[name]
        self._say(lasting, *lines)

    def _recurrence(self, node: Recurrence) -> None:
        number = len(self.state)
        parts = [f"s{number}_{part}" for part in range(len(node.states))]
        for name, part in zip(parts, node.states, strict=True):
            self._state(name, part.size, part.initial)
        self._value(node.gives, node.states[0].size, lasting=False)
        prefix = f"layer_{number}"
        for rows, what in ((node.project, "project"), (node.operand, "operand"), (node.step, "step")):
            source, stack = row_function(f"{prefix}_{what}", rows, self.weights)
            self.functions.append(source)
            self.stack = max(self.stack, stack)
        sizes = {
            "projected": node.project.sizes[node.project.outputs[0]],
            "operand": node.operand.sizes[node.operand.outputs[0]],
            "recurrent": node.step.sizes[node.step.inputs[1]],
        }
        widths = [self.weights.rows(product.weight) for product in node.products]
        lines, held = [], "operand"
        for place, product in enumerate(node.products):
            target = "recurrent" if place == len(node.products) - 1 else f"between_{place}"
            sizes.setdefault(target, widths[place])
            if product.heads == 1:
                lines.append(self.weights.product(product.weight, "0", held, target))
            else:
                lines.append(self.weights.heads(product.weight, held, target, product.heads))
            held = target
        given = ", ".join(f"state->{name}" for name in parts)
        next_ = [f"n{place}" for place in range(len(parts))]
        local = [f"static float {name}[{size}];" for name, size in sizes.items()]
        local += [f"static float {name}[{part.size}];" for name, part in zip(next_, node.states, strict=True)]
        self.buffer_numbers += sum(sizes.values()) + sum(part.size for part in node.states)
        body = [
            *local,
            f"{prefix}_project(x, projected, rounded);",
            f"{prefix}_operand(projected, {given}, operand, rounded);",
            *lines,
            f"{prefix}_step(projected, recurrent, {given}, {', '.join(next_)}, rounded);",
            *(f"memcpy(state->{name}, {new}, sizeof {new});" for name, new in zip(parts, next_, strict=True)),
            f"memcpy(h, {next_[0]}, sizeof {next_[0]});",
        ]
        head = f"static void {prefix}(const float *x, float *h, model_state *state) {{\n"
        self.functions.append(head + "".join(f"  {line}\n" for line in body) + "}\n")
        self._say(False, f"{prefix}({self.at(node.reads)}, {self.at(node.gives)}, state);")

    def _state(self, name: str, size: int, initial: float | str) -> None:
        self.state.append(f"float {name}[{size}];")
        self.state_bytes += 4 * size
        if isinstance(initial, str):
            self.begin.append(f"memcpy(state->{name}, {self.weights.vector(initial)}, sizeof state->{name});")
        else:
            self.begin.append(f"for (int i = 0; i < {size}; i++) state->{name}[i] = {float_literal(initial)};")

    def _attention(self, node: Attention) -> None:
        number, hidden = len(self.state), self.sizes[node.reads]
        self._value(node.gives, hidden, lasting=False)
        wide = self.weights.rows(node.wide.weight)
        kv, count = f"kv_{number}", "0"
        if node.carried:
            most = int(node.context or 1)
            self.state += [f"float {kv}[{most * 2 * hidden}];", f"int32_t count_{number};"]
            self.state_bytes += 4 * (most * 2 * hidden + 1)
            self.begin.append(f"state->count_{number} = 0;")
            kv, count = f"state->{kv}", f"state->count_{number}"
        else:
            self._buffer(kv, 2 * hidden, every=True)
        self._buffer(f"q_{number}", hidden, every=True)
        self._buffer(f"scores_{number}", int(node.context or 1) if node.carried else 1, every=not node.carried)
        for name, size in (
            ("near", 3 * hidden),
            ("found", hidden),
            ("turned", 2 * hidden // node.heads),
            ("wide", wide),
        ):
            self._buffer(f"{name}_{number}", size)
        near, found, broad = f"near_{number}", f"found_{number}", f"wide_{number}"
        x, y = self.at(node.reads), self.at(node.gives)

        def product(affine: object, source: str, target: str) -> str:
            weight, bias = affine.weight, self.weights.optional(affine.bias)  # type: ignore[attr-defined]
            return self.weights.product(weight, bias, source, target)

        self._say(
            False,
            self._norm(node.norm_1, x, y, hidden),
            product(node.qkv, y, near),
            f"memcpy(q_{number} + t * {hidden}, {near}, {hidden} * sizeof(float));",
            f"memcpy({kv} + ({count} + t) * {2 * hidden}, {near} + {hidden}, {2 * hidden} * sizeof(float));",
        )
        place = f"{count} + (int)t"
        first = "0" if node.context is None else f"({place} >= {node.context} ? {place} - {node.context - 1} : 0)"
        end = "(int)steps" if node.ahead and node.context is None else f"{place} + 1"
        buffers = f"{found}, scores_{number}, turned_{number}"
        self._say(
            False,
            f"model_attend(q_{number} + t * {hidden}, {kv}, {buffers}, {hidden}, {node.heads}, "
            f"{place}, {first}, {end}, {node.rotation_base!r});",
            product(node.out, found, near),
            f"for (int i = 0; i < {hidden}; i++) {y}[i] = {x}[i] + {near}[i];",
            self._norm(node.norm_2, y, found, hidden),
            product(node.wide, found, broad),
            f"for (int i = 0; i < {wide}; i++) {broad}[i] = model_gelu({broad}[i]);",
            product(node.narrow, broad, near),
            f"for (int i = 0; i < {hidden}; i++) {y}[i] += {near}[i];",
        )
        if node.carried:  # one step at a time; the earliest row makes room
            kept = int(node.context or 1) - 1
            self.during += [
                f"{count} += 1;",
                f"if ({count} > {kept}) {{",
                f"  memmove({kv}, {kv} + {2 * hidden}, {kept * 2 * hidden} * sizeof(float));",
                f"  {count} = {kept};",
                "}",
            ]
