"""Training in float64 by the published update rules, with gradients that no backpropagation touched."""

import numpy as np

from tests.reference.slopes import slopes


def train(forecast, weights, batches, spec, rates):
    """Mean squared errors and gradient norms of each step; batches are pairs of windows (B, T, 1), targets (B, H)."""
    weights = dict(weights)
    memory = {name: [np.zeros_like(value), np.zeros_like(value)] for name, value in weights.items()}
    losses, norms = [], []
    for step, ((window, target), rate) in enumerate(zip(batches, rates, strict=True), start=1):

        def loss(moved, window=window, target=target):
            return ((forecast(moved, window) - target) ** 2).mean()

        gradients = slopes(loss, weights)
        losses.append(float(loss(weights)))
        norms.append(float(np.sqrt(sum((gradient**2).sum() for gradient in gradients.values()))))
        shrink = min(1.0, spec.clip_norm / norms[-1]) if spec.clip_norm else 1.0
        for name, gradient in gradients.items():
            weights[name] = _updated(weights[name], gradient * shrink, memory[name], step, (spec, rate))
    return losses, norms


def _updated(weight, gradient, memory, step, how):
    spec, rate = how
    if spec.optimizer == "adamw":  # Loshchilov & Hutter 2019
        weight = weight * (1 - rate * spec.weight_decay)
    else:
        gradient = gradient + spec.weight_decay * weight
    if spec.optimizer == "sgd":
        memory[0] = 0.9 * memory[0] + gradient
        return weight - rate * memory[0]
    memory[0] = 0.9 * memory[0] + 0.1 * gradient  # Kingma & Ba 2015
    memory[1] = 0.999 * memory[1] + 0.001 * gradient**2
    first, second = memory[0] / (1 - 0.9**step), memory[1] / (1 - 0.999**step)
    return weight - rate * first / (np.sqrt(second) + 1e-8)
