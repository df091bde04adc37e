"""`broker.py NODES_FILE ADDRESS LEADER`: the broker, with this folder's stand-in for Ray."""

import os
import sys
from pathlib import Path

here = str(Path(__file__).parent)
os.environ["TOY_RAY"] = sys.argv[1]
os.environ["PYTHONPATH"] = os.pathsep.join([here, os.environ["PYTHONPATH"]])
sys.path.insert(0, here)

from lstm_core.runs.cluster_broker import main  # noqa: E402

os._exit(main(sys.argv[2:]))
