"""`python -m lstm_core.engine.compression.origin_timing`: what the origin costs in torch, in a process of its own.

As `lstm_core.engine.export.timing`, with "network", the folder of the ladder, instead of "model".
"""

from pathlib import Path

from lstm_core.engine.compression.network import torch_pass
from lstm_core.engine.export.timing import answer

if __name__ == "__main__":
    answer(lambda asked: lambda: torch_pass(Path(asked["network"]), int(asked["threads"])))
