"""The data section of a wide table whose columns are each a series, and what is said of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lstm_core.data.series import table_checks, wide
from lstm_core.errors import DataError, Sentence
from lstm_core.spec.series import SERIES, VALUE, SeriesData

if TYPE_CHECKING:
    from lstm_core.data.series.profile import SeriesProfile

EVERY = "*"  # named as a column: all that look like series of one kind, or else all that are measured


def as_read(profile: "SeriesProfile") -> dict[str, Any]:
    """What a section says of the file itself."""
    return {
        "source": "file",
        "file": str(profile.path),
        "name": profile.name,
        "format": profile.format,
        "time_column": profile.time_column,
        "time_format": profile.time_format,
        "zone": profile.zone,
        "missing_codes": tuple(dict.fromkeys(code.value for code in profile.codes)),
    }


def wide_data(profile: "SeriesProfile", columns: Sequence[str], ids: Sequence[str]) -> SeriesData:
    """A section for the columns, with the shortest window and horizon. Raises DataError where there are too few."""
    named = [name for name in columns if name != EVERY]
    if EVERY in columns:
        named = list(profile.alike.columns)
        named = named if set(ids) <= set(named) and named else list(dict.fromkeys([*profile.measured, *ids]))
    if len(named) < 2:
        listed = table_checks.listed(list(profile.numeric))
        raise DataError(Sentence("data.wide_few", {"file": profile.name, "columns": listed}))
    chosen = set(named)
    missing = any(each.missing for each in profile.columns if each.name in chosen)
    coded = any(code.column in chosen for code in profile.codes)
    there = [each.name for each in profile.columns]
    return SeriesData(
        **as_read(profile),
        id_column=wide.free(SERIES, there),
        target=wide.free(VALUE, there),
        series_columns=tuple(named),
        ids=tuple(ids),
        missing="mask" if missing or coded else "refuse",
        window=2,
        horizon=1,
    )


def wide_notice(profile: "SeriesProfile", data: SeriesData) -> Sentence:
    """Which columns are forecast together, which of numbers are not among them, and how to choose one."""
    read = data.ids or data.series_columns
    series = set(data.series_columns)
    others = [name for name in profile.numeric if name not in series]
    facts: dict[str, str | int | float] = {
        "count": len(read),
        "columns": table_checks.listed(list(read)),
        "another": read[0],
        "others": table_checks.listed(others),
    }
    return Sentence("data.wide_but" if others else "data.wide", facts)
