"""`deploy RUN_DIR OUT_DIR`: a folder with which a trained network runs where neither torch nor this project is.

Guarantees: the folder appears whole or not at all; what is in it was loaded back in a fresh process, isolated from this
project, and gave what torch gives of the sample; no path of this machine is inside.
"""

import errno
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from lstm_core.errors import RunError, Sentence
from lstm_core.i18n.languages import Language
from lstm_core.reports.kinds import titles
from lstm_core.results.base import TrainResult
from lstm_core.results.compress import RungRow
from lstm_core.runs.compress import NETWORK_SPEC, CompressRecord
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.launcher import environment
from lstm_core.runs.record import RunRecord
from lstm_core.runs.train import TrainRecord
from lstm_core.scripts.deploy.card import Network, card
from lstm_core.scripts.deploy.rendering import demo, script
from lstm_core.scripts.pytorch.script import portable
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
RUNTIME = ("numpy", "onnxruntime")
SERVING = ("fastapi==0.165.0", "uvicorn==0.54.0", "python-multipart==0.0.34")
LOOSER = 2.0  # times the difference that INT8 makes on the sample: another processor rounds otherwise
SECONDS = 1800.0


class Checked(NamedTuple):
    """How far the written files are from torch on the sample, in parts of the task's own scale."""

    difference: float
    allowed: float


class Shipped(NamedTuple):
    """What is deployed: the network of a training, or the stored file of a rung."""

    record: TrainRecord | CompressRecord
    spec: TrainRunSpec  # of the network
    weights: Path
    form: str = "onnx"  # of the file
    rung: RungRow | None = None

    @property
    def stored(self) -> Path | None:
        """The file that was measured."""
        if self.rung is None or self.rung.file is None:
            return None
        return RunFolder(self.record.path).members / self.rung.member / self.rung.file

    @property
    def rounded(self) -> bool:
        """What the file gives is not what torch gives to rounding: how far it is was measured."""
        return self.form != "onnx" or (self.rung is not None and "low_rank" in self.rung.rung)


def write_deployment(
    record: RunRecord, target: Path, language: Language = "en", *, int8: bool = False, rung: str | None = None
) -> Checked:
    """Write the folder of a run, or of a ladder's rung: the recommended one where none is named.

    Raises RunError with one sentence, and then leaves nothing.
    """
    shipped = shipped_of(record, int8=int8, rung=rung)
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise RunError(Sentence("deploy.target", {"folder": str(target)}))
    target = target.absolute()
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.mkdir()
        checked = _Folder(shipped, temporary, language).write()
        os.replace(temporary, target)
    except OSError as error:
        if error.errno in FULL:
            raise RunError(Sentence("deploy.disk_full", {"folder": str(target)})) from None
        raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return checked


def shipped_of(record: RunRecord, *, int8: bool = False, rung: str | None = None) -> Shipped:
    """What is deployed. Raises RunError where there is nothing of that name."""
    if isinstance(record, CompressRecord):
        return _rung_of(record, rung)
    if rung is not None:
        raise RunError(Sentence("deploy.no_ladder", {"run": record.id, "rung": rung[:60]}))
    run = deployable(record)
    return Shipped(run, run.spec, RunFolder(run.path).best, "int8" if int8 else "onnx")


def _rung_of(record: CompressRecord, rung: str | None) -> Shipped:
    best = record.result.recommended if record.result is not None else None
    name = rung if rung is not None else best
    stored = {row.rung: row for row in record.rows if row.file is not None}
    if name is None:
        raise RunError(Sentence("deploy.which_rung", {"run": record.id, "rungs": ", ".join(stored) or "-"}))
    row = stored.get(name)
    if row is None:
        facts: dict[str, str | int | float] = {"run": record.id, "rung": name[:60], "rungs": ", ".join(stored) or "-"}
        raise RunError(Sentence("deploy.rung_unknown", facts))
    member = RunFolder(record.path).members / row.member
    try:
        spec = parse_train_spec((member / NETWORK_SPEC).read_bytes())
    except OSError:
        raise RunError(Sentence("deploy.rung_gone", {"rung": row.rung})) from None
    shipped = Shipped(record, spec, RunFolder(member).best, row.format, row)
    if not (shipped.weights.exists() and shipped.stored is not None and shipped.stored.exists()):
        raise RunError(Sentence("deploy.rung_gone", {"rung": row.rung}))
    if not record.has_data:
        raise RunError(Sentence("deploy.data_gone", {"run": record.id}))
    return shipped


def deployable(record: RunRecord) -> TrainRecord:
    """The record of a training that can be deployed. Raises RunError for any other."""
    if not isinstance(record, TrainRecord):
        raise RunError(Sentence("deploy.kind", {"run": record.id}))
    if record.state not in (RunState.FINISHED, RunState.STOPPED):
        raise RunError(Sentence("deploy.state", {"run": record.id, "state": record.state.value}))
    if not RunFolder(record.path).best.exists():
        raise RunError(Sentence("inference.no_weights", {"run": record.id}))
    if not record.has_data:
        raise RunError(Sentence("deploy.data_gone", {"run": record.id}))
    return record


class _Folder:
    """One deployment on its way."""

    def __init__(self, shipped: Shipped, folder: Path, language: Language) -> None:
        self.shipped, self.folder, self.language = shipped, folder, language
        self.record, self.task, self.panel = shipped.record, shipped.spec.data.task, shipped.spec.data.panel

    def write(self) -> Checked:
        """Every file."""
        told = self._of_engine()
        digest, result = told["digest"], self.record.result
        if digest is not None and isinstance(result, TrainResult) and result.data_digest != digest:
            raise RunError(Sentence("deploy.other_data", {"run": self.record.id}))
        title = titles.of_training(self.shipped.spec, self.language)
        for name in ("infer.py", "serve.py"):
            self._text(name, script(name, self.shipped.spec.data, title, self.language, told["packages"]))
        self._demo(title, told["packages"])
        self._text("requirements.txt", pinned([*RUNTIME, *told["packages"]]))
        self._text("requirements-serve.txt", "".join(f"{each}\n" for each in SERVING))
        self._text("spec.json", portable(self.shipped.spec).to_json() + "\n")
        checked = self._check()
        network = Network(self.shipped.spec, self.shipped.weights, self.shipped.form, self.shipped.rung)
        how = {"difference": checked.difference, "in_c": told["c"]}
        self._text("MODEL_CARD.md", card(self.record, network, self.folder, self.language, **how))
        return checked

    def _demo(self, title: str, packages: list[str]) -> None:
        """demo.html, where the task has one."""
        told = self.folder / "demo.json"
        if told.exists():
            files = {"preprocessing": "preprocessing.json", "expected": "expected_output.json"}
            read = {name: json.loads((self.folder / file).read_text(encoding="utf-8")) for name, file in files.items()}
            whole = {**json.loads(told.read_text(encoding="utf-8")), **read}
            self._text("demo.html", demo(self.task, title, self.language, packages, whole, panel=self.panel))
            told.unlink()

    def _text(self, name: str, content: str) -> None:
        (self.folder / name).write_text(content, encoding="utf-8", newline="\n")

    def _of_engine(self) -> dict[str, Any]:
        """What the engine writes, in a process of its own. Raises RunError with what it could not do."""
        more = ["int8"] if self.shipped.form == "int8" else []
        if self.shipped.stored is not None:
            more = [self.shipped.form, str(self.shipped.stored)]
        command = [sys.executable, "-m", "lstm_core.engine.deploy", self.record.path, str(self.folder), self.language]
        done = subprocess.run(
            [*command, *more], check=False, capture_output=True, env=environment(), timeout=SECONDS, text=True
        )
        try:
            told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        except (IndexError, ValueError):
            raise RunError(Sentence("deploy.failed", {"error": f"exit {done.returncode}"})) from None
        if "error" in told:
            raise RunError(Sentence(told["error"], told["parameters"]))
        return told

    def _check(self) -> Checked:
        """The sample through the written files; what fewer bits change is measured and becomes the allowance."""
        found = self._compared()
        if self.shipped.rounded:
            expected = json.loads((self.folder / "expected_output.json").read_text(encoding="utf-8"))
            tolerance = max(expected["tolerance"], LOOSER * found["difference"])
            expected |= {"tolerance": tolerance, "exact": bool(found["same"])}
            self._text("expected_output.json", json.dumps(expected, ensure_ascii=False) + "\n")
            found = self._compared()
        told = Checked(found["difference"], found["tolerance"])
        if not found["good"]:
            facts: dict[str, str | int | float] = {
                "difference": f"{told.difference:.2g}", "allowed": f"{told.allowed:.2g}",
            }  # fmt: skip
            raise RunError(Sentence("deploy.differs", facts))
        return told

    def _compared(self) -> dict[str, Any]:
        command = [sys.executable, "-I", str(self.folder / "infer.py"), "--check", "--json"]
        done = subprocess.run(command, check=False, capture_output=True, timeout=SECONDS, text=True)
        try:
            found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        except (IndexError, ValueError):
            reason = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
            raise RunError(Sentence("deploy.failed", {"error": reason[:200]})) from None
        return found


def pinned(packages: list[str]) -> str:
    """Packages in the versions that are installed here, without a build's local suffix."""
    return "".join(f"{name}=={importlib.metadata.version(name).split('+')[0]}\n" for name in packages)
