"""What earlier versions wrote, laid out as a workspace that the present one opens.

Each folder here is what one version made, as text: a name that ends in .b64 holds bytes, conversations.sql is the
database, @WORKSPACE@ stands where the workspace lay, and @PLOTLY@ in a download for the library that draws.
"""

import base64
import contextlib
import hashlib
import importlib.metadata
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from plotly.offline import get_plotlyjs

WORKSPACE, PLOTLY = "@WORKSPACE@", b"@PLOTLY@"
HERE = Path(__file__).parent


def processor() -> str:
    """What the processor can do, as a digest; empty where that is not known."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    flags = next((line for line in lines if line.startswith("flags")), "")
    return hashlib.sha256(" ".join(sorted(flags.split())).encode()).hexdigest()


@dataclass(frozen=True)
class Version:
    """One folder of stored files."""

    folder: Path

    def __str__(self) -> str:
        return self.folder.name

    @cached_property
    def index(self) -> dict[str, Any]:
        return self.json("index.json")

    @property
    def runs(self) -> dict[str, str]:
        """Name -> id."""
        return self.index["runs"]

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def json(self, name: str) -> Any:
        return json.loads(self.text(name))

    def lay_out(self, home: Path) -> Path:
        """The whole workspace in `home`: runs, uploads and the conversations."""
        for room in ("runs", "uploads"):
            for origin in sorted((self.folder / room).rglob("*")):
                if origin.is_file():
                    self._copy(origin, home / origin.relative_to(self.folder), home)
        with contextlib.closing(sqlite3.connect(home / "conversations.sqlite3")) as database:
            database.executescript(self.text("conversations.sql").replace(WORKSPACE, str(home)))
        return home

    def run(self, name: str, home: Path) -> Path:
        """The folder of one run in the workspace `home`."""
        folder = self.folder / "runs" / self.runs[name]
        for origin in sorted(folder.rglob("*")):
            if origin.is_file():
                self._copy(origin, home / origin.relative_to(self.folder), home)
        return home / "runs" / self.runs[name]

    def bundle(self, task: str) -> dict[str, bytes]:
        """The entries of a download."""
        content = base64.b64decode((self.folder / "bundles" / f"{task}.zip.b64").read_bytes())
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = {name: archive.read(name) for name in archive.namelist()}
        return found | {"report.html": found["report.html"].replace(PLOTLY, get_plotlyjs().encode())}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table of the conversations, as they were written."""
        with contextlib.closing(sqlite3.connect(":memory:")) as database:
            database.row_factory = sqlite3.Row
            database.executescript(self.text("conversations.sql"))
            return [dict(row) for row in database.execute(f"SELECT * FROM {table}")]

    @property
    def same_machine(self) -> bool:
        """This processor and these libraries give the bits that were stored."""
        made = self.index["machine"]
        libraries = {name: version for name, version in made["versions"].items() if name != "python"}
        here = {name: importlib.metadata.version(name) for name in libraries}
        return made["processor"] == processor() and here == libraries

    @staticmethod
    def _copy(origin: Path, target: Path, home: Path) -> None:
        content = origin.read_bytes()
        if origin.suffix == ".b64":
            target, content = target.with_suffix(""), base64.b64decode(content)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.replace(WORKSPACE.encode(), str(home).encode()))


VERSIONS = [Version(path.parent) for path in sorted(HERE.glob("*/index.json"))]
RUNS = [(version, name) for version in VERSIONS for name in version.runs]


def each(cases: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Arguments of `parametrize` for cases of a version and a name."""
    return {"argvalues": cases, "ids": ["-".join(map(str, case)) for case in cases]}


def lost(stored: Any, found: Any, place: str = "") -> Iterator[str]:
    """What was stored and is not found again, value by value; what came to it since then is no loss."""
    if isinstance(stored, dict) and isinstance(found, dict):
        for name, value in stored.items():
            yield from lost(value, found[name], f"{place}.{name}") if name in found else [f"{place}.{name} is gone"]
    elif isinstance(stored, list) and isinstance(found, list) and len(stored) == len(found):
        for number, (before, now) in enumerate(zip(stored, found, strict=True)):
            yield from lost(before, now, f"{place}[{number}]")
    elif stored != found or isinstance(stored, bool) is not isinstance(found, bool):
        yield f"{place}: {str(stored)[:80]} became {str(found)[:80]}"
