"""A table as text in, the plain one out: what the tests of tidying share."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from lstm_core.data.series.profile import SeriesProfile, profile


class Read(NamedTuple):
    """What came of a file."""

    profile: SeriesProfile
    table: pd.DataFrame
    keys: list[str]

    @property
    def times(self) -> list[str]:
        return self.table[self.profile.time_column].tolist()


def read(path: Path, content: str | bytes) -> Read:
    """The content as a file of that path, read as a person's upload is, every notice in both languages."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = profile(path)
    layout = found.format
    kinds = {found.time_column: str} if found.time_column is not None else None
    table = pd.read_csv(found.path, encoding=layout.encoding, sep=layout.delimiter, decimal=layout.decimal, dtype=kinds)
    for notice in found.notices:
        assert notice.text("zh").endswith(("。", "）"))
        assert notice.text("en").endswith((".", ")"))
    return Read(found, table, [notice.key for notice in found.notices])


def column(cells: list[str], name: str = "time") -> str:
    """A CSV of these cells and a value beside each."""
    return "\n".join([f"{name},value", *(f'"{cell}",{at + 1}.5' for at, cell in enumerate(cells))]) + "\n"
