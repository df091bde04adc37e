"""A program as ISO C99: one source and one header without dependencies or allocation, in float32 or 8-bit integers.

A network that reads forward keeps the states of one step; one that reads backward too, or attends, keeps every step.
"""

from dataclasses import dataclass
from pathlib import Path

from lstm_core.engine.export.c_nodes import STEPS, CNodes
from lstm_core.engine.export.c_weights import CWeights
from lstm_core.engine.export.c_windows import (
    DECLARATIONS,
    RAW_DECLARATIONS,
    ColumnScaling,
    raw_function,
    window_functions,
)
from lstm_core.engine.export.program import Attention, Program, Reverse, SeriesWindows

SUPPORT = Path(__file__).parent / "c_support.c"
TEXT = """
/* What is carried from symbol to symbol. */
{state}

/* Before the first symbol. */
void model_begin(model_state *state);

/* Reads a symbol and writes the logits (MODEL_SYMBOLS,) of the next one. */
void model_step(model_state *state, int32_t symbol, float *logits);
"""
SPEECH = """
/* Scores (steps, MODEL_SYMBOLS) of inputs (steps, MODEL_COLUMNS), at most MODEL_STEPS of them. */
void model_run(const float *inputs, long steps, float *scores);
"""


@dataclass(frozen=True)
class CModel:
    """Source and header, and what they take: bytes of constants, and bytes of memory without the caller's arrays."""

    source: str
    header: str
    flash: int
    ram: int


def c_model(
    program: Program,
    steps: int,
    *,
    int8: bool = False,
    scaling: ColumnScaling | None = None,
) -> CModel:
    """C of a program for sequences of at most `steps` steps; of a forecaster, for windows of exactly so many rows.

    With a `scaling` a forecaster also reads and writes the units of the data.
    """
    weights = CWeights(program, int8)
    text, windows = program.input("symbols") is not None, program.windows
    whole = any(isinstance(node, Reverse | Attention) for node in program.nodes)
    nodes = CNodes(program, weights, whole)
    most = 1 if text else steps // windows.patch if windows else steps
    if text:
        defines, declared, functions = _text(nodes, program)
    elif windows:
        defines, declared, functions = _series(nodes, windows, steps, scaling)
    else:
        defines, declared, functions = _speech(nodes, program)
    defines = {**defines, **({STEPS: most} if not text and not windows else {})}
    state = _state(nodes)
    header = "\n".join(
        [
            "#ifndef MODEL_H",
            "#define MODEL_H",
            "#include <stdint.h>",
            *(f"#define {name} {value}" for name, value in defines.items()),
            declared.replace("{state}", state).rstrip(),
            "#endif",
            "",
        ]
    )
    source = "\n".join(
        [
            "#include <math.h>",
            "#include <string.h>",
            '#include "model.h"',
            "" if STEPS in defines else f"#define {STEPS} {most}",
            SUPPORT.read_text(encoding="utf-8"),
            weights.source,
            "" if text else state,
            *nodes.buffers,
            f"static int8_t rounded[{weights.widest}];",
            *nodes.functions,
            functions,
        ]
    )
    buffers = nodes.buffer_numbers + most * nodes.sequence_numbers
    ram = nodes.state_bytes + 4 * buffers + weights.widest + nodes.stack + _around(windows, steps, scaling)
    return CModel(source, header, weights.flash, ram)


def _around(windows: SeriesWindows | None, steps: int, scaling: ColumnScaling | None) -> int:
    """Bytes that stand around the network of a forecaster."""
    if windows is None:
        return 0
    copies = (scaling is not None) + (windows.reach < windows.horizon)
    window = 4 * steps * windows.width * copies + 4 * windows.horizon * windows.known * copies
    window += 4 * (steps + scaling.lag) * windows.targets if scaling is not None else 0
    return window + 4 * (
        2 * windows.targets + windows.patch * 4 * windows.width + windows.reach * windows.targets * windows.quantiles
    )


def _state(nodes: CNodes) -> str:
    members = nodes.state or ["int32_t none;"]
    return "typedef struct {\n  " + "\n  ".join(members) + "\n} model_state;"


def _begin(nodes: CNodes, static: str) -> list[str]:
    lines = [*nodes.begin, "(void)state, (void)rounded;"]
    return [f"{static}void model_begin(model_state *state) {{", *(f"  {line}" for line in lines), "}"]


def _text(nodes: CNodes, program: Program) -> tuple[dict[str, int], str, str]:
    output = nodes.at(program.output, "0")
    symbols = nodes.sizes[program.output]
    body = [
        *(["const long steps = 1;"] if nodes.whole else []),
        *nodes.during,
        f"memcpy(logits, {output}, {symbols} * sizeof(float));",
    ]
    functions = [*_begin(nodes, ""), "void model_step(model_state *state, int32_t symbol, float *logits) {"]
    functions += [*(f"  {line}" for line in body), "}", ""]
    return {"MODEL_SYMBOLS": symbols}, TEXT, "\n".join(functions)


def _speech(nodes: CNodes, program: Program) -> tuple[dict[str, int], str, str]:
    symbols, columns = nodes.sizes[program.output], nodes.sizes["inputs"]
    copy = f"memcpy(scores + t * {symbols}, {nodes.at(program.output)}, {symbols} * sizeof(float));"
    run = ["for (long t = 0; t < steps; t++) {", *(f"  {line}" for line in (*nodes.during, copy)), "}"]
    if nodes.whole:
        run = [*nodes.during, f"for (long t = 0; t < steps; t++) {copy}"]
    body = ["model_state *state = &model_memory;", "model_begin(state);", "(void)state;", *run]
    functions = ["static model_state model_memory;", *_begin(nodes, "static ")]
    functions += ["void model_run(const float *in_inputs, long steps, float *scores) {"]
    functions += [*(f"  {line}" for line in body), "}", ""]
    return {"MODEL_COLUMNS": columns, "MODEL_SYMBOLS": symbols}, SPEECH, "\n".join(functions)


def _series(
    nodes: CNodes, windows: SeriesWindows, steps: int, scaling: ColumnScaling | None
) -> tuple[dict[str, int], str, str]:
    features, output = nodes.sizes["window"], nodes.program.output
    size = nodes.sizes[output]
    last = [*nodes.after, f"memcpy(y, {nodes.at(output)}, {size} * sizeof(float));"]
    keep = [f"memcpy(every + t * {features}, in_window, {features} * sizeof(float));", "if (t < steps - 1) return;"]
    body = [*nodes.during, "if (t == steps - 1) {", *(f"  {line}" for line in last), "}"]
    if nodes.whole:
        body = [f"static float every[(long){STEPS} * {features}];", *keep, "in_window = every;", *nodes.during, *last]
        nodes.sequence_numbers += features
    else:
        body = [line.replace(f"(in_window + (long)(t) * {features})", "in_window") for line in body]
    functions = ["static model_state model_memory;", *_begin(nodes, "static ")]
    arguments = "const float *in_window, const float *in_context, long t, long steps, float *y, model_state *state"
    functions += [f"static void model_step({arguments}) {{", *(f"  {line}" for line in body)]
    functions += ["  (void)in_context, (void)state;", "}", ""]
    around = window_functions(windows, nodes.weights, steps, features)
    raw = raw_function(windows, scaling) if scaling is not None else ""
    defines = {
        "MODEL_WINDOW": steps,
        "MODEL_COLUMNS": windows.width,
        "MODEL_KNOWN": windows.known,
        "MODEL_HORIZON": windows.horizon,
        "MODEL_TARGETS": windows.targets,
        "MODEL_QUANTILES": windows.quantiles,
        **({"MODEL_LAG": scaling.lag} if scaling is not None else {}),
    }
    return defines, DECLARATIONS + (RAW_DECLARATIONS if raw else ""), "\n".join(functions) + around + raw
