"""The source tree as the tests of borders, sizes and texts read it."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PASSED_OVER = {".git", ".venv", "workspace", "__pycache__", ".pytest_cache", ".ruff_cache", ".mypy_cache"}
MEASURED = ROOT / "benchmarks" / "results"


def files() -> Iterator[Path]:
    """Every file that belongs to the project."""
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in PASSED_OVER and Path(folder) / name != MEASURED]
        yield from (Path(folder) / name for name in names if not name.endswith(".pyc"))


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def sources(root: Path = ROOT) -> Iterator[tuple[str, Path]]:
    """Every module of the product: dotted name and file."""
    for path in sorted([root / "streamlit_app.py", *root.glob("lstm_core/**/*.py"), *root.glob("assistant/**/*.py")]):
        parts = path.relative_to(root).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> list[str]:
    """Every name that the file imports, inside functions too: "torch.nn" for `from torch import nn`."""
    return _imports_of(path.read_text(encoding="utf-8"), path.name)


@cache
def _imports_of(text: str, name: str) -> list[str]:
    """Of a text, since a tree is read again for every border that a test crosses."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative import"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def within(module: str, rooms: tuple[str, ...]) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in rooms)
