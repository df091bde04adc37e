"""The work of one network of a ladder: it is made of the origin's, written in every format, loaded back and scored."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from safetensors.torch import save

from lstm_core.engine.compression import network as networks
from lstm_core.engine.compression.network import CPU, TEACHER, Built, StoppedError, Trainer
from lstm_core.engine.compression.pruning import zeros_of
from lstm_core.engine.export.building import program_of
from lstm_core.engine.export.program import Program
from lstm_core.engine.export.stored import runtime, sensitive_nodes, write_model
from lstm_core.engine.export.timing import BATCHES, digest
from lstm_core.engine.nn.networks import parameter_count
from lstm_core.engine.tasks import contract
from lstm_core.engine.tasks.compressing import FileInputs, Inputs, Judgement
from lstm_core.engine.tasks.preparation import load_in_run, prepare
from lstm_core.engine.training.hardware import choose_device
from lstm_core.engine.work.contract import Work
from lstm_core.errors import RunError, Sentence, WorkbenchError
from lstm_core.results.compress import MetricChange, Refusal, RungResult, StoredFile
from lstm_core.runs import events
from lstm_core.runs.compress import DIGESTS, INPUTS, NETWORK_SPEC
from lstm_core.runs.folder import write_json
from lstm_core.spec.compress import RungRunSpec


def work(given: Work) -> RungResult | events.Stopped:
    """Train where a method asks for it, write, load back, score; a format that fails leaves the others."""
    spec = given.spec
    if not isinstance(spec, RungRunSpec):
        raise TypeError(spec.kind)
    given.should_stop.stepping = True
    torch.set_num_threads(spec.run.threads)
    leader = given.folder.leader
    if leader is None:
        raise RunError(Sentence("compress.alone", {"run": given.folder.id}))
    material = load_in_run(spec.run, given.folder.data)
    origin = networks.original(spec.run, material, leader.path / TEACHER)
    device = choose_device(spec.run.train) if spec.steps else CPU
    trainer = Trainer(given.folder.checkpoints, material, given.emit, given.should_stop, device)
    try:
        made = networks.built(spec, origin, trainer)
    except StoppedError:
        return events.Stopped(seq=0, at=0, step=trainer.done)
    return _Files(given, spec, made, trainer).result(origin)


class _Files:
    """The files of one network."""

    def __init__(self, given: Work, spec: RungRunSpec, made: Built, trainer: Trainer) -> None:
        self.given, self.spec, self.made, self.trainer = given, spec, made, trainer
        self.folder = given.folder
        self.compressor = contract.compressor(spec.run.data.task)
        _, self.task = prepare(made.spec, trainer.material, CPU)
        self.exported = self.compressor.exported(made.spec, made.network)

    def result(self, origin: torch.nn.Module) -> RungResult:
        """Everything that was found out."""
        task, before = networks.judged_original(self.spec, self.trainer.material, origin)
        network = self.made.network
        now = self.compressor.judged(self.task, network)
        self.folder.checkpoints.mkdir(exist_ok=True)
        self.folder.best.write_bytes(save({name: each.contiguous() for name, each in network.state_dict().items()}))
        write_json(self.folder.path / NETWORK_SPEC, self.made.spec.to_json())
        program = program_of(self.exported)
        read = file_inputs(program)
        inputs = {batch: self.compressor.one_pass(self.task, network, read, batch) for batch in BATCHES}
        named: dict[str, Any] = {f"{batch}:{name}": each for batch in BATCHES for name, each in inputs[batch].items()}
        np.savez(self.folder.path / INPUTS, **named)
        files, refused, digests = list[StoredFile](), dict[str, Refusal](), dict[str, str]()
        for form in self.spec.formats:
            try:
                found, digests[form] = self._file(form, program, inputs, task, before)
                files.append(found)
            except (WorkbenchError, OSError, RuntimeError, ValueError) as error:
                refused[form] = _refusal(error)
        if not files:
            first = next(iter(refused.values()))
            raise RunError(Sentence(first.key, dict(first.parameters)))
        write_json(self.folder.path / DIGESTS, digests)
        return RungResult(
            reason="steps",
            seconds=self.trainer.seconds,
            steps=self.spec.total,
            measure=self.compressor.MEASURE,
            original=before.value,
            value=now.value,
            change=self.compressor.change(task, before, now),
            parameters=parameter_count(network),
            zeros=zeros_of(network),
            hidden_size=self.made.spec.model.hidden_size,
            files=files,
            refused=refused,
            distillation=self.made.distillation,
        )

    def _file(
        self, form: str, program: Program, inputs: dict[int, Inputs], task: Any, before: Judgement
    ) -> tuple[StoredFile, str]:
        """One stored file, scored as it was loaded back, and the digest of what it gave."""
        path, kept = self.folder.path / f"model.{form}.onnx", list[str]()
        if form == "mixed":
            kept = sensitive_nodes(program, partial(self._loss_of, program))
            if not kept:
                raise RunError(Sentence("compress.nothing_sensitive"))
        write_model(path, program, form, kept)
        run = runtime(path, self.spec.run.threads)
        stored = self.compressor.stored(self.made.spec, self.made.network, file_inputs(program), run)
        judgement = self.compressor.judged(self.task, stored)
        change = MetricChange.model_validate(self.compressor.change(task, before, judgement))
        with torch.no_grad():
            validation = self.task.validation_loss(stored)
        single = runtime(path, 1)
        names = _outputs(program)
        given = {name: inputs[BATCHES[-1]][name] for name in inputs[BATCHES[-1]]}
        outputs = single(names, given)
        with torch.no_grad():
            said = self.exported(*self.compressor.tensors(given))
        wanted = np.asarray(said[0] if isinstance(said, tuple) else said)
        found = StoredFile(
            format=form,
            file=path.name,
            bytes=path.stat().st_size,
            value=judgement.value,
            change=change,
            validation=validation,
            difference=float(np.abs(outputs[0] - wanted).max()),
            kept=kept,
        )
        return found, digest(outputs)

    def _loss_of(self, program: Program, kept: Sequence[str] | None) -> float:
        """Validation loss of a file with these nodes in float32; None stands for all."""
        path = self.folder.path / "trial.onnx"
        try:
            write_model(path, program, "onnx" if kept is None else "mixed", kept or ())
            run = runtime(path, self.spec.run.threads)
            stored = self.compressor.stored(self.made.spec, self.made.network, file_inputs(program), run)
            with torch.no_grad():
                return float(self.task.validation_loss(stored))
        finally:
            path.unlink(missing_ok=True)


def file_inputs(program: Program) -> FileInputs:
    """What the stored file of a program reads."""
    names = {"past", "known"} if program.windows is not None else {each.name for each in program.inputs}
    if program.windows is not None and not program.windows.known:
        names = {"past"}
    states: dict[str, Any] = {}
    for state in program.states:
        initial = program.weights[state.initial] if isinstance(state.initial, str) else state.initial
        shape = (1, state.size) if state.kind == "vector" else (1, 0, state.size)
        states[state.name] = np.broadcast_to(np.asarray(initial, np.float32), shape).copy()
    return FileInputs(frozenset(names), states)


def _outputs(program: Program) -> list[str]:
    return [program.output, *(f"next_{state.name}" for state in program.states)]


def _refusal(error: Exception) -> Refusal:
    if isinstance(error, WorkbenchError):
        message = error.messages[0]
        facts = {name: value for name, value in message.parameters.items() if isinstance(value, str | int | float)}
        return Refusal(key=message.key, parameters=facts)
    if isinstance(error, OSError):
        return Refusal(key="compress.not_written", parameters={"reason": error.strerror or type(error).__name__})
    return Refusal(key="compress.file_failed", parameters={"error": type(error).__name__})
