"""The LSTM of Hochreiter & Schmidhuber (1997) with a forget gate (Gers et al. 2000), one sample and one step at a time.

Works on complex numbers too, so that `tests.reference.slopes` can differentiate it.
"""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_step(x, h, c, w, u, b):
    """One step: x (D,), h and c (H,), w (4H, D), u (4H, H), b (4H,); gates stand in the order i, f, g, o."""
    hidden = len(h)
    a = [w[row] @ x + u[row] @ h + b[row] for row in range(4 * hidden)]
    new_h, new_c = np.empty_like(h), np.empty_like(c)
    for j in range(hidden):
        write, keep, show = sigmoid(a[j]), sigmoid(a[hidden + j]), sigmoid(a[3 * hidden + j])
        candidate = np.tanh(a[2 * hidden + j])
        new_c[j] = keep * c[j] + write * candidate
        new_h[j] = show * np.tanh(new_c[j])
    return new_h, new_c


def lstm_forecast(weights, window):
    """Forecasts (B, horizon) of windows (B, T, D) by a stack named as in `Forecaster.state_dict()`."""
    forecasts = []
    for sample in window:
        sequence = list(sample)
        for layer in range(sum(name.startswith("recurrent.weight_hh") for name in weights)):
            w, u = weights[f"recurrent.weight_ih_l{layer}"], weights[f"recurrent.weight_hh_l{layer}"]
            b = weights[f"recurrent.bias_ih_l{layer}"] + weights[f"recurrent.bias_hh_l{layer}"]
            h = c = np.zeros(u.shape[1], dtype=b.dtype)
            for t, x in enumerate(sequence):
                h, c = lstm_step(x, h, c, w, u, b)
                sequence[t] = h
        forecasts.append(weights["head.weight"] @ sequence[-1] + weights["head.bias"])
    return np.array(forecasts)
