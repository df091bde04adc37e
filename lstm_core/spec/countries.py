"""Countries whose public holidays are known: ISO 3166 codes of the library `holidays`."""

from functools import cache


@cache
def codes() -> tuple[str, ...]:
    """Every code of two letters that the library knows, in alphabetical order."""
    import holidays

    return tuple(sorted(code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2))
