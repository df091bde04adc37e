"""What the program is and runs on, found without loading the engine. No Streamlit."""

import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
GPUS = Path("/proc/driver/nvidia/gpus")


@cache
def version() -> str:
    """The version of the workbench."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def memory() -> int:
    """Bytes of memory of the machine."""
    import psutil

    return int(psutil.virtual_memory().total)


def gpus() -> list[str]:
    """Names of the NVIDIA GPUs that the driver reports."""
    found = []
    for place in sorted(GPUS.glob("*/information")):
        lines = place.read_text(encoding="utf-8", errors="replace").splitlines()
        found += [line.split(":", 1)[1].strip() for line in lines if line.startswith("Model:")]
    return found
