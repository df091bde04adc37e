"""Every cell of the family from its paper, one sequence, one step and one unit at a time.

A step takes weights named as in `lstm_core.engine.cells`, the input, the state as a list of arrays (H,), and what is
kept of the candidate (H,); it returns the next state. All of them work on complex numbers, so that
`tests.reference.slopes` can differentiate them.
"""

import numpy as np

from tests.reference.lstm import sigmoid


def positive(x):
    """max(0, x), by the real part."""
    return np.where(np.real(x) > 0, x, 0)


def affine(w, x, h):
    """W x + U h + b, a number for each gate of each unit."""
    return [w["weight_ih"][row] @ x + w["weight_hh"][row] @ h + w["bias"][row] for row in range(len(w["bias"]))]


def rnn_step(w, x, state, kept):
    a = affine(w, x, state[0])
    return [np.array([np.tanh(a[j]) * kept[j] for j in range(len(a))])]


def lstm_step(w, x, state, kept):
    h, c = state
    hidden, a = len(h), affine(w, x, h)
    new_h, new_c = [], []
    for j in range(hidden):
        i, f, g, o = a[j], a[hidden + j], a[2 * hidden + j], a[3 * hidden + j]
        new_c.append(sigmoid(f) * c[j] + sigmoid(i) * np.tanh(g) * kept[j])
        new_h.append(sigmoid(o) * np.tanh(new_c[j]))
    return [np.array(new_h), np.array(new_c)]


def peephole_step(w, x, state, kept):
    h, c = state
    hidden, a, p = len(h), affine(w, x, h), w["peephole"]
    new_h, new_c = [], []
    for j in range(hidden):
        write = sigmoid(a[j] + p[0, j] * c[j])
        keep = sigmoid(a[hidden + j] + p[1, j] * c[j])
        new_c.append(keep * c[j] + write * np.tanh(a[2 * hidden + j]) * kept[j])
        show = sigmoid(a[3 * hidden + j] + p[2, j] * new_c[j])
        new_h.append(show * np.tanh(new_c[j]))
    return [np.array(new_h), np.array(new_c)]


def normalised(x, gain):
    """Mean 0 and variance 1 over the units of one layer; 1e-5 is added to the variance, as torch does."""
    mean = sum(x) / len(x)
    variance = sum((value - mean) ** 2 for value in x) / len(x)
    return np.array([gain[j] * (x[j] - mean) / np.sqrt(variance + 1e-5) for j in range(len(x))])


def layer_norm_lstm_step(w, x, state, kept):
    h, c = state
    hidden = len(h)
    a = normalised(w["weight_ih"] @ x, w["gain_ih"]) + normalised(w["weight_hh"] @ h, w["gain_hh"]) + w["bias"]
    new_c = np.array(
        [sigmoid(a[hidden + j]) * c[j] + sigmoid(a[j]) * np.tanh(a[2 * hidden + j]) * kept[j] for j in range(hidden)]
    )
    shown = normalised(new_c, w["gain_c"]) + w["bias_c"]
    return [np.array([sigmoid(a[3 * hidden + j]) * np.tanh(shown[j]) for j in range(hidden)]), new_c]


def gru_step(w, x, state, kept):
    (h,) = state
    hidden = len(h)
    new_h = []
    for j in range(hidden):
        r, z, n = j, hidden + j, 2 * hidden + j
        reset = sigmoid(w["weight_ih"][r] @ x + w["weight_hh"][r] @ h + w["bias"][r])
        update = sigmoid(w["weight_ih"][z] @ x + w["weight_hh"][z] @ h + w["bias"][z])
        past = w["weight_hh"][n] @ h + w["bias_hn"][j]
        candidate = np.tanh(w["weight_ih"][n] @ x + w["bias"][n] + reset * past) * kept[j]
        new_h.append((1 - update) * candidate + update * h[j])
    return [np.array(new_h)]


def gru_d_step(w, x, state, kept):
    """x (4K,): values, marks, gaps, last values."""
    (h,) = state
    hidden, columns = len(h), len(x) // 4
    value, mark, gap, last = x[:columns], x[columns : 2 * columns], x[2 * columns : 3 * columns], x[3 * columns :]
    fade = np.exp(-positive(w["decay_x"] * gap + w["decay_x_bias"]))
    guess = fade * last + (1 - fade) * w["usual"]
    read = np.concatenate([np.where(mark > 0, value, guess), mark])
    h = np.exp(-positive(w["decay_h"] @ gap + w["decay_h_bias"])) * h
    a = w["weight_ih"] @ read + w["bias"]
    new_h = []
    for j in range(hidden):
        reset = sigmoid(a[j] + w["weight_hh"][j] @ h)
        update = sigmoid(a[hidden + j] + w["weight_hh"][hidden + j] @ h)
        candidate = np.tanh(a[2 * hidden + j] + reset * (w["weight_hh"][2 * hidden + j] @ h)) * kept[j]
        new_h.append((1 - update) * h[j] + update * candidate)
    return [np.array(new_h)]


def slstm_step(w, x, state, kept):
    """The equations before the stabiliser: exponentials of any size, which is why the numbers must be small here."""
    h, c, n = state
    heads, _, width, _ = w["weight_hh"].shape
    hidden = len(h)
    a = w["weight_ih"] @ x + w["bias"]
    new_h, new_c, new_n = [], [], []
    for j in range(hidden):
        head, place = divmod(j, width)
        mine = h[head * width : (head + 1) * width]
        i, f, g, o = (a[gate * hidden + j] + w["weight_hh"][head, gate, place] @ mine for gate in range(4))
        new_c.append(sigmoid(f) * c[j] + np.exp(i) * np.tanh(g) * kept[j])
        new_n.append(sigmoid(f) * n[j] + np.exp(i))
        new_h.append(sigmoid(o) * new_c[j] / new_n[j])
    assert len(h) == heads * width
    return [np.array(new_h), np.array(new_c), np.array(new_n)]


STEPS = {
    "lstm": (lstm_step, 2),
    "gru": (gru_step, 1),
    "rnn": (rnn_step, 1),
    "peephole": (peephole_step, 2),
    "layer_norm_lstm": (layer_norm_lstm_step, 2),
    "gru_d": (gru_d_step, 1),
    "slstm": (slstm_step, 3),
}


def layer(cell, w, inputs, start=None, kept=None, old=None):
    """The h of every step (T, H) of inputs (T, D).

    `start` holds the first tensors of the state before the first step, `kept` (T, H) what is kept of each candidate,
    `old` (T, N, H) which share of the first N tensors of the state stays what it was (zoneout).
    """
    step, parts = STEPS[cell]
    hidden = w["weight_hh"].shape[-1] * (w["weight_hh"].shape[0] if w["weight_hh"].ndim > 2 else 1)
    state = [np.zeros(hidden)] * parts
    state[: len(start or [])] = start or []
    states = []
    for t, x in enumerate(inputs):
        new = step(w, x, state, np.ones(hidden) if kept is None else kept[t])
        if old is not None:
            for number in range(old.shape[1]):
                new[number] = old[t, number] * state[number] + (1 - old[t, number]) * new[number]
        state = new
        states.append(state[0])
    return np.array(states)
