"""A plain CSV, whole or not at all; every row stands on the line that it has in the file it comes from.

So a later message that names a line names the one that a person sees in an editor: what was dropped leaves a blank
line.
"""

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

_CHUNK = 1 << 20
_RULES = Path(__file__).parent.parent


def plain_name(path: Path, choices: tuple[str, ...]) -> str:
    """The name of what is made of the bytes of a file by these choices and by the rules of this program."""
    digest = hashlib.sha256("\0".join((_rules(), *choices)).encode())
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return f"{digest.hexdigest()}.csv"


@cache
def _rules() -> str:
    """What another version reads otherwise gets another name: a table that was made before keeps what it says."""
    written = hashlib.sha256()
    for path in sorted(_RULES.rglob("*.py")):
        written.update(path.read_bytes())
    return written.hexdigest()


def write_plain(table: pd.DataFrame, lines: npt.NDArray[np.int64], header_line: int, target: Path) -> None:
    """Write the table, rows on their lines where these ascend behind the header's. Raises OSError."""
    for name in table.columns:
        broken = table[name].astype("str").str.contains(r"[\r\n]", regex=True)
        if broken.any():
            table = table.assign(**{name: table[name].astype("str").str.replace(r"[\r\n]+", " ", regex=True)})
    text = table.to_csv(index=False, lineterminator="\n")
    if header_line and len(lines) and lines[0] > header_line and np.all(np.diff(lines) > 0):
        text = _on_lines(text, np.concatenate([[header_line], lines]))
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o444)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _on_lines(text: str, lines: npt.NDArray[np.int64]) -> str:
    """Rows with blank lines between them, so that each stands on its line."""
    gaps = np.diff(np.concatenate([[0], lines])) - 1
    if not gaps.any() or int(lines[-1]) > 4 * len(lines) + 1000:
        return text
    rows = text.split("\n")
    return "\n".join(f"{chr(10) * int(gap)}{row}" if gap else row for gap, row in zip(gaps, rows, strict=False)) + "\n"
