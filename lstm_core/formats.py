"""Numbers as a reader expects them."""

import math


def significant(value: float | None, digits: int = 3) -> str:
    """`value` with so many significant digits and no exponent between 1e-4 and 1e6; a dash when there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    magnitude = abs(value)
    if magnitude != 0 and not 1e-4 <= magnitude < 1e6:
        return f"{value:.{digits - 1}e}"
    decimals = digits - 1 - math.floor(math.log10(magnitude)) if magnitude else digits - 1
    return f"{value:,.{max(0, decimals)}f}"


def percent(share: float) -> str:
    """A share as percent with its sign, e.g. "+12 %"."""
    return f"{share * 100:+.0f} %"
