"""Numbers as a reader expects them, in either language."""

import math
from collections.abc import Sequence

NONE = "–"
MOST_DECIMALS = 12
MANY_TIMES = 10  # times, from which on a share in percent says nothing
MOST_TIMES = 1000  # times that are told


def significant(value: float | None, digits: int = 3) -> str:
    """`value` with so many significant digits and no exponent between 1e-4 and 1e6; a dash when there is none."""
    if value is None or not math.isfinite(value):
        return NONE
    scientific = f"{value:.{digits - 1}e}"  # rounds first: 9.996 has its last digit where 10.0 has it
    exponent = int(scientific.partition("e")[2])
    if value != 0 and not -4 <= exponent < 6:
        return scientific
    return f"{value:,.{max(0, digits - 1 - exponent)}f}"


def percent(share: float, sign: str = "+") -> str:
    """A share as percent with its sign, e.g. "+12%", below ten with one decimal; a dash when it is not finite.

    With sign="-" only a negative share shows one.
    """
    if not math.isfinite(share):
        return NONE
    return f"{share:{sign}.{0 if abs(share) >= 0.0995 or share == 0 else 1}%}"


def change(share: float) -> str:
    """How far a number lies from what it is compared with: in percent, from ten times on as a multiple, e.g. "×37"."""
    times = 1 + share
    if not math.isfinite(share) or times < MANY_TIMES:
        return percent(share)
    return f"×{times:,.0f}" if times <= MOST_TIMES else f">×{MOST_TIMES}"


def signed(value: float) -> str:
    """`value` with its sign and three significant digits, e.g. "-0.121"; a dash when it is not finite."""
    shown = significant(abs(value))
    return shown if shown == NONE else f"{'-' if value < 0 else '+'}{shown}"


def decimals(values: Sequence[float], digits: int = 3) -> int:
    """Decimals that show the spread of `values` with so many significant digits: 371.24 among 315 to 373 has one."""
    spread = max(values) - min(values) if values else 0.0
    if spread <= 0 or not math.isfinite(spread):
        spread = max((abs(value) for value in values), default=0.0) or 1.0
    return min(MOST_DECIMALS, max(0, digits - 1 - math.floor(math.log10(spread))))
