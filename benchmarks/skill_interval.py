"""How often each interval of a skill calls two equally accurate forecasts different, and how wide it is.

    python benchmarks/skill_interval.py [TRIALS]

Nominal is 5 %. The errors of the two forecasts are white noise, an AR(1) process (0.7) or white noise whose volatility
comes in clusters; a window's error is the mean over its horizon, so neighbours overlap. Prints one table and writes
results/skill_interval.json.
"""

import json
import sys
from pathlib import Path

import numpy as np
from scipy.special import stdtrit

from lstm_core.engine.tasks.series.scores import skill

SIZES = ((40, 1), (300, 1), (40, 8), (60, 12), (100, 12), (300, 12), (280, 24), (1000, 24))


def gains_of(kind, count, horizon, random):
    """Differences (count,) of the mean errors of two forecasts of equal accuracy."""
    rows = count + horizon
    noise = random.normal(size=(2, rows + 200))
    if kind == "ar":
        for row in range(1, rows + 200):
            noise[:, row] += 0.7 * noise[:, row - 1]
    noise = noise[:, 200:]
    if kind == "clusters":
        level = np.zeros(rows)
        for row in range(1, rows):
            level[row] = 0.97 * level[row - 1] + 0.2 * random.normal()
        noise = noise * np.exp(level)
    difference = np.abs(noise[0]) - np.abs(noise[1])
    return np.convolve(difference, np.ones(horizon) / horizon, "valid")[:count]


def ours(gains, horizon):
    """Half-width of `lstm_core.engine.tasks.series.scores.skill`."""
    found = skill(np.ones(len(gains)), 1 + gains - gains.mean(), horizon)
    return (found.high - found.low) / 2


def apart(gains, horizon):
    """Student's t over windows that share no target."""
    kept = gains[::-1][::horizon]
    return stdtrit(len(kept) - 1, 0.975) * kept.std(ddof=1) / np.sqrt(len(kept))


def newey_west(gains, horizon):
    """The Diebold-Mariano test as usual: Newey and West's variance with lag horizon - 1."""
    count, centred = len(gains), gains - gains.mean()
    variance = centred @ centred / count
    for lag in range(1, min(horizon, count)):
        variance += 2 * (1 - lag / horizon) * (centred[lag:] @ centred[:-lag]) / count
    return stdtrit(count - 1, 0.975) * np.sqrt(max(variance, 0) / count)


METHODS = {"ours": ours, "windows apart": apart, "Newey-West": newey_west}


def main(trials):
    rows = []
    print(f"{'errors':10}{'windows':>8}{'horizon':>8}" + "".join(f"{name:>24}" for name in METHODS))
    for kind in ("white", "ar", "clusters"):
        for count, horizon in SIZES:
            random = np.random.default_rng(0)
            wrong, widths = dict.fromkeys(METHODS, 0), dict.fromkeys(METHODS, 0.0)
            for _ in range(trials):
                gains = gains_of(kind, count, horizon, random)
                for name, method in METHODS.items():
                    width = method(gains, horizon)
                    wrong[name] += abs(gains.mean()) > width
                    widths[name] += width / trials
            shares = {name: 100 * wrong[name] / trials for name in METHODS}
            rows.append({"errors": kind, "windows": count, "horizon": horizon, "wrong": shares, "half_width": widths})
            cells = "".join(f"{shares[name]:12.1f} % ± {widths[name]:7.3f}" for name in METHODS)
            print(f"{kind:10}{count:8}{horizon:8}{cells}", flush=True)
    folder = Path(__file__).parent / "results"
    folder.mkdir(exist_ok=True)
    (folder / "skill_interval.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
