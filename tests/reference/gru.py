"""The GRU of Cho et al. (2014) with the reset gate behind the recurrent product, one sample and one step at a time.

That is the variant which torch.nn.GRU and cuDNN compute: n = tanh(W x + b + r * (U h + b')). Works on complex numbers.
"""

import numpy as np

from tests.reference.lstm import sigmoid


def gru_step(x, h, w, u, b, b_hidden):
    """One step: x (D,), h (H,), w (3H, D), u (3H, H), b and b_hidden (3H,); gates stand in the order r, z, n."""
    hidden = len(h)
    new_h = np.empty_like(h)
    for j in range(hidden):
        r, z, n = j, hidden + j, 2 * hidden + j
        reset = sigmoid(w[r] @ x + b[r] + u[r] @ h + b_hidden[r])
        update = sigmoid(w[z] @ x + b[z] + u[z] @ h + b_hidden[z])
        candidate = np.tanh(w[n] @ x + b[n] + reset * (u[n] @ h + b_hidden[n]))
        new_h[j] = (1 - update) * candidate + update * h[j]
    return new_h


def gru_forecast(weights, window):
    """Forecasts (B, horizon) of windows (B, T, D) by a stack named as in `Forecaster.state_dict()`."""
    forecasts = []
    for sample in window:
        sequence = list(sample)
        for layer in range(sum(name.startswith("recurrent.weight_hh") for name in weights)):
            w, u = weights[f"recurrent.weight_ih_l{layer}"], weights[f"recurrent.weight_hh_l{layer}"]
            b, b_hidden = weights[f"recurrent.bias_ih_l{layer}"], weights[f"recurrent.bias_hh_l{layer}"]
            h = np.zeros(u.shape[1], dtype=b.dtype)
            for t, x in enumerate(sequence):
                h = gru_step(x, h, w, u, b, b_hidden)
                sequence[t] = h
        forecasts.append(weights["head.weight"] @ sequence[-1] + weights["head.bias"])
    return np.array(forecasts)
