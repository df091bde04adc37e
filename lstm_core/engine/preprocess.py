"""`python -m lstm_core.engine.preprocess RUN_DIR`: leave the preprocessing of a trained run in its folder."""

import sys
from pathlib import Path

from lstm_core.engine.tasks.preparation import keep_preprocessing, load
from lstm_core.runs.folder import RunFolder
from lstm_core.spec.parsing import parse_train_spec


def main(arguments: list[str]) -> int:
    """Read the run's data again and write."""
    folder = RunFolder(Path(arguments[0]))
    spec = parse_train_spec(folder.spec.read_bytes())
    keep_preprocessing(spec, folder, load(spec, folder.data))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
