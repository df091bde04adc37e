"""A copy of the tree to which a test adds a toy by one of the recipes of docs/contributing.md."""

import re
import shutil
from pathlib import Path

from tests.tree import ROOT

COPIED = ("lstm_core", "assistant", "prompts", ".streamlit")
MOST_PLACES = 6
WITHOUT_CACHES = shutil.ignore_patterns("__pycache__")


def copy(target: Path) -> Path:
    """The product's tree, at `target`."""
    for name in COPIED:
        shutil.copytree(ROOT / name, target / name, ignore=WITHOUT_CACHES)
    shutil.copy(ROOT / "streamlit_app.py", target)
    return target


class Addition:
    """What a recipe adds to a copy: new files and rows of existing ones."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self.new: set[str] = set()
        self.touched: set[str] = set()

    def files(self, toy: Path) -> None:
        """Lay every file of the folder `toy` where it stands below it."""
        for path in sorted(toy.rglob("*.py")):
            self.file(str(path.relative_to(toy)), path.read_text(encoding="utf-8"))

    def file(self, name: str, text: str) -> None:
        """Lay one new file."""
        target = self.tree / name
        assert not target.exists(), name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        self.new.add(name)

    def row(self, name: str, before: str, text: str, instead: str = "") -> None:
        """Put `text` before the first place that reads `before`; `instead` stands there from then on."""
        path = self.tree / name
        content = path.read_text(encoding="utf-8")
        assert before in content, f"{name}: {before}"
        path.write_text(content.replace(before, text + (instead or before), 1), encoding="utf-8")
        self.touched.add(name)

    @property
    def places(self) -> set[str]:
        """Every file that was added or changed."""
        return self.new | self.touched


def recipe(heading: str) -> list[str]:
    """The numbered places of a recipe of docs/contributing.md."""
    text = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\d\. .*(?:\n   .*)*", section, flags=re.MULTILINE)


def named(heading: str, toy: str) -> set[str]:
    """The files that a recipe names; `<name>` in a path stands for the toy."""
    paths = re.findall(r"`((?:lstm_core|assistant|tests)/[\w/<>.]+)`", "\n".join(recipe(heading)))
    return {re.sub(r"<\w+>", toy, path) for path in paths}
