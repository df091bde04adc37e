"""Gates and candidate of every cell from its paper, one sequence, one step and one unit at a time.

Each takes weights, input and state as `tests.reference.cells` does, and returns arrays (H,) by name.
"""

import numpy as np

from tests.reference.cells import STEPS, affine, normalised, positive
from tests.reference.lstm import sigmoid


def four(a):
    """Input, forget, candidate, output from their sums (4H,)."""
    hidden = len(a) // 4
    return {
        "input": [sigmoid(a[j]) for j in range(hidden)],
        "forget": [sigmoid(a[hidden + j]) for j in range(hidden)],
        "candidate": [np.tanh(a[2 * hidden + j]) for j in range(hidden)],
        "output": [sigmoid(a[3 * hidden + j]) for j in range(hidden)],
    }


def rnn(w, x, state):
    return {"candidate": [np.tanh(each) for each in affine(w, x, state[0])]}


def lstm(w, x, state):
    return four(affine(w, x, state[0]))


def layer_norm_lstm(w, x, state):
    return four(
        normalised(w["weight_ih"] @ x, w["gain_ih"]) + normalised(w["weight_hh"] @ state[0], w["gain_hh"]) + w["bias"]
    )


def peephole(w, x, state):
    h, c = state
    hidden, a, p = len(h), affine(w, x, h), w["peephole"]
    found = {"input": [], "forget": [], "candidate": [], "output": []}
    for j in range(hidden):
        write, keep = sigmoid(a[j] + p[0, j] * c[j]), sigmoid(a[hidden + j] + p[1, j] * c[j])
        candidate = np.tanh(a[2 * hidden + j])
        show = sigmoid(a[3 * hidden + j] + p[2, j] * (keep * c[j] + write * candidate))
        for name, value in zip(found, (write, keep, candidate, show), strict=True):
            found[name].append(value)
    return found


def slstm(w, x, state):
    h = state[0]
    width, hidden = w["weight_hh"].shape[2], len(h)
    a = w["weight_ih"] @ x + w["bias"]
    sums = []
    for gate in range(4):
        for j in range(hidden):
            head, place = divmod(j, width)
            sums.append(a[gate * hidden + j] + w["weight_hh"][head, gate, place] @ h[head * width : (head + 1) * width])
    return four(sums) | {"input": [np.exp(each) for each in sums[:hidden]]}


def gru(w, x, state):
    (h,) = state
    hidden, found = len(h), {"reset": [], "update": [], "candidate": []}
    for j in range(hidden):
        r, z, n = j, hidden + j, 2 * hidden + j
        reset = sigmoid(w["weight_ih"][r] @ x + w["weight_hh"][r] @ h + w["bias"][r])
        found["reset"].append(reset)
        found["update"].append(sigmoid(w["weight_ih"][z] @ x + w["weight_hh"][z] @ h + w["bias"][z]))
        past = w["weight_hh"][n] @ h + w["bias_hn"][j]
        found["candidate"].append(np.tanh(w["weight_ih"][n] @ x + w["bias"][n] + reset * past))
    return found


def gru_d(w, x, state):
    columns = len(x) // 4
    value, mark, gap, last = (x[part * columns : (part + 1) * columns] for part in range(4))
    fade = np.exp(-positive(w["decay_x"] * gap + w["decay_x_bias"]))
    read = np.concatenate([np.where(mark > 0, value, fade * last + (1 - fade) * w["usual"]), mark])
    decay = np.exp(-positive(w["decay_h"] @ gap + w["decay_h_bias"]))
    plain = {**w, "bias_hn": np.zeros(len(decay))}
    return gru(plain, read, (decay * state[0],)) | {"decay": decay}


GATES = {
    "lstm": lstm, "gru": gru, "rnn": rnn, "peephole": peephole, "layer_norm_lstm": layer_norm_lstm, "gru_d": gru_d,
    "slstm": slstm,
}  # fmt: skip


def layer(cell, w, inputs):
    """Gates (T, H) by name of inputs (T, D), from a zero state."""
    step, parts = STEPS[cell]
    hidden = w["weight_hh"].shape[-1] * (w["weight_hh"].shape[0] if w["weight_hh"].ndim > 2 else 1)
    state, told = [np.zeros(hidden)] * parts, []
    for x in inputs:
        told.append(GATES[cell](w, x, state))
        state = step(w, x, state, np.ones(hidden))
    return {name: np.array([each[name] for each in told]) for name in told[0]}
